"""Does every setting come from the environment it was read from, and from nowhere else?"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from threading import Barrier

import pytest

from wiring.composition.key_files import master_key
from wiring.settings import BadSettings, Settings, read_settings

KEY = base64.b64encode(bytes(range(32))).decode()
PASSWORD = "salasana-osoitteessa"


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """What the process itself has been given, for as long as the context lasts."""
    before = dict(os.environ)
    os.environ.update({f"PYYDA_{name}": value for name, value in values.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_without_any_setting_the_embedded_mode_is_meant() -> None:
    settings = read_settings({})
    assert settings.embedded
    assert settings.data_dir == Path("data")
    assert (settings.sweep_seconds, settings.log_level) == (15, "info")


def test_every_setting_of_the_contract_is_known() -> None:
    given = {
        "DATA_DIR": "/srv/pyyda",
        "DATABASE_URL": "postgresql://db/pyyda",
        "REDIS_URL": "redis://broker/0",
        "MASTER_KEY_FILE": "/run/key",
        "MASTER_KEY": KEY,
        "MASTER_KEY_COMMAND": "/usr/bin/keys unwrap",
        "TOMBSTONE_FILE": "/mnt/elsewhere/tombstones",
        "SWEEP_SECONDS": "5",
        "CHECKPOINT_SECONDS": "3600",
        "CHECKPOINT_HOLDERS_FILE": "/run/holders",
        "PUBLIC_URL": "https://apua.example",
        "SMTP_URL": "smtp://mail",
        "SMTP_PASSWORD_FILE": "/run/smtp-password",
        "SMTP_FROM": "noreply@example.fi",
        "SMS_URL": "https://sms.example",
        "SMS_TOKEN_FILE": "/run/token",
        "WEBHOOK_SECRET_FILE": "/run/hook",
        "OIDC_ISSUER": "https://id.example",
        "OIDC_CLIENT_ID": "pyyda",
        "OIDC_CLIENT_SECRET_FILE": "/run/secret",
        "OIDC_ROLES_FILE": "/run/roles",
        "LOCAL_SIGN_IN": "allowed",
        "SECOND_FACTOR_ROLES": "administrator",
        "IDLE_MINUTES": "30",
        "FRESH_PROOF_MINUTES": "5",
        "TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8",
        "LOG_LEVEL": "WARNING",
    }
    settings = read_settings({f"PYYDA_{name}": value for name, value in given.items()})
    assert set(settings.model_dump()) == {name.lower() for name in given}
    assert None not in settings.model_dump().values()
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert settings.log_level == "warning"
    assert not settings.embedded


def test_the_process_s_own_environment_is_read_where_no_other_is_given() -> None:
    with environment(DATA_DIR="/srv/muu", TRUSTED_PROXIES="10.0.0.0/8 127.0.0.1"):
        settings = read_settings()
    assert settings.data_dir == Path("/srv/muu")
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))


def test_the_process_s_own_environment_adds_nothing_to_another() -> None:
    with environment(DATABASE_URL="postgresql://muualla/", LOG_LEVEL="debug"):
        settings = read_settings({"PYYDA_DATA_DIR": "/srv/pyyda"})
    assert settings.embedded
    assert settings.log_level == "info"


def test_an_empty_value_is_none_at_all() -> None:
    with environment(SWEEP_SECONDS="", DATABASE_URL="", TRUSTED_PROXIES=""):
        settings = read_settings()
    assert settings == Settings()


def test_names_of_others_are_none_of_ours() -> None:
    assert read_settings({"PYYDAPUA_X": "1", "HOME": "/root"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", "x"),
        ("SWEEP", "5"),
        # As the environment holds a byte that is not UTF-8.
        ("DATABASE\udcff", "x"),
        ("sweep_seconds", "x"),
        ("SWEEP_SECONDS", "0"),
        ("SWEEP_SECONDS", "-1"),
        ("SWEEP_SECONDS", "nan"),
        ("SWEEP_SECONDS", "3601"),
        ("SWEEP_SECONDS", "often"),
        ("DATABASE_URL", "mysql://db"),
        ("DATABASE_URL", "/srv/db.sqlite"),
        ("LOG_LEVEL", "loud"),
        ("TRUSTED_PROXIES", "everybody"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("PUBLIC_URL", "apua.example"),
        ("PUBLIC_URL", "//apua.example"),
        ("PUBLIC_URL", "HTTPS://apua.example"),
        ("PUBLIC_URL", "ftp://apua.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://:443"),
        ("PUBLIC_URL", "https://apua.example:https"),
        ("PUBLIC_URL", "https://apua.example:99999"),
        ("PUBLIC_URL", "https://[apua.example"),
        ("PUBLIC_URL", "https://apua .example"),
        ("PUBLIC_URL", "https://apua.example\x1c"),
        ("REDIS_URL", "broker:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "amqp://broker"),
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "https://mail.example"),
        ("SMS_URL", "sms.example"),
        ("SMS_URL", "sms://sms.example"),
        ("OIDC_ISSUER", "id.example"),
        ("OIDC_ISSUER", "https:id.example"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read_settings({f"PYYDA_{name}": value})
    assert str(refused.value).startswith(f"PYYDA_{name.upper()}")
    assert "\n" not in str(refused.value)


WANTED = {name: each.description for name, each in Settings.model_fields.items()}


@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if wanted])
def test_a_wrong_value_is_met_with_what_to_write(name: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read_settings({f"PYYDA_{name.upper()}": "x"})
    assert str(refused.value) == f"PYYDA_{name.upper()}: write {WANTED[name]}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://127.0.0.1:8000"),
        ("PUBLIC_URL", "https://apua.example/perheet"),
        ("PUBLIC_URL", "https://[::1]:8443"),
        ("REDIS_URL", f"rediss://:{PASSWORD}@broker:6379/0"),
        ("SMTP_URL", f"smtps://pyyda:{PASSWORD}@mail:465"),
    ],
)
def test_an_address_with_scheme_and_host_is_kept_as_it_is(name: str, value: str) -> None:
    settings = read_settings({f"PYYDA_{name}": value})
    assert getattr(settings, name.lower()) == value


def test_a_wrong_setting_of_the_process_is_named_too() -> None:
    with environment(TRUSTED_PROXIES="everybody"), pytest.raises(BadSettings) as refused:
        read_settings()
    assert str(refused.value).startswith("PYYDA_TRUSTED_PROXIES")


def test_settings_hide_what_is_secret() -> None:
    settings = read_settings(
        {
            "PYYDA_MASTER_KEY": KEY,
            "PYYDA_DATABASE_URL": f"postgresql://pyyda:{PASSWORD}@db/pyyda",
            "PYYDA_REDIS_URL": f"redis://:{PASSWORD}@broker/0",
            "PYYDA_SMTP_URL": f"smtp://pyyda:{PASSWORD}@mail",
            "PYYDA_SMS_URL": f"https://pyyda:{PASSWORD}@sms.example",
        }
    )
    assert PASSWORD not in repr(settings) + str(settings)
    assert KEY not in repr(settings) + str(settings)


def test_a_refused_secret_is_not_repeated() -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SMS_URL"):
        with pytest.raises(BadSettings) as refused:
            read_settings({f"PYYDA_{name}": f"mysql://pyyda:{PASSWORD}@db"})
        assert PASSWORD not in str(refused.value)
    with pytest.raises(BadSettings) as refused:
        master_key(read_settings({"PYYDA_MASTER_KEY": PASSWORD}))
    assert PASSWORD not in str(refused.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings({}).log_level = "debug"


def in_directory(directory: Path, **more: str) -> Settings:
    given = {"DATA_DIR": str(directory), **more}
    return read_settings({f"PYYDA_{name}": value for name, value in given.items()})


def test_the_first_embedded_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    made = master_key(in_directory(tmp_path / "data"))
    path = tmp_path / "data" / "master.key"
    assert len(made) == 32
    assert base64.b64decode(path.read_bytes()) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]


def test_the_next_start_takes_the_same_key(tmp_path: Path) -> None:
    settings = in_directory(tmp_path)
    assert master_key(settings) == master_key(settings)


def test_two_first_starts_make_different_keys(tmp_path: Path) -> None:
    assert master_key(in_directory(tmp_path / "a")) != master_key(in_directory(tmp_path / "b"))


def test_many_first_starts_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(_: int) -> bytes:
        together.wait()
        return master_key(in_directory(tmp_path))

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(start, range(8)))) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["master.key"]


def test_a_given_key_is_taken_and_none_made(tmp_path: Path) -> None:
    assert master_key(in_directory(tmp_path, MASTER_KEY=f" {KEY}\n")) == bytes(range(32))
    assert not list(tmp_path.iterdir())


def test_a_key_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "avain"
    path.write_text(f"{KEY}\n", encoding="ascii")
    settings = in_directory(tmp_path / "data", MASTER_KEY_FILE=str(path))
    assert master_key(settings) == bytes(range(32))


def test_production_makes_no_key_of_its_own(tmp_path: Path) -> None:
    settings = in_directory(tmp_path / "data", DATABASE_URL="postgresql://db/pyyda")
    with pytest.raises(BadSettings, match="MASTER_KEY_FILE"):
        master_key(settings)
    assert not (tmp_path / "data").exists()


def test_no_key_is_made_beside_data_that_it_could_not_open(tmp_path: Path) -> None:
    (tmp_path / "triage.db").touch()
    with pytest.raises(BadSettings, match="is missing"):
        master_key(in_directory(tmp_path))
    assert [each.name for each in tmp_path.iterdir()] == ["triage.db"]


@pytest.mark.parametrize("written", [b"", b"short", b"\xff\xfe", KEY.encode() + b"AAAA", b"!" * 44])
def test_a_file_that_holds_no_key_is_named_in_one_line(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "master.key").write_bytes(written)
    with pytest.raises(BadSettings) as refused:
        master_key(in_directory(tmp_path))
    assert "master.key" in str(refused.value) and "\n" not in str(refused.value)


def test_a_key_file_that_is_none_is_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refused:
        master_key(in_directory(tmp_path, MASTER_KEY_FILE=str(tmp_path)))
    assert str(tmp_path) in str(refused.value)
