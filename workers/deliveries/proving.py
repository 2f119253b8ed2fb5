"""How does a day's test alarm come to be delivered? Once a day, however many workers look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, exists, select

from triage.catalogue import Catalogue
from triage.door import WRITE_TIMEOUT_SECONDS
from triage.notices.daily_alarm import NO_REQUEST, DueTest, due_test, ways_tested
from triage.notices.telling import Kind
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.tables.delivery_tables import deliveries
from workers.deliveries import ledger
from workers.deliveries.ledger import Delivery
from workers.deliveries.outbound import Outbound


def prove_line(outbound: Outbound) -> None:
    """Put down the test alarm of today when its moment has come, unless that is done.

    A way whose carrier is not set up gets one too: it is dropped when it is tried, and that tells
    that alerts reach nobody there. By a clock that is not believed none is made.
    """
    now = outbound.clock()
    with outbound.database.lasting.connect() as connection:
        catalogue = outbound.catalogues.current(connection)
        test = due_test(catalogue, now)
        if test is None or not test.leaves_at(now) or _is_made(connection, test):
            return
    made = tuple(_made(outbound, test, catalogue, now))
    if made and outbound.is_believed():
        outbound.writer.submit(partial(_record, made=made)).result(WRITE_TIMEOUT_SECONDS)


def _record(unit: UnitOfWork, *, made: tuple[Delivery, ...]) -> None:
    ledger.add(unit.connection, made)


def _is_made(connection: Connection, test: DueTest) -> bool:
    of_today = exists().where(
        deliveries.c.request_id == NO_REQUEST, deliveries.c.version == test.day.toordinal()
    )
    return bool(connection.scalar(select(of_today)))


def _made(
    outbound: Outbound, test: DueTest, catalogue: Catalogue, now: datetime
) -> Iterator[Delivery]:
    for recipient, way in ways_tested(catalogue):
        told = f"{Kind.TEST_ALARM}|{test.day.isoformat()}|{way.carrier}|{recipient}"
        yield Delivery(
            id=outbound.identities.delivery_id(told),
            request_id=NO_REQUEST,
            version=test.day.toordinal(),
            kind=Kind.TEST_ALARM,
            carrier=way.carrier,
            recipient=recipient,
            unit=catalogue.duty_unit,
            made_at=now,
        )
