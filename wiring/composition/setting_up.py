"""What must be there before a process can start? Tables, a catalogue in force, read models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote

from sqlalchemy import Connection, func, select

from projections.door.read_models import furnish
from projections.views.queue.order import Places
from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.database.engine import Database, write_lock
from triage.store.database.upgrade import NewerTables, is_upgraded, upgrade
from triage.store.keys.inventory import keep_inventory, required_keys
from triage.store.keys.key_ring import KEY_BYTES
from triage.store.records import catalogue_store, staff
from triage.store.records.accessibility_feedback import AccessibilityRecords
from triage.store.tables.core_tables import catalogues
from wiring.composition.key_files import ring_of, was_served_before
from wiring.composition.parts import Clock, open_database
from wiring.refused import Refused
from wiring.settings import Settings
from workers.clock.clock_notes import ClockNotes
from workers.rounds import Rounds


class NotSetUp(Refused):
    """The tables are not those that this release needs; the message says what to do."""


def set_up(settings: Settings, clock: Clock) -> Catalogue | None:
    """Create or migrate the database and publish the packaged catalogue where there is none.

    Returns that catalogue where it was published now. Any number of processes may do it at once.

    Raises:
        BadSettings: there is no master key, or none that can be one.
        NotSetUp: a newer release has been here.
        WrongMasterKey
        KeysLost: what must be there is never made anew.
    """
    ring = ring_of(settings)
    database = open_database(settings)
    try:
        with _newer_refused(settings):
            upgrade(database)
        with write_lock(database) as connection:
            published = _publish_first(connection, clock)
            keep_inventory(connection, ring)
        # Only its tables: nobody reads a page here, so any key does.
        store, any_key = catalogue_store.CatalogueStore(), bytes(KEY_BYTES)
        furnish(database, ring, store, Places(any_key), AccessibilityRecords(any_key))
        Rounds(database).prepare()
        ClockNotes(database).prepare()
    finally:
        database.dispose()
    return published


def require_set_up(settings: Settings) -> None:
    """Let pass where the tables are there already, and those of this release.

    Raises:
        NotSetUp
    """
    missing = NotSetUp(
        f"{_place(settings)} is not set up for this release: run pyyda-apua upgrade first"
    )
    # Opening SQLite would make the files.
    if settings.embedded and not was_served_before(settings.data_dir):
        raise missing
    database = open_database(settings)
    try:
        with _newer_refused(settings), database.lasting.connect() as connection:
            if not is_upgraded(connection):
                raise missing
    finally:
        database.dispose()


def require_keys(settings: Settings) -> None:
    """Let pass where every key that must be there is, or nothing is set up yet.

    Raises:
        BadSettings, NotSetUp, WrongMasterKey, KeysLost
    """
    ring = ring_of(settings)
    database = open_database(settings)
    try:
        with _newer_refused(settings), database.lasting.connect() as connection:
            if is_upgraded(connection):
                required_keys(connection, ring)
    finally:
        database.dispose()


@contextmanager
def _newer_refused(settings: Settings) -> Iterator[None]:
    try:
        yield
    except NewerTables:
        raise NotSetUp(
            f"{_place(settings)} was upgraded by a newer release of pyyda-apua than this one: "
            "install that release, or a later one"
        ) from None


def first_steps(settings: Settings, database: Database, *, demo_allowed: bool) -> str | None:
    """How to make the first account, in one line; None where somebody may sign in already."""
    with database.lasting.connect() as connection:
        accounts = staff.everybody(connection)
    if any(account.may_work(demo_allowed=demo_allowed) for account in accounts):
        return None
    where = f" --data {quote(str(settings.data_dir))}" if settings.embedded else ""
    whom = "Only a demo's staff is here, and works with --demo only." if accounts else ""
    return (
        f"{whom or 'Nobody can sign in yet.'} Make the first account, and type its password: "
        f'pyyda-apua staff add NAME --name "FIRST LAST" --role coordinator --password-stdin{where}'
    )


def _place(settings: Settings) -> str:
    return str(settings.data_dir) if settings.embedded else "the database"


def _publish_first(connection: Connection, clock: Clock) -> Catalogue | None:
    if connection.scalar(select(func.count()).select_from(catalogues)):
        return None
    return catalogue_store.publish(
        connection, packaged_lapland_text(), published_at=clock(), published_by=None
    )
