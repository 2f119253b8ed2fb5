"""How does a requester change contact and consents, and ask about the own data, on a page?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import BadInput, FieldError, ForeignForm
from api.errors.store_away import store_failures_as_refusals
from api.http.access import catalogue_of, open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed, typed
from api.pages.form_keys import keys_noticed
from api.pages.page import page, to, with_retry_after
from api.pages.requester.dialogue.contact_form import ContactForm, with_what_was_told
from api.pages.requester.dialogue.dialogue_shown import dialogue_page
from api.pages.requester.dialogue.rights_shown import FoldRefused
from api.pages.session import RequesterHere, RequesterWriting, Visitor, own_form
from api.v1.bodies import ConsentsBody, ContactBody, DataRequestBody
from api.v1.requester.own_answers import PROOF_FILE
from api.v1.requester.own_wishes import consents_changed, contact_changed, data_requested
from projections.door.audit.evidence import ArrivalProof
from projections.door.requests.own_request import OwnRequest
from triage.actors import Actor
from triage.codes import ReplyBy
from triage.errors.checkpoints import NoCheckpointYet
from triage.errors.requests import RequestErased, TriageError

router = PageRouter(answered_in_time, keys_noticed)
MANY: Final = ("own.consents.partners", "own.remove")
# What is wrong with none of its fields is said of the whole fold.
WHOLE: Final = "rights"


@router.get("/vastaus/todiste")
async def proof(request: Request, visitor: RequesterHere) -> Response:
    """The file that proves when it arrived; where no checkpoint holds it yet, the page again."""
    try:
        text = await parts_of(request).reading_room.ask(ArrivalProof(), visitor.actor)
    except NoCheckpointYet:
        return to(request, "/vastaus#content", done="proof-early")
    return PlainTextResponse(text, headers=PROOF_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnForm:
    """One form of the fold: what it does, and what the page calls the fields of its body."""

    name: str
    deed: Callable[[Request, Actor, Typed], Awaitable[None]]
    # Field of the page -> field of the body.
    fields: dict[str, str]

    def body_fields(self, form: Typed) -> Typed:
        """The fields as the body calls them."""
        return Typed(fields={body: form.every(shown) for shown, body in self.fields.items()})

    def errors(self, problem: Problem) -> dict[str, str]:
        """What the page says about each of its fields, or of the whole fold."""
        shown = {body: name for name, body in self.fields.items()}
        if problem.errors:
            return {shown.get(each.field, WHOLE): _said(each) for each in problem.errors}
        return {WHOLE: "unavailable" if problem.is_away else problem.code}


def _said(error: FieldError) -> str:
    if error.code == "malformed":
        return error.field
    if error.code != "required":
        return error.code
    return {"safe_times": "safe-times", "kind": "kind"}.get(error.field, "needed")


async def _change_contact(request: Request, actor: Actor, form: Typed) -> None:
    typed_anew = form.body(ContactForm)
    shown = await parts_of(request).reading_room.ask(OwnRequest(), actor)
    body = with_what_was_told(typed_anew, shown.contact)
    if body.reply_by is ReplyBy.PHONE and body.safe_times is None:
        # As when asking: who is afraid is called at a time that they say is safe, or not at all.
        catalogue = (await catalogue_of(request).lately()).catalogue
        if not catalogue.violence_topics.isdisjoint(shown.topics):
            raise BadInput((FieldError("safe_times", "required"),))
    await contact_changed(request, actor, body)


async def _change_consents(request: Request, actor: Actor, form: Typed) -> None:
    await consents_changed(request, actor, form.body(ConsentsBody))


async def _ask(request: Request, actor: Actor, form: Typed) -> None:
    await data_requested(request, actor, form.body(DataRequestBody))


CONTACT: Final = OwnForm(
    name="contact",
    deed=_change_contact,
    fields={
        "own.reply_by": "reply_by",
        **{f"own.contact.{name}": name for name in ContactBody.model_fields},
        "own.remove": "remove",
    },
)
CONSENTS: Final = OwnForm(
    name="consents",
    deed=_change_consents,
    fields={f"own.consents.{name}": name for name in ConsentsBody.model_fields},
)
DATA_REQUEST: Final = OwnForm(
    name="data-request", deed=_ask, fields={"kind": "kind", "about": "text"}
)


@router.post("/vastaus/yhteystiedot")
async def change_contact(request: Request, visitor: RequesterWriting) -> Response:
    """Say anew how one may be reached; what is left empty stays as it was told."""
    return await _done(request, visitor, CONTACT)


@router.post("/vastaus/luvat")
async def change_consents(request: Request, visitor: RequesterWriting) -> Response:
    """Say anew what one agrees to."""
    return await _done(request, visitor, CONSENTS)


@router.post("/vastaus/tietopyynto")
async def make_data_request(request: Request, visitor: RequesterWriting) -> Response:
    """Ask for a copy, the log, a correction or erasure."""
    return await _done(request, visitor, DATA_REQUEST)


@router.get("/vastaus/yhteystiedot")
@router.get("/vastaus/luvat")
@router.get("/vastaus/tietopyynto")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of a form again gets the dialogue."""
    return to(request, "/vastaus")


async def _done(request: Request, visitor: Visitor, asked: OwnForm) -> Response:
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await asked.deed(request, visitor.actor, asked.body_fields(form))
    except RequestErased:
        return page(request, "message.html", status=409, notice="too-late")
    except TriageError as refusal:
        return await _refused(request, visitor, asked, form, of_refusal(refusal))
    return to(request, "/vastaus#content", done=asked.name)


async def _refused(
    request: Request, visitor: Visitor, asked: OwnForm, form: Typed, problem: Problem
) -> Response:
    """The dialogue with everything typed; where it cannot be read, the forms by themselves."""
    errors = asked.errors(problem)
    if problem.code == ForeignForm.code:
        errors = {WHOLE: "expired"}
    fold = FoldRefused(form=asked.name, values=form.values(*MANY), errors=errors)
    try:
        with store_failures_as_refusals():
            return await dialogue_page(request, visitor, problem=problem, fold=fold)
    except TriageError:
        answer = page(
            request,
            "rights.html",
            status=problem.status,
            visitor=visitor,
            refused=fold.form,
            own_values=fold.values,
            errors=fold.errors,
        )
        return with_retry_after(answer, problem)
