"""How does the own request stand, and after its requester changed it? For every route."""

from __future__ import annotations

from typing import Final

from fastapi import Request

from api.errors.store_away import where_readable
from api.http.access import catalogue_of, parts_of
from api.v1.answers import OwnRequestAnswer, WrittenAnswer
from api.v1.composing import own_request_answer
from api.words.language import language_of
from projections.door.questions import OwnRequest
from triage.actors import Actor

WRITTEN: Final = "Stored. Where the request cannot be shown just now, only that is told."


async def own_after(request: Request, actor: Actor) -> OwnRequestAnswer | WrittenAnswer:
    """The own request after a write, where it can be read; what is written is acknowledged."""
    return await where_readable(own_shown(request, actor)) or WrittenAnswer()


async def own_shown(request: Request, actor: Actor, *, first_too: bool = False) -> OwnRequestAnswer:
    """The requester's own request as it stands now; the pages show the same."""
    shown = await parts_of(request).reading_room.ask(OwnRequest(first_too=first_too), actor)
    catalogue = (await catalogue_of(request).lately()).catalogue
    return own_request_answer(shown, catalogue, language_of(request))
