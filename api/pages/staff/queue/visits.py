"""How does somebody say that they have seen what came since they were last at the queue?"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import to
from api.pages.session import StaffHere, own_form
from api.pages.staff.queue.left import queue_left
from api.words.language import in_full_languages

router = PageRouter(in_full_languages)


@router.post("/jono/nahty")
async def dismiss(request: Request, visitor: StaffHere) -> Response:
    """Say no more of what came until now."""
    await own_form(request, visitor)
    await parts_of(request).visits.dismiss(visitor.actor)
    return to(request, "/jono", **queue_left(request))


@router.get("/jono/nahty")
async def back(request: Request, visitor: StaffHere) -> Response:
    """Whoever loads the address again gets the queue."""
    return to(request, "/jono")
