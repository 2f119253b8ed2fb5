"""What must be there before a process can start? Tables, a catalogue, read models; and no demo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote

from sqlalchemy import Connection, func, select

from projections.room import furnish
from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland_text
from triage.store import shelf, staff
from triage.store.engine import Database, write_lock
from triage.store.keys import KeyRing
from triage.store.tables import catalogues
from triage.store.upgrade import NewerTables, is_upgraded, upgrade
from wiring.parts import Clock, open_database
from wiring.refused import Refused
from wiring.settings import Settings, master_key, was_served_before
from workers.rounds import Rounds


class NotSetUp(Refused):
    """The tables are not those that this release needs; the message says what to do."""


class DemoNotWanted(Refused):
    """Requests would go to people of a demo, who cannot sign in; the message says what to do."""


def set_up(settings: Settings, clock: Clock) -> Catalogue | None:
    """Create or migrate the database and publish the packaged catalogue where there is none.

    Returns that catalogue where it was published now. Any number of processes may do it at once.

    Raises:
        BadSettings: there is no master key, or none that can be one.
        NotSetUp: a newer release has been here.
    """
    ring = KeyRing(master_key(settings))
    database = open_database(settings)
    try:
        with _newer_refused(settings):
            upgrade(database)
        with write_lock(database) as connection:
            published = _publish_first(connection, clock)
        furnish(database, ring, shelf.Shelf())
        Rounds(database).prepare()
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
        with _newer_refused(settings), database.views.connect() as connection:
            if not is_upgraded(connection):
                raise missing
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


def require_no_demo(settings: Settings, database: Database) -> None:
    """Let pass where nobody is at work who belongs to a demo: routing would count them in.

    Raises:
        DemoNotWanted
    """
    with database.views.connect() as connection:
        accounts = staff.everybody(connection)
    if any(account.demo and account.active for account in accounts):
        raise DemoNotWanted(
            f"{_place(settings)} holds a demo, whose staff would get requests and could not sign "
            "in: serve it with --demo, use other data, or `pyyda-apua staff disable` each of them"
        )


def first_steps(settings: Settings, database: Database) -> str | None:
    """How to make the first account, in one line; None where somebody may sign in already."""
    with database.views.connect() as connection:
        if any(account.active for account in staff.everybody(connection)):
            return None
    where = f" --data {quote(str(settings.data_dir))}" if settings.embedded else ""
    return (
        "Nobody can sign in yet. Make the first account, and type its password: pyyda-apua staff "
        f'add NAME --name "FIRST LAST" --role coordinator --password-stdin{where}'
    )


def _place(settings: Settings) -> str:
    return str(settings.data_dir) if settings.embedded else "the database"


def _publish_first(connection: Connection, clock: Clock) -> Catalogue | None:
    if connection.scalar(select(func.count()).select_from(catalogues)):
        return None
    return shelf.publish(
        connection, packaged_lapland_text(), published_at=clock(), published_by=None
    )
