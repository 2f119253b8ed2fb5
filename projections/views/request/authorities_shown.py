"""What were social services or the police told about a request?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.request.events import JointContactMade, PoliceNoticeMade, RequestEvent
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityTold:
    """A joint contact or a notice to the police, by the `kind` of its event.

    `with_whom` and `requester_takes_part` are a joint contact's own.
    """

    kind: str
    because: str | None
    at: datetime
    by: By
    with_whom: str | None = None
    requester_takes_part: bool | None = None


def authorities_told(recorded: Sequence[RequestEvent]) -> tuple[AuthorityTold, ...]:
    """Each of them, oldest first."""
    return tuple(
        AuthorityTold(
            kind=event.kind(),
            because=revealed(event.because),
            at=event.timestamp,
            by=event.by,
            with_whom=revealed(event.with_whom) if isinstance(event, JointContactMade) else None,
            requester_takes_part=getattr(event, "requester_takes_part", None),
        )
        for event in recorded
        if isinstance(event, JointContactMade | PoliceNoticeMade)
    )
