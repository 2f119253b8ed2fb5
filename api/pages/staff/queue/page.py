"""What waits for me, on a page? The queue with its filters."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.live.tick_stream import fingerprint_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, Visitor
from api.pages.staff.asked import queue_asked, queue_filters
from api.pages.staff.names import known, moved_to
from api.pages.staff.queue.last_here import in_address, last_here
from api.pages.staff.queue.left import remember
from api.pages.staff.queue.row_shown import row_shown
from api.words.language import in_full_languages
from projections.door.requests.heaps import Heaps, HeapsShown
from projections.door.requests.queue_page import Queue
from projections.live.watches import said_of_rows
from projections.views.line_proof import LineProof
from triage.desk.rota import PLANNING
from triage.notices.on_duty import Watch
from triage.permission import may
from triage.request.commands.emergency import WATCH_OVER_EMERGENCIES
from triage.request.need_to_know import works_for_partner

router = PageRouter(in_full_languages)


@router.get("/jono")
async def queue(request: Request, visitor: StaffHere) -> Response:
    """The rows that the viewer may know of, most urgent first; a page of fifty.

    Unless something else is asked for, only what waits for an answer.
    """
    filters, room = queue_asked(request, visitor.actor), parts_of(request).reading_room
    since = await last_here(request, visitor)
    question = Queue(filters=filters, counts=True, since=since)
    shown = await room.ask(question, visitor.actor)
    # After the rows: what became a heap meanwhile stands in both, and nothing in neither.
    heaps = await _heaps(request, visitor) if filters.folds_heaps else None
    named, said = await known(request), queue_filters(request)
    answer = page(
        request,
        "staff/queue.html",
        visitor=visitor,
        queue={
            "items": [row_shown(row, visitor, shown.as_of, named.catalogue) for row in shown.items],
            "next": shown.next,
            "as_of": shown.as_of,
            "counts": shown.counts,
        },
        filters=said,
        since=since,
        since_said=in_address(since),
        units=len({row.unit for row in shown.items}),
        heaps=heaps,
        known=fingerprint_of(
            visitor.token, said_of_rows((row.id, row.version) for row in shown.items)
        ),
        names=named.names,
        done=request.query_params.get("done"),
        moved_to=moved_to(request, named),
        enters=may(visitor.actor, "request:enter")
        and not works_for_partner(visitor.actor, named.catalogue),
        line_proof=await _line_proof(request, visitor, shown.as_of),
        uncovered=await _uncovered(request, visitor, shown.as_of),
    )
    remember(answer, said)
    return answer


async def _line_proof(request: Request, visitor: Visitor, now: datetime) -> LineProof | None:
    """How the duty's line stands, for those who count on it."""
    if visitor.actor.role not in WATCH_OVER_EMERGENCIES:
        return None
    return await asyncio.to_thread(parts_of(request).models.line_proof, now)


async def _uncovered(request: Request, visitor: Visitor, now: datetime) -> Sequence[Watch]:
    """Which hours soon have nobody on duty, for whoever plans the rota."""
    if not may(visitor.actor, PLANNING):
        return ()
    return await asyncio.to_thread(parts_of(request).models.uncovered_soon, now)


async def _heaps(request: Request, visitor: Visitor) -> HeapsShown:
    return await parts_of(request).reading_room.ask(Heaps(), visitor.actor)
