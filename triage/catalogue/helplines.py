"""Which helplines does a reader see now, and in which order?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import AgeBand, EmergencyNumber
from triage.catalogue.names import name_in, primary_language
from triage.time.opening_hours import ALWAYS

GENERAL_EMERGENCY: Final = "112"
GROWN_UP_YEARS: Final = 18
OPEN, UNKNOWN, CLOSED = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks for help: the language, the place where it was told, whether it is a child.

    `municipality` is a code of the catalogue or None. `young` is true only where the page knows
    that a child or young person reads; else the order is the same for all.
    """

    language: str
    municipality: str | None = None
    young: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """A number or page for help, as a reader sees it at one moment.

    `open_now` and `opens_at` are None where the hours are unknown; `opens_at` (UTC) is None while
    it is open too. `languages` and `ages` are empty where nothing is told or everybody is meant.
    """

    name: str
    number: str | None
    url: str | None
    when: str
    open_now: bool | None
    opens_at: datetime | None
    always_open: bool
    languages: tuple[str, ...]
    ages: tuple[str, ...]


def helplines(catalogue: Catalogue, reader: Reader, now: datetime) -> list[Helpline]:
    """Return the confirmed ones for a reader at a moment.

    112 comes first, closed ones last. Before the closed ones, and among them: those that answer
    in the reader's language, those for the young where a child reads, open ones before those of
    unknown hours; what is left stands in the order of the file. Raises ValueError for a naive
    moment.
    """
    shown = catalogue.shown_emergency(reader.municipality)
    in_order = sorted(shown, key=lambda entry: _place(entry, catalogue, reader, now))
    return [_helpline(entry, catalogue, reader.language, now) for entry in in_order]


def _place(
    entry: EmergencyNumber, catalogue: Catalogue, reader: Reader, now: datetime
) -> tuple[bool, bool, bool, bool, int]:
    openness = _openness(entry, catalogue, now)
    return (
        entry.number != GENERAL_EMERGENCY,
        openness == CLOSED,
        not _answers_in(entry, reader.language),
        reader.young and not _is_for_the_young(entry, catalogue),
        openness,
    )


def _openness(entry: EmergencyNumber, catalogue: Catalogue, now: datetime) -> int:
    if entry.hours is None:
        return UNKNOWN
    return OPEN if entry.hours.is_open(now, catalogue.calendar) else CLOSED


def _is_for_the_young(entry: EmergencyNumber, catalogue: Catalogue) -> bool:
    bands = [catalogue.age_bands[code] for code in entry.ages if code in catalogue.age_bands]
    return any(_is_young(band) for band in bands)


def _is_young(band: AgeBand) -> bool:
    return not band.adult and band.from_years is not None and band.from_years < GROWN_UP_YEARS


def _answers_in(entry: EmergencyNumber, language: str) -> bool:
    spoken = {primary_language(tag) for tag in entry.languages}
    return not spoken or primary_language(language) in spoken


def _helpline(
    entry: EmergencyNumber, catalogue: Catalogue, language: str, now: datetime
) -> Helpline:
    openness = _openness(entry, catalogue, now)
    opens_at = None
    if entry.hours is not None and openness == CLOSED:
        opens_at = entry.hours.next_opening_at(now, catalogue.calendar)
    return Helpline(
        name=name_in(entry.names, language),
        number=entry.number,
        url=entry.url,
        when=name_in(entry.when, language),
        open_now=None if openness == UNKNOWN else openness == OPEN,
        opens_at=opens_at,
        always_open=entry.hours == ALWAYS,
        languages=entry.languages,
        ages=entry.ages,
    )
