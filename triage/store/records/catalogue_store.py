"""Which catalogue is in force? The newest published one, parsed once a process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from triage.catalogue import Catalogue, Unit
from triage.catalogue.packaged import read_catalogue
from triage.catalogue.reading import read_edition
from triage.errors.requests import CatalogueRefused
from triage.store.database.direct import rows_of
from triage.store.database.tables import catalogues
from triage.store.database.unit_of_work import UnitOfWork

NEWEST = "SELECT version FROM triage.catalogues ORDER BY number DESC LIMIT 1"
# How many earlier editions are read for the names of units that are gone.
REMEMBERED = 20
LAST_NUMBER = select(func.max(catalogues.c.number))


class CatalogueStore:
    """Holds the parsed catalogues of this process by their version; old ones stay readable."""

    def __init__(self) -> None:
        self._parsed: dict[str, Catalogue] = {}

    def current(self, connection: Connection) -> Catalogue:
        """The catalogue in force. Raises CatalogueRefused where none was ever published."""
        version = _newest(connection)
        if version not in self._parsed:
            stored = select(catalogues.c.toml).where(catalogues.c.version == version)
            edition = _published(version, connection.scalar(stored))
            former = _former_units(connection, edition)
            self._parsed[version] = replace(edition, former_units=former)
        return self._parsed[version]

    def in_force(self, unit: UnitOfWork) -> Catalogue:
        """`current`, asked for once a unit: no row that waits in one changes it."""
        return unit.once("catalogue", lambda: self.current(unit.unflushed))

    def versions(self, connection: Connection) -> dict[str, Catalogue]:
        """Every catalogue that was ever in force, by version.

        Raises:
            CatalogueRefused: one cannot be read any more.
        """
        rows = connection.execute(select(catalogues.c.version, catalogues.c.toml))
        editions = {row.version: _published(row.version, row.toml) for row in rows}
        for version, edition in editions.items():
            if edition.version != version:
                raise CatalogueRefused((f"the stored version {version} says that it is another",))
        return editions


def _newest(connection: Connection) -> str:
    for (version,) in rows_of(connection, NEWEST):
        return str(version)
    raise CatalogueRefused(("no catalogue is published",))


def _published(version: str, toml: str | None) -> Catalogue:
    """An edition as it was accepted in its day: what is checked today must not stop the service."""
    edition, _ = read_edition(toml) if isinstance(toml, str) else (None, ())
    if edition is None:
        raise CatalogueRefused((f"the stored version {version} cannot be read any more",))
    return edition


def _former_units(connection: Connection, edition: Catalogue) -> dict[str, Unit]:
    """The units that earlier editions had and this one has not, as they were last."""
    number = (
        select(catalogues.c.number).where(catalogues.c.version == edition.version).scalar_subquery()
    )
    earlier = select(catalogues.c.toml).where(catalogues.c.number < number)
    former: dict[str, Unit] = {}
    for toml in connection.scalars(earlier.order_by(catalogues.c.number.desc()).limit(REMEMBERED)):
        known, _ = read_edition(toml)
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
    connection.execute(
        insert(catalogues).values(
            number=(connection.scalar(LAST_NUMBER) or 0) + 1,
            version=catalogue.version,
            published_at=published_at,
            published_by=published_by,
            toml=toml,
        )
    )
    return catalogue
