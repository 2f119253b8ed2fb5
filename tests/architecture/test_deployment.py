"""Would the containers hold the whole service, started in order, with no right to spare?"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from api.health import router as health
from tests.architecture.compose import (
    COMPOSE,
    LONG_RUNNING,
    OURS,
    PROGRAMS,
    SERVICES,
    STAGES,
    WEBS,
)
from tests.architecture.reading import PACKAGES, ROOT, tracked_files
from tests.environment import inherited
from wiring.settings import read_settings
from workers.tasks import QUEUES


def test_the_file_is_what_the_compose_specification_asks_for() -> None:
    # The schema lies in the package: nothing is fetched.
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [*check, ROOT / "docker-compose.yml"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_every_process_of_the_service_has_a_container() -> None:
    assert set(OURS) == {*WEBS, "worker", "beat", "follower"}


def test_the_two_webs_differ_in_nothing_but_their_published_port() -> None:
    one, other = (dict(SERVICES[name]) for name in WEBS)
    assert {*one.pop("ports"), *other.pop("ports")} == {
        "127.0.0.1:8000:8000",
        "127.0.0.1:8001:8000",
    }
    assert one == other


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_pinned_to_its_patch_or_built_here(name: str) -> None:
    image = SERVICES[name]["image"]
    assert "build" in SERVICES[name] or re.search(r":\d+\.\d+(\.\d+)?$", image)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_can_change_nothing_of_its_image_and_gain_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_container_runs_as_root(name: str) -> None:
    service = SERVICES[name]
    user = (
        service.get("user") or _last("USER", STAGES[-1]) if "build" in service else service["user"]
    )
    assert user not in ("root", "0")


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_ends_is_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_a_migration_that_failed_is_not_tried_for_ever() -> None:
    assert SERVICES["migrate"]["restart"] == "no"


def test_a_full_broker_drops_no_task() -> None:
    assert "maxmemory-policy noeviction" in " ".join(SERVICES["redis"]["command"])


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"web-2"}))
def test_a_command_is_one_that_the_code_has(name: str) -> None:
    assert _is_understood(SERVICES[name]["command"])


def test_a_worker_is_asked_by_a_command_that_celery_has_and_by_the_entry() -> None:
    (shell, asked) = SERVICES["worker"]["healthcheck"]["test"]
    entry, *command = shlex.split(asked)
    assert shell == "CMD-SHELL"
    assert [entry] == json.loads(_last("ENTRYPOINT", STAGES[-1]))
    assert _is_understood(command)


def test_a_command_that_nobody_has_is_not_understood() -> None:
    assert not _is_understood(["pyyda-apua", "follow", "--tuch", "/tmp/followed"])
    assert not _is_understood(["celery", "-A", "wiring.selleri", "worker"])


def _is_understood(command: list[str]) -> bool:
    """Whether the very program knows the command and all its options; it is not carried out."""
    modules = {"pyyda-apua": "wiring.cli.main", "celery": "celery"}
    elsewhere = {"PYYDA_REDIS_URL": "redis://nowhere", "PYYDA_DATABASE_URL": "postgresql://nowhere"}
    asked = subprocess.run(
        [sys.executable, "-m", modules[command[0]], *command[1:], "--help"],
        env=inherited(elsewhere),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def test_the_workers_consume_every_queue() -> None:
    consumed: set[str] = set()
    for name in OURS:
        command = SERVICES[name]["command"]
        if "worker" in command:
            named = command[command.index("-Q") + 1].split(",") if "-Q" in command else QUEUES
            consumed.update(named)
    assert consumed == set(QUEUES)


@pytest.mark.parametrize("name", WEBS)
def test_a_web_trusts_the_gateway_that_published_ports_are_reached_through(name: str) -> None:
    (outside,) = COMPOSE["networks"]["outside"]["ipam"]["config"]
    said = SERVICES[name]["environment"]["PYYDA_TRUSTED_PROXIES"]
    default = re.fullmatch(r"\$\{PYYDA_TRUSTED_PROXIES:-(.+)\}", said)[1]  # type: ignore[index]
    trusted = read_settings({"PYYDA_TRUSTED_PROXIES": default}).trusted_proxies
    assert trusted == (ip_network(outside["gateway"]),)
    assert ip_address(outside["gateway"]) in ip_network(outside["subnet"])
    assert "outside" in SERVICES[name]["networks"]


def test_postgresql_makes_a_plain_role_before_it_is_well() -> None:
    postgres = SERVICES["postgres"]
    script = ROOT / "script" / "database"
    assert os.access(script, os.X_OK)
    assert "./script/database:/docker-entrypoint-initdb.d/database.sh:ro" in postgres["volumes"]
    assert postgres["environment"].get("POSTGRES_USER", "postgres") == "postgres"
    assert "--host=127.0.0.1" in postgres["healthcheck"]["test"]
    held = {name for name in SERVICES if "superuser_password" in SERVICES[name]["secrets"]}
    assert held == {"postgres"}


@pytest.mark.parametrize("name", WEBS)
def test_a_web_is_asked_at_a_path_that_it_has(name: str) -> None:
    asked = " ".join(SERVICES[name]["healthcheck"]["test"])
    (port, path) = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", asked).groups()  # type: ignore[union-attr]
    assert path in {getattr(route, "path", None) for route in health.routes}
    assert port in SERVICES[name]["command"]


def test_beat_is_well_while_it_writes_its_schedule() -> None:
    (schedule,) = [
        each.partition("=")[2] for each in SERVICES["beat"]["command"] if "--schedule=" in each
    ]
    folder, _, file = schedule.rpartition("/")
    assert f'find {folder} -name "{file}*" -mmin' in SERVICES["beat"]["healthcheck"]["test"][-1]
    assert folder in SERVICES["beat"]["tmpfs"]


def test_the_image_is_built_in_one_stage_and_run_from_another() -> None:
    build, final = STAGES
    assert "AS build" in build and "COPY --from=build" in final
    assert {re.split(r"[\s:]", stage)[1] for stage in STAGES} == {"3.13.14-slim"}


def test_the_final_image_holds_nothing_that_installs_or_builds() -> None:
    build, final = STAGES
    assert build.rstrip().endswith("pip uninstall --yes setuptools pip")
    assert "pip uninstall --yes pip" in final
    assert not re.search(r"apt-get|apk |pip install|gcc|build-essential|-dev\b", final)


def _last(instruction: str, stage: str) -> str:
    found: list[str] = re.findall(rf"^{instruction} (.+)$", stage, flags=re.M)
    return found[-1]


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_a_container_says_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_a_process_waits_for_the_migration(name: str) -> None:
    awaited = SERVICES[name]["depends_on"]["migrate"]
    assert awaited == {"condition": "service_completed_successfully"}


def test_a_follower_is_well_while_it_touches_its_file() -> None:
    follower = SERVICES["follower"]
    *_, option, path = follower["command"]
    assert (option, path.partition("/followed")[0]) == ("--touch", "/tmp")
    assert f"find {path} -mmin" in follower["healthcheck"]["test"][-1]
    assert "/tmp" in follower["tmpfs"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_folder_in_memory_asks_for_nothing_that_only_one_engine_knows(name: str) -> None:
    options = (each.partition(":")[2] for each in SERVICES[name]["tmpfs"])
    named = {option.partition("=")[0] for each in options for option in each.split(",") if option}
    assert named <= {"mode", "size"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_health_check_needs_no_variable_that_nobody_sets(name: str) -> None:
    check = " ".join(SERVICES[name].get("healthcheck", {}).get("test", ()))
    used = set(re.findall(r"\$\$\{?(\w+)", check))
    assert used <= set(SERVICES[name].get("environment", {}))


def test_stores_cannot_be_reached_from_outside() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_an_installed_copy_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
    }
    for name in (*PACKAGES, "pyproject.toml", "README.md", "LICENSE"):
        _copy(ROOT / name, tmp_path / "project" / name)
    with zipfile.ZipFile(_wheel(tmp_path / "project")) as wheel:
        missing = ours.difference(wheel.namelist())
    assert not missing


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _wheel(project: Path) -> Path:
    build = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=project, check=True, capture_output=True)
    (wheel,) = (project / "dist").glob("*.whl")
    return wheel
