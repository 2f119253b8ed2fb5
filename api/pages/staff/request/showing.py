"""What does the page of one request show: its facts, what may be done, and what was just done?"""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.http.translator_codes import codes_for
from api.live.tick_stream import fingerprint_of
from api.pages.form_fields import NOTHING
from api.pages.page import page
from api.pages.session import Visitor
from api.pages.shown import facts, takers, workers
from api.pages.staff.names import Known, known, moved_to
from api.pages.staff.queue.left import queue_left
from api.pages.staff.queue.working_terms import when_due
from api.pages.staff.request.composing import NOTHING_DONE, After
from api.pages.staff.request.guides import guides_shown
from api.pages.staff.request.holding import holding_offered
from api.pages.staff.request.refused import RefusedVerb
from api.pages.staff.request.signs import signs_shown
from api.pages.staff.request.suggested import suggested
from api.pages.staff.request.templates_offered import TemplateGroup, templates_offered
from api.pages.staff.request.translators import translators_shown
from api.v1.verbs import PLACES, VERBS, may_now
from api.v1.verbs.handling import OPENING
from api.words.language import language_of
from projections.door.requests.next_up import NextShown, NextUp
from projections.door.requests.request_page import RequestOffer, RequestPage, RequestShown
from projections.live.watches import said_of_rows
from projections.views.queue.row import LookBecause
from projections.views.request.offers import OfferShown
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.codes import Channel, Sender
from triage.errors.requests import (
    CatchingUp,
    ReadModelStopped,
    ReasonNeeded,
)
from triage.request.need_to_know import Standing
from triage.request.safe_contact import enough_calls
from triage.store.records.drafts import Draft

# What the forms of the verbs say with several values.
LISTS = ("workers", "topics", "age_bands", "concerns", "together_with", "messages")


async def shown_to(request: Request, visitor: Visitor, request_id: UUID) -> RequestShown:
    """The request; its row alone where the words need a reason first, or an offer accepted."""
    models = parts_of(request).reading_room
    try:
        return await models.ask(RequestPage(request_id=request_id), visitor.actor)
    except ReasonNeeded:
        return await models.ask(RequestPage(request_id=request_id, row_only=True), visitor.actor)


async def request_page(
    request: Request,
    visitor: Visitor,
    shown: RequestShown,
    *,
    refused: RefusedVerb | None = None,
    after: After = NOTHING_DONE,
) -> Response:
    named = await known(request)
    asks_why = shown.ground == Standing.COLLEAGUE and (not refused or refused.verb is OPENING)
    return page(
        request,
        "staff/reason_needed.html" if asks_why else "staff/request.html",
        status=refused.problem.status if refused else 403 if asks_why else 200,
        visitor=visitor,
        request=await _told(request, visitor, shown, named.catalogue),
        may=may_now(shown, visitor.actor),
        places=PLACES,
        known=fingerprint_of(visitor.token, said_of_rows([(shown.row.id, shown.row.version)])),
        names=named.names,
        violence_topics=named.catalogue.violence_topics,
        **_of_words(shown, visitor.actor, named.catalogue),
        receivers=shown.receivers,
        write_instead=_write_instead(shown, named.catalogue),
        draft=await _draft(request, visitor, shown),
        **_colleagues(named, shown),
        error=refused.error(shown, visitor.actor) if refused else None,
        kept=after.words is not NOTHING,
        values=(refused.form if refused else after.words).values(*LISTS),
        **_put(after),
        **holding_offered(named.catalogue, shown.row.language),
        templates=await _templates(request, visitor, shown),
        changes=refused.changes(shown) if refused else [],
        moved_to=moved_to(request, named),
        **guides_shown(request, named.catalogue, shown.row.language),
        **translators_shown(request, named.catalogue),
        done=after.done,
        next_up=await _next(request, visitor, shown) if after.done in VERBS else None,
        left=queue_left(request),
    )


def _put(after: After) -> dict[str, Any]:
    """What a button of the sheet put beside the words, or makes of them."""
    return {"preview": after.preview, "ready": after.ready, "to_translate": after.to_translate}


async def _told(
    request: Request, visitor: Visitor, shown: RequestShown, catalogue: Catalogue
) -> dict[str, object]:
    offer, now = await _offer(request, visitor, shown), parts_of(request).clock()
    due = when_due(shown.row, now, catalogue)
    codes = codes_for(request, shown, visitor.actor)
    return {**facts(shown, visitor.actor, now, codes), "offer": offer, "due": due}


def _colleagues(named: Known, shown: RequestShown) -> dict[str, Any]:
    """Who could take it now, and who could be meant by whoever is to be avoided."""
    return {
        "takers": takers(named.accounts, shown.row),
        "workers": workers(named.accounts, shown.row, named.cover),
    }


async def _next(request: Request, visitor: Visitor, shown: RequestShown) -> NextShown | None:
    """What to take after this; the page is shown without it where the queue cannot be read."""
    question = NextUp(besides=(shown.row.id,))
    try:
        return await parts_of(request).reading_room.ask(question, visitor.actor)
    except (CatchingUp, ReadModelStopped):
        return None


def _of_words(shown: RequestShown, actor: Actor, catalogue: Catalogue) -> dict[str, Any]:
    """What the catalogue says of the words, for whoever may read them."""
    return {
        "danger_signs": signs_shown(shown, catalogue),
        "likely_language": _likely_language(shown, catalogue),
        "suggested": suggested(shown, actor, catalogue),
    }


def _likely_language(shown: RequestShown, catalogue: Catalogue) -> str | None:
    """The language that no list of danger reads, for whoever may read the words."""
    if shown.contents is None or shown.row.look_because is not LookBecause.LANGUAGE:
        return None
    contents = shown.contents
    written = [each.text for each in contents.messages if each.sender is Sender.REQUESTER]
    return catalogue.likely_unread(chain(contents.plea.said(), filter(None, written)))


def _write_instead(shown: RequestShown, catalogue: Catalogue) -> bool:
    """Whether enough calls have reached nobody, and no answer is there yet."""
    inside = shown.contents
    if inside is None or all(each.answered_at for each in inside.promises):
        return False
    attempts = inside.contact_attempts
    calls = [a.at for a in attempts if a.channel is Channel.PHONE and not a.reached]
    return enough_calls(inside.plea, calls, catalogue.calendar)


async def _draft(request: Request, visitor: Visitor, shown: RequestShown) -> Draft | None:
    """What the viewer has begun to write, where they may go on with it."""
    if "reply" not in may_now(shown, visitor.actor):
        return None
    return await parts_of(request).drafts.at_hand(shown.row.id, visitor.actor)


async def _templates(
    request: Request, visitor: Visitor, shown: RequestShown
) -> list[TemplateGroup]:
    """The templates that suit the request, for whoever may answer it."""
    if "reply" not in may_now(shown, visitor.actor):
        return []
    kept = await asyncio.to_thread(parts_of(request).models.reply_templates)
    return templates_offered(kept, shown.row, language_of(request))


async def _offer(request: Request, visitor: Visitor, shown: RequestShown) -> OfferShown | None:
    """The offer that waits: with the contents, or apart for the unit that it is made to."""
    if shown.contents is not None:
        return shown.contents.offer
    if shown.row.offered_to is None or shown.ground != Standing.RECEIVER:
        return None
    question = RequestOffer(request_id=shown.row.id)
    return await parts_of(request).reading_room.ask(question, visitor.actor)
