"""How does the coordinator keep the templates for replies, on pages?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.http.json_body import read
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.editing.placeholder_values import READY, example_values
from api.pages.staff.names import known
from api.v1.staff.editing.template_bodies import RetirementBody, TemplateBody
from api.words.language import in_full_languages
from projections.door.editing.reply_templates import ReplyTemplateHistory, ReplyTemplateList
from triage.desk.reply_templates import KEEPING, require_fit
from triage.errors.requests import TriageError
from triage.permission import require
from triage.store.records.reply_templates import ReplyTemplate
from triage.text.placeholders import Placeholder, filled
from triage.text.visible import says_something

router = PageRouter(in_full_languages)
ADDRESS = "/pohjat"
ONE = f"{ADDRESS}/{{template_id}}"
# A field of the form for each language: `text.fi`.
TEXT = "text."


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What the form shows: the versions so far, the newest first, what was typed, how it reads."""

    id: UUID
    before: Sequence[ReplyTemplate] = ()
    form: Typed = NOTHING
    previews: Sequence[tuple[str, str]] = ()


@router.get(ADDRESS)
async def templates(request: Request, visitor: StaffHere) -> Response:
    """Every template, those that are not offered any more behind the others."""
    require(visitor.actor, KEEPING)
    found = await parts_of(request).reading_room.ask(ReplyTemplateList(), visitor.actor)
    return page(
        request,
        "staff/templates.html",
        visitor=visitor,
        standing=[each for each in found if not each.retired],
        retired=[each for each in found if each.retired],
        done=request.query_params.get("done"),
        names=(await known(request)).names,
    )


@router.get(f"{ADDRESS}/uusi")
async def begin(request: Request, visitor: StaffHere) -> Response:
    """An empty form."""
    require(visitor.actor, KEEPING)
    return await _form(request, visitor, Begun(id=uuid4()))


@router.get(ONE)
async def one(request: Request, visitor: StaffHere, template_id: UUID) -> Response:
    """A template to change, with how it read before."""
    before = await _versions(request, visitor, template_id)
    return await _form(request, visitor, Begun(id=template_id, before=before))


@router.post(ONE)
async def keep(request: Request, visitor: StaffHere, template_id: UUID) -> Response:
    """Keep what was typed as the next version."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            desk = parts_of(request).triage.reply_templates
            await desk.keep(template_id, _body(form).words(), visitor.actor)
    except TriageError as refusal:
        return await _refused(request, visitor, template_id, of_refusal(refusal), form)
    return to(request, ADDRESS, done="kept")


@router.post(f"{ONE}/esikatselu")
async def preview(request: Request, visitor: StaffHere, template_id: UUID) -> Response:
    """The texts as a requester would see them, with values to show how they read."""
    form = await own_form(request, visitor)
    require(visitor.actor, KEEPING)
    named = await known(request)
    try:
        body = _body(form)
        require_fit(body.words(), named.catalogue)
    except TriageError as refusal:
        return await _refused(request, visitor, template_id, of_refusal(refusal), form)
    day = named.catalogue.promise(parts_of(request).clock()).answer_by_on
    previews = [
        (tag, filled(text, example_values(named.catalogue, tag, visitor.actor.name, day)))
        for tag, text in body.texts.items()
    ]
    before = await _versions(request, visitor, template_id, is_new=body.seen == 0)
    begun = Begun(id=template_id, before=before, form=form, previews=previews)
    return await _form(request, visitor, begun)


@router.post(f"{ONE}/poisto")
async def retire(request: Request, visitor: StaffHere, template_id: UUID) -> Response:
    """Offer a template no more."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            seen = form.body(RetirementBody).seen
            await parts_of(request).triage.reply_templates.retire(template_id, seen, visitor.actor)
    except TriageError as refusal:
        return await _refused(request, visitor, template_id, of_refusal(refusal), form)
    return to(request, ADDRESS, done="retired")


@router.get(f"{ONE}/esikatselu")
@router.get(f"{ONE}/poisto")
async def back(request: Request, visitor: StaffHere, template_id: UUID) -> Response:
    """Whoever loads the address of a form again gets the list."""
    return to(request, ADDRESS)


def _body(form: Typed) -> TemplateBody:
    """What was typed as the API takes it; a language without words is left out. Raises BadInput."""
    texts = {
        name.removeprefix(TEXT): form.one(name)
        for name in form.fields
        if name.startswith(TEXT) and says_something(form.one(name))
    }
    said = {"title": form.one("title"), "topics": form.every("topics"), "texts": texts}
    return read(TemplateBody, json.dumps({**said, "seen": form.number("seen") or 0}).encode())


async def _versions(
    request: Request, visitor: Visitor, template_id: UUID, *, is_new: bool = False
) -> Sequence[ReplyTemplate]:
    """The versions that there are; of a new one none. Raises UnknownTemplate."""
    if is_new:
        return ()
    question = ReplyTemplateHistory(template_id=template_id)
    return await parts_of(request).reading_room.ask(question, visitor.actor)


async def _refused(
    request: Request, visitor: Visitor, template_id: UUID, problem: Problem, form: Typed
) -> Response:
    """The form with every typed word, and how the template reads now where another changed it."""
    is_new = (form.number("seen") or 0) == 0
    try:
        before = await _versions(request, visitor, template_id, is_new=is_new)
    except TriageError as gone:
        before, problem = (), of_refusal(gone)
    begun = Begun(id=template_id, before=before, form=form)
    return await _form(request, visitor, begun, problem)


async def _form(
    request: Request, visitor: Visitor, begun: Begun, problem: Problem | None = None
) -> Response:
    form, before = begun.form, begun.before
    values = form.values("topics") if form is not NOTHING else _values(before)
    others = (name.removeprefix(TEXT) for name in values if name.startswith(TEXT))
    named = await known(request)
    return page(
        request,
        "staff/template.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        template_id=begun.id,
        before=before,
        values=values,
        tags=tuple(dict.fromkeys((*READY, *others))),
        topics=list(named.catalogue.topics),
        placeholders=[str(each) for each in Placeholder],
        previews=begun.previews,
        error=_error(problem),
        names=named.names,
    )


def _values(before: Sequence[ReplyTemplate]) -> dict[str, str | list[str]]:
    """What the form begins with: the last version, or nothing."""
    if not before:
        return {"title": "", "topics": [], "seen": "0"}
    last = before[0]
    texts = {f"{TEXT}{tag}": text for tag, text in last.texts.items()}
    return {"title": last.title, "topics": list(last.topics), "seen": str(last.version), **texts}


def _error(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    fields = dict.fromkeys(each.field.partition(".")[0] for each in problem.errors)
    errors = [{"field": each} for each in fields]
    return {"code": problem.code, "errors": errors, **problem.shown}
