"""Is each step of a promise recorded once, whatever runs twice, hangs, or is delivered again?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from redis import Redis

from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import Production, part_of, put_secrets
from tests.integration.running import eventually
from workers.tasks import ENFORCEMENT, SWEEP

WAITED_LONG = 60
TIMES = 10
KNOWS_WHAT_HANGS = "tests.integration.faults.hanging"
ONE = "--concurrency=1"


@pytest.fixture
def doubled(production: Production, tmp_path: Path) -> Iterator[None]:
    """A second beat and a second worker beside the first ones."""
    url = production.settings.database_url
    assert url
    put_secrets(tmp_path, database_url=url, redis_url=production.redis.url)
    with ExitStack() as ending:
        for name in ("beat", "worker"):
            part = part_of(name, tmp_path)
            part.start()
            ending.callback(part.stop)
        yield


def test_two_beats_two_workers_and_ten_deliveries_record_each_step_once(
    production: Production, doubled: None
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        # The same message again and again, as a broker delivers what nobody acknowledged.
        delivered, message = Celery(broker=production.redis.url), str(uuid4())
        for _ in range(TIMES):
            delivered.send_task(SWEEP, queue=ENFORCEMENT, task_id=message)
        delivered.close()
        goes_on(load)
    production.sweeps_again()

    judge(production.settings, load, waited_long)


@pytest.fixture
def one_process(production: Production, tmp_path: Path) -> Iterator[None]:
    """In the place of beat and worker, a worker of one process that also knows what hangs."""
    url = production.settings.database_url
    assert url
    put_secrets(tmp_path, database_url=url, redis_url=production.redis.url)
    known = part_of("worker", tmp_path)
    at = known.command.index("wiring.celery")
    known.command = [*known.command[:at], KNOWS_WHAT_HANGS, *known.command[at + 1 :], ONE]
    with ExitStack() as ending:
        for name in ("beat", "worker"):
            usual = production.part(name)
            usual.stop()
            ending.callback(usual.start)
        with Redis.from_url(production.redis.url) as broker:
            broker.delete(ENFORCEMENT)
        known.start()
        ending.callback(known.kill)
        yield


@pytest.mark.parametrize("how", ["tests.hangs", "tests.stops"])
def test_a_task_that_hangs_is_ended_and_the_next_sweep_runs(
    production: Production, one_process: None, how: str
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, 1)
        before = production.last_sweep()
        # There is no beat: this sweep comes behind what hangs, and no other one comes.
        with Celery(broker=production.redis.url) as delivered:
            for task in (how, SWEEP):
                delivered.send_task(task, queue=ENFORCEMENT)
        eventually(lambda: production.last_sweep() != before)
        goes_on(load)

    judge(production.settings, load, waited_long)
