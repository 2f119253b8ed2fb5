"""Is a proposed catalogue fit to be published, and which one comes with the package?"""

from functools import cache
from importlib.resources import files

from triage.catalogue.check import holes
from triage.catalogue.edition import Catalogue
from triage.catalogue.reading import read_edition
from triage.errors.requests import CatalogueRefused


def read_catalogue(text: str) -> Catalogue:
    """Read one TOML text and return it as an edition fit for use.

    Raises:
        CatalogueRefused: with every hole, those of the file first, then those of its meaning.
    """
    edition, found = read_edition(text)
    if edition is not None:
        found += tuple(hole for hole in holes(edition) if hole not in found)
    if edition is None or found:
        raise CatalogueRefused(found)
    return edition


def packaged_lapland_text() -> str:
    """Return the catalogue of Lapland as one publishable text, its files in order of name."""
    folder = files("triage.catalogue") / "lapland"
    parts = sorted(
        (part for part in folder.iterdir() if part.name.endswith(".toml")),
        key=lambda part: part.name,
    )
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


@cache
def packaged_lapland() -> Catalogue:
    """Return the packaged catalogue of Lapland; read once a process."""
    return read_catalogue(packaged_lapland_text())
