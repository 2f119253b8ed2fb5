"""Where do programs listen for ticks? One route, for staff and requesters alike."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from api.http.access import SignedIn, bearer_token
from api.live.tick_stream import MEDIA_TYPE, ticks
from api.v1.description import MEANINGS, problems
from projections.live.watches import OwnWatch, QueueWatch
from projections.views.queue.waiting import Filters
from triage.actors import Role
from triage.text.personal import Personal

router = APIRouter(tags=["live"])
MEANING = MEANINGS | {
    403: "A role that has neither a queue nor a request.",
    429: "This token listens in too many places at once; try again after Retry-After.",
}


@router.get(
    "/api/v1/ticks",
    operation_id="listen",
    summary="Learn at once that something is new",
    response_class=StreamingResponse,
    response_description="Server-sent events, until the token is over, at most for an hour.",
    responses={
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        **problems(401, 403, 429, 503, meaning=MEANING),
    },
)
async def listen(request: Request, actor: SignedIn) -> Response:
    """An event `tick` each time something changed that you may see; it does not tell what.

    For staff what goes on in their queue, for a requester the own request. The first tick comes
    at once: whoever reads again at every tick, and comes back where the stream ends, misses
    nothing.
    """
    own = actor.role is Role.REQUESTER
    watch = OwnWatch(actor) if own else QueueWatch(actor, Filters())
    return await ticks(request, watch, bearer_token(request) or Personal(""))
