"""How does each reader stand to the own duty to notify child protection?

Act 417/2007 section 25: it rests on whoever learned of the danger, and nobody's act stands for
another's. Reading is in the access log, so this is composed of it and the stream.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from triage.actors import Actor, By, Role
from triage.evidence.access_log import PRINT, VIEW, ReadOutcome
from triage.request.events import (
    ProtectionNoticeConfirmed,
    ProtectionNoticeDeclined,
    ProtectionNoticeMade,
    RequestEvent,
)
from triage.text.personal import revealed

# Where words or their summary were read; a search tells only that something was found.
LEARNS_BY = frozenset({VIEW, PRINT, "consultation"})
WHO_HANDLES = frozenset({Role.WORKER, Role.COORDINATOR, Role.DUTY})


class Stand(StrEnum):
    """What somebody has recorded of the own duty."""

    NOTIFIED = "notified"
    TOGETHER = "together"
    # Somebody else named them in a notice; they have not confirmed it.
    NAMED = "named"
    DECLINED = "declined"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    """One reader: since when, what they recorded last, and on which ground they make no notice."""

    username: str
    role: str
    unit: str | None
    stand: Stand = Stand.UNRECORDED
    at: datetime | None = None
    ground: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyingCounts:
    """How many have notified, have declined, and have recorded nothing."""

    notified: int
    declined: int
    unrecorded: int


def notifying(
    recorded: Sequence[RequestEvent],
    reads: Iterable[Row[tuple[object, ...]]],
    *,
    viewer: Actor | None = None,
    units: frozenset[str] | None = None,
) -> tuple[Notifying, ...]:
    """Everybody who has learned of it, in the order in which they did; the viewer has by now.

    `units`: only those who read there, for a partner.
    """
    found: dict[str, Notifying] = {}
    for row in reads:
        learns = row.action in LEARNS_BY and row.outcome == ReadOutcome.OK
        if learns and row.role in WHO_HANDLES and (units is None or row.unit in units):
            found.setdefault(
                row.username, Notifying(username=row.username, role=row.role, unit=row.unit)
            )
    if viewer is not None and viewer.username and viewer.username not in found:
        found[viewer.username] = _of(viewer.by())
    for event in recorded:
        match event:
            case ProtectionNoticeMade():
                _note(found, event, Stand.NOTIFIED)
                for username in event.together_with:
                    _name(found, username, event)
            case ProtectionNoticeConfirmed():
                _note(found, event, Stand.TOGETHER)
            case ProtectionNoticeDeclined():
                told = {"ground": str(event.ground), "because": revealed(event.because)}
                _note(found, event, Stand.DECLINED, **told)
    return tuple(found.values())


def _of(by: By) -> Notifying:
    return Notifying(username=by.username or "", role=str(by.role), unit=by.unit)


def _note(found: dict[str, Notifying], event: RequestEvent, stand: Stand, **told: Any) -> None:
    before = found.get(event.by.username or "") or _of(event.by)
    told = {"ground": None, "because": None, **told}
    found[before.username] = replace(before, stand=stand, at=event.timestamp, **told)


def _name(found: dict[str, Notifying], username: str, event: ProtectionNoticeMade) -> None:
    """A notice of their own counts more than that another one names them."""
    before = found.get(username) or Notifying(username=username, role=str(Role.WORKER), unit=None)
    if before.stand not in (Stand.NOTIFIED, Stand.TOGETHER):
        found[username] = replace(
            before, stand=Stand.NAMED, at=event.timestamp, ground=None, because=None
        )


def counted(shown: Iterable[Notifying]) -> NotifyingCounts:
    """How many stand how; whoever has not confirmed what another recorded has recorded nothing."""
    stands = Counter(each.stand for each in shown)
    return NotifyingCounts(
        notified=stands[Stand.NOTIFIED] + stands[Stand.TOGETHER],
        declined=stands[Stand.DECLINED],
        unrecorded=stands[Stand.UNRECORDED] + stands[Stand.NAMED],
    )
