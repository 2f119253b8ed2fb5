"""How does the own request stand, and after its requester changed it? For every route."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from typing import Final

from fastapi import Request

from api.errors.store_away import where_readable
from api.http.access import catalogue_of, parts_of
from api.http.head_requests import asks_for_head
from api.v1.answers import OwnRequestAnswer, WrittenAnswer
from api.v1.requester.composing import own_request_answer
from api.words.language import language_of
from projections.door.requests.own_request import OwnRequest
from projections.views.own_request import OwnRequestShown
from triage.actors import Actor
from triage.door import Changed
from triage.errors.requests import TriageError
from triage.request.commands.dialogue import NoteAnswerOpened

# Nothing in the name tells what it is of.
PROOF_FILE = {"Content-Disposition": 'attachment; filename="arrival.tlog-proof"'}
WRITTEN: Final = "Stored. Where the request cannot be shown just now, only that is told."


async def own_after(request: Request, actor: Actor) -> OwnRequestAnswer | WrittenAnswer:
    """The own request after a write, where it can be read; what is written is acknowledged."""
    return await where_readable(own_shown(request, actor)) or WrittenAnswer()


async def own_read(request: Request, actor: Actor, *, first_too: bool = False) -> OwnRequestShown:
    """Read the own request, and let it be noted that an answer was opened.

    Nobody waits for the note, and nothing fails with it: a lost one is made at the next reading.
    """
    parts = parts_of(request)
    shown = await parts.reading_room.ask(OwnRequest(first_too=first_too), actor)
    reply = None if asks_for_head(request) else shown.unopened_reply
    if reply is not None and actor.request_id is not None:
        note = NoteAnswerOpened(request_id=actor.request_id, reply=reply)
        with suppress(TriageError):
            parts.triage.begin(note, actor).add_done_callback(_noticed)
    return shown


def _noticed(noting: Future[Changed]) -> None:
    """Fetch the result that nobody waits for."""
    if not noting.cancelled():
        noting.exception()


async def own_shown(request: Request, actor: Actor, *, first_too: bool = False) -> OwnRequestAnswer:
    """The requester's own request as it stands now; the pages show the same."""
    shown = await own_read(request, actor, first_too=first_too)
    catalogue = (await catalogue_of(request).lately()).catalogue
    return own_request_answer(shown, catalogue, language_of(request))
