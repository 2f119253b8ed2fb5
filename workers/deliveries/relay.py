"""What do the new events of the log give to deliver? Each is told once, wherever a relay stopped.

The relay remembers its position in the transaction that stores what it made, so it can be run late,
twice or beside another: no outbox is needed beside the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final
from uuid import UUID

from eventsourcing.persistence import Notification
from sqlalchemy import Connection

from triage.catalogue import Catalogue
from triage.door import WRITE_TIMEOUT_SECONDS
from triage.errors.requests import RequestDamaged
from triage.notices.people import TELLING_PEOPLE, People, Told
from triage.notices.telling import (
    TELLING,
    Carrier,
    Notice,
    Recipient,
    notices,
)
from triage.notices.ways import Way, way_to_requester, ways_to_staff
from triage.request.enforcement import made_before
from triage.request.events import ClockEvent, DutyAlerted, RequestEvent
from triage.request.help_request import HelpRequest
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.recorder import LogRecorder
from triage.store.events.sealing import SealingMapper
from triage.store.events.streams import UNREADABLE, folded, stream
from triage.store.records.notice_settings import SettingsRecords
from workers.deliveries import ledger
from workers.deliveries.ledger import KEPT_FOR, Delivery
from workers.deliveries.outbound import Outbound, Spending
from workers.deliveries.people import people_at_work, told_where
from workers.failures import report

BATCH: Final = 500
TOPICS: Final = tuple({event.TOPIC: None for event in (*TELLING, *TELLING_PEOPLE)})
# Who is told can be seen without the words.
MAPPER: Final = SealingMapper()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayStep:
    """What the events after one place, up to another, give to deliver."""

    after: int
    until: int
    made: tuple[Delivery, ...] = field(repr=False)


def relay(outbound: Outbound, spending: Spending) -> None:
    """Follow the log to its end, or as far as the time reaches."""
    while spending.may_go_on():
        # Found out before the write lock is taken: events do not change.
        step = _next_step(outbound)
        if step is None:
            return
        outbound.writer.submit(partial(_recorded, step=step)).result(WRITE_TIMEOUT_SECONDS)


def _recorded(unit: UnitOfWork, *, step: RelayStep) -> None:
    ledger.record(unit.connection, made=step.made, after=step.after, until=step.until)


def _next_step(outbound: Outbound) -> RelayStep | None:
    with outbound.database.lasting.connect() as connection:
        after = ledger.position(connection)
        head, _ = LogRecorder(connection).head()
        if head <= after:
            return None
        # Without a line there is nobody to tell, now or later.
        topics = TOPICS if outbound.lines else ()
        batch = _batch(connection, after, head) if topics else []
        made = tuple(_made(connection, outbound, batch))
    is_last = len(batch) < BATCH
    return RelayStep(after=after, until=head if is_last else batch[-1].id, made=made)


def _batch(connection: Connection, after: int, head: int) -> list[Notification]:
    found = LogRecorder(connection).select_notifications(
        after, BATCH, stop=head, topics=TOPICS, inclusive_of_start=False
    )
    return list(found)


def _made(
    connection: Connection, outbound: Outbound, batch: list[Notification]
) -> Iterator[Delivery]:
    now = outbound.clock()
    catalogue = outbound.catalogues.current(connection)
    find = _finder(connection, outbound)
    people = people_at_work(connection, now, catalogue)
    for stored in batch:
        # One event that cannot be read keeps nobody else from being told.
        try:
            event = MAPPER.to_domain_event(stored)
            assert isinstance(event, RequestEvent), "what tells anybody is a request's"
            if event.timestamp >= now - KEPT_FOR or not outbound.is_believed():
                found = partial(find, event.originator_id)
                to_people = tuple(_made_for_people(connection, outbound, event, found, people))
                # First who is on duty; what they do not acknowledge is repeated to all. A late look
                # and an offer that came back go to the shared line too: nothing repeats them, and
                # whoever is on duty may sleep through the only one.
                alone = isinstance(event, DutyAlerted) and bool(to_people)
                to_lines = () if alone else _made_of(outbound, event, found, catalogue)
                made = (*to_lines, *to_people)
                yield from _not_told_yet(connection, event, found, made)
        except UNREADABLE as error:
            report("relay-passed-over", error, **_ids(stored))


def _made_of(
    outbound: Outbound, event: RequestEvent, find: Callable[[], HelpRequest], catalogue: Catalogue
) -> Iterator[Delivery]:
    for notice, way in _told(event, find, catalogue):
        if way.carrier in outbound.lines:
            yield _delivery(outbound, event, notice, way)


def _made_for_people(
    connection: Connection,
    outbound: Outbound,
    event: RequestEvent,
    find: Callable[[], HelpRequest],
    people: People,
) -> Iterator[Delivery]:
    if not isinstance(event, TELLING_PEOPLE):
        return
    records = SettingsRecords(outbound.identities.notice_key())
    for told, carrier in told_where(connection, records, event, find, people):
        if carrier in outbound.lines:
            yield _delivery_to(outbound, event, told, carrier)


def _delivery_to(outbound: Outbound, event: RequestEvent, told: Told, carrier: Carrier) -> Delivery:
    said = f"{event.originator_id}|{event.originator_version}|{carrier}|person|{told.username}"
    return Delivery(
        id=outbound.identities.delivery_id(said),
        request_id=event.originator_id,
        version=event.originator_version,
        kind=told.kind,
        carrier=carrier,
        recipient=Recipient.PERSON,
        unit=None,
        username=told.username,
        made_at=outbound.clock(),
    )


def _not_told_yet(
    connection: Connection,
    event: RequestEvent,
    find: Callable[[], HelpRequest],
    made: Sequence[Delivery],
) -> Iterator[Delivery]:
    """What a wrong clock marked tells nobody; what it has told already is not told again."""
    if not isinstance(event, ClockEvent):
        yield from made
        return
    mark = find().marks.get(event.originator_version)
    if mark is not None:
        before = made_before(mark, find())
        for each in made:
            if not ledger.was_told(connection, each, before):
                yield each


def _ids(stored: Notification) -> dict[str, object]:
    return {"request_id": str(stored.originator_id), "version": stored.originator_version}


def _told(
    event: RequestEvent, find: Callable[[], HelpRequest], catalogue: Catalogue
) -> Iterator[tuple[Notice, Way]]:
    """Whom the event tells, by every way that there is to them."""
    for notice in notices(event, find, catalogue):
        for way in _ways(notice, find, catalogue):
            yield notice, way


def _finder(connection: Connection, outbound: Outbound) -> Callable[[UUID], HelpRequest]:
    """Finds a request as it stands now, once for all events of a batch."""

    @cache
    def find(request_id: UUID) -> HelpRequest:
        _, recorded, damage = stream(connection, outbound.ring, request_id)
        if damage:
            # Staff are told by what needs no key, and must see to it.
            report("request-unreadable", RequestDamaged(), request_id=str(request_id))
        return folded(recorded)

    return find


def _ways(notice: Notice, find: Callable[[], HelpRequest], catalogue: Catalogue) -> tuple[Way, ...]:
    if notice.recipient is not Recipient.REQUESTER:
        return ways_to_staff(notice.recipient, notice.unit, catalogue)
    way = way_to_requester(find())
    return () if way is None else (way,)


def _delivery(outbound: Outbound, event: RequestEvent, notice: Notice, way: Way) -> Delivery:
    told = f"{event.originator_id}|{event.originator_version}|{way.carrier}|{notice.recipient}"
    return Delivery(
        id=outbound.identities.delivery_id(told),
        request_id=event.originator_id,
        version=event.originator_version,
        kind=notice.kind,
        carrier=way.carrier,
        recipient=notice.recipient,
        unit=notice.unit,
        made_at=outbound.clock(),
    )
