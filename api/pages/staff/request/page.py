"""How does a worker read one request and act on it, on a page?

What was done is answered by going back to the page (303), so that loading it again does nothing
twice. What was refused is answered by the page itself, with the reason and every typed word.
"""

from __future__ import annotations

from itertools import chain
from uuid import UUID

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.live.tick_stream import fingerprint_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.shown import facts, workers
from api.pages.staff.asked import chosen
from api.pages.staff.names import known, moved_to
from api.pages.staff.queue.left import queue_left
from api.pages.staff.request.composing import NOTHING_DONE, WORKED_ON, After, as_meant, keeps_words
from api.pages.staff.request.guides import guides_shown
from api.pages.staff.request.holding import holding_offered, with_holding
from api.pages.staff.request.refused import RefusedVerb
from api.v1.staff.seen_version import NO_VERSION
from api.v1.verbs import PLACES, VERBS, may_now
from api.v1.verbs.card import Verb
from api.v1.verbs.handling import OPENING
from api.words.language import in_full_languages
from projections.door.next_up import NextShown, NextUp
from projections.door.request_page import RequestOffer, RequestPage, RequestShown
from projections.live.watches import said_of_rows
from projections.views.queue.row import LookBecause
from projections.views.request.offers import OfferShown
from triage.catalogue import Catalogue
from triage.codes import Channel, Sender
from triage.errors.requests import (
    CatchingUp,
    ReadModelStopped,
    ReasonNeeded,
    RequestUnknown,
    TriageError,
)
from triage.request.need_to_know import Standing
from triage.request.safe_contact import enough_calls
from triage.store.records.drafts import Draft

router = PageRouter(in_full_languages)
# What the forms of the verbs say with several values.
LISTS = ("topics", "age_bands")


