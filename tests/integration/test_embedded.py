"""Does one process really serve and follow, alone on its data, and stop when it is told?"""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import psutil
import pytest
from typer.testing import Result

from tests.clock import HandWoundClock
from tests.integration.clockwork import SERVE
from tests.integration.commands import command_line
from tests.integration.conftest import environment_for
from tests.integration.running import Running, eventually, running
from tests.integration.store.world import let_a_demo_begin, opened, stock
from wiring.composition.data_lock import LOCK_FILE, serving_alone
from wiring.composition.enforcing import tools_of
from wiring.composition.setting_up import first_steps
from wiring.settings import Settings, read_settings
from workers.sweep import SWEEP_ROUND

READY = "Pyydä apua: "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    settings = read_settings(environment_for(folder / "data"))
    stock(settings)
    return settings


@pytest.fixture(scope="module")
def service(folder: Path, settings: Settings) -> Iterator[Running]:
    environment = environment_for(folder / "data") | {"PYYDA_SWEEP_SECONDS": "0.2"}
    with running(SERVE, environment, folder, ready=READY) as service:
        yield service


@pytest.fixture(scope="module")
def address(service: Running) -> str:
    found = re.search(r"http://\S+", service.ready)
    assert found
    return found[0]


def test_its_read_models_follow_without_being_asked(service: Running, settings: Settings) -> None:
    with opened(settings) as beside:
        beside.submit()
        follower = beside.parts.models.follower

        eventually(lambda: not any(follower.distance(model) for model in follower.models))


def test_it_answers_over_http(address: str) -> None:
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_it_does_not_tell_what_it_is_made_of(address: str) -> None:
    assert "server" not in httpx.get(f"{address}/healthz").headers


def test_it_tells_this_machine_how_old_the_last_sweep_is(address: str) -> None:
    def age() -> dict[str, object]:
        part: dict[str, object] = httpx.get(f"{address}/readyz").json()["parts"]
        return part["sweep_age_seconds"]  # type: ignore[return-value]

    eventually(lambda: age()["ok"] is True)


def test_it_logs_no_address(service: Running, address: str) -> None:
    httpx.get(f"{address}/healthz", headers={"X-Forwarded-For": "192.0.2.77"})

    assert not re.search(r"127\.0\.0\.1|192\.0\.2\.77", service.logged)


def test_every_line_it_logs_is_json(service: Running, address: str) -> None:
    assert all(json.loads(line)["event"] for line in service.logged.splitlines())


def test_another_one_on_the_same_data_is_refused(
    service: Running, folder: Path, process_as_before: None
) -> None:
    run = command_line(environment_for(folder / "data"), HandWoundClock())

    line = refusal(run("serve", "--port", "0"))

    assert "served by another process already" in line


def refusal(result: Result) -> str:
    """The one line that a refused command says."""
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    (line,) = result.stderr.splitlines()
    return line


# -- the first account --


def test_the_first_start_says_how_to_make_an_account_and_that_works(
    tmp_path: Path, process_as_before: None
) -> None:
    environment = environment_for(tmp_path / "data")
    with running(SERVE, environment, tmp_path, ready="staff add") as service:
        told = service.ready.partition("pyyda-apua ")[2].replace("NAME", "venla", 1)
        elsewhere = environment | {"PYYDA_DATA_DIR": str(tmp_path / "elsewhere")}
        run = command_line(elsewhere, HandWoundClock())
        made = run(*shlex.split(told), input="neljä tavallista sanaa\n")

    assert (made.exit_code, made.stdout) == (0, "venla may sign in now.\n"), made.output


def test_where_somebody_may_sign_in_there_is_nothing_to_say(settings: Settings) -> None:
    with opened(settings) as beside:
        assert first_steps(settings, beside.parts.database, demo_allowed=False) is None


def test_a_demo_without_its_staff_says_how_to_begin(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data")
    let_a_demo_begin(read_settings(environment))

    with running(SERVE, environment, tmp_path, ready="staff add") as service:
        assert "works with --demo only" in service.ready


# -- stopping --


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What became of a service that was told to stop while a request was half sent."""

    status: int
    children: list[psutil.Process]
    logged: str
    data: Path


@pytest.fixture(scope="module", params=[signal.SIGTERM, signal.SIGINT])
def stopped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    folder = tmp_path_factory.mktemp("stopped")
    with running(SERVE, environment_for(folder / "data"), folder, ready=READY) as service:
        children = psutil.Process(service.child.pid).children(recursive=True)
        port = int(service.ready.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\n")
            status = service.stop(request.param)
        return Stopped(
            status=status, children=children, logged=service.logged, data=folder / "data"
        )


def test_a_signal_ends_it_in_good_order(stopped: Stopped) -> None:
    assert stopped.status == 0


def test_ending_is_nothing_to_complain_about(stopped: Stopped) -> None:
    assert stopped.logged == ""


def test_it_is_one_process(stopped: Stopped) -> None:
    assert stopped.children == []


def test_its_data_can_be_served_again(stopped: Stopped) -> None:
    with serving_alone(stopped.data):
        assert (stopped.data / LOCK_FILE).exists()


def test_a_kill_leaves_no_lock_behind(tmp_path: Path) -> None:
    holds = (
        "from wiring.composition.data_lock import *; l = serving_alone(Path({!r})); l.__enter__()"
    )
    waits = "print('held', flush=True); import threading; threading.Event().wait()"
    program = [sys.executable, "-c", f"{holds.format(str(tmp_path))}; {waits}"]
    with running(program, {}, tmp_path, ready="held") as holder:
        holder.stop(signal.SIGKILL)

    with serving_alone(tmp_path):
        assert (tmp_path / LOCK_FILE).exists()


# -- refusals --

Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, process_as_before: None) -> Refused:
    """What `serve` says when it does not start."""

    def refused(*arguments: str, data: Path | None = None) -> str:
        run = command_line(environment_for(data or tmp_path / "data"), HandWoundClock())
        return refusal(run("serve", *arguments))

    return refused


def test_a_port_in_use_is_named(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert f"port {port}" in refused("--port", port)


def test_an_address_of_another_machine_is_named(refused: Refused) -> None:
    assert "192.0.2.1" in refused("--host", "192.0.2.1", "--port", "0")


def test_a_data_directory_that_cannot_be_made_is_named(refused: Refused, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    assert str(in_the_way) in refused("--port", "0", data=in_the_way / "data")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_demo_accounts_are_for_this_machine_alone(refused: Refused, host: str) -> None:
    assert "--demo" in refused("--demo", "--host", host, "--port", "0")


def test_a_refused_start_makes_no_data(refused: Refused, tmp_path: Path) -> None:
    refused("--demo", "--host", "0.0.0.0", "--port", "0")

    assert not (tmp_path / "data").exists()


def test_the_sweep_of_a_start_is_not_older_than_the_start(
    service: Running, settings: Settings
) -> None:
    started_at = psutil.Process(service.child.pid).create_time()
    with opened(settings) as beside:
        rounds = tools_of(beside.parts).rounds
        eventually(lambda: rounds.last(SWEEP_ROUND) is not None)
        last_at = rounds.last(SWEEP_ROUND)

    assert isinstance(last_at, datetime)
    assert last_at.timestamp() >= started_at
