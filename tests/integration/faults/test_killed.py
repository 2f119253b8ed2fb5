"""What is lost when a process is killed under load, ours or a server? Nothing acknowledged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import Production
from tests.integration.running import eventually
from tests.servers import RunningProgram

# So many that a sweep is at it for a while.
WAITED_LONG = 30


@pytest.mark.parametrize("name", ["web-1", "web-2", "worker", "beat", "follower"])
def test_a_process_that_is_killed_takes_nothing_with_it(production: Production, name: str) -> None:
    part = production.part(name)
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        left = part.kill()
        goes_on(load)
        part.start()
        goes_on(load)
        eventually(lambda: all(map(production.is_alive, production.addresses)))
    production.sweeps_again()

    assert not [each for each in left if each.is_running()]
    judge(production.settings, load, waited_long)


def killed_and_started(server: RunningProgram) -> None:
    server.kill()
    server.start()


SERVERS: dict[str, Callable[[Production], RunningProgram]] = {
    "postgres": lambda production: production.postgres.running,
    "redis": lambda production: production.redis.running,
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_is_killed_and_comes_back_takes_nothing_with_it(
    production: Production, name: str
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        killed_and_started(SERVERS[name](production))
        goes_on(load)
    production.sweeps_again()

    judge(production.settings, load, waited_long)
