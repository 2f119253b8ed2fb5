"""How does the service get another master key? While nothing runs that knows the old one only.

A process that still ran would believe no row any more, and wrap new keys by the old one. Where
every process knows both keys, all of them go on.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text

from triage.store.database.engine import Database, write_lock
from triage.store.events.damage import reference_of
from triage.store.keys.freed_pages import OldBytesLinger, forget_freed_pages
from triage.store.keys.rewrapping import rewrap, rewrap_in_steps
from wiring.composition.data_lock import serving_alone
from wiring.composition.key_files import key_in, make_key, master_key, master_keys
from wiring.refused import Refused
from wiring.settings import Settings
from wiring.upkeep.backup import without_limits

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename = current_user AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """How many keys are wrapped anew, and the references of requests with a damaged one.

    `refused` are the places of rows that bear no tag of ours.
    """

    keys: int
    damaged: tuple[str, ...]
    refused: tuple[str, ...]


def rotate(settings: Settings, database: Database, new_key_file: Path) -> Rotated:
    """Wrap every key by the key in this file, which is made where it is missing, and tag the rows.

    Doing it again wraps only what the new key does not open yet. A damaged key stays as it is.

    Raises:
        Refused: the service runs, or old bytes could not be removed.
        WrongMasterKey: the key in force is not that of this database; nothing is changed.
        KeysLost: a key of the system is missing; nothing is changed.
        BadSettings: the file holds no key.
        DataDirectoryInUse
    """
    old = master_key(settings)
    with ExitStack() as alone:
        if settings.embedded:
            alone.enter_context(serving_alone(settings.data_dir))
        if not new_key_file.exists():
            make_key(new_key_file)
        new = key_in(new_key_file)
        with write_lock(database) as connection:
            without_limits(connection)
            if not settings.embedded:
                _require_alone(connection)
            done = rewrap(connection, old=old, new=new)
            damaged = tuple(reference_of(connection, each) for each in done.damaged)
        _forget_old_bytes(database)
    return Rotated(keys=done.keys, damaged=damaged, refused=done.refused)


def rotate_while_running(settings: Settings, database: Database) -> Rotated:
    """Wrap and tag everything by the key in force, while every process accepts the others too.

    Raises:
        Refused: no other key is accepted, so that nothing could be rotated.
        WrongMasterKey, KeysLost, BadSettings
    """
    new, *olds = master_keys(settings)
    if not olds:
        raise Refused(
            "there is one master key only: put the new one above it, each on its own line, on "
            "every host, and start the processes anew one after the other"
        )
    done = rewrap_in_steps(partial(write_lock, database), new, *olds)
    with database.lasting.connect() as connection:
        damaged = tuple(reference_of(connection, each) for each in done.damaged)
    _forget_old_bytes(database)
    return Rotated(keys=done.keys, damaged=damaged, refused=done.refused)


def _require_alone(connection: Connection) -> None:
    others = connection.scalar(OTHERS)
    if others:
        raise Refused(
            f"the database has {others} more connections: stop every process of the service first, "
            "one that goes on would wrap new keys by the old master key"
        )


def _forget_old_bytes(database: Database) -> None:
    try:
        forget_freed_pages(database)
    except OldBytesLinger:
        raise Refused(
            "the keys are wrapped anew, but somebody reading keeps their old bytes on the disk: "
            "give the same command again in a minute"
        ) from None
