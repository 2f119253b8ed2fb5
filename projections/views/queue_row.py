"""What does a row of the queue hold, and what of it do workers see?

To add a column, add it to `COLUMNS`: the table, the stored row and the shown row follow. A column
that workers see is also a field of `QueueRow` and of the API's `RowAnswer`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Enum,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.types import TypeEngine

from projections.machinery.following import RowOf
from projections.machinery.tables import spaced
from projections.views.profiles import profiles
from triage.codes import State, Urgency, WaitingFor
from triage.request.commands.heaps import closes_together
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import version_known_to
from triage.request.words import Profile
from triage.store.database.engine import VIEWS
from triage.store.database.tables import Moment
from triage.store.keys.key_ring import KeyRing
from triage.text.personal import revealed
from triage.time.calendar import day_ending_at

RANKS = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}
URGENCIES = {rank: level for level, rank in RANKS.items()}


class LookBecause(StrEnum):
    """Why a look at the urgency presses."""

    DANGER = "danger"
    LANGUAGE = "language"


def _code(codes: type[StrEnum]) -> Enum:
    """A code of a closed set; what is stored is its plain string."""
    return Enum(codes, native_enum=False, length=16, values_callable=_strings)


def _strings(codes: type[StrEnum]) -> list[str]:
    return [each.value for each in codes]


def _order_at(request: HelpRequest) -> datetime:
    """Which moment of it counts among those that burn alike."""
    first = request.emergency_due_at
    if first is None and (request.awaits_danger_look or request.awaits_language_look):
        first = request.look_due_at
    return first or request.nearest_due_at or request.current.promise.breach_at


def _heaped(request: HelpRequest, name: str) -> object:
    return getattr(request.heaped, name, None)


def _rank(request: HelpRequest) -> int:
    """A human's word counts; until there is one, danger that showed makes it urgent."""
    if request.urgency is not None:
        return RANKS[request.urgency]
    return RANKS[Urgency.URGENT if request.danger else Urgency.NORMAL]


@dataclass(frozen=True, slots=True)
class QueueColumn:
    """A column: what `of` tells of a request; without it, the request's attribute of that name.

    `shown` tells that workers see it as it is stored.
    """

    name: str
    kind: type[TypeEngine[Any]] | TypeEngine[Any]
    of: Callable[[HelpRequest], object] | None = None
    nullable: bool = False
    shown: bool = False

    def told_of(self, request: HelpRequest) -> object:
        return self.of(request) if self.of else getattr(request, self.name)


COLUMNS = (
    # The true version, and as its unit or the one it is offered to counts as another controller.
    QueueColumn("version", Integer, lambda request: request.version_told),
    QueueColumn("unit_version", Integer, lambda request: version_known_to(request.unit, request)),
    QueueColumn(
        "receiver_version", Integer, lambda request: version_known_to(request.offered_to, request)
    ),
    QueueColumn("reference", String(20), shown=True),
    QueueColumn("topics", Text, lambda request: spaced(request.topics)),
    QueueColumn("unit", String(64), shown=True),
    QueueColumn("offered_to", String(64), nullable=True, shown=True),
    QueueColumn("offer_due_at", Moment, nullable=True, shown=True),
    QueueColumn("claimed_by", String(64), nullable=True, shown=True),
    QueueColumn("recused", Text, lambda request: spaced(sorted(request.recused))),
    QueueColumn("state", _code(State), shown=True),
    QueueColumn("rank", Integer, _rank),
    QueueColumn("ended", Boolean),
    QueueColumn("looked_at", Moment, nullable=True, shown=True),
    QueueColumn("look_due_at", Moment, nullable=True, shown=True),
    QueueColumn("awaits_danger_look", Boolean),
    QueueColumn("awaits_language_look", Boolean),
    QueueColumn("concerns_duty", Boolean),
    QueueColumn("flagged", Boolean, shown=True),
    QueueColumn("escalated", Boolean, shown=True),
    QueueColumn("withdrawn", Boolean, lambda request: request.withdrawn_at is not None, shown=True),
    QueueColumn("writer_unconfirmed", Boolean, shown=True),
    QueueColumn("answer_unopened", Boolean, shown=True),
    QueueColumn("waiting_for", _code(WaitingFor), nullable=True, shown=True),
    QueueColumn("waits", Boolean),
    QueueColumn("answered", Boolean, lambda request: not request.unanswered, shown=True),
    QueueColumn("submitted_at", Moment, shown=True),
    QueueColumn("target_at", Moment, lambda request: request.current.promise.target_at, shown=True),
    QueueColumn("answer_by", Moment, lambda request: request.current.promise.breach_at, shown=True),
    QueueColumn(
        "due_at", Moment, lambda request: request.nearest_due_at, nullable=True, shown=True
    ),
    QueueColumn("order_at", Moment, _order_at),
    QueueColumn("details_added_at", Moment, nullable=True, shown=True),
    # The burst that it came in; which of it say the same, and may be closed in one act.
    QueueColumn("heap", Uuid, lambda each: _heaped(each, "heap"), nullable=True),
    QueueColumn("words_mac", String(64), lambda each: _heaped(each, "words_mac"), nullable=True),
    QueueColumn("closes_together", Boolean, closes_together),
    QueueColumn(
        "closed_together", Uuid, lambda each: _heaped(each, "closed_together"), nullable=True
    ),
    QueueColumn("closed_at", Moment, nullable=True),
)


