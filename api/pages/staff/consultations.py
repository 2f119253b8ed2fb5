"""How does a unit read what it is asked for advice about, and answer, on pages?"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.pages.staff.request.refused import RefusedVerb
from api.v1.verbs.consulting import CONSULTATION_ANSWER
from api.v1.verbs.protecting import NO_NOTICE, PROTECTION_NOTICE
from projections.door.requests.consultations import ConsultationPage, Consultations
from triage.errors.partners import NoConsultationPending
from triage.errors.requests import TriageError

router = PageRouter()
PATH: Final = "/konsultaatiot"
# The duty to notify is theirs too: they have read of it.
OWN_DUTY: Final = {each.name: each for each in (PROTECTION_NOTICE, NO_NOTICE)}


@router.get(PATH)
async def consultations(request: Request, visitor: StaffHere) -> Response:
    """The questions that wait for the own units, oldest first."""
    rows = await parts_of(request).reading_room.ask(Consultations(), visitor.actor)
    return page(
        request,
        "staff/consultations.html",
        visitor=visitor,
        rows=rows,
        names=(await known(request)).names,
        done=request.query_params.get("done"),
    )


@router.get(f"{PATH}/{{request_id}}")
async def consultation(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """One question with its summary, and the form that answers it."""
    return await _page_of_one(request, visitor, request_id)


@router.post(f"{PATH}/{{request_id}}")
async def answer(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Give the advice; a refusal brings every word back."""
    form, verb = await typed(request), CONSULTATION_ANSWER
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            command = verb.command_for(request_id, None, form.body(verb.body))
            await parts_of(request).triage.execute(command, visitor.actor)
    except TriageError as refusal:
        refused = RefusedVerb(verb=verb, problem=of_refusal(refusal), form=form, seen=None)
        return await _refused(request, visitor, request_id, refused)
    return to(request, PATH, done=verb.name)


@router.post(f"{PATH}/{{request_id}}/{{verb}}")
async def own_duty(request: Request, visitor: StaffHere, request_id: UUID, verb: str) -> Response:
    """Record what whoever has read the summary does about the own duty to notify."""
    card = OWN_DUTY.get(verb)
    if card is None:
        raise HTTPException(404)
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            command = card.command_for(request_id, None, form.body(card.body))
            await parts_of(request).triage.execute(command, visitor.actor)
    except TriageError as refusal:
        refused = RefusedVerb(verb=card, problem=of_refusal(refusal), form=form, seen=None)
        return await _refused(request, visitor, request_id, refused)
    return to(request, f"{PATH}/{request_id}", done=card.name)


async def _refused(
    request: Request, visitor: Visitor, request_id: UUID, refused: RefusedVerb
) -> Response:
    """The page with the words; where the question waits no more, the words by themselves.

    Another question may wait by now. They were not written for that one.
    """
    problem = refused.problem
    if problem.code != NoConsultationPending.code:
        try:
            with store_failures_as_refusals():
                return await _page_of_one(request, visitor, request_id, refused)
        except TriageError:
            pass
    return page(
        request,
        "staff/notice.html",
        status=problem.status,
        visitor=visitor,
        error={"code": problem.code},
        saved=refused.words,
        back=PATH,
    )


async def _page_of_one(
    request: Request, visitor: Visitor, request_id: UUID, refused: RefusedVerb | None = None
) -> Response:
    question = ConsultationPage(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    return page(
        request,
        "staff/consultation_of_one.html",
        status=refused.problem.status if refused else 200,
        visitor=visitor,
        shown=shown,
        names=(await known(request)).names,
        error=_error(refused) if refused else None,
        values=(refused.form if refused else NOTHING).values("together_with"),
        done=request.query_params.get("done"),
        may=[*OWN_DUTY],
    )


def _error(refused: RefusedVerb) -> dict[str, object]:
    problem = refused.problem
    return {"code": problem.code, "errors": problem.named, "verb": refused.verb.name}
