"""How does a backup become a database again? Checked whole, then loaded in one transaction.

What was erased stays so: the keys of a request on the tombstone list are not stored, and the log
says anew that it was erased, at the moment when it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Table, delete, exists, func, insert, inspect, select

from projections.machinery.rebuilding import rebuild
from triage.request.events import Erased
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork, unit_of_work
from triage.store.database.upgrade import HEAD, migrate, revision_of, upgrade
from triage.store.events.damage import DamagedRequest, damaged_requests
from triage.store.events.recorder import LogRecorder
from triage.store.keys.key_ring import FORGOTTEN, KeyRing, WrongMasterKey
from triage.store.keys.rewrapping import require_unwrappable
from triage.store.keys.tombstones import NoTombstones, Tombstones, read_tombstones
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.tables.core_tables import (
    KEYS,
    TRIAGE,
    catalogues,
    events,
    metadata,
    request_keys,
    staff,
    submissions,
    system_keys,
)
from wiring.composition.data_lock import serving_alone
from wiring.composition.key_files import has_master_key, master_key, master_key_path, tombstones
from wiring.composition.parts import Clock, assemble, open_database
from wiring.composition.setting_up import set_up
from wiring.refused import Refused
from wiring.settings import Settings
from wiring.upkeep.archive import NOT_WHOLE, Archive, Damaged, RowOf, in_batches
from wiring.upkeep.backup import keys_path, lasting, without_limits
from wiring.upkeep.erasing import erase_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which files to restore from; without `keys` they are beside the backup."""

    file: Path
    keys: Path | None
    tombstones: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The two files of one backup, and what is known of it that they do not hold.

    `is_listed` tells that `erased` is everything that was erased so far.
    """

    archive: Archive
    keys: Archive
    master: bytes
    erased: Mapping[UUID, datetime]
    is_listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How much there is again; `erased_again` were erased after the backup was taken.

    `damaged` are the requests that were damaged when it was taken, and are so here too.
    """

    taken_at: datetime
    events: int
    requests: int
    accounts: int
    erased_again: int
    damaged: tuple[DamagedRequest, ...] = ()


def restore(settings: Settings, wish: Wish, *, clock: Clock) -> Restored:
    """Make the empty place that the settings name what the backup was, and let views follow.

    Raises:
        Refused: it is not empty, is being served, or has no master key; as `check` and `load`.
        WrongMasterKey, BadSettings, NoTombstones, TombstonesDamaged, OSError
    """
    if not has_master_key(settings):
        raise Refused(
            f"there is no master key in {master_key_path(settings)}: put back the one of the backup"
        )
    own = tombstones(settings)
    erased = read_tombstones(wish.tombstones) if wish.tombstones else {}
    if erased and own.path is None:
        raise NoTombstones()
    with ExitStack() as closing:
        backup = Backup(
            archive=closing.enter_context(Archive.opened(wish.file)),
            keys=closing.enter_context(Archive.opened(wish.keys or keys_path(wish.file))),
            master=master_key(settings),
            erased=erased,
            is_listed=wish.tombstones is not None,
        )
        check(backup)
        if settings.embedded:
            closing.enter_context(serving_alone(settings.data_dir))
        database = open_database(settings)
        closing.callback(database.dispose)
        restored = load(database, backup, own)
        _let_views_follow(settings, clock)
        damaged = tuple(damaged_requests(database, KeyRing(backup.master)))
    return replace(restored, damaged=damaged)


def _let_views_follow(settings: Settings, clock: Clock) -> None:
    set_up(settings, clock)
    parts = assemble(settings, clock=clock)
    try:
        rebuild(parts.database, *parts.models.follower.models)
    finally:
        parts.close()


def check(backup: Backup) -> None:
    """Read both files to their ends before anything is stored.

    A request whose keys were damaged when the backup was taken keeps no other from being restored.

    Raises:
        Damaged
        Refused: the files do not belong together, or are of a newer release.
        WrongMasterKey
    """
    _require_vouched_for(backup)
    manifest, of_keys = backup.archive.manifest, backup.keys.manifest
    if manifest.id != of_keys.id:
        raise Refused("these keys belong to another backup: name the right file with --keys")
    if manifest.revision > HEAD:
        raise Refused(
            f"the backup is of a newer release ({manifest.release}) than this one: "
            "install that release, or a later one"
        )
    backup.archive.require_known(lasting(TRIAGE))
    backup.keys.require_known(lasting(KEYS))
    for table in lasting(TRIAGE):
        for _ in backup.archive.rows(table):
            pass
    for table in lasting(KEYS):
        for row in backup.keys.rows(table):
            if table is system_keys:
                require_unwrappable(backup.master, table, row)


