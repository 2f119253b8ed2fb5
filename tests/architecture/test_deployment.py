"""Would the containers hold the whole service, started in order, with no secret in sight?"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.health import router as health
from tests.architecture.reading import PACKAGES, ROOT, tracked_files
from wiring.settings import PREFIX, Settings
from workers.tasks import QUEUES

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = sorted(SERVICES.keys() - {"migrate"})
OURS = sorted(SERVICES.keys() - {"postgres", "redis", "migrate"})
PROGRAMS = [*OURS, "migrate"]
# Two addresses for the proxy before them, in the order of their ports.
WEBS = ("web-1", "web-2")
# Settings that a container has no use for, or that come with the secrets.
NOT_HANDED_ON = {"data_dir", "master_key", "oidc_client_secret_file"}
STAGES = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)[1:]


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


def test_a_worker_is_asked_by_a_command_that_celery_has() -> None:
    (shell, asked) = SERVICES["worker"]["healthcheck"]["test"]
    assert shell == "CMD-SHELL"
    assert _is_understood(shlex.split(asked))


def test_a_command_that_nobody_has_is_not_understood() -> None:
    assert not _is_understood(["pyyda-apua", "follow", "--tuch", "/tmp/followed"])
    assert not _is_understood(["celery", "-A", "wiring.selleri", "worker"])


def _is_understood(command: list[str]) -> bool:
    """Whether the very program knows the command and all its options; it is not carried out."""
    modules = {"pyyda-apua": "wiring.cli", "celery": "celery"}
    elsewhere = {"PYYDA_REDIS_URL": "redis://nowhere", "PYYDA_DATABASE_URL": "postgresql://nowhere"}
    asked = subprocess.run(
        [sys.executable, "-m", modules[command[0]], *command[1:], "--help"],
        env={"PATH": os.environ["PATH"], **elsewhere},
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


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_setting_is_handed_on_under_its_name(name: str) -> None:
    handed = {each.removeprefix(PREFIX).lower() for each in SERVICES[name]["environment"]}
    container = (ROOT / "script" / "container").read_text(encoding="utf-8")
    in_files = set(re.search(r"for name in (.+); do", container)[1].split())  # type: ignore[index]
    assert in_files <= set(SERVICES[name]["secrets"])
    assert handed | in_files | NOT_HANDED_ON == Settings.model_fields.keys()


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


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_secret_comes_as_a_file(name: str) -> None:
    settings: dict[str, str | None] = SERVICES[name].get("environment", {})
    secret = {key for key in settings if "PASSWORD" in key or "KEY" in key or "SECRET" in key}
    assert all(key.endswith("_FILE") for key in secret)
    assert set(SERVICES[name].get("secrets", ())) <= COMPOSE["secrets"].keys()


def test_a_follower_is_well_while_it_touches_its_file() -> None:
    follower = SERVICES["follower"]
    *_, option, path = follower["command"]
    assert (option, path.partition("/followed")[0]) == ("--touch", "/tmp")
    assert f"find {path} -mmin" in follower["healthcheck"]["test"][-1]
    assert "/tmp" in follower["tmpfs"]


def test_stores_cannot_be_reached_from_outside() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_secrets_are_made_once(tmp_path: Path) -> None:
    script = tmp_path / "script" / "secrets"
    script.parent.mkdir()
    shutil.copy(ROOT / "script" / "secrets", script)
    made = [_made_by(script), _made_by(script)]
    assert made[0] == made[1]
    assert made[0].keys() == COMPOSE["secrets"].keys()
    assert {name for name, text in made[0].items() if not text} == {"smtp_password", "sms_token"}


def _made_by(script: Path) -> dict[str, str]:
    subprocess.run([script], check=True)
    folder = script.parents[1] / "secrets"
    assert folder.stat().st_mode & 0o077 == 0
    return {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}


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
