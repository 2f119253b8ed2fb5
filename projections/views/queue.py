"""What waits for the workers? The queue: its rows, who may see which, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Row,
    Table,
    and_,
    case,
    or_,
)

from projections.machinery.following import ReadModel, RowOf
from projections.machinery.tables import queue_table
from projections.views.profiles import profiles
from triage.actors import Actor, Role
from triage.catalogue import Catalogue
from triage.codes import State
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import version_known_to, works_for_partner
from triage.request.words import Profile
from triage.store.keys.key_ring import KeyRing
from triage.text.personal import revealed
from triage.time.calendar import day_ending_at, end_of_day, end_of_week, local_day

RANKS = {"emergency": 0, "urgent": 1, "normal": 2}
URGENCIES = {rank: level for level, rank in RANKS.items()}
ENDED = (State.CLOSED, State.WITHDRAWN)


class QueueModel(ReadModel):
    """The queue's rows."""

    name: ClassVar[str] = "queue_4"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return queue_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        return row_of(request, profile)


def row_of(request: HelpRequest, profile: bytes | None) -> RowOf:
    """The row of a request in this state; its profile still sealed."""
    current = request.current
    return {
        "request_id": request.id,
        "version": request.version,
        "unit_version": version_known_to(request.unit, request),
        "receiver_version": version_known_to(request.offered_to, request),
        "reference": request.reference,
        "topics": spaced(request.topics),
        "unit": request.unit,
        "offered_to": request.offered_to,
        "offer_due_at": request.offer_due_at,
        "claimed_by": request.claimed_by,
        "recused": spaced(sorted(request.recused)),
        "state": str(request.state),
        "rank": _rank(request),
        "ended": request.ended,
        "looked_at": request.looked_at,
        "look_due_at": request.look_due_at,
        "awaits_danger_look": request.awaits_danger_look,
        "flagged": request.flagged,
        "escalated": request.escalated,
        "withdrawn": request.withdrawn_at is not None,
        "waiting_for": request.waiting_for,
        "waits": request.waits,
        "answered": not request.unanswered,
        "submitted_at": request.submitted_at,
        "target_at": current.promise.target_at,
        "answer_by": current.promise.breach_at,
        "due_at": request.nearest_due_at,
        "order_at": _order_at(request),
        # Keys that are put back must not bring it back.
        "profile": None if request.erased_at else profile,
    }


def _order_at(request: HelpRequest) -> datetime:
    """Which moment of it counts among those that burn alike."""
    first = request.emergency_due_at
    if first is None and request.awaits_danger_look:
        first = request.look_due_at
    return first or request.nearest_due_at or request.current.promise.breach_at


def _rank(request: HelpRequest) -> int:
    """A human's word counts; until there is one, danger that showed makes it urgent."""
    if request.urgency is not None:
        return RANKS[request.urgency]
    return RANKS["urgent"] if request.danger else RANKS["normal"]


def spaced(codes: Sequence[str]) -> str:
    """Codes in one text column, each with a space on both sides, so that LIKE finds them."""
    return f" {' '.join(codes)} " if codes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One request in the queue; no words of anybody.

    `minutes_left` counts to `due_at`, the nearest moment that it waits for, and is None where
    nothing waits; below 0 that is past. `look_due_at` is None while no look at the urgency is
    waited for, `look_because` says whether danger is why.
    `damaged` tells that what the requester said or told does not open, though nobody erased it.
    """

    id: UUID
    reference: str
    topics: tuple[str, ...]
    age_bands: tuple[str, ...]
    municipality: str | None
    asker: str | None
    language: str | None
    interpreter: str | None
    state: str
    urgency: str
    looked_at: datetime | None
    look_due_at: datetime | None
    look_overdue: bool
    look_because: str | None
    flagged: bool
    escalated: bool
    withdrawn: bool
    unit: str
    offered_to: str | None
    offer_due_at: datetime | None
    claimed_by: str | None
    submitted_at: datetime
    target_at: datetime
    answer_by: datetime
    answer_by_on: date
    due_at: datetime | None
    answered: bool
    minutes_left: int | None
    overdue: bool
    waiting_for: str | None
    version: int
    damaged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is asked for; None and empty mean everything that goes on.

    `due` is any (whatever waits), today, overdue or week (of what waits for an answer); `after` the
    `next` of an earlier page.
    """

    state: str | None = None
    unit: str | None = None
    claimed_by: str | None = None
    topic: str | None = None
    due: str | None = None
    limit: int = 50
    after: str | None = None

    @property
    def of_ended(self) -> bool:
        """Whether what has ended is asked for."""
        return self.state in ENDED


