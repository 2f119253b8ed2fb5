"""What of the catalogue may everybody see, in a language?"""

from dataclasses import asdict
from datetime import datetime

from triage.catalogue.edition import Catalogue
from triage.catalogue.helplines import Helpline, Reader, helplines
from triage.catalogue.names import name_in
from triage.catalogue.topic_groups import TopicGroup


def public(catalogue: Catalogue, language: str, now: datetime) -> dict[str, object]:
    """Return the public part as plain JSON values, in the shape of `GET /api/v1/catalogue`.

    Topics and their groups stand in display order, ages from the youngest, places by the file's
    order, helplines as `now` orders them and confirmed ones only. A text missing in the language
    comes in the nearest one.
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
        "topic_groups": [_group(each, language) for each in catalogue.topic_groups.values()],
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
            public_helpline(each) for each in helplines(catalogue, Reader(language=language), now)
        ],
    }


def _group(group: TopicGroup, language: str) -> dict[str, object]:
    name = name_in(group.names, language)
    return {"code": group.code, "name": name, "topics": list(group.topics)}


def public_helpline(helpline: Helpline) -> dict[str, object]:
    """Return a helpline as plain JSON values; `opens_at` in ISO 8601."""
    opens_at = helpline.opens_at
    return {
        **asdict(helpline),
        "opens_at": opens_at and opens_at.isoformat(),
        "languages": list(helpline.languages),
        "ages": list(helpline.ages),
    }
