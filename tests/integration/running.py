"""What do processes of ours do by themselves, and how does a test wait for it with a deadline?"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from tests.architecture.reading import ROOT
from tests.clock import HandWoundClock
from tests.environment import inherited
from tests.integration.store.world import TestedService, a_submission
from triage.request.events import EVENTS, Escalated, LookOverdue, PromiseMissed, Reminded
from triage.store.events.streams import stream
from triage.store.tables.core_tables import events
from wiring.composition.parts import assemble, open_database
from wiring.settings import Settings

DEADLINE_SECONDS = 120
# A child of Celery's pool now and then waits half a minute for somebody to take its last message.
STOP_SECONDS = 60
LOOK_EVERY_SECONDS = 0.05
# A promise of two working days has run out by then, whichever Christmas lies in between.
LONG = timedelta(days=14)
# What falls due of a request submitted at START, a Monday at ten, that nobody looks at: two opening
# hours to look, and by Wednesday's midnight an answer.
FALLEN_DUE = [
    ("look-overdue", datetime.fromisoformat("2026-11-23T12:00+02:00")),
    ("look-overdue", datetime.fromisoformat("2026-11-23T14:00+02:00")),
    ("reminded", datetime.fromisoformat("2026-11-24T14:00+02:00")),
    ("escalated", datetime.fromisoformat("2026-11-25T12:00+02:00")),
    ("promise-missed", datetime.fromisoformat("2026-11-26T00:00+02:00")),
]
COMMAND = (sys.executable, "-m", "wiring.cli.main")
CELERY = (sys.executable, "-m", "celery", "-A", "wiring.celery")


@dataclass(slots=True)
class Running:
    """A process of ours; `ready` is the line with which it said that it was."""

    child: subprocess.Popen[str]
    errors: Path
    ready: str = ""

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status. Raises TimeoutExpired where it does not stop."""
        self.child.send_signal(by)
        return self.child.wait(STOP_SECONDS)

    @property
    def logged(self) -> str:
        return self.errors.read_text(encoding="utf-8")


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, ready: str = ""
) -> Iterator[Running]:
    """A process at work, once it has printed a line with `ready` in it; gone at the end."""
    errors = folder / f"errors-{time.monotonic_ns()}.log"
    with errors.open("w", encoding="utf-8") as written:
        child = subprocess.Popen(
            arguments,
            env=inherited(environment),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
    this = Running(child, errors)
    try:
        if ready:
            this.ready = _line_with(ready, this)
        yield this
    finally:
        child.kill()
        child.wait()
        assert child.stdout
        child.stdout.close()


def _line_with(text: str, this: Running) -> str:
    too_late = threading.Timer(DEADLINE_SECONDS, this.child.kill)
    too_late.start()
    try:
        assert this.child.stdout
        for line in this.child.stdout:
            if text in line:
                return line
    finally:
        too_late.cancel()
    raise AssertionError(f"{this.child.args} ended without {text!r}:\n{this.logged}")


def by_way_of(entry: str, command: Sequence[str], *arguments: str) -> list[str]:
    """The same command (`python -m MODULE …`), its module run by another one."""
    at = command.index("-m") + 1
    return [*command[:at], entry, *arguments, *command[at:]]


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; fail when it is not within the deadline."""
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < give_up_at, "it never became so"
        pause.wait(LOOK_EVERY_SECONDS)


def submitted_long_ago(settings: Settings, message: str | None = None) -> UUID:
    """A request that nobody has looked at since, and no clock has run."""
    clock = HandWoundClock(datetime.now(UTC) - LONG)
    parts = assemble(settings, clock=clock)
    try:
        return TestedService(parts, clock).submit(a_submission(message)).request_id
    finally:
        parts.close()


def kinds_of(settings: Settings, request_id: UUID) -> list[str]:
    """What has happened to a request, as another process sees it."""
    database = open_database(settings)
    try:
        with database.views.connect() as connection:
            topics = connection.scalars(
                select(events.c.topic)
                .where(events.c.request_id == request_id)
                .order_by(events.c.version)
            )
            return [EVENTS[topic].kind() for topic in topics]
    finally:
        database.dispose()


def clocks_work(service: TestedService, request_id: UUID) -> list[tuple[str, datetime]]:
    """What the clock recorded: each kind with the moment at which it truly fell due."""
    found = []
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id)[1]
    for event in recorded:
        match event:
            case LookOverdue() | Reminded() | Escalated():
                found.append((event.kind(), event.due_at))
            case PromiseMissed():
                found.append((event.kind(), event.breached_at))
    return found
