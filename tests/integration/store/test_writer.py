"""Does the one writer of a process lose nothing, mix nothing up, and always go on?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import Connection, event, select, text

from tests.integration.store.checks import broken_link, stored_events
from tests.integration.store.world import START, TIMEOUT_SECONDS, TestedService, a_submission
from triage.actors import ANYONE
from triage.errors import Overloaded, RequestUnknown
from triage.store import sessions
from triage.store.sessions import Session
from triage.store.tables import sessions as sessions_table
from triage.store.writer import Job, Writer

_tests = count(1)


class DoesNotWork(Exception):
    """What a job dies of that nobody outside has caused."""


class LockNotHad(Exception):
    """The database is locked, away, or lost in the middle of a commit."""


@dataclass(slots=True)
class Traces:
    """Small writes that leave traces of one test's own, each a number."""

    service: TestedService
    prefix: str = field(default_factory=lambda: f"trace-{next(_tests)}-")

    def job(self, number: int) -> Job[int]:
        def write(connection: Connection) -> int:
            name = f"{self.prefix}{number}"
            sessions.begin(
                connection, name.encode().zfill(32), Session(username=name, expires_at=START)
            )
            return number

        return write

    def failing(self, connection: Connection) -> int:
        self.job(999)(connection)
        raise DoesNotWork

    def written(self) -> set[int]:
        with self.service.parts.database.views.connect() as connection:
            names = connection.scalars(select(sessions_table.c.username))
            mine = [name for name in names if name.startswith(self.prefix)]
        return {int(name.removeprefix(self.prefix)) for name in mine}


def refused(_connection: Connection) -> int:
    raise RequestUnknown


@pytest.fixture
def traces(service: TestedService) -> Traces:
    return Traces(service)


@contextmanager
def started(writer: Writer) -> Iterator[Writer]:
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()


@pytest.fixture
def writer(service: TestedService) -> Iterator[Writer]:
    with started(Writer(service.parts.database)) as writer:
        yield writer


