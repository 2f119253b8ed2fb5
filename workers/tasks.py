"""Which tasks does Celery run, on which queues, and how often? Messages carry ids and no words.

No task has an ETA or a countdown: on Redis one beyond the visibility timeout ran five times.
What must happen later is found by the sweep when its time has come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import Celery, Task
from kombu import Queue

from triage.tracing import traced
from workers.clock.steady import SteadySchedule
from workers.deliveries.outbound import Spending
from workers.deliveries.proving import prove_line
from workers.deliveries.relay import relay
from workers.deliveries.sending import send_due
from workers.failures import reported
from workers.sweep import close_checkpoint, dispose, sweep, tidy
from workers.tools import Toolbox, Tools

SWEEP = "workers.sweep"
ENFORCEMENT = "enforcement"
RELAY = "workers.relay"
DELIVERIES = "deliveries"
QUEUES = (ENFORCEMENT, DELIVERIES)

# How often new events are looked for, unless the clock sweeps more often than that.
RELAYS_EVERY_SECONDS = 5.0

# A process of a pool that hangs longer is replaced. The solo pool knows no limits, so whatever a
# task waits for has a time-out of its own.
TASK_SECONDS = 300
# What lay for longer is passed over when a worker comes to it: a later one asks for the same. Far
# beyond what a wrong clock differs by: where all look stale, enforcement stops in silence.
STALE_AFTER_SECONDS = 24 * 3600

SETTINGS: dict[str, Any] = {
    "accept_content": ["json"],
    # However long the broker is away: without a number, a worker left after an hour.
    "broker_connection_max_retries": None,
    "broker_connection_retry_on_startup": True,
    "enable_utc": True,
    "result_backend": None,
    "result_expires": None,
    "task_acks_late": True,
    "task_create_missing_queues": False,
    "task_default_queue": ENFORCEMENT,
    "task_ignore_result": True,
    "task_queues": [Queue(name) for name in QUEUES],
    "task_reject_on_worker_lost": True,
    "task_routes": {RELAY: {"queue": DELIVERIES}},
    "task_serializer": "json",
    "task_time_limit": TASK_SECONDS,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_hijack_root_logger": False,
    "worker_prefetch_multiplier": 1,
    "worker_redirect_stdouts": False,
}


class ReportedTask(Task):  # type: ignore[type-arg]
    """A task that fails is reported by code and done with: the next one finds what is left."""

    abstract = True

    def __call__(self, *args: object, **kwargs: object) -> None:
        with traced(self.request.id), reported("task-failed", task=self.name):
            super().__call__(*args, **kwargs)


def make_celery(
    broker_url: str, *, sweep_seconds: float, open_tools: Callable[[], Tools]
) -> tuple[Celery, Toolbox]:
    """The Celery application with its tasks, and the toolbox that they share in a process."""
    app = Celery("pyyda-apua", broker=broker_url, set_as_current=False)
    app.conf.update(SETTINGS)
    app.conf.beat_schedule = {
        "sweep": _every(sweep_seconds, SWEEP, ENFORCEMENT),
        "relay": _every(min(sweep_seconds, RELAYS_EVERY_SECONDS), RELAY, DELIVERIES),
    }
    toolbox = Toolbox(open_tools)

    # Not shared, or the next application of this process would get this one's tools.
    @app.task(name=SWEEP, base=ReportedTask, shared=False)
    def make_a_sweep() -> None:
        tools = toolbox.open()
        sweep(tools)
        tidy(tools)
        with reported("checkpoint-not-closed"):
            close_checkpoint(tools)
        with reported("disposal-failed"):
            dispose(tools)

    @app.task(name=RELAY, base=ReportedTask, shared=False)
    def relay_and_send() -> None:
        tools, spending = toolbox.open(), Spending()
        outbound = tools.outbound
        # What is put down already goes out, whatever a later event does to the relay.
        with reported("relay-failed"):
            relay(outbound, spending)
        with reported("test-alarm-not-made"):
            prove_line(outbound)
        send_due(outbound, spending)
        tools.checkpoints.hand_out()

    return app, toolbox


def _every(seconds: float, task: str, queue: str) -> dict[str, Any]:
    options = {"queue": queue, "expires": STALE_AFTER_SECONDS}
    return {"task": task, "schedule": SteadySchedule(seconds), "options": options}
