"""From whom may a translation be asked, and where does a link to one lead?"""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.http.access import parts_of
from triage.catalogue import Catalogue

PATH = "/kaannos"


def translators_shown(request: Request, catalogue: Catalogue) -> dict[str, Any]:
    """The contracted translators, the languages that one of them has, and the links' address."""
    translators = catalogue.translators
    tags = dict.fromkeys(tag for each in translators.values() for tag in each.languages)
    scheme = "https" if parts_of(request).https else request.url.scheme
    return {
        "translators": translators,
        "translated_into": [*tags],
        "translation_address": f"{scheme}://{request.url.netloc}{PATH}",
        "translation_hours": int(catalogue.translation_link.total_seconds() // 3600),
    }
