"""What is given to a writer in its tests? Small jobs that leave traces, and a way to hold it up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import select

from tests.clock import START
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService
from triage.errors.requests import RequestUnknown
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Job, Writer
from triage.store.records import sessions
from triage.store.records.sessions import Session
from triage.store.tables.core_tables import sessions as sessions_table

_tests = count(1)


class DoesNotWork(Exception):
    """What a job dies of that nobody outside has caused."""


@dataclass(slots=True)
class Traces:
    """Small writes that leave traces of one test's own, each a number."""

    service: TestedService
    prefix: str = field(default_factory=lambda: f"trace-{next(_tests)}-")

    def job(self, number: int) -> Job[int]:
        def write(unit: UnitOfWork) -> int:
            name = f"{self.prefix}{number}"
            sessions.begin(
                unit.connection, name.encode().zfill(32), Session(username=name, expires_at=START)
            )
            return number

        return write

    def failing(self, unit: UnitOfWork) -> int:
        self.job(999)(unit)
        raise DoesNotWork

    def written(self) -> set[int]:
        with self.service.parts.database.views.connect() as connection:
            names = connection.scalars(select(sessions_table.c.username))
            mine = [name for name in names if name.startswith(self.prefix)]
        return {int(name.removeprefix(self.prefix)) for name in mine}


def refused(_unit: UnitOfWork) -> int:
    raise RequestUnknown


def remembering(ran: list[int], number: int) -> Job[None]:
    return lambda _: ran.append(number)


@contextmanager
def started(writer: Writer) -> Iterator[Writer]:
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()


@contextmanager
def at_a_halt(writer: Writer) -> Iterator[None]:
    """Hold the writer inside a job, so that everything submitted meanwhile waits together."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(_unit: UnitOfWork) -> None:
        inside.set()
        go_on.wait(TIMEOUT_SECONDS)

    held = writer.submit(wait)
    inside.wait(TIMEOUT_SECONDS)
    try:
        yield
    finally:
        go_on.set()
        held.result(TIMEOUT_SECONDS)
