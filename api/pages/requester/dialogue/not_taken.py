"""What does a requester see where what was sent could not be taken?"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.pages.form_fields import Typed
from api.pages.page import numbers_at_hand, page, with_retry_after
from api.pages.requester.dialogue.dialogue_shown import dialogue_page
from api.pages.session import Visitor
from triage.errors.requests import TriageError


async def not_sent(request: Request, visitor: Visitor, form: Typed, problem: Problem) -> Response:
    """The dialogue with the words; where even that cannot be read, the words by themselves."""
    try:
        with store_failures_as_refusals():
            return await dialogue_page(request, visitor, form=form, problem=problem)
    except TriageError as refusal:
        answer = page(
            request,
            "message.html",
            status=of_refusal(refusal).status,
            visitor=visitor,
            notice="unavailable",
            numbers=numbers_at_hand(request),
            words=form.one("text"),
            seen=form.one("seen"),
        )
        return with_retry_after(answer, of_refusal(refusal))


def too_late(request: Request) -> Response:
    return page(request, "message.html", status=409, notice="too-late")
