"""Is a backup refused that somebody altered who can write where it lies, without the master key?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.store.world import TestedService
from tests.integration.upkeep.moving import (
    Lines,
    back_up,
    copied,
    entry,
    repack,
    restore_in,
    rewrite,
)
from triage.store.keys.key_ring import WrongMasterKey
from triage.store.records.staff import HASHER
from wiring.refused import Refused
from wiring.settings import Settings
from wiring.upkeep.archive import MAC, MANIFEST
from wiring.upkeep.backup import keys_path

pytestmark = pytest.mark.parametrize(("served", "elsewhere"), [("sqlite", "sqlite")], indirect=True)
OWN_KEY = b"\x07" * 32
Change = Callable[[dict[str, Any], dict[str, Lines]], object]


def with_the_old_hmac(path: Path, change: Change) -> None:
    """Alter an archive and all its hashes, and leave what cannot be made without the key."""
    kept = entry(path, MAC)
    rewrite(path, change)
    repack(path, {MAC: kept})


def an_account_of_their_own(manifest: dict[str, Any], parts: dict[str, Lines]) -> None:
    """A coordinator whose password whoever alters the backup knows."""
    rows, columns = parts["triage.staff"], manifest["parts"]["triage.staff"]["columns"]
    planted = dict(zip(columns, rows[0], strict=True)) | {
        "username": "mallory",
        "role": "coordinator",
        "password_hash": HASHER.hash("mallory-mallory"),
    }
    rows.append([planted[column] for column in columns])


def account_planted(path: Path) -> None:
    with_the_old_hmac(path, an_account_of_their_own)


def account_planted_by_another_key(path: Path) -> None:
    rewrite(path, an_account_of_their_own, master=OWN_KEY)


def catalogue_altered(path: Path) -> None:
    def change(manifest: dict[str, Any], parts: dict[str, Lines]) -> None:
        at = manifest["parts"]["triage.catalogues"]["columns"].index("published_by")
        parts["triage.catalogues"][0][at] = "mallory"

    with_the_old_hmac(path, change)


def table_left_out(path: Path) -> None:
    with_the_old_hmac(path, lambda _, parts: parts.pop("triage.access_log"))


def moment_altered(path: Path) -> None:
    later = "2030-01-01T00:00:00+00:00"
    with_the_old_hmac(path, lambda manifest, _: manifest.update(taken_at=later))


def manifest_of_the_keys(path: Path) -> None:
    repack(path, {name: entry(keys_path(path), name) for name in (MANIFEST, MAC)})


def without_hmac(path: Path) -> None:
    repack(path, {MAC: None})


def keys_altered(path: Path) -> None:
    with_the_old_hmac(keys_path(path), lambda _, parts: parts["keys.request_keys"].pop())


def keys_by_another_key(path: Path) -> None:
    rewrite(keys_path(path), lambda *_: None, master=OWN_KEY)


def keys_without_hmac(path: Path) -> None:
    repack(keys_path(path), {MAC: None})


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (account_planted, r"backup is not .*\(altered"),
        (account_planted_by_another_key, r"backup is not .*\(altered"),
        (catalogue_altered, r"backup is not .*\(altered"),
        (table_left_out, r"backup is not .*\(altered"),
        (moment_altered, r"backup is not .*\(altered"),
        (manifest_of_the_keys, "backup is not what a backup of this service has written"),
        (without_hmac, "backup is not what a backup of this service has written"),
        (keys_altered, r"backup\.keys is not .*\(altered"),
        (keys_by_another_key, r"backup\.keys is not .*\(altered"),
        (keys_without_hmac, r"backup\.keys is not what a backup of this service has written"),
    ],
)
def test_what_was_altered_is_refused_before_anything_is_stored(
    backup_path: Path,
    elsewhere: Settings,
    tmp_path: Path,
    tamper: Callable[[Path], None],
    said: str,
) -> None:
    (tmp_path / "altered").mkdir()
    path = copied(backup_path, tmp_path / "altered")
    tamper(path)

    with pytest.raises(Refused, match=said) as refusal:
        restore_in(elsewhere, path)

    assert "\n" not in str(refusal.value) and "take another one" in str(refusal.value)
    assert not elsewhere.data_dir.exists()


def test_the_manifest_of_another_backup_vouches_for_nothing_else(
    service: TestedService, backup_path: Path, elsewhere: Settings, tmp_path: Path
) -> None:
    service.submit()
    later = tmp_path / "later"
    back_up(service, later)
    repack(later, {name: entry(backup_path, name) for name in (MANIFEST, MAC)})
    keys_path(backup_path).replace(keys_path(later))

    with pytest.raises(Refused, match="differs"):
        restore_in(elsewhere, later)

    assert not elsewhere.data_dir.exists()


def test_both_files_altered_are_refused_like_another_master_key(
    backup_path: Path, elsewhere: Settings
) -> None:
    account_planted(backup_path)
    keys_altered(backup_path)

    with pytest.raises(WrongMasterKey):
        restore_in(elsewhere, backup_path)

    assert not elsewhere.data_dir.exists()


def test_a_key_that_the_master_key_does_not_open_is_told_and_all_else_is_restored(
    backup_path: Path, elsewhere: Settings
) -> None:
    def change(_: dict[str, Any], parts: dict[str, Lines]) -> None:
        first, second = parts["keys.request_keys"][:2]
        first[1] = second[1]

    rewrite(keys_path(backup_path), change)

    done = restore_in(elsewhere, backup_path)

    assert done.requests == 3
    (damaged,) = done.damaged
    assert damaged.places == ("keys.request_keys: the wrapped key words does not open",)
