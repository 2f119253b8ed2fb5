"""How does a requester say on a page whether it helped? Once, and answered by a page of thanks.

Neither the thanks nor the way to them reads the request: that read would be logged at this moment.
"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed, typed
from api.pages.form_keys import keys_noticed
from api.pages.page import numbers_at_hand, page, to, with_retry_after
from api.pages.requester.dialogue.dialogue_shown import dialogue_page, said_of
from api.pages.requester.dialogue.not_taken import not_sent, too_late
from api.pages.session import RequesterWriting, Visitor, own_form
from api.v1.requester.feedback_body import FeedbackBody
from triage.errors.own_rights import FeedbackGiven, FeedbackWantsHelp, NoAnswerYet
from triage.errors.requests import RequestErased, TriageError

router = PageRouter(answered_in_time, keys_noticed)
GRADES, CHOOSE = ("heard", "helped"), "choose"


@router.post("/vastaus/palaute")
async def give(request: Request, visitor: RequesterWriting) -> Response:
    """Take two grades and a comment. Sent twice, it counts once, and is thanked for again."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = form.body(FeedbackBody)
            await parts_of(request).feedback.give(body.said(), visitor.actor)
    except FeedbackGiven:
        pass
    except NoAnswerYet:
        return to(request, "/vastaus")
    except RequestErased:
        return too_late(request)
    except FeedbackWantsHelp as refusal:
        return await not_sent(request, visitor, _as_message(form), of_refusal(refusal))
    except TriageError as refusal:
        return await _not_given(request, visitor, form, of_refusal(refusal))
    return page(request, "thanks.html", visitor=visitor)


def _as_message(form: Typed) -> Typed:
    """The comment where a message is written: somebody looks at those in time."""
    grades = {name: form.every(name) for name in GRADES}
    return Typed(fields={**grades, "text": form.every("comment")})


async def _not_given(request: Request, visitor: Visitor, form: Typed, problem: Problem) -> Response:
    """The dialogue with what was said; where even that cannot be read, the form by itself."""
    named = {each.field: _said(each) for each in problem.errors}
    errors = named or {"comment": said_of(problem)}
    try:
        with store_failures_as_refusals():
            return await dialogue_page(request, visitor, form=form, problem=problem, errors=errors)
    except TriageError as refusal:
        away = of_refusal(refusal)
        answer = page(
            request,
            "message.html",
            status=away.status,
            visitor=visitor,
            notice="unavailable",
            numbers=numbers_at_hand(request),
            feedback=form.values(),
            errors=errors,
        )
        return with_retry_after(answer, away)


def _said(error: FieldError) -> str:
    """Whatever is wrong with a grade, one is to be chosen."""
    return CHOOSE if error.field in GRADES else error.code


@router.get("/vastaus/palaute")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of the form again gets the dialogue."""
    return to(request, "/vastaus")
