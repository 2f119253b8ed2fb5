"""How does a process write? Through one bounded list that one thread drains in batches.

Up to `BATCH` jobs share a transaction: one lock, one flush to the disk. A job that fails takes
nobody with it: the batch is rolled back and every job is tried again alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any, TypeVar

from sqlalchemy import Connection

from triage.errors import Overloaded, TriageError
from triage.store.engine import Database, write_lock

T = TypeVar("T")
BATCH = 256
CAPACITY = 4096

Job = Callable[[Connection], T]


@dataclass(slots=True)
class _Waiting:
    job: Job[Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """The one writer of a process. A job decides first and writes last: a refusal writes nothing.

    `written` is called after every commit, from the writer's thread.
    """

    def __init__(self, database: Database, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._waiting: Queue[_Waiting | None] = Queue(capacity)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self.written: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def submit(self, job: Job[T]) -> Future[T]:
        """Put a job on the list; its future holds the result once that is durable.

        Raises:
            Overloaded: the list is full and nothing was stored.
        """
        waiting = _Waiting(job)
        try:
            self._waiting.put_nowait(waiting)
        except Full:
            raise Overloaded() from None
        return waiting.future

    def _run(self) -> None:
        going = True
        while going:
            batch = [self._waiting.get()]
            while len(batch) < BATCH:
                try:
                    batch.append(self._waiting.get_nowait())
                except Empty:
                    break
            jobs = [each for each in batch if each is not None]
            going = len(jobs) == len(batch)
            self._write(jobs)

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            outcomes = self._together(batch)
        except Exception as error:
            if len(batch) == 1:
                batch[0].future.set_exception(error)
                return
            for each in batch:
                self._write([each])
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, TriageError):
                waiting.future.set_exception(outcome)
            else:
                waiting.future.set_result(outcome)

    def _together(self, batch: list[_Waiting]) -> list[object]:
        if not batch:
            return []
        with write_lock(self._database) as connection:
            outcomes = [_outcome(each.job, connection) for each in batch]
        self.written()
        return outcomes


def _outcome(job: Job[object], connection: Connection) -> object:
    try:
        return job(connection)
    except TriageError as refusal:
        return refusal
