"""Where are the holes in what a catalogue tells of help elsewhere?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import EmergencyNumber
from triage.catalogue.helplines import GENERAL_EMERGENCY

# The bare language of BCP 47, which is all that the order of helplines goes by.
LANGUAGE: Final = re.compile("[a-z]{2,3}")
# Numbers, hours and services change: somebody looks at each of them once a year.
REVIEW_HOLDS_DAYS: Final = 365


def emergency_holes(catalogue: Catalogue) -> Iterator[str]:
    """Yield the holes of the helplines; 112 must be shown to everybody."""
    for entry in catalogue.emergency:
        where = f"emergency {entry.code}"
        places = catalogue.municipalities
        yield from unknown(where, "municipality", entry.municipalities, places)
        yield from unknown(where, "age band", entry.ages, catalogue.age_bands)
        for tag in entry.languages:
            if not LANGUAGE.fullmatch(tag):
                yield f"{where}: {tag!r} is no language such as fi"
        if entry.number is None and entry.url is None:
            yield f"{where}: has neither number nor url"
        if entry.url is not None and not entry.url.startswith("https://"):
            yield f"{where}: the url must begin with https://"
        yield from _unreviewed(where, entry)
    if not any(entry.number == GENERAL_EMERGENCY for entry in catalogue.shown_emergency(None)):
        yield f"emergency: {GENERAL_EMERGENCY} is not shown to everybody"


def stale_reviews(catalogue: Catalogue, today: date) -> Iterator[str]:
    """Yield each helpline, self-help and guide whose last review is more than a year old."""
    reviewed = [
        *((f"emergency {each.code}", each.reviewed_on) for each in catalogue.emergency),
        *((f"self_help {each.code}", each.reviewed_on) for each in catalogue.self_help),
        *((f"guide {each.code}", each.reviewed_on) for each in catalogue.guides.values()),
    ]
    for where, on in reviewed:
        if on is not None and (today - on).days > REVIEW_HOLDS_DAYS:
            yield f"{where}: was reviewed on {on}, look at it again"


def unknown_hours(catalogue: Catalogue) -> Iterator[str]:
    """Yield each helpline that is shown and whose hours nobody has confirmed."""
    for entry in catalogue.emergency:
        if entry.confirmed and entry.hours is None:
            yield f"emergency {entry.code}: its hours are unknown"


def _unreviewed(where: str, entry: EmergencyNumber) -> Iterator[str]:
    if not entry.owner:
        yield f"{where}: nobody owns it"
    if entry.confirmed and entry.reviewed_on is None:
        yield f"{where}: is confirmed without a day of review"


def unknown(
    where: str, kind: str, named: Iterable[str], known: Mapping[str, object] | frozenset[str]
) -> Iterator[str]:
    """Yield each code that is named and not known."""
    for code in named:
        if code not in known:
            yield f"{where}: no {kind} {str(code)!r}"
