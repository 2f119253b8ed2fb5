"""What must be there before a process can start? Tables, a catalogue in force, read models."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select

from projections.room import furnish
from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland_text
from triage.store import shelf
from triage.store.engine import write_lock
from triage.store.keys import KeyRing
from triage.store.tables import TRIAGE, catalogues, events
from triage.store.upgrade import upgrade
from wiring.parts import Clock, open_database
from wiring.refused import Refused
from wiring.settings import Settings, master_key
from workers.rounds import Rounds


class NotSetUp(Refused):
    """The database has no tables yet; the message says what to do, in one line."""


def set_up(settings: Settings, clock: Clock) -> Catalogue | None:
    """Create or migrate the database and publish the packaged catalogue where there is none.

    Returns that catalogue where it was published now. Any number of processes may do it at once.

    Raises:
        BadSettings: there is no master key, or none that can be one.
    """
    ring = KeyRing(master_key(settings))
    database = open_database(settings)
    try:
        upgrade(database)
        with write_lock(database) as connection:
            published = _publish_first(connection, clock)
        furnish(database, ring, shelf.Shelf())
        Rounds(database).prepare()
    finally:
        database.dispose()
    return published


def require_set_up(settings: Settings) -> None:
    """Let pass where the tables are there already.

    Raises:
        NotSetUp
    """
    where = settings.data_dir if settings.embedded else "the database"
    missing = NotSetUp(f"nothing is set up in {where} yet: run pyyda-apua upgrade first")
    # Opening SQLite would make the files.
    if settings.embedded and not (settings.data_dir / f"{TRIAGE}.db").exists():
        raise missing
    database = open_database(settings)
    try:
        with database.views.connect() as connection:
            if not inspect(connection).has_table(events.name, schema=TRIAGE):
                raise missing
    finally:
        database.dispose()


def _publish_first(connection: Connection, clock: Clock) -> Catalogue | None:
    if connection.scalar(select(func.count()).select_from(catalogues)):
        return None
    return shelf.publish(
        connection, packaged_lapland_text(), published_at=clock(), published_by=None
    )
