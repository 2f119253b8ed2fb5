"""Which columns does the queue's table have, and what of a request fills them?

To add a column, add it to `COLUMNS`: the table, the stored row and the shown row follow. A column
that workers see is also a field of `QueueRow` and of the API's `RowAnswer`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Enum,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.types import TypeEngine

from projections.machinery.following import RowOf
from projections.machinery.tables import spaced
from triage.codes import Interpreting, State, Urgency, WaitingFor
from triage.request.commands.together.heaps import closes_together
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import version_known_to
from triage.store.database.engine import VIEWS
from triage.store.tables.core_tables import Moment

RANKS = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


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
    QueueColumn("offer_follow_up_on", Date, nullable=True, shown=True),
    QueueColumn("handed_over_by", String(64), nullable=True, shown=True),
    QueueColumn("landing_follow_up_on", Date, nullable=True, shown=True),
    QueueColumn("landing_asked", Boolean, shown=True),
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
    QueueColumn("silent", Boolean, shown=True),
    QueueColumn("avoidance_matched", Boolean),
    QueueColumn("interpreting", _code(Interpreting), nullable=True, shown=True),
    QueueColumn("interpreting_at", Moment, nullable=True, shown=True),
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
    QueueColumn("statute_due_at", Moment, nullable=True, shown=True),
    QueueColumn("days_in_vain", Integer),
    QueueColumn("details_added_at", Moment, nullable=True, shown=True),
    QueueColumn("wrote_at", Moment, nullable=True, shown=True),
    QueueColumn("unread_since", Moment, nullable=True, shown=True),
    QueueColumn("back_at", Moment, nullable=True),
    QueueColumn("contact_changed_at", Moment, nullable=True, shown=True),
    QueueColumn("compromised", Boolean, lambda each: each.contact_compromised_at is not None),
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
