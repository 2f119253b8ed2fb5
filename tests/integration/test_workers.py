"""Does the same clock's work run under real workers and beats, on a real Redis and PostgreSQL?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
from redis import Redis

from tests.integration.conftest import environment_for
from tests.integration.running import (
    CELERY,
    COMMAND,
    Running,
    eventually,
    kinds_of,
    running,
    submitted_long_ago,
)
from tests.integration.store.world import opened, stock
from tests.servers import RedisServer
from wiring.enforcing import tools_of
from wiring.settings import Settings, read_settings
from workers.sweep import SWEEP_ROUND
from workers.tasks import SWEEP

ENFORCED = ["look-overdue", "look-overdue", "reminded", "escalated", "promise-missed"]
SECRET = "Merkitsemätön sana: kyyhkyslakka"
FEW_PROCESSES = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def environment(
    folder: Path, postgres_module_url: str, redis_server: RedisServer
) -> dict[str, str]:
    environment = environment_for(folder / "data", postgres_module_url)
    return environment | {"PYYDA_REDIS_URL": redis_server.url, "PYYDA_SWEEP_SECONDS": "0.5"}


@pytest.fixture(scope="module")
def settings(environment: dict[str, str]) -> Settings:
    settings = read_settings(environment)
    stock(settings)
    return settings


@pytest.fixture(scope="module")
def waited_long(settings: Settings) -> UUID:
    return submitted_long_ago(settings, SECRET)


@pytest.fixture(scope="module")
def processes(
    environment: dict[str, str], folder: Path, settings: Settings, waited_long: UUID
) -> Iterator[list[Running]]:
    """Two workers of two processes each, which consume every queue, and two beats."""
    with ExitStack() as started:
        yield [
            started.enter_context(running([*CELERY, *arguments], environment, folder))
            for arguments in (
                (*FEW_PROCESSES, "--hostname", "one@test"),
                (*FEW_PROCESSES, "--hostname", "two@test"),
                ("beat", "--schedule", str(folder / "beat-one")),
                ("beat", "--schedule", str(folder / "beat-two")),
            )
        ]


def sweeps_again(settings: Settings) -> None:
    """Wait until a sweep has ended that began after this."""
    with opened(settings) as beside:
        rounds = tools_of(beside.parts).rounds
        for _ in range(3):
            before = rounds.last(SWEEP_ROUND)
            eventually(lambda before=before: rounds.last(SWEEP_ROUND) != before)


def test_a_real_worker_and_beat_enforce_what_fell_due(
    processes: list[Running], settings: Settings, waited_long: UUID
) -> None:
    eventually(lambda: kinds_of(settings, waited_long)[2:] == ENFORCED)


def test_two_workers_and_two_beats_enforce_each_step_once(
    processes: list[Running], settings: Settings, waited_long: UUID
) -> None:
    sweeps_again(settings)

    assert kinds_of(settings, waited_long)[2:] == ENFORCED


def test_the_broker_holds_no_words(
    processes: list[Running], settings: Settings, redis_server: RedisServer
) -> None:
    sweeps_again(settings)
    with Redis.from_url(redis_server.url) as broker:
        held = [broker.dump(key) or b"" for key in broker.scan_iter()]

    assert not [value for value in held if SECRET.encode() in value]


def test_no_process_complains(processes: list[Running], settings: Settings) -> None:
    sweeps_again(settings)

    # As root, as in a container, the library warns in lines of its own.
    lines = [line for each in processes for line in each.logged.splitlines()]
    assert not [line for line in lines if line.startswith("{")]


def test_a_killed_worker_takes_no_enforcement_with_it(
    processes: list[Running], settings: Settings
) -> None:
    processes[0].child.kill()
    later = submitted_long_ago(settings)

    eventually(lambda: kinds_of(settings, later)[2:] == ENFORCED)


def test_the_web_and_the_follower_run_beside_them(
    environment: dict[str, str], folder: Path, settings: Settings
) -> None:
    web = running([*COMMAND, "web", "--port", "0"], environment, folder, ready="listening")
    follow = running([*COMMAND, "follow"], environment, folder, ready="following")

    with web as serving, follow as following:
        assert (serving.stop(), following.stop()) == (0, 0)


def test_workers_and_beats_stop_when_they_are_told(processes: list[Running]) -> None:
    assert [each.stop() for each in processes[1:]] == [0, 0, 0]


def test_the_task_has_the_name_that_others_send_it_by() -> None:
    assert SWEEP == "workers.sweep"
