"""What may be asked? Each question with the permission it needs and how it is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, select

from projections.own_request import OwnRequestShown, own_request
from projections.queue import (
    Filters,
    QueueRow,
    chosen_by,
    in_order,
    place_of,
    row_as_shown,
    rows_with_profiles,
    visible_to,
)
from projections.request_page import Contents, contents
from projections.response_groups import Asked, Grouping
from projections.response_times import Counted, figures
from projections.room import Room
from projections.trail import Trail, trail
from triage.actors import Actor, Role
from triage.errors import RequestUnknown
from triage.need_to_know import require_content, require_row, works_for_partner
from triage.permission import KNOWN
from triage.store import access_log, staff, submissions
from triage.store.log import folded, stream

T = TypeVar("T")
LOG_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """An answer with what the access log needs to know of it."""

    value: T
    ground: str
    request_id: UUID | None = None
    unit: str | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Question(ABC, Generic[T]):
    """Something that an actor wants to know. `action` is what the access log calls the read.

    A class without a known permission cannot be imported.
    """

    permission: ClassVar[str]
    action: ClassVar[str]

    def __init_subclass__(cls, *, permission: str | None = None, action: str = "view") -> None:
        super().__init_subclass__()
        if permission is not None:
            cls.permission = permission
            cls.action = action
        if getattr(cls, "permission", None) not in KNOWN:
            raise TypeError(f"{cls.__name__} names no known permission")

    @property
    def about(self) -> UUID | None:
        """The one request that is asked about."""
        return None

    @property
    def logged_as(self) -> str:
        """What the access log calls this read."""
        return self.action

    @abstractmethod
    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[T]:
        """Compose the answer. Raises a `TriageError` where it may not be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue; `next` is the place to go on from, None on the last page."""

    items: tuple[QueueRow, ...]
    next: str | None
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class Queue(Question[QueuePage], permission="queue:read", action="list"):
    """The rows that the actor may know of, most urgent first, then by the promised moment."""

    filters: Filters

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[QueuePage]:
        model, limit = room.queue, self.filters.limit
        room.follower.bring_up_to_date(model)
        table = model.table
        with room.follower.reading(model) as connection:
            intake = room.shelf.current(connection).intake_unit
            rows = connection.execute(
                in_order(select(table), table)
                .where(visible_to(table, actor, intake), *chosen_by(table, self.filters, now))
                .limit(limit + 1)
            ).fetchall()
            items = rows_with_profiles(connection, room.ring, rows[:limit], now)
        following = place_of(rows[limit - 1]) if len(rows) > limit else None
        page = QueuePage(items=items, next=following, as_of=now)
        return Answered(value=page, ground="queue", unit=self.filters.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """One request: its row, and its contents where the ground lets the words be read."""

    row: QueueRow
    contents: Contents | None
    ground: str


@dataclass(frozen=True, kw_only=True)
class RequestPage(Question[RequestShown], permission="request:read"):
    """One request with everything in it, for those who need to know.

    `row_only` asks for the row alone, as the answer to a verb does.
    """

    request_id: UUID
    row_only: bool = False

    @property
    def about(self) -> UUID | None:
        return self.request_id

    @property
    def logged_as(self) -> str:
        return "row" if self.row_only else self.action

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[RequestShown]:
        with room.database.reads.connect() as connection:
            _, recorded, damage = stream(connection, room.ring, self.request_id)
            request = folded(recorded)
            ground = room.ground(connection, request, actor, now)
            require_row(ground) if self.row_only else require_content(ground)
            catalogue = room.shelf.current(connection)
        partner = actor.units if works_for_partner(actor, catalogue) else None
        inside = None if self.row_only else contents(request, recorded, partner=partner)
        return Answered(
            # From the stream, not the queue's table: it does not wait for that to be followed up.
            value=RequestShown(
                row=row_as_shown(request, now, damaged=bool(damage)),
                contents=inside,
                ground=str(ground),
            ),
            ground=str(ground),
            request_id=self.request_id,
            unit=request.unit,
            version=request.version,
        )


@dataclass(frozen=True, kw_only=True)
class OwnRequest(Question[OwnRequestShown], permission="own-request:read", action="own"):
    """The requester's own request; the first message only where it is asked for."""

    first_too: bool = False

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[OwnRequestShown]:
        if actor.request_id is None:
            raise RequestUnknown()
        with room.database.reads.connect() as connection:
            _, recorded, damage = stream(connection, room.ring, actor.request_id)
            reads = access_log.reads_of(connection, actor.request_id)
        shown = own_request(
            folded(recorded), recorded, reads, first_too=self.first_too, damaged=bool(damage)
        )
        return Answered(value=shown, ground="requester", request_id=actor.request_id)


@dataclass(frozen=True, kw_only=True)
class RequestTrail(Question[Trail], permission="trail:read", action="trail"):
    """What happened and who read it. A supervisor sees names only while the request is open."""

    request_id: UUID

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[Trail]:
        with room.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, room.ring, self.request_id)
            reads = access_log.reads_of(connection, self.request_id)
        request = folded(recorded)
        if actor.role is Role.SUPERVISOR and request.unit not in actor.units:
            raise RequestUnknown()
        names = actor.role is Role.OFFICER or not request.ended
        return Answered(
            value=trail(request.reference, recorded, reads, names=names),
            ground=str(actor.role),
            request_id=self.request_id,
            unit=request.unit,
        )


@dataclass(frozen=True, kw_only=True)
class ResponseTimes(Question[Counted], permission="response-times:read", action="statistics"):
    """The response times of the actor's own units, as they stood at `as_of`.

    A moment to come is taken as now; the answer tells the moment and days that it is really of.
    """

    grouping: Grouping = Grouping.UNIT
    from_on: date | None = None
    to_on: date | None = None
    as_of: datetime | None = None

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[Counted]:
        room.follower.bring_up_to_date(room.response_times)
        with room.follower.reading(room.response_times) as connection:
            asked = Asked(
                units=actor.units,
                grouping=self.grouping,
                as_of=min(self.as_of or now, now),
                is_live=self.as_of is None or self.as_of >= now,
                from_on=self.from_on,
                to_on=self.to_on,
                workers=staff.workers(connection),
            )
            counted = figures(connection, room.response_times.table, room.ring, asked)
        return Answered(value=counted, ground="supervision")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """The latest reads, newest first, and the one request that was asked for by its reference."""

    rows: Sequence[Row[tuple[object, ...]]]
    request_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AccessLog(Question[LogPage], permission="access-log:read", action="log"):
    """The latest reads; of one request where its reference is given, of none if it is unknown."""

    reference: str | None = None

    def answer(self, room: Room, actor: Actor, now: datetime) -> Answered[LogPage]:
        with room.database.reads.connect() as connection:
            if self.reference is None:
                page = LogPage(rows=access_log.latest_reads(connection, limit=LOG_ROWS))
            else:
                page = _log_of(connection, self.reference)
        return Answered(value=page, ground="audit", request_id=page.request_id)


def _log_of(connection: Connection, reference: str) -> LogPage:
    request_id = submissions.by_reference(connection, reference)
    if request_id is None:
        return LogPage(rows=())
    rows = access_log.latest_reads(connection, request_id=request_id, limit=LOG_ROWS)
    return LogPage(rows=rows, request_id=request_id)
