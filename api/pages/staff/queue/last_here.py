"""Since when is what came news to whoever looks at the queue? Told to them alone."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request

from api.http.access import parts_of
from api.http.head_requests import asks_for_head
from api.pages.session import Visitor
from triage.permission import may

# As browsers say that a person goes to a page; a page that renews itself is nobody who came.
MODE, NAVIGATES = "sec-fetch-mode", "navigate"


async def last_here(request: Request, visitor: Visitor) -> datetime | None:
    """Since when what came is news to the viewer; that they are here now is noted."""
    if not may(visitor.actor, "queue:read"):
        return None
    visits = parts_of(request).visits
    if asks_for_head(request) or request.headers.get(MODE, NAVIGATES) != NAVIGATES:
        return await visits.since(visitor.actor)
    return await visits.come(visitor.actor)


def in_address(moment: datetime | None) -> str:
    """The moment as the queue's address takes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""
