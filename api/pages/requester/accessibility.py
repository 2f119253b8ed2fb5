"""What works for everybody, what does not yet, and how does somebody tell us of more?

What is told here is no request for help and nobody's task at night. So the page says that before
the form, and where the words show danger its answer leads to 112 and to the form for help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import BadInput, FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import (
    catalogue_of,
    feedback_floods_of,
    network_of,
    open_to_all,
    parts_of,
)
from api.http.answer_limit import answered_in_time
from api.http.floods import APART_SECONDS
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.form_keys import key_of, keys_noticed
from api.pages.page import page, with_retry_after
from api.v1.staff.editing.accessibility_bodies import AccessibilityBody
from triage.actors import ANYONE
from triage.errors.requests import TooManyAttempts, TriageError
from triage.store.records.accessibility_feedback import AccessibilityFeedback
from triage.text.addresses import mailable
from triage.text.personal import Personal

router = PageRouter(answered_in_time, keys_noticed)
PATH = "/saavutettavuus"
TEXT, EMAIL = "text", "email"
TEXT_ERRORS = frozenset({"required", "too-long"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page says of a form that was sent: thanks with the last day, or what is wrong.

    `danger`: the words show danger. `answerable`: an address was given.
    """

    key: str
    form: Typed = NOTHING
    errors: Mapping[str, str] = field(default_factory=dict)
    due_on: date | None = None
    answerable: bool = False
    danger: bool = False


@router.get(PATH)
@open_to_all
async def accessibility(request: Request) -> Response:
    """The statement, and an empty form with a key of its own."""
    return _page(request, Told(key=str(uuid4())))


@router.post(PATH)
@open_to_all
async def give(request: Request) -> Response:
    """Take what does not work, and say by when it is answered; or the form again, as it was.

    Sent again as it was, it is stored once. No address leads to the thanks: they tell of danger.
    """
    form = await typed(request)
    danger = catalogue_of(request).at_hand().catalogue.shows_danger(form.one(TEXT))
    key = key_of(form) or str(uuid4())
    try:
        with store_failures_as_refusals():
            given = await _given(request, form, Personal(key))
    except TriageError as refusal:
        problem = of_refusal(refusal)
        told = Told(key=key, form=form, errors=_errors(problem), danger=danger)
        return with_retry_after(_page(request, told, status=problem.status), problem)
    told = Told(
        key=str(uuid4()),
        due_on=given.due_on,
        answerable=given.email is not None,
        danger=danger,
    )
    return _page(request, told)


async def _given(request: Request, form: Typed, key: Personal[str]) -> AccessibilityFeedback:
    body = form.body(AccessibilityBody)
    email = None if body.email is None else mailable(body.email.reveal())
    if body.email is not None and email is None:
        raise BadInput((FieldError(EMAIL, "malformed"),))
    if feedback_floods_of(request).noticed(network_of(request)):
        raise TooManyAttempts(retry_after_seconds=int(APART_SECONDS))
    desk = parts_of(request).triage.accessibility_feedback
    return await desk.give(body.text, ANYONE, key=key, email=Personal(email) if email else None)


def _errors(problem: Problem) -> dict[str, str]:
    """What the page says of each field; what is wrong with none is said of the whole form."""
    if problem.errors:
        return {each.field: _said(each) for each in problem.errors}
    return {"form": "unavailable" if problem.is_away else problem.code}


def _said(error: FieldError) -> str:
    """Whatever is wrong with an address, it is none."""
    if error.field == EMAIL:
        return "email"
    return error.code if error.code in TEXT_ERRORS else "invalid"


def _page(request: Request, told: Told, *, status: int = 200) -> Response:
    return page(
        request,
        "accessibility.html",
        status=status,
        packable=request.method == "GET",
        idempotency_key=told.key,
        values=told.form.values(),
        errors=told.errors,
        due_on=told.due_on,
        answerable=told.answerable,
        danger=told.danger,
    )