def visible_to(table: Table, actor: Actor, intake_unit: str) -> ColumnElement[bool]:
    """Which rows this person may know of; the same rule as `triage.request.need_to_know`."""
    seen = table.c.recused.not_like(f"% {actor.username} %")
    match actor.role:
        case Role.COORDINATOR:
            return seen
        case Role.DUTY:
            return and_(seen, or_(table.c.flagged, table.c.claimed_by == actor.username))
        case _:
            units = sorted(actor.units)
            return and_(seen, or_(table.c.unit.in_(units), table.c.offered_to.in_(units)))


def chosen_by(table: Table, filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a list of rows, as they are at a moment."""
    conditions: list[ColumnElement[bool]] = [table.c.ended.is_(filters.of_ended)]
    if filters.state:
        conditions.append(table.c.state == filters.state)
    if filters.unit:
        conditions.append(table.c.unit == filters.unit)
    if filters.claimed_by:
        conditions.append(table.c.claimed_by == filters.claimed_by)
    if filters.topic:
        conditions.append(table.c.topics.like(f"% {filters.topic} %"))
    if filters.due:
        conditions += _due(table, filters.due, now)
    return conditions


def _due(table: Table, due: str, now: datetime) -> list[ColumnElement[bool]]:
    waits = ~table.c.answered
    match due:
        case "any":
            return [table.c.waits]
        case "overdue":
            return [waits, table.c.answer_by <= now]
        case "today":
            return [waits, table.c.answer_by <= end_of_day(local_day(now))]
        case _:
            return [waits, table.c.answer_by <= end_of_week(local_day(now))]


def version_shown(table: Table, actor: Actor, catalogue: Catalogue) -> ColumnElement[int]:
    """The version that this actor is shown; the same rule as `triage.request.need_to_know`."""
    if not works_for_partner(actor, catalogue):
        return table.c.version
    own = table.c.unit.in_(actor.units)
    return case((own, table.c.unit_version), else_=table.c.receiver_version)


def rows_with_profiles(
    connection: Connection, ring: KeyRing, rows: Sequence[Row[tuple[object, ...]]], now: datetime
) -> tuple[QueueRow, ...]:
    """The rows as people see them: profiles unsealed while their requests live.

    Beside the table's columns each holds a `version_shown`.
    """
    found = profiles(connection, ring, rows)
    return tuple(
        _shown(row, found.of[row.request_id], now, damaged=row.request_id in found.damaged)
        for row in rows
    )


def row_as_shown(request: HelpRequest, now: datetime, *, version: int, damaged: bool) -> QueueRow:
    """The row of one request, of its own state, as the queue would show it."""
    row = SimpleNamespace(**row_of(request, None), version_shown=version)
    return _shown(row, revealed(request.profile), now, damaged=damaged)


def _shown(row: Any, profile: Profile | None, now: datetime, *, damaged: bool) -> QueueRow:
    profile = profile or Profile()
    minutes = int((row.due_at - now).total_seconds() // 60) if row.due_at else None
    waits_for_answer = not row.answered and row.state not in ENDED
    return QueueRow(
        id=row.request_id,
        reference=row.reference,
        topics=tuple(row.topics.split()),
        age_bands=profile.age_bands,
        municipality=profile.municipality,
        asker=profile.asker,
        language=profile.language,
        interpreter=profile.interpreter,
        state=row.state,
        urgency=URGENCIES[row.rank],
        looked_at=row.looked_at,
        look_due_at=row.look_due_at,
        look_overdue=row.look_due_at is not None and row.look_due_at <= now,
        look_because="danger" if row.awaits_danger_look else None,
        flagged=row.flagged,
        escalated=row.escalated,
        withdrawn=row.withdrawn,
        unit=row.unit,
        offered_to=row.offered_to,
        offer_due_at=row.offer_due_at,
        claimed_by=row.claimed_by,
        submitted_at=row.submitted_at,
        target_at=row.target_at,
        answer_by=row.answer_by,
        answer_by_on=day_ending_at(row.answer_by),
        due_at=row.due_at,
        answered=row.answered,
        minutes_left=minutes,
        overdue=waits_for_answer and row.answer_by <= now,
        waiting_for=row.waiting_for,
        version=row.version_shown,
        damaged=damaged,
    )
