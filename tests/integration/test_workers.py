"""What do workers and beats leave on a real Redis, and who runs beside them?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.architecture.reading import ROOT
from tests.environment import inherited
from tests.integration.clockwork import Clockwork, on_redis
from tests.integration.running import COMMAND, running
from tests.integration.store.plants import hits
from tests.servers import RedisServer, running_redis
from workers.tasks import DELIVERIES, ENFORCEMENT, RELAY, SWEEP


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def broker() -> Iterator[RedisServer]:
    """It writes down every message, also those that are gone a moment later."""
    with running_redis(durable=True) as broker:
        yield broker


@pytest.fixture(scope="module")
def clockwork(folder: Path, postgres_module_url: str, broker: RedisServer) -> Iterator[Clockwork]:
    with on_redis(folder, postgres_module_url, broker.url) as clockwork:
        yield clockwork


def written_down(broker: RedisServer) -> bytes:
    """Everything that the broker was ever told to hold, as it was told it: not compressed."""
    with Redis.from_url(broker.url) as client:
        (place,) = client.config_get("dir").values()
    return b"".join(each.read_bytes() for each in Path(place).rglob("*.incr.aof"))


def test_the_broker_is_told_no_words(clockwork: Clockwork, broker: RedisServer) -> None:
    clockwork.sweeps_again()
    told = written_down(broker)

    assert all(name.encode() in told for name in (SWEEP, ENFORCEMENT, RELAY, DELIVERIES))
    assert list(hits("broker", told)) == []


def test_the_web_and_the_follower_run_beside_them(clockwork: Clockwork, folder: Path) -> None:
    environment = clockwork.environment
    web = running([*COMMAND, "web", "--port", "0"], environment, folder, ready="listening")
    follow = running([*COMMAND, "follow"], environment, folder, ready="following")

    with web as serving, follow as following:
        assert (serving.stop(), following.stop()) == (0, 0)


GIVES_UP = """
import threading, wiring.celery as at_work
def fail(*_, **__): raise ValueError
at_work.tools_of = fail
for _ in range(3):
    try: at_work.toolbox.open()
    except ValueError: pass
print([each.name for each in threading.enumerate()])
"""


def test_a_worker_that_cannot_open_its_tools_leaves_nothing_open(clockwork: Clockwork) -> None:
    """Or the tries of some minutes would take every connection of the database."""
    tried = subprocess.run(
        [sys.executable, "-c", GIVES_UP],
        env=inherited(clockwork.environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert tried.stdout.strip() == "['MainThread']"


def test_the_task_has_the_name_that_others_send_it_by() -> None:
    assert SWEEP == "workers.sweep"
