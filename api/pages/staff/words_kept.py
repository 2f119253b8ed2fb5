"""What does somebody see whose form was refused where even its page cannot be read any more?"""

from __future__ import annotations

from collections.abc import Awaitable

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.pages.page import page
from api.pages.session import Visitor
from triage.errors.requests import TriageError


async def page_or_words(
    request: Request, visitor: Visitor, shown: Awaitable[Response], words: str
) -> Response:
    """The page with the words; where even that cannot be read, the words by themselves."""
    try:
        with store_failures_as_refusals():
            return await shown
    except TriageError as gone:
        told = of_refusal(gone)
        return page(
            request,
            "staff/notice.html",
            status=told.status,
            visitor=visitor,
            error={"code": told.code},
            saved=words,
        )
