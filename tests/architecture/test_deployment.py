"""Would the containers hold the whole service, started in order, with no secret in sight?"""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.reading import PACKAGES, ROOT, tracked_files

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = sorted(SERVICES.keys() - {"migrate"})
OURS = sorted(SERVICES.keys() - {"postgres", "redis", "migrate"})


def test_every_process_of_the_service_has_a_container() -> None:
    assert set(OURS) == {"web", "worker", "beat", "follower"}


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
    assert all(made[0].values())


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
