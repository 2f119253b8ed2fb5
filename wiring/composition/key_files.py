"""What opens the data, and what of it never again? The master key and the list of tombstones."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from triage.store.keys.key_ring import KEY_BYTES, KeyRing
from triage.store.keys.tombstones import Tombstones, flush_directory
from triage.store.tables.core_tables import KEYS, TRIAGE
from wiring.composition.key_sources import FromCommand, FromFile, FromText, KeySource
from wiring.settings import BadSettings, Settings

MASTER_KEY_FILE = "master.key"
TOMBSTONE_FILE = "tombstones"


def master_keys(settings: Settings) -> tuple[bytes, ...]:
    """The master key in force, then those still accepted while it takes their place.

    In the embedded mode one is made on the first start, readable by the owner only.

    Raises:
        BadSettings: there is none, it cannot be had, or it is not 32 bytes in base64.
    """
    return _source(settings).read()


def master_key(settings: Settings) -> bytes:
    """The master key in force. Raises BadSettings."""
    return master_keys(settings)[0]


def ring_of(settings: Settings) -> KeyRing:
    """The ring of this process's master keys. Raises BadSettings."""
    return KeyRing(*master_keys(settings))


def _source(settings: Settings) -> KeySource:
    if settings.master_key_command is not None:
        return FromCommand(settings.master_key_command)
    if settings.master_key is not None:
        return FromText(settings.master_key, "PYYDA_MASTER_KEY")
    path = master_key_path(settings)
    # In this order: whoever starts first makes the key and then the data.
    is_first_start = settings.embedded and not was_served_before(settings.data_dir)
    if not path.exists():
        if not settings.embedded:
            raise BadSettings(f"PYYDA_MASTER_KEY_FILE: there is no {path}; make 32 random bytes")
        if not is_first_start:
            raise BadSettings(
                f"{path} is missing, and no other key opens the data in {settings.data_dir}: put "
                "your copy of it back, or let PYYDA_MASTER_KEY_FILE name it"
            )
        make_key(path)
    return FromFile(path)


def key_in(path: Path) -> bytes:
    """The one master key in this file.

    Raises:
        BadSettings: it cannot be read, or is not 32 bytes in base64.
    """
    return FromFile(path).read()[0]


def has_master_key(settings: Settings) -> bool:
    """Whether there is a master key already, so that none needs to be made."""
    elsewhere = (settings.master_key, settings.master_key_command)
    return any(each is not None for each in elsewhere) or master_key_path(settings).exists()


def master_key_path(settings: Settings) -> Path:
    return settings.master_key_file or settings.data_dir / MASTER_KEY_FILE


def was_served_before(directory: Path) -> bool:
    """Whether the embedded mode has kept something in this directory."""
    return any((directory / f"{schema}.db").exists() for schema in (KEYS, TRIAGE))


def tombstones(settings: Settings) -> Tombstones:
    """The list of what is erased for ever; in production only where a file is named for it."""
    beside = settings.data_dir / TOMBSTONE_FILE if settings.embedded else None
    return Tombstones(settings.tombstone_file or beside)


def make_key(path: Path) -> None:
    """Make a key where there is none; of two first starts at once both end up with the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = base64.b64encode(os.urandom(KEY_BYTES)) + b"\n"
    written = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        # Under its name there is never half a key, and never another than the first.
        os.link(written, path)
    except FileExistsError:
        pass
    finally:
        written.unlink()
    # Whatever is wrapped by it from now on is lost with its name.
    flush_directory(path.parent)
