"""How does a requester see the own request, and what is said of what was not taken?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import Request
from starlette.responses import Response

from api.catalogue_in_force import Edition
from api.errors.problems import Problem
from api.errors.refusals import ForeignForm
from api.http.access import catalogue_of, parts_of
from api.live.tick_stream import fingerprint_of
from api.pages.form_fields import NOTHING, Typed
from api.pages.page import numbers_at_hand, page
from api.pages.requester.dialogue.rights_shown import FoldRefused, fold_shown
from api.pages.requester.dialogue.step_here import reopens, step_here
from api.pages.requester.form.details_step import NO_ERRORS
from api.pages.requester.form.hours import reading_hours
from api.pages.requester.form.waiting import self_help_shown
from api.pages.session import Visitor
from api.pages.shown import last_reads
from api.v1.requester.composing import own_request_answer
from api.v1.requester.own_answers import own_read
from api.words.fallback import marked_name
from api.words.language import language_of
from projections.live.watches import said_of_own
from triage.errors.own_rights import FeedbackWantsHelp
from triage.errors.requests import RequestClosed, RequestDamaged, TooManyMessages

SAID = {
    ForeignForm.code: "expired",
    RequestClosed.code: "closed",
    RequestDamaged.code: "damaged",
    TooManyMessages.code: "too-many",
    FeedbackWantsHelp.code: "wants-help",
}


async def dialogue_page(
    request: Request,
    visitor: Visitor,
    *,
    form: Typed = NOTHING,
    problem: Problem | None = None,
    errors: Mapping[str, str] | None = None,
    step_errors: Mapping[str, str] = NO_ERRORS,
    fold: FoldRefused | None = None,
) -> Response:
    """The dialogue; after a refusal of a field, of the step or of the fold with what was typed."""
    first = request.query_params.get("first") == "1"
    shown = await own_read(request, visitor.actor, first_too=first)
    edition = await catalogue_of(request).lately()
    answer = own_request_answer(shown, edition.catalogue, language_of(request), marked_name)
    young = shown.profile.by_the_young
    step = step_here(request, shown, form, step_errors)
    return page(
        request,
        "dialogue.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        emergency=numbers_at_hand(request, young=young),
        my_request=answer.model_dump(by_alias=True),
        asks=shown.asks,
        quiet=shown.quiet,
        reads=last_reads(answer.reads),
        about_others=shown.profile.concerns_others,
        self_help=self_help_shown(edition, language_of(request), shown.topics, shown.profile),
        first_shown=first,
        known=fingerprint_of(visitor.token, said_of_own(shown)),
        **_times(request, edition),
        done=request.query_params.get("done"),
        values=form.values(),
        **_fresh_keys(),
        **fold_shown(request, answer, fold),
        errors=_errors(None if step_errors else problem, errors, fold),
        more=step,
        reopens=reopens(step),
    )


def _times(request: Request, edition: Edition) -> dict[str, Any]:
    """When somebody reads what is written now, and by when it is answered."""
    open_now, next_read_at = reading_hours(request, edition)
    return {
        "open_now": open_now,
        "next_read_at": next_read_at,
        "answered_again_by_on": edition.answer_by_on(parts_of(request).clock()),
    }


def _fresh_keys() -> dict[str, Any]:
    """A key for each form that may be sent again, so that its twin is known."""
    return {"page_key": str(uuid4()), "step_key": str(uuid4())}


def _errors(
    problem: Problem | None, errors: Mapping[str, str] | None, fold: FoldRefused | None
) -> Mapping[str, str]:
    """What is said of each field; of the message where nothing else was refused."""
    named = fold.errors if fold else errors
    return named or ({"text": said_of(problem)} if problem else {})


def said_of(problem: Problem) -> str:
    """What the page says of a message that was not taken."""
    if problem.errors:
        return problem.errors[0].code
    return SAID.get(problem.code, "unavailable" if problem.is_away else "invalid")