def _require_vouched_for(backup: Backup) -> None:
    """Let pass what was written with the master key, before any of it is believed."""
    both = (backup.archive, backup.keys)
    foreign = [each.path for each in both if not each.is_vouched_for(backup.master)]
    # Whoever altered both cannot be told from another key.
    if len(foreign) == len(both):
        raise WrongMasterKey()
    if foreign:
        raise Damaged(f"{foreign[0]} {NOT_WHOLE} (altered, or of another master key)")


def load(database: Database, backup: Backup, own: Tombstones) -> Restored:
    """Store the backup in an empty database, all of it or nothing.

    It is loaded into the tables of its own release, which are then migrated like any others.
    Tombstones that `own` lacks are added to it, for the next backup and restore.

    Raises:
        Refused: there is something already, or the files do not hold one whole log.
        Damaged
        NoTombstones, TombstonesDamaged, OSError: `own` cannot be kept.
    """
    _make_tables(database, backup.archive.manifest.revision)
    with unit_of_work(database) as unit:
        connection = unit.connection
        without_limits(connection)
        _require_empty(connection)
        connection.execute(delete(catalogues))
        for table in lasting(KEYS):
            rows = (_without_erased(table, row, backup.erased) for row in backup.keys.rows(table))
            _insert(connection, table, rows)
        for table in lasting(TRIAGE):
            _insert(connection, table, backup.archive.rows(table))
        migrate(connection)
        _require_whole(connection, backup)
        again = _erase_again(unit, backup)
        own.add_missing({**again, **backup.erased})
        return Restored(
            taken_at=backup.archive.manifest.taken_at,
            events=_count(unit.connection, events),
            requests=_count(connection, submissions),
            accounts=_count(connection, staff),
            erased_again=len(again),
        )


def _make_tables(database: Database, revision: str) -> None:
    with database.log.begin() as connection:
        known = revision_of(connection)
    if known not in (None, revision):
        raise Refused(
            f"the backup is of tables {revision}, and those here are {known} already: "
            "choose a database or data directory that nothing has set up yet"
        )
    upgrade(database, revision)


def _require_empty(connection: Connection) -> None:
    """Refuse unless empty; the packaged catalogue (`published_by` is null) may be there."""
    inspected = inspect(connection)
    for table in metadata.sorted_tables:
        if not inspected.has_table(table.name, schema=table.schema):
            continue
        found = select(table.primary_key.columns[0]).limit(1)
        if table is catalogues:
            found = found.where(catalogues.c.published_by.is_not(None))
        if connection.execute(found).first() is not None:
            raise Refused(
                f"a backup is restored in an empty place, and there is something in {table}: "
                "choose another database or data directory"
            )


def _insert(connection: Connection, table: Table, rows: Iterable[RowOf]) -> None:
    for batch in in_batches(rows):
        connection.execute(insert(table), batch)


def _without_erased(table: Table, row: RowOf, erased: Mapping[UUID, datetime]) -> RowOf:
    if table is request_keys and row["request_id"] in erased:
        return {**row, **FORGOTTEN}
    return row


def _require_whole(connection: Connection, backup: Backup) -> None:
    """Require the whole log up to the manifest's end; drop keys of requests that are not in it."""
    submitted = exists().where(submissions.c.request_id == request_keys.c.request_id)
    # What was submitted while the backup was taken: its keys came along.
    connection.execute(delete(request_keys).where(~submitted))
    # Those of one request may have been lost before the backup was taken: it is told as damaged.
    if not _count(connection, request_keys) and _count(connection, submissions):
        raise Damaged("the keys of all requests are missing: name the right file with --keys")
    manifest = backup.archive.manifest
    position, link = LogRecorder(connection).head()
    whole = position == manifest.position == _count(connection, events)
    if not whole or link.hex() != manifest.chain_head:
        raise Damaged("the log in the backup does not end where the backup says: take another one")


def _erase_again(unit: UnitOfWork, backup: Backup) -> dict[UUID, datetime]:
    """Let the log say of every request whose keys were destroyed that it is erased; which.

    Keys that are gone though the list of what was erased does not know of it were lost.
    """
    said = exists().where(
        events.c.request_id == request_keys.c.request_id, events.c.topic == Erased.TOPIC
    )
    destroyed = unit.connection.scalars(
        select(request_keys.c.request_id).where(
            request_keys.c.words.is_(None), request_keys.c.profile.is_(None), ~said
        )
    ).all()
    if backup.is_listed:
        destroyed = [each for each in destroyed if each in backup.erased]
    ring, catalogues = KeyRing(backup.master), CatalogueStore()
    taken_at = backup.archive.manifest.taken_at
    again = {each: backup.erased.get(each, taken_at) for each in sorted(destroyed)}
    for request_id, at in again.items():
        erase_again(unit, ring, catalogues, request_id=request_id, at=at)
    return again


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
