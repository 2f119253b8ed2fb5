"""What happened to a request, and who read it, without a word of its content?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row

from projections.views.request.clock_moments import clock_moments, retractions
from projections.views.request.notifying_shown import NotifyingCounts, counted, notifying
from projections.views.request.promises_shown import PromiseShown
from projections.views.request.statutory_shown import ClockShown, clocks_shown
from triage.actors import By, Role
from triage.codes import MissCause
from triage.request.events import RequestEvent, Routed, Submitted
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEvent:
    """One thing that happened; `reason_code` is a code of the service, never typed words."""

    at: datetime
    kind: str
    by: By
    reason_code: str | None = None
    breached_at: datetime | None = None
    due_at: datetime | None = None
    noticed_at: datetime | None = None
    retracted_at: datetime | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRead:
    """One read: when, by whom, on which ground, and whether it was let through."""

    at: datetime
    by: By
    ground: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissShown:
    """A missed promise: what may be its cause, which was chosen, and what was put right."""

    promise: int
    choices: tuple[MissCause, ...]
    cause: MissCause | None
    action: str | None
    explained_at: datetime | None


def misses_shown(request: HelpRequest) -> tuple[MissShown, ...]:
    """Every missed promise of a request, the first one first."""
    return tuple(
        MissShown(
            promise=each.number,
            choices=each.choices,
            cause=each.cause,
            action=revealed(each.action),
            explained_at=each.explained_at,
        )
        for each in request.misses
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything that happened to a request and every read of it, oldest first.

    `misses` are the promises that nobody kept, with what supervisors wrote of them. `ended` tells
    that nobody waits for an answer any more. `notifying` counts those who have learned of it by
    how they stand to their own duty to notify.
    """

    reference: str
    events: tuple[TrailEvent, ...]
    reads: tuple[TrailRead, ...]
    promises: tuple[PromiseShown, ...] = ()
    clocks: tuple[ClockShown, ...] = ()
    notifying: NotifyingCounts | None = None
    misses: tuple[MissShown, ...] = ()
    ended: bool = False


def trail(
    reference: str,
    recorded: Sequence[RequestEvent],
    reads: Sequence[Row[tuple[object, ...]]],
    *,
    names: bool,
) -> Trail:
    """Compose the trail; user names only where `names` allows them."""
    retracted = retractions(recorded)
    return Trail(
        reference=reference,
        events=tuple(_event(event, names, retracted) for event in recorded),
        clocks=tuple(replace(each, what=None) for each in clocks_shown(recorded)),
        notifying=counted(notifying(recorded, reads)),
        reads=tuple(
            TrailRead(
                at=row.at,
                by=_by(By(role=Role(row.role), username=row.username, unit=row.unit), names),
                ground=row.ground,
                outcome=row.outcome,
            )
            for row in reads
        ),
    )


def _event(event: RequestEvent, names: bool, retracted: Mapping[int, datetime]) -> TrailEvent:
    return TrailEvent(
        at=event.timestamp,
        kind=event.kind(),
        by=_by(event.by, names),
        reason_code=_reason_code(event),
        **clock_moments(event, retracted),
    )


def _reason_code(event: RequestEvent) -> str | None:
    if isinstance(event, Routed):
        return event.reason
    if isinstance(event, Submitted):
        return event.channel
    for name in ("level", "reply_kind", "request_kind", "outcome", "basis", "told", "cause"):
        code = getattr(event, name, None)
        if code is not None:
            return str(code)
    return None


def _by(by: By, names: bool) -> By:
    return by if names else By(role=by.role, unit=by.unit)
