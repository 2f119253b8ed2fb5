"""What waits for me, on a page? The queue with its filters."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.live.tick_stream import fingerprint_of
from api.pages.cross_site import PageRouter
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor
from api.pages.shown import row_facts
from api.pages.staff.asked import queue_asked, queue_filters
from api.pages.staff.names import known, moved_to
from api.pages.staff.queue.left import remember
from api.pages.staff.queue.working_terms import when_due
from api.words.language import in_full_languages
from projections.door.by_reference import ByReference
from projections.door.heaps import Heaps, HeapsShown
from projections.door.queue_page import Queue
from projections.live.watches import said_of_rows
from projections.views.line_proof import LineProof
from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue
from triage.errors.requests import RequestUnknown
from triage.permission import may
from triage.request.commands.emergency import WATCH_OVER_EMERGENCIES

# Beyond what any reference is long, whatever is typed between its signs.
LONGEST_REFERENCE = 40

router = PageRouter(in_full_languages)


@router.get("/jono")
async def queue(request: Request, visitor: StaffHere) -> Response:
    """The rows that the viewer may know of, most urgent first; a page of fifty.

    Unless something else is asked for, only what waits for an answer. `viite` is a reference that
    somebody typed, and leads to its request.
    """
    reference = request.query_params.get("viite", "").strip()[:LONGEST_REFERENCE]
    found = await _by_reference(request, visitor, reference) if reference else None
    if found is not None:
        inside = "" if may(visitor.actor, "request:read") else "/kulku"
        return to(request, f"/jono/{found}{inside}")
    return await _queue_page(request, visitor, not_found=reference)


async def _queue_page(request: Request, visitor: Visitor, *, not_found: str) -> Response:
    filters, room = queue_asked(request, visitor.actor), parts_of(request).reading_room
    shown = await room.ask(Queue(filters=filters, counts=True), visitor.actor)
    # After the rows: what became a heap meanwhile stands in both, and nothing in neither.
    heaps = await _heaps(request, visitor) if filters.folds_heaps else None
    named, said = await known(request), queue_filters(request)
    answer = page(
        request,
        "staff/queue.html",
        visitor=visitor,
        queue={
            "items": [_facts(row, visitor, shown.as_of, named.catalogue) for row in shown.items],
            "next": shown.next,
            "as_of": shown.as_of,
            "counts": shown.counts,
        },
        filters=said,
        not_found=not_found,
        units=len({row.unit for row in shown.items}),
        heaps=heaps,
        known=fingerprint_of(
            visitor.token, said_of_rows((row.id, row.version) for row in shown.items)
        ),
        names=named.names,
        done=request.query_params.get("done"),
        moved_to=moved_to(request, named),
        line_proof=await _line_proof(request, visitor, shown.as_of),
    )
    remember(answer, said)
    return answer


async def _line_proof(request: Request, visitor: Visitor, now: datetime) -> LineProof | None:
    """How the duty's line stands, for those who count on it."""
    if visitor.actor.role not in WATCH_OVER_EMERGENCIES:
        return None
    return await asyncio.to_thread(parts_of(request).models.line_proof, now)


async def _by_reference(request: Request, visitor: Visitor, reference: str) -> UUID | None:
    """The request of a reference; None also where it is not the viewer's to know of."""
    try:
        room = parts_of(request).reading_room
        return await room.ask(ByReference(reference=reference), visitor.actor)
    except RequestUnknown:
        return None


def _facts(row: QueueRow, visitor: Visitor, now: datetime, catalogue: Catalogue) -> dict[str, Any]:
    """The row with what decides in it: by when, in working terms, and what is new in it."""
    wrote_at = row.wrote_at
    return {
        **row_facts(row, now),
        "due": when_due(row, now, catalogue),
        "unread": row.is_unread_for(visitor.actor.username),
        "wrote_minutes": int((now - wrote_at).total_seconds() // 60) if wrote_at else None,
    }


async def _heaps(request: Request, visitor: Visitor) -> HeapsShown:
    return await parts_of(request).reading_room.ask(Heaps(), visitor.actor)
