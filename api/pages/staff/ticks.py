"""Where do the pages listen for ticks? Each with the cookie of its own side."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.live.tick_stream import ticks
from api.pages.cross_site import PageRouter
from api.pages.session import RequesterHere, StaffHere
from api.pages.staff.asked import queue_asked
from api.words.language import in_full_languages
from projections.live.watches import OwnWatch, QueueWatch, RequestWatch

router = PageRouter(in_full_languages)
# What the page says that it shows.
KNOWN = "known"


@router.get("/jono/tikit")
async def of_queue(request: Request, visitor: StaffHere) -> Response:
    """For the queue's page; `known` is of the rows that its filters choose."""
    watch = QueueWatch(visitor.actor, queue_asked(request, visitor.actor))
    return await ticks(request, watch, visitor.token, request.query_params.get(KNOWN))


@router.get("/jono/{request_id}/tikit")
async def of_request(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """For the page of one request."""
    watch = RequestWatch(visitor.actor, request_id)
    return await ticks(request, watch, visitor.token, request.query_params.get(KNOWN))


@router.get("/vastaus/tikit")
async def of_dialogue(request: Request, visitor: RequesterHere) -> Response:
    """For the dialogue."""
    watch = OwnWatch(visitor.actor)
    return await ticks(request, watch, visitor.token, request.query_params.get(KNOWN))
