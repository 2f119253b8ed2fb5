"""What of the catalogue may everybody see, in a language?"""

from dataclasses import asdict
from datetime import datetime
from typing import Protocol

from triage.catalogue.edition import Catalogue
from triage.catalogue.helplines import Helpline, Reader, helplines
from triage.catalogue.names import Names, Naming, name_in


class Named(Protocol):
    """An entry of the catalogue with a code and a name."""

    @property
    def code(self) -> str: ...

    @property
    def names(self) -> Names: ...


def public(
    catalogue: Catalogue,
    language: str,
    now: datetime,
    *,
    every_language: bool = False,
    name: Naming = name_in,
) -> dict[str, object]:
    """Return the public part as plain JSON values, in the shape of `GET /api/v1/catalogue`.

    Topics and their groups stand in display order, ages from the youngest, places by the file's
    order, helplines as `now` orders them and confirmed ones only. A text missing in the language
    comes in the nearest one. `every_language`: prepared ones are open although no reader has
    signed them.
    """

    def named(entry: Named) -> dict[str, str]:
        return {"code": entry.code, "name": name(entry.names, language)}

    promise = catalogue.service_promise
    shown = helplines(catalogue, Reader(language=language), now)
    return {
        "version": catalogue.version,
        "topics": [
            {**named(topic), "description": name(topic.descriptions, language)}
            for topic in catalogue.topics.values()
        ],
        "topic_groups": [
            {**named(group), "topics": list(group.topics)}
            for group in catalogue.topic_groups.values()
        ],
        "age_bands": [named(band) for band in catalogue.age_bands.values()],
        "municipalities": [named(place) for place in catalogue.municipalities.values()],
        "languages": list(catalogue.open_languages(every=every_language)),
        "promise": {
            "target_working_days": promise.target_working_days,
            "answer_working_days": promise.answer_working_days,
        },
        "emergency": [public_helpline(each) for each in shown],
    }


def public_helpline(helpline: Helpline) -> dict[str, object]:
    """Return a helpline as plain JSON values; `opens_at` in ISO 8601."""
    opens_at = helpline.opens_at
    return {
        **asdict(helpline),
        "opens_at": opens_at and opens_at.isoformat(),
        "languages": list(helpline.languages),
        "ages": list(helpline.ages),
    }
