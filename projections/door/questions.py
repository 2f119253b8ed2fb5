"""What may be asked? Each question with the permission it needs and how it is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, select

from projections.door.read_models import ReadModels
from projections.machinery.positions import position_of
from projections.views.notices_shown import notices_about, notices_for_staff, told_to_requester
from projections.views.offers import OfferShown, pending_offer
from projections.views.own_request import OwnRequestShown, OwnVerb, own_request
from projections.views.queue import Filters, chosen_by, version_shown, visible_to
from projections.views.queue_counts import QueueCounts, counted
from projections.views.queue_order import Place, key_of, unseen
from projections.views.queue_row import QueueRow, row_as_shown, rows_with_profiles
from projections.views.request_shown import Contents, contents
from triage.actors import Actor
from triage.catalogue import Catalogue, Side
from triage.errors import RequestUnknown
from triage.evidence import access_log
from triage.feedback import wants_feedback
from triage.permission import KNOWN, may
from triage.request.commands.transfer import can_receive
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import (
    Standing,
    require_content,
    require_row,
    standing,
    version_seen,
    works_for_partner,
)
from triage.store.events.streams import folded, stream
from triage.store.records import staff
from triage.time.calendar import local_day

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
    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[T]:
        """Compose the answer. Raises a `TriageError` where it may not be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue; `next` is the place to go on from, None on the last page.

    `counts` are there where they were asked for.
    """

    items: tuple[QueueRow, ...]
    next: str | None
    as_of: datetime
    counts: QueueCounts | None = None


@dataclass(frozen=True, kw_only=True)
class Queue(Question[QueuePage], permission="queue:read", action="list"):
    """The rows that the actor may know of, in the order of `projections.views.queue_order`.

    Raises:
        BadPlace: `after` is no place that a page gave.
    """

    filters: Filters
    counts: bool = False

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[QueuePage]:
        model, limit = models.queue, self.filters.limit
        place = models.places.read(self.filters.after) if self.filters.after else Place(as_of=now)
        models.follower.bring_up_to_date(model)
        table = model.table
        with models.follower.reading(model) as connection:
            catalogue = models.catalogues.current(connection)
            shown = version_shown(table, actor, catalogue).label("version_shown")
            visible = visible_to(table, actor, catalogue.intake_unit)
            # Before the rows: what changes between the two is shown again, not left out.
            position = position_of(connection, model.name)
            rows = connection.execute(
                unseen(select(table, shown), table, place, ended=self.filters.of_ended)
                .where(visible, *chosen_by(table, self.filters, place.as_of))
                .limit(limit + 1)
            ).fetchall()
            items = rows_with_profiles(connection, models.ring, rows[:limit], now)
            counts = self._counts(connection, table, visible, actor, now) if self.counts else None
        following = None
        if len(rows) > limit:
            following = models.places.written(place.after(key_of(rows[limit - 1]), position))
        page = QueuePage(items=items, next=following, as_of=now, counts=counts)
        return Answered(value=page, ground="queue", unit=self.filters.unit)

    def _counts(
        self,
        connection: Connection,
        table: Table,
        visible: ColumnElement[bool],
        actor: Actor,
        now: datetime,
    ) -> QueueCounts:
        username, folds = actor.username or "", may(actor, "heap:read")
        return counted(
            connection, table, visible=visible, username=username, now=now, folds_heaps=folds
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """One request: its row, and its contents where the ground lets the words be read.

    `receivers` are the units that it may be offered to just now; `offered_inside` tells that it is
    offered to a unit of the county.
    """

    row: QueueRow
    contents: Contents | None
    ground: Standing
    receivers: frozenset[str] = frozenset()
    offered_inside: bool = False


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

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[RequestShown]:
        with models.database.reads.connect() as connection:
            _, recorded, damage = stream(connection, models.ring, self.request_id)
            request, catalogue = folded(recorded), models.catalogues.current(connection)
            row = row_of_one(request, catalogue, actor, now, damaged=bool(damage))
            if self.row_only:
                return row
            require_content(row.value.ground)
            told = notices_about(connection, self.request_id)
            receivers = _receivers(connection, request, catalogue, now)
        partner = actor.units if works_for_partner(actor, catalogue) else None
        seen = notices_for_staff(told, is_partner=partner is not None)
        inside = replace(contents(request, recorded, partner=partner), notices=seen)
        return replace(row, value=replace(row.value, contents=inside, receivers=receivers))


def row_of_one(
    request: HelpRequest, catalogue: Catalogue, actor: Actor, now: datetime, *, damaged: bool
) -> Answered[RequestShown]:
    """The row of one request. It is of the stream, and does not wait for the queue's table.

    Raises:
        RequestUnknown: it is not the actor's to know of.
    """
    ground = standing(actor, request, now=now, intake_unit=catalogue.intake_unit)
    require_row(ground)
    offered_to = catalogue.units.get(request.offered_to or "")
    version = version_seen(actor, request, catalogue)
    return Answered(
        value=RequestShown(
            row=row_as_shown(request, now, version=version, damaged=damaged),
            contents=None,
            ground=ground,
            offered_inside=offered_to is not None and offered_to.side is Side.COUNTY,
        ),
        ground=str(ground),
        request_id=request.id,
        unit=request.unit,
        version=request.version,
    )


def _receivers(
    connection: Connection, request: HelpRequest, catalogue: Catalogue, now: datetime
) -> frozenset[str]:
    at_work = staff.workers(connection)
    closed = catalogue.closed_units(local_day(now))
    return frozenset(
        code
        for code, unit in catalogue.units.items()
        if code not in closed and can_receive(request, unit, at_work.get(code, frozenset()))
    )


@dataclass(frozen=True, kw_only=True)
class RequestOffer(Question[OfferShown], permission="request:read", action="offer"):
    """What a unit reads of a request that it is offered; the sender reads it too.

    Raises:
        RequestUnknown: it is not the actor's to know of, or nothing is offered.
        ReasonNeeded: a colleague has it in hand.
    """

    request_id: UUID

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[OfferShown]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
            request = folded(recorded)
            ground = models.ground(connection, request, actor, now)
        if ground is not Standing.RECEIVER:
            require_content(ground)
        offer = pending_offer(request, recorded)
        if offer is None:
            raise RequestUnknown()
        return Answered(
            value=offer,
            ground=str(ground),
            request_id=self.request_id,
            unit=request.unit,
            version=request.version,
        )


@dataclass(frozen=True, kw_only=True)
class OwnRequest(Question[OwnRequestShown], permission="own-request:read", action="own"):
    """The requester's own request; the first message only where it is asked for."""

    first_too: bool = False

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[OwnRequestShown]:
        if actor.request_id is None:
            raise RequestUnknown()
        with models.database.reads.connect() as connection:
            keys, recorded, damage = stream(connection, models.ring, actor.request_id)
            request = folded(recorded)
            asks_back = wants_feedback(connection, recorded, keys)
            reads = access_log.reads_of(connection, actor.request_id)
            told = told_to_requester(notices_about(connection, actor.request_id))
        shown = own_request(
            request,
            recorded,
            reads,
            first_too=self.first_too,
            damaged=bool(damage),
        )
        feedback = (OwnVerb.FEEDBACK,) if asks_back and shown.may else ()
        shown = replace(shown, notices=told, may=(*shown.may, *feedback))
        return Answered(value=shown, ground=str(Standing.REQUESTER), request_id=actor.request_id)
