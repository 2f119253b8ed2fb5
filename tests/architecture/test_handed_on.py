"""Does each container hold the settings and secrets that it needs, and no others?"""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.compose import COMPOSE, PROGRAMS, SERVICES
from tests.architecture.reading import ROOT
from wiring.settings import PREFIX, Settings

# Settings that a container has no use for, or that come with the secrets. Ours has no program
# that could ask a key service.
NOT_HANDED_ON = {"data_dir", "master_key", "master_key_command"}
# What opens a way out of the house is the worker's alone.
DELIVERIES = {
    "webhook_secret_file",
    "smtp_url",
    "smtp_password_file",
    "smtp_from",
    "sms_url",
    "sms_token_file",
}
# Who signs in is asked at the web alone.
OF_SIGNING_IN = ("oidc", "sign_in", "second_factor", "idle", "fresh")
SIGNING_IN = {name for name in Settings.model_fields if any(each in name for each in OF_SIGNING_IN)}


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"beat"}))
def test_every_setting_that_it_needs_is_handed_on_under_its_name(name: str) -> None:
    kept = NOT_HANDED_ON | (set() if name == "worker" else DELIVERIES)
    kept |= set() if name.startswith("web") else SIGNING_IN
    assert _handed_to(name) == Settings.model_fields.keys() - kept


def test_beat_holds_nothing_but_the_broker() -> None:
    assert _handed_to("beat") == {"database_url", "redis_url", "log_level", "sweep_seconds"}
    assert SERVICES["beat"]["secrets"] == ["redis_url"]
    assert urlsplit(SERVICES["beat"]["environment"]["PYYDA_DATABASE_URL"]).password is None


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_process_holds_those_secrets_that_a_setting_of_it_names(name: str) -> None:
    files = [str(each) for each in SERVICES[name]["environment"].values() if each]
    named = {each.rpartition("/")[2] for each in files if each.startswith("/run/secrets/")}
    assert set(SERVICES[name]["secrets"]) - _turned_into_settings() == named


def _handed_to(name: str) -> set[str]:
    handed = {each.removeprefix(PREFIX).lower() for each in SERVICES[name]["environment"]}
    return handed | _turned_into_settings() & set(SERVICES[name]["secrets"])


def _turned_into_settings() -> set[str]:
    container = (ROOT / "script" / "container").read_text(encoding="utf-8")
    return set(re.search(r"for name in (.+); do", container)[1].split())  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_secret_comes_as_a_file(name: str) -> None:
    settings: dict[str, str | None] = SERVICES[name].get("environment", {})
    secret = {key for key in settings if "PASSWORD" in key or "KEY" in key or "SECRET" in key}
    assert all(key.endswith("_FILE") for key in secret)
    assert set(SERVICES[name].get("secrets", ())) <= COMPOSE["secrets"].keys()


def test_secrets_are_made_once(tmp_path: Path) -> None:
    script = tmp_path / "script" / "secrets"
    script.parent.mkdir()
    shutil.copy(ROOT / "script" / "secrets", script)
    made = [_made_by(script), _made_by(script)]
    assert made[0] == made[1]
    assert made[0].keys() == COMPOSE["secrets"].keys()
    assert {name for name, text in made[0].items() if not text} == {
        *("smtp_password", "sms_token", "checkpoint_holders", "oidc_client_secret", "oidc_roles")
    }


def _made_by(script: Path) -> dict[str, str]:
    subprocess.run([script], check=True)
    folder = script.parents[1] / "secrets"
    assert folder.stat().st_mode & 0o077 == 0
    return {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}
