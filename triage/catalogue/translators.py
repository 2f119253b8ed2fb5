"""Who translates for the county by contract, into which languages, and where do they get mail?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from triage.catalogue.fields import Fields
from triage.text.addresses import mailable

LINK_HOURS: Final = 48
LINK_HOURS_AT_MOST: Final = 14 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """A contracted translator or agency, under the name that staff see.

    `languages` are tags of those that they translate into. `email` is of the contract, so that
    staff know where to send a link; nothing is sent there by the service.
    """

    code: str
    name: str
    languages: tuple[str, ...]
    email: str | None


def read_translator(entry: Fields) -> Translator:
    """Read one table of the file."""
    return Translator(
        code=entry.text("code"),
        name=entry.text("name"),
        languages=entry.texts("languages"),
        email=entry.text("email", default="") or None,
    )


def read_link(top: Fields) -> timedelta:
    """Read for how many hours a link to a translator is open; an older edition does not tell."""
    hours = top.number("translation_link_hours", LINK_HOURS)
    if not 1 <= hours <= LINK_HOURS_AT_MOST:
        top.refuse(f"translation_link_hours is not from 1 to {LINK_HOURS_AT_MOST}")
        hours = LINK_HOURS
    return timedelta(hours=hours)


def translator_holes(translators: Iterable[Translator]) -> Iterator[str]:
    """Yield what is missing of each: a language, an address that is one."""
    for each in translators:
        where = f"translator {each.code}"
        if not each.languages:
            yield f"{where}: translates into no language"
        if each.email is not None and mailable(each.email) is None:
            yield f"{where}: {each.email!r} is no e-mail address"
