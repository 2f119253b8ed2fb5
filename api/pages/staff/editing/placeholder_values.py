"""What is put in the place of each placeholder of a template, in which language?"""

from __future__ import annotations

from datetime import date

from api.v1.requester.composing import a_worker
from api.words.language import the_pages
from api.words.wording import LANGUAGES
from triage.catalogue import Catalogue
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.names import primary_language
from triage.text.placeholders import Placeholder

# The languages of the form, in which days have names.
READY = (*LANGUAGES, *PREPARED_LANGUAGES)


def ready_language(told_in: str | None) -> str:
    """The tag among the ready ones that a language is read by; English for what is not ready."""
    if told_in is None:
        return "fi"
    bare = primary_language(told_in)
    return next((tag for tag in (told_in, bare) if tag in READY), "en")


def placeholder_values(
    catalogue: Catalogue,
    language: str,
    *,
    unit: str,
    worker: str | None,
    answer_by_on: date | None,
    masked: bool = False,
) -> dict[Placeholder, str]:
    """The values that there are. Where the address is protected (`masked`) none tells a place.

    A unit whose name is not told to requesters is called as they read it elsewhere, and its number
    is not told either.
    """
    spoken = ready_language(language)
    entry, words = catalogue.units.get(unit), the_pages().wordings[spoken]
    told = catalogue.shows_name(unit) and not masked
    named = told or masked
    name = catalogue.unit_name(unit, language, masked=masked) if named else a_worker(spoken)
    found = {
        Placeholder.UNIT: name,
        Placeholder.PHONE_OF_UNIT: entry.phone if entry and told else None,
        Placeholder.ANSWER_DAY: words.day(answer_by_on).unescape() if answer_by_on else None,
        Placeholder.WORKER: worker,
    }
    return {each: value for each, value in found.items() if value}


def example_values(
    catalogue: Catalogue, language: str, worker: str | None, answer_by_on: date
) -> dict[Placeholder, str]:
    """Values of a unit that has all of them, where there is one, to show how a template reads."""
    told = [each for each in catalogue.units.values() if each.name_shown]
    unit = max(told, key=lambda each: each.phone is not None, default=None)
    known = placeholder_values(
        catalogue,
        language,
        unit=unit.code if unit else catalogue.intake_unit,
        worker=worker,
        answer_by_on=answer_by_on,
    )
    return {each: known.get(each, "…") for each in Placeholder}
