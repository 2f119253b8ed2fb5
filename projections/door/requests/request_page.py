"""What may somebody see of one request? Its row, its contents, what is offered of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from projections.door.questions import Answered, Question, ReadOfOne
from projections.door.read_models import ReadModels
from projections.door.requests.linked import linked_with
from projections.views.queue.row import QueueRow, Seen, row_as_shown
from projections.views.request.notes_shown import notes_for
from projections.views.request.notices_shown import (
    notices_about,
    notices_for_staff,
)
from projections.views.request.notifying_shown import notifying
from projections.views.request.offers import OfferShown, pending_offer
from projections.views.request.partner_view import for_partner
from projections.views.request.request_shown import Contents, contents
from projections.views.request.retention_shown import retention_shown
from triage.actors import Actor
from triage.catalogue import Catalogue, Side
from triage.errors.requests import RequestUnknown
from triage.evidence import access_log
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """One request: its row, and its contents where the ground lets the words be read.

    `receivers` are the units that it may be offered to just now; `offered_inside` tells that it is
    offered to a unit of the county, `with_partner` that another controller has it or is offered it.
    """

    row: QueueRow
    contents: Contents | None
    ground: Standing
    receivers: frozenset[str] = frozenset()
    offered_inside: bool = False
    with_partner: bool = False


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
            seen = models.seen(connection, actor, now, catalogue)
            row = row_of_one(request, catalogue, seen, damaged=bool(damage))
            if self.row_only:
                return row
            require_content(row.value.ground)
            told = notices_about(connection, self.request_id)
            reads = access_log.reads_of(connection, self.request_id)
            receivers = _receivers(connection, request, catalogue, seen)
            partner = actor.units if works_for_partner(actor, catalogue) else None
            linked = linked_with(
                request,
                connection,
                models.ring,
                lambda other, broken: _row_beside(other, catalogue, seen, damaged=broken),
            )
        notices = notices_for_staff(told, is_partner=partner is not None)
        inside = contents(request, recorded, partner=partner)
        notes = notes_for(inside.notes, actor)
        links = None if partner else linked.links
        kept = retention_shown(request, catalogue.retention) if partner is None else None
        whose = recorded if partner is None else for_partner(recorded, partner)
        standing_of_each = notifying(whose, reads, viewer=actor, units=partner)
        inside = replace(inside, notes=notes, notices=notices, links=links, retention=kept)
        inside = replace(inside, notifying=standing_of_each)
        value = replace(row.value, contents=inside, receivers=receivers)
        return replace(row, value=value, of_each=() if partner else linked.reads)


def _row_beside(
    request: HelpRequest, catalogue: Catalogue, seen: Seen, *, damaged: bool
) -> tuple[QueueRow, ReadOfOne]:
    told = row_of_one(request, catalogue, seen, damaged=damaged)
    read = ReadOfOne(
        action="row",
        ground=told.ground,
        request_id=request.id,
        unit=told.unit,
        version=told.version,
    )
    return told.value.row, read


def row_of_one(
    request: HelpRequest, catalogue: Catalogue, seen: Seen, *, damaged: bool
) -> Answered[RequestShown]:
    """The row of one request. It is of the stream, and does not wait for the queue's table.

    Raises:
        RequestUnknown: it is not the actor's to know of.
    """
    actor, now, cover = seen.actor, seen.at, seen.cover
    intake_unit = catalogue.intake_unit
    ground = standing(actor, request, now=now, intake_unit=intake_unit, cover=cover)
    require_row(ground)
    offered_to = catalogue.units.get(request.offered_to or "")
    version = version_seen(actor, request, catalogue)
    return Answered(
        value=RequestShown(
            row=row_as_shown(
                request,
                seen,
                version=version,
                damaged=damaged,
            ),
            contents=None,
            ground=ground,
            offered_inside=offered_to is not None and offered_to.side is Side.COUNTY,
            with_partner=any(
                unit is not None and unit.side is not Side.COUNTY
                for unit in (catalogue.units.get(request.unit), offered_to)
            ),
        ),
        ground=str(ground),
        request_id=request.id,
        unit=request.unit,
        version=request.version,
    )


def _receivers(
    connection: Connection, request: HelpRequest, catalogue: Catalogue, seen: Seen
) -> frozenset[str]:
    at_work, away = staff.workers(connection), seen.cover.away.keys()
    closed = catalogue.closed_units(local_day(seen.at))
    return frozenset(
        code
        for code, unit in catalogue.units.items()
        if code not in closed and can_receive(request, unit, at_work.get(code, frozenset()) - away)
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
