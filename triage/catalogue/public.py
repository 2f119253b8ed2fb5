"""What of the catalogue may everybody see, in a language?"""

from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import EmergencyNumber
from triage.catalogue.names import name_in


def public(
    catalogue: Catalogue, language: str, municipality: str | None = None
) -> dict[str, object]:
    """Return the public part as plain JSON values, in the shape of `GET /api/v1/catalogue`.

    Topics stand in display order, ages from the youngest, places by the file's order, numbers
    with the most urgent first and confirmed ones only. A text missing in the language comes in
    the nearest one.
    """
    promise = catalogue.service_promise
    return {
        "version": catalogue.version,
        "topics": [
            {
                "code": topic.code,
                "name": name_in(topic.names, language),
                "description": name_in(topic.descriptions, language),
            }
            for topic in catalogue.topics.values()
        ],
        "age_bands": [
            {"code": band.code, "name": name_in(band.names, language)}
            for band in catalogue.age_bands.values()
        ],
        "municipalities": [
            {"code": place.code, "name": name_in(place.names, language)}
            for place in catalogue.municipalities.values()
        ],
        "languages": list(catalogue.languages),
        "promise": {
            "target_working_days": promise.target_working_days,
            "answer_working_days": promise.answer_working_days,
        },
        "emergency": [
            public_emergency(entry, language) for entry in catalogue.shown_emergency(municipality)
        ],
    }


def public_emergency(entry: EmergencyNumber, language: str) -> dict[str, str | None]:
    """Return a number in the shape of the contract: name, number, url, when."""
    return {
        "name": name_in(entry.names, language),
        "number": entry.number,
        "url": entry.url,
        "when": name_in(entry.when, language),
    }
