"""Which requests is a request linked with, and what may this reader know of them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projections.views.queue.row import QueueRow
from triage.actors import By
from triage.codes import LinkKind
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A linked request: its reference, and its row where the reader may see that; never words."""

    reference: str
    kind: LinkKind
    at: datetime
    by: By
    because: str | None
    row: QueueRow | None


def links_shown(
    request: HelpRequest, row_of: Callable[[UUID], QueueRow | None]
) -> tuple[LinkShown, ...]:
    """The links of a request, oldest first."""
    return tuple(
        LinkShown(
            reference=each.reference,
            kind=each.kind,
            at=each.at,
            by=each.by,
            because=revealed(each.because),
            row=row_of(other),
        )
        for other, each in request.links.items()
    )
