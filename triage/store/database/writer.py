"""How does a process write? Through one bounded list that one thread drains in batches.

Up to `BATCH` jobs share a transaction: one lock, one flush to the disk. A job that fails takes
nobody with it: the batch is rolled back and every job is tried again alone. Where the lock cannot
be had, or nobody knows whether the commit took effect, nothing is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar
from uuid import UUID

from triage.errors.requests import Overloaded, TriageError
from triage.store.database.call_deadline import in_time
from triage.store.database.engine import STORE_FAILURES, Database
from triage.store.database.unit_of_work import UnitOfWork, unit_of_work

T = TypeVar("T")
BATCH = 256
CAPACITY = 4096
# Where the last transaction had several jobs there is a crowd, and waiting for those close behind
# halves the number of transactions. A lone job waits for nobody.
CLOSE_BEHIND_SECONDS = 0.002
GATHERED_FOR_SECONDS = 0.01
LOG = logging.getLogger(__name__)

Job = Callable[[UnitOfWork], T]


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """A job, and what makes it quicker: the request that it is `about` is read for it, together
    with those of the other jobs, and `prepare` runs in the writer's thread before the lock."""

    job: Job[T]
    about: UUID | None = None
    prepare: Callable[[], None] | None = None


@dataclass(slots=True)
class _Waiting:
    work: Work[Any]
    future: Future[Any] | asyncio.Future[Any]

    def is_wanted(self) -> bool:
        """Whether somebody still waits; from here on a blocking caller cannot go away."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.cancelled()


class Writer:
    """The one writer of a process. A job decides first and writes last: a refusal writes nothing.

    A job whose future is cancelled before its turn is left out. `written` is called after every
    commit, from the writer's thread.
    """

    def __init__(self, database: Database, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._capacity = capacity
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._door = threading.Lock()
        self._is_closed = False
        self._is_crowded = False
        self.written: Callable[[], None] = lambda: None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then stop; what comes later is refused."""
        with self._door:
            self._is_closed = True
        self._waiting.put(None)
        self._thread.join()

    def submit(self, job: Job[T] | Work[T]) -> Future[T]:
        """Put a job on the list; its future holds the result once that is durable.

        Raises:
            Overloaded: the list is full or the writer has stopped, and nothing was stored.
        """
        future: Future[T] = Future()
        self._put(_Waiting(_work(job), future))
        return future

    async def write(self, job: Job[T] | Work[T]) -> T:
        """`submit` for a coroutine, which is woken once together with the others of its batch.

        Raises:
            Overloaded
            OutOfTime: the caller's deadline is over; a job that has its turn already goes on.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Waiting(_work(job), future))
        return await in_time(lambda: future)

    def _put(self, waiting: _Waiting) -> None:
        with self._door:
            if self._is_closed or self._waiting.qsize() >= self._capacity:
                raise Overloaded()
            self._waiting.put(waiting)

    def _run(self) -> None:
        going = True
        while going:
            batch = self._gathered()
            jobs = [each for each in batch if each is not None]
            going = len(jobs) == len(batch)
            self._write([each for each in jobs if each.is_wanted() and _is_prepared(each)])

    def _gathered(self) -> list[_Waiting | None]:
        """The next job and those that come close behind it: they share its lock and its flush."""
        batch = [self._waiting.get()]
        until = time.monotonic() + GATHERED_FOR_SECONDS
        wait_seconds = CLOSE_BEHIND_SECONDS if self._is_crowded else 0
        with suppress(Empty):
            while len(batch) < BATCH and (not wait_seconds or time.monotonic() < until):
                batch.append(self._waiting.get(block=bool(wait_seconds), timeout=wait_seconds))
        self._is_crowded = len(batch) > 1
        return batch

    def _write(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        outcomes: list[object] = []
        running: _Waiting | None = None
        try:
            with unit_of_work(self._database) as unit:
                unit.read_ahead({each.work.about for each in batch if each.work.about})
                for running in batch:
                    outcomes.append(_outcome(running.work.job, unit))
                # Still the jobs' own: what cannot be inserted is found by trying each alone.
                unit.flush()
                running = None
        except Exception as error:
            is_jobs_own = running is not None and not isinstance(error, STORE_FAILURES)
            self._failed(batch, error, is_jobs_own=is_jobs_own)
            return
        _hand_out(batch, outcomes)
        self._tell()

    def _failed(self, batch: list[_Waiting], error: Exception, *, is_jobs_own: bool) -> None:
        """Try every job again alone, where one of them failed; else tell them all."""
        if is_jobs_own and len(batch) > 1:
            for each in batch:
                self._write([each])
            return
        _hand_out(batch, [error] * len(batch))

    def _tell(self) -> None:
        try:
            self.written()
        except Exception:
            # What is committed stays so, and the next write must not wait for ever.
            LOG.exception("a listener to the writer failed")


def _work(job: Job[T] | Work[T]) -> Work[T]:
    return job if isinstance(job, Work) else Work(job)


def _is_prepared(waiting: _Waiting) -> bool:
    """Whether the job can take its turn; one that fails before the lock has failed alone."""
    if waiting.work.prepare is not None:
        try:
            waiting.work.prepare()
        except Exception as error:
            _hand_out([waiting], [error])
            return False
    return True


def _hand_out(batch: list[_Waiting], outcomes: list[object]) -> None:
    """Give every caller the outcome; the coroutines of a loop all at once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = {}
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if isinstance(waiting.future, asyncio.Future):
            by_loop.setdefault(waiting.future.get_loop(), []).append((waiting.future, outcome))
        else:
            _settle(waiting.future, outcome)
    for loop, settled in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle_all, settled)


def _settle_all(settled: list[tuple[asyncio.Future[Any], object]]) -> None:
    for future, outcome in settled:
        if not future.done():
            _settle(future, outcome)


def _settle(future: Future[Any] | asyncio.Future[Any], outcome: object) -> None:
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _outcome(job: Job[object], unit: UnitOfWork) -> object:
    try:
        return job(unit)
    except TriageError as refusal:
        return refusal
