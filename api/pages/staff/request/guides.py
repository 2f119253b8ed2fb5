"""What services of others does the page of a request offer, and with which words?"""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.words.language import language_of
from triage.catalogue import Catalogue, name_in
from triage.catalogue.guides import Guide


def guides_shown(request: Request, catalogue: Catalogue, told_in: str | None) -> dict[str, Any]:
    """Every service by code and name, and the one that the address chose, in words to begin with.

    `told_in` is the requester's language; what is not translated comes in the office's.
    """
    language, guides = language_of(request), catalogue.guides
    chosen = guides.get(request.query_params.get("service", ""))
    return {
        "guides": [(code, name_in(guide.names, language)) for code, guide in guides.items()],
        "guide": _begun(chosen, told_in or catalogue.office_language) if chosen else None,
    }


def _begun(guide: Guide, language: str) -> dict[str, object]:
    return {
        "code": guide.code,
        "suggested": guide.suggested(language),
        "reviewed_on": guide.reviewed_on,
    }
