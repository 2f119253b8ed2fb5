"""How is a request found by what is said in it, on a page?

The words are posted: in an address they would stay in the browser's history and in a proxy's log.
"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.pages.staff.queue.row_shown import row_shown
from api.words.language import in_full_languages
from projections.door.requests.search import Found, Search
from triage.permission import require
from triage.text.personal import Personal

ADDRESS = "/haku"
LONGEST = 100
DASH = "-"

router = PageRouter(in_full_languages)


@router.get(ADDRESS)
async def empty(request: Request, visitor: StaffHere) -> Response:
    """The field alone."""
    require(visitor.actor, Search.permission)
    return await _page(request, visitor, "", None)


@router.post(ADDRESS)
async def search(request: Request, visitor: StaffHere) -> Response:
    """What was found; a whole reference leads straight to its request."""
    form = await own_form(request, visitor)
    typed = form.one("q").replace("\0", "").strip()[:LONGEST]
    if not typed:
        return await empty(request, visitor)
    found = await parts_of(request).reading_room.ask(Search(typed=Personal(typed)), visitor.actor)
    for hit in found.items:
        if _signs(typed) == _signs(hit.row.reference):
            return to(request, f"/jono/{hit.row.id}")
    return await _page(request, visitor, typed, found)


def _signs(reference: str) -> str:
    return "".join(reference.split()).replace(DASH, "").casefold()


async def _page(request: Request, visitor: Visitor, typed: str, found: Found | None) -> Response:
    named = await known(request)
    items = [
        {
            **row_shown(hit.row, visitor, found.as_of, named.catalogue),
            "found_in": [str(place) for place in hit.found_in],
        }
        for hit in (found.items if found else ())
        if found
    ]
    return page(
        request,
        "staff/search.html",
        visitor=visitor,
        typed=typed,
        found=found,
        items=items,
        units=len({each["unit"] for each in items}),
        names=named.names,
    )
