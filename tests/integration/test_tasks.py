"""Are tasks safe to send, lose and repeat: named queues, ids only, no ETA, late acknowledgement?"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from kombu import Connection
from kombu.transport import memory
from structlog.testing import capture_logs

from tests.architecture.doors import Finding
from tests.architecture.reading import Source, dotted, sources
from workers.clock.steady import SteadySchedule, steady_now
from workers.tasks import DELIVERIES, ENFORCEMENT, QUEUES, RELAY, SWEEP, make_celery
from workers.tools import Tools

SECRET = "salaisuus jota kukaan ei saa lukea"
LATER = frozenset({"eta", "countdown"})


def no_tools() -> Tools:
    raise RuntimeError(SECRET)


@pytest.fixture
def app() -> Iterator[Celery]:
    """The tasks on a broker in memory, which is one for the whole process: emptied around it."""
    memory.Channel.queues.clear()
    app, _ = make_celery("memory://localhost", sweep_seconds=15, open_tools=no_tools)
    yield app
    app.close()
    memory.Channel.queues.clear()


def ours(app: Celery) -> list[str]:
    return [name for name in app.tasks if not name.startswith("celery.")]


def sent(app: Celery) -> dict[str, Any]:
    """The message of a sweep as it lies in the broker."""
    app.send_task(SWEEP)
    with Connection("memory://localhost") as connection:
        channel: Any = connection.channel()
        message = channel.basic_get(ENFORCEMENT)
        channel.basic_ack(message.delivery_tag)
        return {"body": message.body, **message.headers}


def test_every_task_goes_to_a_queue_that_a_worker_consumes_unasked(app: Celery) -> None:
    route = app.amqp.router.route
    assert {route({}, name)["queue"].name for name in ours(app)} <= set(app.amqp.queues)


def test_there_are_no_queues_but_the_named_ones(app: Celery) -> None:
    assert set(app.amqp.queues) == set(QUEUES)


def test_what_beat_sends_are_tasks_of_ours_on_named_queues(app: Celery) -> None:
    entries = app.conf.beat_schedule.values()
    assert {(entry["task"], entry["options"]["queue"]) for entry in entries} == {
        (SWEEP, ENFORCEMENT),
        (RELAY, DELIVERIES),
    }


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("accept_content", ["json"]),
        ("task_serializer", "json"),
        ("result_backend", None),
        ("task_ignore_result", True),
    ],
)
def test_a_lost_worker_loses_no_task(app: Celery, setting: str, value: object) -> None:
    assert app.conf[setting] == value


def test_a_task_of_a_pool_cannot_hang_for_ever(app: Celery) -> None:
    assert all(app.tasks[name].time_limit or app.conf.task_time_limit for name in ours(app))


def test_the_message_of_a_sweep_carries_nothing(app: Celery) -> None:
    message = sent(app)

    assert (message["argsrepr"], message["kwargsrepr"]) == ("()", "{}")


def test_the_message_of_a_sweep_is_for_now(app: Celery) -> None:
    assert sent(app)["eta"] is None


def test_no_task_is_ever_sent_for_later() -> None:
    assert not [finding for source in sources() for finding in sent_for_later(source)]


def sent_for_later(source: Source) -> Iterator[Finding]:
    """Keywords `eta` and `countdown`, in a call or among a schedule's options."""
    for node in source.nodes:
        names = {keyword.arg for keyword in getattr(node, "keywords", ())}
        names |= {key.value for key in getattr(node, "keys", ()) if hasattr(key, "value")}
        if names & LATER:
            yield source.module, source.at(node, dotted(getattr(node, "func", node)))


def test_beat_keeps_its_pace() -> None:
    is_due, next_seconds = SteadySchedule(15).is_due(steady_now())

    assert not is_due
    assert 14 < next_seconds <= 15


def test_what_ran_by_a_clock_ahead_of_this_one_runs_at_once_and_keeps_its_pace() -> None:
    """As beat reads it from its file."""
    kept = pickle.loads(pickle.dumps(SteadySchedule(15)))

    assert kept.is_due(steady_now() + timedelta(hours=1)) == (True, 15)


def test_beat_sends_what_is_due_whatever_the_clock_says(app: Celery) -> None:
    every = {
        entry["schedule"].seconds: entry["schedule"] for entry in app.conf.beat_schedule.values()
    }
    for seconds, kept in every.items():
        assert kept.is_due(steady_now() - timedelta(seconds=seconds)) == (True, seconds)


def test_a_task_that_fails_ends_quietly(app: Celery) -> None:
    with capture_logs():
        assert app.tasks[SWEEP]() is None


def test_a_task_that_fails_is_reported_without_the_words_of_the_failure(app: Celery) -> None:
    with capture_logs() as logged:
        app.tasks[SWEEP]()

    assert [(line["event"], line["task"], line["code"]) for line in logged] == [
        ("task-failed", SWEEP, "RuntimeError")
    ]
    assert SECRET not in str(logged)
