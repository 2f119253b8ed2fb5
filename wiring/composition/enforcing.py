"""How does the clock's work run inside one process? Celery's worker and beat as threads of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import celery.worker.state
from celery import Celery
from celery.beat import Scheduler, Service

from projections.views.stranded import StrandedRequests
from wiring.composition.delivering import outbound_of
from wiring.composition.disposal import disposal_round_of
from wiring.composition.holders import checkpoint_round_of
from wiring.composition.parts import Parts
from workers.clock.clock_notes import ClockNotes
from workers.clock.records import Records
from workers.rounds import Rounds
from workers.tasks import SWEEP, make_celery
from workers.tools import Tools

BROKER = "memory://localhost"
# How often the worker looks for messages: memory has no way to wake it.
POLLING_SECONDS = 0.2
# Beat sleeps at most this long at a time, so it stops this soon.
BEAT_SLEEPS_SECONDS = 1
# The worker's loop waits this often for a message between being told to stop and stopping.
WAITS_WHILE_STOPPING = 2
NEXT_WORKER_AFTER_SECONDS = 1
STOP_TIMEOUT_SECONDS = 30


def tools_of(parts: Parts, *, close: Callable[[], None] = lambda: None) -> Tools:
    """What the tasks need of a process's parts."""
    rounds, notes = Rounds(parts.database), ClockNotes(parts.database)
    rounds.prepare()
    notes.prepare()
    return Tools(
        triage=parts.triage,
        due=parts.due,
        writer=parts.writer,
        rounds=rounds,
        outbound=outbound_of(parts),
        clock=parts.clock,
        clock_check=parts.clock_check,
        clock_notes=notes,
        records=Records(parts.database, parts.due, notes),
        stranded=StrandedRequests(parts.models.follower, parts.models.queue, parts.catalogues),
        checkpoints=checkpoint_round_of(parts, rounds),
        disposal=disposal_round_of(parts, rounds),
        close=close,
    )


@contextmanager
def enforcing(parts: Parts) -> Iterator[None]:
    """Sweep in this process for as long as the context lasts, beginning at once."""
    tools = tools_of(parts)
    app, _ = make_celery(
        BROKER, sweep_seconds=parts.settings.sweep_seconds, open_tools=lambda: tools
    )
    app.conf.broker_transport_options = {"polling_interval": POLLING_SECONDS}
    app.conf.worker_enable_remote_control = False
    stop = threading.Event()
    working = threading.Thread(target=_work, args=(app, stop), name="celery-worker", daemon=True)
    beat = Service(app, max_interval=BEAT_SLEEPS_SECONDS, scheduler_cls=Scheduler)
    ticking = threading.Thread(target=beat.start, name="celery-beat", daemon=True)
    working.start()
    app.send_task(SWEEP)
    ticking.start()
    try:
        yield
    finally:
        # The clock first: what it sends to a worker that has gone would wait for the next one.
        beat.stop()
        ticking.join(STOP_TIMEOUT_SECONDS)
        stop.set()
        _stop(app, working)


def _work(app: Celery, stop: threading.Event) -> None:
    """Run a worker; one that gives up is reported by the library and followed by another."""
    # A thread begins with the library's default application, which knows none of our tasks.
    app.set_current()
    while not stop.is_set():
        app.WorkController(
            pool="solo",
            concurrency=1,
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
        ).start()
        stop.wait(NEXT_WORKER_AFTER_SECONDS)


def _stop(app: Celery, working: threading.Thread) -> None:
    celery.worker.state.should_stop = 0  # type: ignore[assignment]
    try:
        for _ in range(WAITS_WHILE_STOPPING):
            app.send_task(SWEEP)
        working.join(STOP_TIMEOUT_SECONDS)
    finally:
        # Or the next worker of this process would stop as soon as it starts.
        celery.worker.state.should_stop = None
