"""How does a process write? Through one bounded list that one thread drains in batches.

Up to `BATCH` jobs share a transaction: one lock, one flush to the disk. A job that fails takes
nobody with it: the batch is rolled back and every job is tried again alone. Where the lock cannot
be had, or nobody knows whether the commit took effect, nothing is tried again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any, TypeVar

from sqlalchemy import Connection

from triage.errors import Overloaded, TriageError
from triage.store.engine import Database, write_lock
from triage.store.pending import insert_pending

T = TypeVar("T")
BATCH = 256
CAPACITY = 4096
LOG = logging.getLogger(__name__)

Job = Callable[[Connection], T]


@dataclass(slots=True)
class _Waiting:
    job: Job[Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """The one writer of a process. A job decides first and writes last: a refusal writes nothing.

    A job whose future is cancelled before its turn is left out. `written` is called after every
    commit, from the writer's thread.
    """

    def __init__(self, database: Database, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._waiting: Queue[_Waiting | None] = Queue(capacity)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._door = threading.Lock()
        self._is_closed = False
        self.written: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then stop; what comes later is refused."""
        with self._door:
            self._is_closed = True
        self._waiting.put(None)
        self._thread.join()

    def submit(self, job: Job[T]) -> Future[T]:
        """Put a job on the list; its future holds the result once that is durable.

        Raises:
            Overloaded: the list is full or the writer has stopped, and nothing was stored.
        """
        waiting = _Waiting(job)
        with self._door:
            if self._is_closed:
                raise Overloaded()
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
            # From here on a caller who goes away cancels nothing and cannot upset a result.
            self._write([each for each in jobs if each.future.set_running_or_notify_cancel()])

    def _write(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        outcomes: list[object] = []
        running: _Waiting | None = None
        try:
            with write_lock(self._database) as connection:
                for running in batch:
                    outcomes.append(_outcome(running.job, connection))
                # Still the jobs' own: what cannot be inserted is found by trying each alone.
                insert_pending(connection)
                running = None
        except Exception as error:
            self._failed(batch, error, is_jobs_own=running is not None)
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, TriageError):
                waiting.future.set_exception(outcome)
            else:
                waiting.future.set_result(outcome)
        self._tell()

    def _failed(self, batch: list[_Waiting], error: Exception, *, is_jobs_own: bool) -> None:
        """Try every job again alone, where one of them failed; else tell them all."""
        if is_jobs_own and len(batch) > 1:
            for each in batch:
                self._write([each])
            return
        for each in batch:
            each.future.set_exception(error)

    def _tell(self) -> None:
        try:
            self.written()
        except Exception:
            # What is committed stays so, and the next write must not wait for ever.
            LOG.exception("a listener to the writer failed")


def _outcome(job: Job[object], connection: Connection) -> object:
    try:
        return job(connection)
    except TriageError as refusal:
        return refusal