@contextmanager
def at_a_halt(writer: Writer) -> Iterator[None]:
    """Hold the writer inside a job, so that everything submitted meanwhile waits together."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(_connection: Connection) -> None:
        inside.set()
        go_on.wait(TIMEOUT_SECONDS)

    held = writer.submit(wait)
    inside.wait(TIMEOUT_SECONDS)
    try:
        yield
    finally:
        go_on.set()
        held.result(TIMEOUT_SECONDS)


def test_a_full_list_refuses_and_stores_nothing(traces: Traces) -> None:
    with started(Writer(traces.service.parts.database, capacity=2)) as writer:
        with at_a_halt(writer):
            waiting = [writer.submit(traces.job(number)) for number in (1, 2)]
            with pytest.raises(Overloaded):
                writer.submit(traces.job(3))
        assert [each.result(TIMEOUT_SECONDS) for each in waiting] == [1, 2]
    assert traces.written() == {1, 2}


def test_a_list_that_was_full_takes_jobs_again(traces: Traces) -> None:
    with started(Writer(traces.service.parts.database, capacity=1)) as writer:
        with at_a_halt(writer):
            writer.submit(traces.job(1))
            with pytest.raises(Overloaded):
                writer.submit(traces.job(2))
        assert writer.submit(traces.job(3)).result(TIMEOUT_SECONDS) == 3


def test_a_failing_job_takes_nobody_with_it(traces: Traces, writer: Writer) -> None:
    with at_a_halt(writer):
        before = [writer.submit(traces.job(number)) for number in range(10)]
        failing = writer.submit(traces.failing)
        after = [writer.submit(traces.job(number)) for number in range(10, 20)]
    assert [each.result(TIMEOUT_SECONDS) for each in before + after] == list(range(20))
    with pytest.raises(DoesNotWork):
        failing.result(TIMEOUT_SECONDS)
    assert traces.written() == set(range(20))


def test_a_refused_job_takes_nobody_with_it(traces: Traces, writer: Writer) -> None:
    with at_a_halt(writer):
        one = writer.submit(traces.job(1))
        no = writer.submit(refused)
        two = writer.submit(traces.job(2))
    assert (one.result(TIMEOUT_SECONDS), two.result(TIMEOUT_SECONDS)) == (1, 2)
    with pytest.raises(RequestUnknown):
        no.result(TIMEOUT_SECONDS)


def test_what_waits_together_is_written_together(traces: Traces, writer: Writer) -> None:
    transactions: list[Connection] = []
    remember = transactions.append
    with at_a_halt(writer):
        futures = [writer.submit(traces.job(number)) for number in range(256)]
        engine = traces.service.parts.database.log
        event.listen(engine, "begin", remember)
    for each in futures:
        each.result(TIMEOUT_SECONDS)
    event.remove(engine, "begin", remember)
    assert len(transactions) == 1


def test_jobs_run_in_the_order_in_which_they_came(writer: Writer) -> None:
    ran: list[int] = []
    with at_a_halt(writer):
        futures = [writer.submit(remembering(ran, number)) for number in range(600)]
    for each in futures:
        each.result(TIMEOUT_SECONDS)
    assert ran == list(range(600))


def remembering(ran: list[int], number: int) -> Job[None]:
    return lambda _: ran.append(number)


def test_stopping_finishes_what_waits(traces: Traces) -> None:
    writer = Writer(traces.service.parts.database)
    writer.start()
    stopping = threading.Thread(target=writer.stop)
    with at_a_halt(writer):
        futures = [writer.submit(traces.job(number)) for number in range(300)]
        stopping.start()
    stopping.join(TIMEOUT_SECONDS)
    assert [each.result(0) for each in futures] == list(range(300))
    assert traces.written() == set(range(300))


def test_a_stopped_writer_refuses_instead_of_waiting_for_ever(traces: Traces) -> None:
    writer = Writer(traces.service.parts.database)
    writer.start()
    writer.stop()
    with pytest.raises(Overloaded):
        writer.submit(traces.job(1))


async def test_a_caller_who_goes_away_does_not_stop_the_writer(service: TestedService) -> None:
    triage = service.parts.triage
    with at_a_halt(service.parts.writer):
        gone = asyncio.ensure_future(triage.submit(a_submission(), ANYONE))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
    receipt = await asyncio.wait_for(triage.submit(a_submission(), ANYONE), TIMEOUT_SECONDS)
    assert stored_events(service.parts.database, receipt.request_id)


def test_a_caller_cannot_take_back_what_is_being_written(traces: Traces, writer: Writer) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> int:
        inside.set()
        go_on.wait(TIMEOUT_SECONDS)
        return traces.job(1)(connection)

    future = writer.submit(slow)
    inside.wait(TIMEOUT_SECONDS)
    taken_back = future.cancel()
    go_on.set()
    assert not taken_back
    assert future.result(TIMEOUT_SECONDS) == 1


def test_a_job_that_nobody_waits_for_is_left_out(traces: Traces, writer: Writer) -> None:
    with at_a_halt(writer):
        assert writer.submit(traces.job(1)).cancel()
    writer.submit(traces.job(2)).result(TIMEOUT_SECONDS)
    assert traces.written() == {2}


def test_a_listener_that_fails_neither_repeats_nor_stops_the_writing(
    traces: Traces, writer: Writer
) -> None:
    def fail() -> None:
        raise DoesNotWork

    writer.written = fail
    with at_a_halt(writer):
        futures = [writer.submit(traces.job(number)) for number in (1, 2)]
    assert [each.result(TIMEOUT_SECONDS) for each in futures] == [1, 2]
    assert writer.submit(traces.job(3)).result(TIMEOUT_SECONDS) == 3


def test_the_listener_is_told_when_the_write_can_be_seen(traces: Traces, writer: Writer) -> None:
    seen: list[set[int]] = []
    told = threading.Event()

    def look() -> None:
        seen.append(traces.written())
        told.set()

    writer.written = look
    writer.submit(traces.job(1)).result(TIMEOUT_SECONDS)
    assert told.wait(TIMEOUT_SECONDS)
    assert seen == [{1}]


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
