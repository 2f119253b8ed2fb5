"""How is a ready text put into an answer: by a button, or by its script at the place of the cursor?

Nothing of it is stored: what is typed stays in the form, and only sending makes it an answer.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import catalogue_of, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.request.composing import After
from api.pages.staff.request.holding import called_ready, holding_ready
from api.pages.staff.request.ready import Ready, put_in
from api.pages.staff.request.showing import request_page, shown_to
from api.pages.staff.request.templates_offered import chosen_text, template_ready, values_of
from api.words.language import in_full_languages
from projections.door.requests.request_page import RequestShown

router = PageRouter(in_full_languages)
HOLDING = "/jono/{request_id}/valiviesti"
TEMPLATE = "/jono/{request_id}/pohja"
TRANSLATION = "/jono/{request_id}/kaannos"
TO_TRANSLATE = "/jono/{request_id}/kaannettava"


@router.post(HOLDING)
async def put_holding(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """A holding message behind what was typed."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    ready = _holding(request, form, shown)
    after = After(words=put_in(form, ready), ready=ready)
    return await request_page(request, visitor, shown, after=after)


@router.post(f"{HOLDING}/rivi")
async def tell_holding(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """The holding message alone, for the page's script."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    return _alone(request, visitor, _holding(request, form, shown))


@router.post(TEMPLATE)
async def put_template(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """A template with its values behind what was typed; or, beside that, what it lacks."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    ready = await _template(request, visitor, form, shown)
    after = After(words=put_in(form, ready), ready=ready)
    return await request_page(request, visitor, shown, after=after)


@router.post(f"{TEMPLATE}/rivi")
async def tell_template(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """The template with its values alone, for the page's script."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    return _alone(request, visitor, await _template(request, visitor, form, shown))


@router.post(TRANSLATION)
async def put_translation(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """The translation of what was written: in its place, or behind what was typed meanwhile."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    original, ready = _translated(shown, form.number("translation"))
    after = After(words=put_in(form, ready, instead_of=original), ready=ready)
    return await request_page(request, visitor, shown, after=after)


@router.post(TO_TRANSLATE)
async def put_to_translate(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """What was typed, in the form that asks for a translation of it too."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    after = After(words=form, to_translate=form.one("text"))
    return await request_page(request, visitor, shown, after=after)


@router.get(TO_TRANSLATE)
@router.get(TRANSLATION)
async def back(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Whoever loads the address of the button again gets the request."""
    return to(request, f"/jono/{request_id}")


def _translated(shown: RequestShown, number: int | None) -> tuple[str, Ready]:
    """What a worker had written, and its translation."""
    inside = shown.contents
    for each in inside.translations if inside else ():
        if each.number == number and each.text and each.translation:
            return each.text, Ready(text=each.translation, language=each.language or "")
    return "", Ready(is_gone=True)


def _holding(request: Request, form: Typed, shown: RequestShown) -> Ready:
    if form.one("called"):
        return called_ready(shown.row)
    return holding_ready(form.one("holding_language"), shown.row, parts_of(request).clock())


async def _template(request: Request, visitor: Visitor, form: Typed, shown: RequestShown) -> Ready:
    kept = await asyncio.to_thread(parts_of(request).models.reply_templates)
    found = chosen_text(kept, form.one("template"))
    if found is None:
        return Ready(is_gone=True)
    language, text = found
    catalogue = (await catalogue_of(request).lately()).catalogue
    now, worker = parts_of(request).clock(), visitor.actor.name
    values = values_of(shown, catalogue, language, worker=worker, now=now)
    return template_ready(language, text, values)


def _alone(request: Request, visitor: Visitor, ready: Ready) -> Response:
    awaits = catalogue_of(request).at_hand().catalogue.awaits_reader(ready.language)
    holding = [(ready.language, awaits)]
    return page(request, "staff/ready_text.html", visitor=visitor, ready=ready, holding=holding)
