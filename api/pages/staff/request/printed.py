"""How does one request get onto paper? Marked secret, without navigation, logged as a print."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.http.head_requests import asks_for_head
from api.pages.cross_site import PageRouter
from api.pages.page import page, to
from api.pages.session import StaffProven
from api.pages.shown import facts
from api.pages.staff.names import known
from api.words.language import in_full_languages
from projections.door.requests.printing import DisclosurePrint, RequestPrint
from projections.door.requests.request_page import RequestPage
from triage.errors.requests import ReasonNeeded
from triage.time.calendar import local_day

router = PageRouter(in_full_languages)


@router.get("/jono/{request_id}/tuloste")
async def printed(request: Request, visitor: StaffProven, request_id: UUID) -> Response:
    """The request for paper, for whoever reads its words; its page asks others for a reason."""
    room, here = parts_of(request).reading_room, f"/jono/{request_id}"
    # Whoever asks for the head alone gets nothing onto paper: that is a look at the page.
    asked = RequestPage if asks_for_head(request) else RequestPrint
    try:
        shown = await room.ask(asked(request_id=request_id), visitor.actor)
    except ReasonNeeded:
        return to(request, here)
    if shown.contents is None or shown.contents.erased:
        return to(request, here)
    named = await known(request)
    now = parts_of(request).clock()
    today = local_day(now)
    return page(
        request,
        "staff/printed.html",
        visitor=visitor,
        request=facts(shown, visitor.actor, now),
        may=(),
        names=named.names,
        violence_topics=named.catalogue.violence_topics,
        # Paper is read by others: nobody on it is "you".
        actor=None,
        printed_by=visitor.actor,
        printed_on=f"{today.day}.{today.month}.{today.year}",
        printed_at=now,
    )


@router.get("/jono/{request_id}/luovutus/{number}")
async def disclosed(
    request: Request, visitor: StaffProven, request_id: UUID, number: int
) -> Response:
    """The parts that somebody else gets, on paper, and nothing else of the request."""
    question = DisclosurePrint(request_id=request_id, number=number)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    today = local_day(parts_of(request).clock())
    return page(
        request,
        "staff/disclosed.html",
        visitor=visitor,
        shown=shown,
        back=f"/jono/{request_id}",
        actor=None,
        printed_on=f"{today.day}.{today.month}.{today.year}",
    )
