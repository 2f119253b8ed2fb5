"""Is each step of a promise recorded once, whatever runs twice, hangs, or is delivered again?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery

from tests.integration.conftest import environment_for
from tests.integration.faults.judge import FELL_DUE, judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import Production, part_of, put_secrets
from tests.integration.running import clocks_work, eventually, running
from tests.integration.store.world import opened, stock
from wiring.settings import read_settings
from workers.tasks import ENFORCEMENT, SWEEP

WAITED_LONG = 60
TIMES = 10
ONE_PROCESS = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle")


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


@pytest.mark.parametrize("how", ["tests.hangs", "tests.stops"])
def test_a_task_that_hangs_is_ended_and_the_next_sweep_runs(
    how: str, tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    environment = environment_for(tmp_path / "data", postgres_url) | {"PYYDA_REDIS_URL": redis_url}
    settings = read_settings(environment)
    stock(settings)
    (request_id,) = submitted_then(settings, 1)
    with Celery(broker=redis_url) as broker:
        for task in (how, SWEEP):
            broker.send_task(task, queue=ENFORCEMENT)
    hanging = [sys.executable, "-m", "celery", "-A", "tests.integration.faults.hanging"]

    with running([*hanging, *ONE_PROCESS], environment, tmp_path), opened(settings) as beside:
        eventually(lambda: clocks_work(beside, request_id) == FELL_DUE)
