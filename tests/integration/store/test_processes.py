"""Do several processes share one log, and does none of them take anything along when it dies?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess

import pytest
from eventsourcing.persistence import Notification
from sqlalchemy import select

from projections.machinery.rebuilding import rebuild
from tests.integration.store.checks import broken_link, dump, loaded, log_size
from tests.integration.store.processes import (
    environment_of,
    follow_and_die_at_the_commit,
    follow_for_ever,
    processes,
    rebuild_and_die_at_the_switch,
    running,
    submit_and_die_at_the_commit,
    submit_keyed,
)
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService, a_submission, opened
from triage.actors import ANYONE
from triage.store.events.recorder import LogRecorder
from triage.store.events.streams import stream
from triage.store.tables.core_tables import events, request_keys, submissions
from wiring.settings import Settings

KILLED = -9


@contextmanager
def submitting(settings: Settings, prefix: str, number: int) -> Iterator[tuple[Pipe, BaseProcess]]:
    """A process that submits, and the end of the pipe on which it tells what was stored."""
    mine, its = processes.Pipe(duplex=False)
    with mine, running(submit_keyed, environment_of(settings), its, prefix, number) as process:
        its.close()
        yield mine, process


def heard(pipe: Pipe, at_most: int | None = None) -> list[tuple[str, str]]:
    """What was told on the pipe, until its end or until enough was told."""
    told: list[tuple[str, str]] = []
    while at_most is None or len(told) < at_most:
        try:
            told.append(pipe.recv())
        except (EOFError, OSError):
            break
    return told


def stored_references(service: TestedService) -> set[str]:
    with service.parts.database.views.connect() as connection:
        return set(connection.scalars(select(submissions.c.reference)))


def test_two_processes_that_submit_at_once_lose_nothing(stocked: Settings) -> None:
    with opened(stocked) as service, ExitStack() as stack:
        pipes, at_work = zip(
            *(stack.enter_context(submitting(stocked, each, 40)) for each in ("yksi", "kaksi")),
            strict=True,
        )
        seen = read_on(service, at_work)
        told = [each for pipe in pipes for each in heard(pipe)]
        assert seen == list(range(1, 161))
        assert {reference for _, reference in told} == stored_references(service)
        assert len(told) == 80
        assert broken_link(service.parts.database) is None


def read_on(service: TestedService, at_work: tuple[BaseProcess, ...]) -> list[int]:
    """The positions that somebody sees who reads on for as long as others write."""
    seen: list[int] = []
    found: Sequence[Notification] = ()
    while found or any(each.is_alive() for each in at_work):
        with service.parts.database.views.connect() as connection:
            found = LogRecorder(connection).select_notifications(
                seen[-1] if seen else 0, 50, inclusive_of_start=False
            )
        seen += [each.id for each in found]
    return seen + rest_of_log(service, seen[-1] if seen else 0)


def rest_of_log(service: TestedService, after: int) -> list[int]:
    """What was written between the last look and the end of the last writer."""
    with service.parts.database.views.connect() as connection:
        found = LogRecorder(connection).select_notifications(after + 1, 10_000)
    return [each.id for each in found]


async def test_two_parts_on_one_database_append_at_once(stocked: Settings) -> None:
    with opened(stocked) as one, opened(stocked) as other:
        sent = [(each, a_submission()) for _ in range(32) for each in (one, other)]
        receipts = await asyncio.gather(
            *(each.parts.triage.submit(submission, ANYONE) for each, submission in sent)
        )
        assert len({each.reference for each in receipts}) == 64
        assert log_size(one.parts.database) == 128
        assert broken_link(other.parts.database) is None


async def test_one_key_through_two_parts_at_once_is_stored_once(stocked: Settings) -> None:
    submission = a_submission(key="sama")
    with opened(stocked) as one, opened(stocked) as other:
        receipts = await asyncio.gather(
            *(
                each.parts.triage.submit(submission, ANYONE)
                for _ in range(16)
                for each in (one, other)
            )
        )
        assert sum(not each.repeated for each in receipts) == 1
        assert len({each.receipt.reveal() for each in receipts}) == 1
        assert len(stored_references(one)) == 1


def test_what_a_killed_process_acknowledged_is_there_and_can_be_read(stocked: Settings) -> None:
    with submitting(stocked, "avain", 100_000) as (pipe, process):
        told = heard(pipe, at_most=30)
        process.kill()
        told += heard(pipe)
    with opened(stocked) as service:
        assert len(told) >= 30
        assert {reference for _, reference in told} <= stored_references(service)
        assert broken_link(service.parts.database) is None
        for key, reference in told:
            again = service.submit(a_submission(f"Apua: {key}", key=key))
            assert (again.repeated, again.reference) == (True, reference)
            request = loaded(service.parts.database, service.parts.ring, again.request_id)
            assert request.plea is not None
            assert request.plea.reveal().message == f"Apua: {key}"


def test_a_killed_process_leaves_no_request_half_stored(stocked: Settings) -> None:
    with submitting(stocked, "avain", 100_000) as (pipe, process):
        heard(pipe, at_most=30)
        process.kill()
    with opened(stocked) as service, service.parts.database.views.connect() as connection:
        stored = set(connection.scalars(select(submissions.c.request_id)))
        assert stored == set(connection.scalars(select(events.c.request_id)))
        assert stored <= set(connection.scalars(select(request_keys.c.request_id)))
        for request_id in stored:
            recorded = stream(connection, service.parts.ring, request_id).recorded
            assert [each.kind() for each in recorded] == ["submitted", "routed"]


def test_a_process_killed_at_the_commit_has_stored_nothing(stocked: Settings) -> None:
    with running(submit_and_die_at_the_commit, environment_of(stocked), "avain") as process:
        process.join(TIMEOUT_SECONDS)
        assert process.exitcode == KILLED
    with opened(stocked) as service:
        assert log_size(service.parts.database) == 0
        receipt = service.submit(a_submission("Apua: avain", key="avain"))
        assert not receipt.repeated
        request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
        assert request.plea is not None and request.plea.reveal().message == "Apua: avain"


@pytest.mark.parametrize("work", [follow_and_die_at_the_commit, rebuild_and_die_at_the_switch])
def test_rows_and_position_of_a_read_model_are_written_together(
    stocked: Settings, work: object
) -> None:
    with opened(stocked) as service:
        models, database = service.parts.models, service.parts.database
        for _ in range(20):
            service.submit()
        if work is rebuild_and_die_at_the_switch:
            models.follower.follow(models.queue)
        before = (
            dump(database, models.queue.table),
            models.follower.distance(models.queue),
        )
        with running(work, environment_of(stocked)) as process:  # type: ignore[arg-type]
            process.join(TIMEOUT_SECONDS)
            assert process.exitcode == KILLED
        after = (
            dump(database, models.queue.table),
            models.follower.distance(models.queue),
        )
        assert after == before
        models.follower.bring_up_to_date(models.queue)
        rows = dump(database, models.queue.table)
        rebuild(service.parts.database, models.queue)
        assert dump(database, models.queue.table) == rows
        assert len(rows) == 20


def test_a_follower_killed_anywhere_leaves_rows_that_fit_the_position(stocked: Settings) -> None:
    with opened(stocked) as service:
        models, database = service.parts.models, service.parts.database
        for kill_after in (1, 20):
            mine, its = processes.Pipe(duplex=False)
            with mine, running(follow_for_ever, environment_of(stocked), its) as process:
                its.close()
                mine.recv()
                for _ in range(kill_after):
                    service.submit()
                process.kill()
                process.join(TIMEOUT_SECONDS)
            followed = log_size(database) - models.follower.distance(models.queue)
            versions = {
                row["request_id"]: row["version"] for row in dump(database, models.queue.table)
            }
            assert versions == versions_at(service, followed)


def versions_at(service: TestedService, position: int) -> dict[object, int]:
    """The version of every request when the log had reached a position."""
    with service.parts.database.views.connect() as connection:
        found = LogRecorder(connection).select_notifications(1, 10_000, stop=position)
    return {each.originator_id: each.originator_version for each in found}
