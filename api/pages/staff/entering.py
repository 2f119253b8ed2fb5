"""How do staff enter a request that reached them by phone, chat, visit or a professional?

The answer to the form is the page that shows the receipt: no address leads to it, and the same form
sent again stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import BadInput, FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import catalogue_of, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.form_keys import key_of
from api.pages.page import page, with_retry_after
from api.pages.qr_code import qr_path
from api.pages.requester.form.field_errors import errors_of
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.v1.entered.bodies import EnteredBody
from api.v1.entered.storing import Stored, entered
from api.v1.verbs import may_now
from api.words.language import in_full_languages, language_of, the_pages
from triage.codes import Asker, Concerns, EntryChannel
from triage.errors.requests import KeyExpired, KeyReused, NotAllowed, TriageError
from triage.permission import require
from triage.refused_receipts import ReceiptChanged
from triage.request.commands.submitting import require_may_enter
from triage.text.identifiers import identifiers_in
from triage.text.personal import Personal
from triage.time.calendar import HELSINKI

router = PageRouter(in_full_languages)
ADDRESS: Final = "/jono/uusi"
ARRIVED: Final = "arrived_at"
# As a browser spells a day and a time of a clock here.
LOCAL: Final = "%Y-%m-%dT%H:%M"
MANY: Final = ("topics", "age_bands", "consents.partners")
CREATED, OK = 201, 200
# What a form that was stored already is refused for: its key opens nothing new.
KEY_IS_USED = (KeyReused, KeyExpired, ReceiptChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way: its key, what was typed, and what is wrong with it."""

    key: str
    form: Typed = NOTHING
    problem: Problem | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get(ADDRESS)
async def form(request: Request, visitor: StaffHere) -> Response:
    """An empty form, which arrives now unless another moment is chosen."""
    require(visitor.actor, "request:enter")
    now = parts_of(request).clock().astimezone(HELSINKI)
    begun = Typed(fields={ARRIVED: (f"{now:{LOCAL}}",)})
    return await _form_page(request, visitor, Draft(key=str(uuid4()), form=begun))


@router.post(ADDRESS)
async def send(request: Request, visitor: StaffHere) -> Response:
    """Store it and show the receipt; or the form again, with every word in it."""
    sent = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            return await _stored(request, visitor, sent)
    except NotAllowed:
        raise
    except TriageError as refusal:
        return await _refused(request, visitor, sent, refusal)


async def _stored(request: Request, visitor: Visitor, sent: Typed) -> Response:
    key = key_of(sent)
    if key is None:
        raise BadInput((FieldError("form", "key-expired"),))
    body = _with_zone(sent).body(EnteredBody)
    stored = await entered(request, visitor.actor, body, Personal(key))
    return await _receipt_page(request, visitor, body, stored)


def _with_zone(sent: Typed) -> Typed:
    """The same form with its arrival in Helsinki's time; what is no moment stays as it is."""
    with suppress(ValueError):
        arrived_at = datetime.strptime(sent.one(ARRIVED), LOCAL).replace(tzinfo=HELSINKI)
        return Typed(fields={**sent.fields, ARRIVED: (arrived_at.isoformat(),)})
    return sent


async def _refused(
    request: Request, visitor: Visitor, sent: Typed, refusal: TriageError
) -> Response:
    problem = of_refusal(refusal)
    key = None if isinstance(refusal, KEY_IS_USED) else key_of(sent)
    errors = errors_of(problem) if problem.errors else {}
    draft = Draft(key=key or str(uuid4()), form=sent, problem=problem, errors=errors)
    return with_retry_after(await _form_page(request, visitor, draft), problem)


async def _form_page(request: Request, visitor: Visitor, draft: Draft) -> Response:
    named = await known(request)
    require_may_enter(visitor.actor, named.catalogue)
    values = draft.form.values(*MANY)
    values.pop("idempotency_key", None)
    now = parts_of(request).clock()
    public = catalogue_of(request).at_hand().public(language_of(request), now)
    return page(
        request,
        "staff/entering.html",
        status=draft.problem.status if draft.problem else OK,
        visitor=visitor,
        names=named.names,
        catalogue=public,
        channels=list(EntryChannel),
        askers=list(Asker),
        about=list(Concerns),
        values=values,
        errors=draft.errors,
        error=None if draft.problem is None else _error(draft.problem),
        entry_key=draft.key,
        noticed=identifiers_in(draft.form.one("message")),
    )


def _error(problem: Problem) -> dict[str, object]:
    errors = problem.named
    return {"code": problem.code, "errors": errors}


async def _receipt_page(
    request: Request, visitor: Visitor, body: EnteredBody, stored: Stored
) -> Response:
    """The receipt, to be read aloud or handed over on paper in the requester's language."""
    receipt, row = stored.receipt, stored.row
    wordings = the_pages().wordings
    wished = body.language or ""
    told_in = wished if wished in wordings else language_of(request)
    digits = "".join(filter(str.isdecimal, receipt.receipt.reveal()))
    return page(
        request,
        "staff/entered.html",
        status=OK if receipt.repeated else CREATED,
        visitor=visitor,
        names=(await known(request)).names,
        receipt=receipt,
        late=stored.is_late,
        row=row.row if row else None,
        may=may_now(row, visitor.actor) if row else [],
        qr=qr_path(digits),
        service_address=f"{request.url.netloc}/vastaus",
        paper=wordings[told_in],
        paper_language=told_in,
    )