def queue_table(name: str, holder: MetaData) -> Table:
    """One row a request, as workers see it; `arrived` and `changed` are places in the log."""
    return Table(
        name,
        holder,
        Column("request_id", Uuid, primary_key=True),
        *(Column(each.name, each.kind, nullable=each.nullable) for each in COLUMNS),
        Column("arrived", BigInteger, nullable=False),
        Column("changed", BigInteger, nullable=False),
        Column("profile", LargeBinary),
        Index(f"{name}_in_order", "ended", "order_at", "arrived"),
        # A unit's few among the many: without these its page grew with all that is open.
        Index(f"{name}_of_a_unit", "unit", "ended"),
        Index(f"{name}_offered_to_a_unit", "offered_to", "ended"),
        # Few have a heap: what has none is not in these.
        *(
            Index(f"{name}_{column}", column, postgresql_where=there, sqlite_where=there)
            for column in ("heap", "closed_together")
            for there in [text(f"{column} IS NOT NULL")]
        ),
        schema=VIEWS,
    )


def row_of(request: HelpRequest, profile: bytes | None) -> RowOf:
    """The row of a request in this state; its profile still sealed."""
    return {
        "request_id": request.id,
        **{each.name: each.told_of(request) for each in COLUMNS},
        # Keys that are put back must not bring it back.
        "profile": None if request.erased_at else profile,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One request in the queue; no words of anybody.

    `minutes_left` counts to `due_at`, the nearest moment that it waits for, and is None where
    nothing waits; below 0 that is past. `look_due_at` is None while no look at the urgency is
    waited for, `look_because` says why it presses: danger, or a language that no list of it reads.
    `details_added_at` is when the requester last told more, until somebody replies.
    `writer_unconfirmed`: the receipt was replaced or seen by others, and staff confirm who writes
    before they reply. `answer_unopened`: the requester has not seen what staff wrote last.
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
    state: State
    urgency: Urgency
    looked_at: datetime | None
    look_due_at: datetime | None
    look_overdue: bool
    look_because: LookBecause | None
    flagged: bool
    escalated: bool
    withdrawn: bool
    writer_unconfirmed: bool
    answer_unopened: bool
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
    waiting_for: WaitingFor | None
    version: int
    details_added_at: datetime | None
    damaged: bool


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


def _look_because(row: Any) -> LookBecause | None:
    if row.awaits_danger_look:
        return LookBecause.DANGER
    return LookBecause.LANGUAGE if row.awaits_language_look else None


def _shown(row: Any, profile: Profile | None, now: datetime, *, damaged: bool) -> QueueRow:
    profile = profile or Profile()
    as_stored = {each.name: getattr(row, each.name) for each in COLUMNS if each.shown}
    return QueueRow(
        **as_stored,
        id=row.request_id,
        topics=tuple(row.topics.split()),
        age_bands=profile.age_bands,
        municipality=profile.municipality,
        asker=profile.asker,
        language=profile.language,
        interpreter=profile.interpreter,
        urgency=URGENCIES[row.rank],
        look_overdue=row.look_due_at is not None and row.look_due_at <= now,
        look_because=_look_because(row),
        answer_by_on=day_ending_at(row.answer_by),
        minutes_left=int((row.due_at - now).total_seconds() // 60) if row.due_at else None,
        overdue=not (row.answered or row.ended) and row.answer_by <= now,
        version=row.version_shown,
        damaged=damaged,
    )
