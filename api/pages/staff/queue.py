"""What waits for me, on a page? The queue with its filters."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.live.tick_stream import fingerprint_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, Visitor
from api.pages.shown import row_facts
from api.pages.staff.asked import queue_asked, queue_filters
from api.pages.staff.names import known
from api.words.language import in_full_languages
from projections.door.heaps import Heaps, HeapsShown
from projections.door.questions import Queue
from projections.live.watches import said_of_rows

router = PageRouter(in_full_languages)


@router.get("/jono")
async def queue(request: Request, visitor: StaffHere) -> Response:
    """The rows that the viewer may know of, most urgent first; a page of fifty.

    Unless something else is asked for, only what waits for an answer.
    """
    filters, room = queue_asked(request, visitor.actor), parts_of(request).reading_room
    shown = await room.ask(Queue(filters=filters), visitor.actor)
    # After the rows: what became a heap meanwhile stands in both, and nothing in neither.
    heaps = await _heaps(request, visitor) if filters.folds_heaps else None
    return page(
        request,
        "staff/queue.html",
        visitor=visitor,
        queue={
            "items": [row_facts(row, shown.as_of) for row in shown.items],
            "next": shown.next,
            "as_of": shown.as_of,
        },
        filters=queue_filters(request),
        heaps=heaps,
        known=fingerprint_of(
            visitor.token, said_of_rows((row.id, row.version) for row in shown.items)
        ),
        names=(await known(request)).names,
        done=request.query_params.get("done"),
    )


async def _heaps(request: Request, visitor: Visitor) -> HeapsShown:
    return await parts_of(request).reading_room.ask(Heaps(), visitor.actor)
