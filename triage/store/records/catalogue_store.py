"""Which catalogue is in force? The newest published one, parsed once a process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy import Row as StoredRow

from triage.catalogue import Catalogue, Unit
from triage.catalogue.packaged import read_catalogue
from triage.catalogue.reading import read_edition
from triage.errors.requests import CatalogueRefused
from triage.store.database.direct import Row, rows_of
from triage.store.database.tagged_rows import insert_row, true_row, true_rows
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.tables.core_tables import catalogues

NEWEST = "SELECT number, version, tag FROM triage.catalogues ORDER BY number DESC LIMIT 1"
# How many earlier editions are read for the names of units that are gone.
REMEMBERED = 20
EDITIONS = select(catalogues).order_by(catalogues.c.number.desc())
LAST_NUMBER = select(func.max(catalogues.c.number))


class CatalogueStore:
    """Holds the parsed catalogues of this process; old ones stay readable.

    An edition that is not ours is passed over: the newest of ours is in force.
    """

    def __init__(self) -> None:
        # By what the newest row says of itself.
        self._parsed: dict[Row, Catalogue] = {}

    def current(self, connection: Connection) -> Catalogue:
        """The catalogue in force. Raises CatalogueRefused where none was ever published."""
        newest = _newest(connection)
        if newest not in self._parsed:
            self._parsed[newest] = _in_force(connection)
        return self._parsed[newest]

    def in_force(self, unit: UnitOfWork) -> Catalogue:
        """`current`, asked for once a unit: no row that waits in one changes it."""
        return unit.once("catalogue", lambda: self.current(unit.unflushed))

    def versions(self, connection: Connection) -> dict[str, Catalogue]:
        """Every catalogue that was ever in force, by version.

        Raises:
            CatalogueRefused: one cannot be read any more.
        """
        rows = true_rows(connection, EDITIONS, catalogues)
        editions = {row.version: _published(row.version, row.toml) for row in rows}
        for version, edition in editions.items():
            if edition.version != version:
                raise CatalogueRefused((f"the stored version {version} says that it is another",))
        return editions


def text_in_force(connection: Connection) -> str:
    """The catalogue in force as it was published. Raises CatalogueRefused where none was."""
    return str(_newest_of_ours(connection).toml)


def _newest(connection: Connection) -> Row:
    for row in rows_of(connection, NEWEST):
        return row
    raise CatalogueRefused(("no catalogue is published; pyyda-apua upgrade publishes one",))


def _newest_of_ours(connection: Connection) -> StoredRow[Any]:
    row = true_row(connection, EDITIONS, catalogues)
    if row is None:
        raise CatalogueRefused(("no catalogue is published; pyyda-apua upgrade publishes one",))
    return row


def _in_force(connection: Connection) -> Catalogue:
    row = _newest_of_ours(connection)
    edition = _published(row.version, row.toml)
    return replace(edition, former_units=_former_units(connection, edition, row.number))


def _published(version: str, toml: str | None) -> Catalogue:
    """An edition as it was accepted in its day: what is checked today must not stop the service."""
    edition, _ = read_edition(toml) if isinstance(toml, str) else (None, ())
    if edition is None:
        raise CatalogueRefused((f"the stored version {version} cannot be read any more",))
    return edition


def _former_units(connection: Connection, edition: Catalogue, number: int) -> dict[str, Unit]:
    """The units that earlier editions had and this one has not, as they were last."""
    earlier = EDITIONS.where(catalogues.c.number < number).limit(REMEMBERED)
    former: dict[str, Unit] = {}
    for row in true_rows(connection, earlier, catalogues):
        known, _ = read_edition(row.toml)
        for code, unit in known.units.items() if known else ():
            if code not in edition.units:
                former.setdefault(code, unit)
    return former


def publish(
    connection: Connection, toml: str, *, published_at: datetime, published_by: str | None
) -> Catalogue:
    """Put a catalogue in force; requests routed earlier keep the version they were routed by.

    Raises:
        CatalogueRefused: it has holes, or its version was published before.
    """
    catalogue = read_catalogue(toml)
    taken = connection.scalar(
        select(catalogues.c.number).where(catalogues.c.version == catalogue.version)
    )
    if taken is not None:
        raise CatalogueRefused((f"version {catalogue.version} is published already",))
    row = {
        "number": (connection.scalar(LAST_NUMBER) or 0) + 1,
        "version": catalogue.version,
        "published_at": published_at,
        "published_by": published_by,
        "toml": toml,
    }
    insert_row(connection, catalogues, row)
    return catalogue
