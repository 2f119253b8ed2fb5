"""Does the one writer of a process lose nothing, mix nothing up, and always go on?"""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import Connection, event

from tests.integration.store.checks import stored_events
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService, a_submission
from tests.integration.store.writing import (
    DoesNotWork,
    Traces,
    at_a_halt,
    refused,
    remembering,
    started,
)
from triage.actors import ANYONE
from triage.errors.requests import Overloaded, RequestUnknown
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Work, Writer


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

    def slow(unit: UnitOfWork) -> int:
        inside.set()
        go_on.wait(TIMEOUT_SECONDS)
        return traces.job(1)(unit)

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


def test_what_fails_before_the_lock_fails_alone(traces: Traces, writer: Writer) -> None:
    def prepare() -> None:
        raise DoesNotWork

    with at_a_halt(writer):
        before = writer.submit(traces.job(1))
        failing = writer.submit(Work(traces.job(2), prepare=prepare))
        after = writer.submit(traces.job(3))

    assert (before.result(TIMEOUT_SECONDS), after.result(TIMEOUT_SECONDS)) == (1, 3)
    with pytest.raises(DoesNotWork):
        failing.result(TIMEOUT_SECONDS)
    assert traces.written() == {1, 3}
