"""Which requests is a request linked with, and what may this reader know of them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from projections.views.queue.row import QueueRow
from triage.actors import By
from triage.codes import LinkKind
from triage.request.state.linked import Link
from triage.text.personal import revealed


class MergeSide(StrEnum):
    """Which of two merged requests the linked one is: the one worked on, or its duplicate."""

    GOES_ON_THERE = "goes-on-there"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A linked request with its row; never words.

    Where its row is not the reader's to see, only that there is one: who knows the reference, or
    why they belong together, knows more than that.
    """

    reference: str | None = None
    kind: LinkKind | None = None
    at: datetime | None = None
    by: By | None = None
    because: str | None = None
    row: QueueRow | None = None
    merged: MergeSide | None = None


def link_shown(link: Link, row: QueueRow | None, merged: MergeSide | None = None) -> LinkShown:
    """A link as the reader sees it who may see this row of the other request, or none."""
    if row is None:
        return LinkShown()
    return LinkShown(
        reference=link.reference,
        kind=link.kind,
        at=link.at,
        by=link.by,
        because=revealed(link.because),
        row=row,
        merged=merged,
    )