@router.get("/jono/{request_id}")
async def read_request(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Everything in a request; a colleague's asks for a reason first."""
    try:
        shown = await _shown(request, visitor, request_id)
    except RequestUnknown:
        # Whoever has just acted may see it no more, as the duty where a look found no danger.
        done = request.query_params.get("done")
        if done not in VERBS:
            raise
        return to(request, "/jono", **queue_left(request), **chosen(request, "done", "moved_to"))
    after = After(done=request.query_params.get("done", ""))
    return await _request_page(request, visitor, shown, after=after)


@router.post("/jono/{request_id}/esikatselu")
async def preview(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """The words as the requester would see them, above the sheet; nothing of them is stored."""
    form = await own_form(request, visitor)
    shown = await _shown(request, visitor, request_id)
    after = After(words=form, preview=form.one("text"))
    return await _request_page(request, visitor, shown, after=after)


@router.post("/jono/{request_id}/valiviesti")
async def fill_holding(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Put a ready holding message into the sheet, behind what was typed; nothing is stored."""
    form = await own_form(request, visitor)
    shown = await _shown(request, visitor, request_id)
    words = with_holding(form, shown.row, parts_of(request).clock())
    return await _request_page(request, visitor, shown, after=After(words=words, filled=True))


@router.post("/jono/{request_id}/{verb}")
async def act(
    request: Request,
    visitor: StaffHere,
    request_id: UUID,
    verb: str,
) -> Response:
    """Do what a form of the page asks for."""
    card = VERBS.get(verb)
    if card is None:
        raise HTTPException(404)
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = as_meant(form, card).body(card.body)
            command = card.command_for(request_id, _seen(form), body)
            changed = await parts_of(request).triage.execute(command, visitor.actor)
    except TriageError as refusal:
        refused = RefusedVerb(verb=card, problem=of_refusal(refusal), form=form, seen=_seen(form))
        return await _again(request, visitor, request_id, refused)
    if keeps_words(form, card) and not changed.routed_to:
        shown = await _shown(request, visitor, request_id)
        after = After(words=form, done=card.name)
        return await _request_page(request, visitor, shown, after=after)
    return _went_through(request, request_id, card, moved_to=changed.routed_to)


@router.get("/jono/{request_id}/{verb}")
async def back(request: Request, visitor: StaffHere, request_id: UUID, verb: str) -> Response:
    """Whoever loads the address of a form again gets the request."""
    return to(request, f"/jono/{request_id}")


def _went_through(
    request: Request, request_id: UUID, verb: Verb, *, moved_to: str | None = None
) -> Response:
    if verb.leads_away:
        return to(request, "/jono", **queue_left(request), done=verb.name)
    moved = {"moved_to": moved_to} if moved_to else {}
    here = f"/jono/{request_id}{WORKED_ON.get(verb.name, '')}"
    return to(request, here, done=verb.name, **moved)


def _seen(form: Typed) -> int | None:
    """The version that the page showed; one that is no number is none that anybody saw."""
    if not form.one("version"):
        return None
    version = form.number("version")
    return NO_VERSION if version is None else version


async def _again(
    request: Request, visitor: Visitor, request_id: UUID, refused: RefusedVerb
) -> Response:
    """The page with the refusal and the typed words; the words alone where there is no page."""
    try:
        with store_failures_as_refusals():
            shown = await _shown(request, visitor, request_id)
            if refused.was_done_before(shown, visitor.actor):
                return _went_through(request, request_id, refused.verb)
            return await _request_page(request, visitor, shown, refused=refused)
    except TriageError as gone:
        problem = of_refusal(gone)
        return page(
            request,
            "staff/notice.html",
            status=problem.status,
            visitor=visitor,
            error={"code": problem.code},
            saved=refused.words,
        )


async def _shown(request: Request, visitor: Visitor, request_id: UUID) -> RequestShown:
    """The request; its row alone where the words need a reason first, or an offer accepted."""
    models = parts_of(request).reading_room
    try:
        return await models.ask(RequestPage(request_id=request_id), visitor.actor)
    except ReasonNeeded:
        return await models.ask(RequestPage(request_id=request_id, row_only=True), visitor.actor)


async def _request_page(
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
        request=await _told(request, visitor, shown),
        may=may_now(shown, visitor.actor),
        places=PLACES,
        known=fingerprint_of(visitor.token, said_of_rows([(shown.row.id, shown.row.version)])),
        names=named.names,
        violence_topics=named.catalogue.violence_topics,
        likely_language=_likely_language(shown, named.catalogue),
        receivers=shown.receivers,
        write_instead=_write_instead(shown, named.catalogue),
        draft=await _draft(request, visitor, shown),
        workers=workers(named.accounts, shown.row, named.cover),
        error=refused.error(shown, visitor.actor) if refused else None,
        kept=after.words is not NOTHING,
        values=(refused.form if refused else after.words).values(*LISTS),
        preview=after.preview,
        filled_in=after.filled,
        **holding_offered(named.catalogue, shown.row.language),
        changes=refused.changes(shown) if refused else [],
        moved_to=moved_to(request, named),
        **guides_shown(request, named.catalogue, shown.row.language),
        done=after.done,
        next_up=await _next(request, visitor, shown) if after.done in VERBS else None,
        left=queue_left(request),
    )


async def _told(request: Request, visitor: Visitor, shown: RequestShown) -> dict[str, object]:
    offer = await _offer(request, visitor, shown)
    return {**facts(shown, visitor.actor, parts_of(request).clock()), "offer": offer}


async def _next(request: Request, visitor: Visitor, shown: RequestShown) -> NextShown | None:
    """What to take after this; the page is shown without it where the queue cannot be read."""
    question = NextUp(besides=(shown.row.id,))
    try:
        return await parts_of(request).reading_room.ask(question, visitor.actor)
    except (CatchingUp, ReadModelStopped):
        return None


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


async def _offer(request: Request, visitor: Visitor, shown: RequestShown) -> OfferShown | None:
    """The offer that waits: with the contents, or apart for the unit that it is made to."""
    if shown.contents is not None:
        return shown.contents.offer
    if shown.row.offered_to is None or shown.ground != Standing.RECEIVER:
        return None
    question = RequestOffer(request_id=shown.row.id)
    return await parts_of(request).reading_room.ask(question, visitor.actor)
