"""What becomes of the jobs of a transaction that fails as a whole?"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tests.integration.store.checks import broken_link, stored_events
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService
from tests.integration.store.writing import (
    Traces,
    at_a_halt,
    remembering,
)
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer


class LockNotHad(Exception):
    """The database is locked, away, or lost in the middle of a commit."""


@pytest.mark.parametrize("moment", ["begin", "commit"])
def test_a_batch_whose_transaction_fails_is_not_tried_job_by_job(
    service: TestedService, writer: Writer, moment: str
) -> None:
    """Each of 256 would wait for the lock alone, or be written twice after a lost answer."""
    ran: list[int] = []
    transactions: list[Connection] = []

    def fail(connection: Connection) -> None:
        transactions.append(connection)
        # The first commit is that of the job which holds the writer up.
        if moment == "begin" or len(transactions) > 1:
            raise LockNotHad

    engine = service.parts.database.log
    with at_a_halt(writer):
        futures = [writer.submit(remembering(ran, number)) for number in range(20)]
        event.listen(engine, moment, fail)
    for each in futures:
        with pytest.raises(LockNotHad):
            each.result(TIMEOUT_SECONDS)
    event.remove(engine, moment, fail)
    assert ran == ([] if moment == "begin" else list(range(20)))


def test_a_connection_that_breaks_in_a_job_is_not_tried_again_for_every_job(
    traces: Traces, writer: Writer
) -> None:
    """A server that is gone would be waited for 256 times."""
    transactions: list[Connection] = []
    remember = transactions.append

    def breaking(_unit: UnitOfWork) -> int:
        raise OperationalError("SELECT 1", None, ConnectionError())

    engine = traces.service.parts.database.log
    with at_a_halt(writer):
        futures = [writer.submit(traces.job(number)) for number in range(20)]
        futures.append(writer.submit(breaking))
        event.listen(engine, "begin", remember)
    for each in futures:
        with pytest.raises(OperationalError):
            each.result(TIMEOUT_SECONDS)
    event.remove(engine, "begin", remember)
    assert len(transactions) == 1
    assert traces.written() == set()


def test_a_writer_goes_on_after_a_transaction_that_failed(traces: Traces, writer: Writer) -> None:
    def fail(_connection: Connection) -> None:
        raise LockNotHad

    engine = traces.service.parts.database.log
    event.listen(engine, "begin", fail)
    with pytest.raises(LockNotHad):
        writer.submit(traces.job(1)).result(TIMEOUT_SECONDS)
    event.remove(engine, "begin", fail)
    assert writer.submit(traces.job(2)).result(TIMEOUT_SECONDS) == 2
    assert traces.written() == {2}


def test_a_lost_connection_costs_no_write(service: TestedService) -> None:
    service.submit()
    if service.parts.database.embedded:
        service.parts.database.log.dispose()
    else:
        end_other_connections(service)
    receipt = service.submit()
    assert stored_events(service.parts.database, receipt.request_id)
    assert broken_link(service.parts.database) is None


def end_other_connections(service: TestedService) -> None:
    with service.parts.database.log.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_a_vacuum_of_the_log_holds_up_nobody(service: TestedService) -> None:
    database = service.parts.database
    with database.views.connect() as keeper:
        if not database.embedded:
            # As VACUUM and ANALYZE do, for as long as they take.
            keeper.execute(text("LOCK TABLE triage.events IN SHARE UPDATE EXCLUSIVE MODE"))
        assert not service.submit().repeated


def test_a_job_that_loses_the_connection_takes_nobody_with_it(
    traces: Traces, writer: Writer
) -> None:
    def lose(unit: UnitOfWork) -> int:
        unit.connection.invalidate()
        return traces.job(999)(unit)

    with at_a_halt(writer):
        before = writer.submit(traces.job(1))
        losing = writer.submit(lose)
        after = writer.submit(traces.job(2))
    assert (before.result(TIMEOUT_SECONDS), after.result(TIMEOUT_SECONDS)) == (1, 2)
    with pytest.raises(SQLAlchemyError):
        losing.result(TIMEOUT_SECONDS)
    assert traces.written() == {1, 2}
