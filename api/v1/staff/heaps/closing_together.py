"""How are requests of a heap closed in one act, and taken back? For API and pages.

Each is closed by a decision of its own, in the transactions of the writer like any other command:
a mass closing never holds up who asks for help meanwhile. What changed before its turn came stays
open. Whatever was closed can be taken back in one act, also where the process ended half way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from fastapi import Request

from api.http.access import parts_of
from api.v1.staff.heaps.heap_answers import ClosingAlikeBody
from projections.door.requests.heaps import AlikeInHeap, ClosedTogether
from triage.actors import Actor
from triage.door import Changed
from triage.errors.requests import TriageError
from triage.request.commands.command import Command
from triage.request.commands.together.heaps import CloseTogether, TakeBackClosing
from triage.text.personal import Personal

# So many at a time wait for the writer; others' requests come in between.
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneTogether:
    """What became of a mass closing (`id`): so many requests changed, so many did not."""

    id: UUID
    changed: int
    unchanged: int


async def close_alike(
    request: Request, actor: Actor, *, heap: UUID, body: ClosingAlikeBody
) -> DoneTogether:
    """Close what of a heap says the same as one of it, as spam: what was seen, and nothing else.

    Raises:
        RequestUnknown: the one is none that may be closed with others.
        NotAlike: none of them was any more, when its turn came.
    """
    seen = None if body.requests is None else frozenset(body.requests)
    question = AlikeInHeap(heap=heap, like=body.like, seen=seen)
    found = await parts_of(request).reading_room.ask(question, actor)
    together = uuid4()
    commands = [
        CloseTogether(
            request_id=each,
            heap=heap,
            words_mac=found.words_mac,
            together=together,
            because=body.because,
        )
        for each in found.requests
    ]
    done = await _done(request, actor, together, commands)
    left_out = len((seen or frozenset()).difference(found.requests))
    return replace(done, unchanged=done.unchanged + left_out)


async def take_back(
    request: Request, actor: Actor, *, together: UUID, because: Personal[str]
) -> DoneTogether:
    """Let every request that a mass closing holds closed go on as it was.

    Raises:
        RequestUnknown: it holds none closed.
        TooLateToTakeBack: it was more than 30 days ago.
    """
    question = ClosedTogether(together=together)
    found = await parts_of(request).reading_room.ask(question, actor)
    commands = [
        TakeBackClosing(request_id=each, together=together, because=because) for each in found
    ]
    return await _done(request, actor, together, commands)


async def _done(
    request: Request, actor: Actor, together: UUID, commands: Sequence[Command]
) -> DoneTogether:
    """Do all of them; raises the first refusal where every one was refused."""
    triage = parts_of(request).triage
    told: list[Changed | BaseException] = []
    for start in range(0, len(commands), AT_ONCE):
        some = (triage.execute(each, actor) for each in commands[start : start + AT_ONCE])
        told += await asyncio.gather(*some, return_exceptions=True)
    failed = [each for each in told if isinstance(each, BaseException)]
    for failure in failed:
        if not isinstance(failure, TriageError) or len(failed) == len(told):
            raise failure
    return DoneTogether(id=together, changed=len(told) - len(failed), unchanged=len(failed))
