"""How is everything that somebody holds passed on in one act? For API and page.

Each request is passed on by a decision of its own, so that it gets its own event. What somebody
else was quicker with stays as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from api.http.access import parts_of
from projections.door.cover.held import HeldBy, HeldRow
from triage.actors import Actor
from triage.door import Changed
from triage.errors.requests import TriageError
from triage.request.commands.together.passing_on import PassOn
from triage.request.events import Assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """What became of each request, by reference: given, back in the queue, or as it was."""

    given: tuple[str, ...]
    back_in_queue: tuple[str, ...]
    unchanged: tuple[str, ...]


async def pass_on(
    request: Request, actor: Actor, *, holder: str, worker: str | None, seen: Sequence[UUID] | None
) -> PassedOn:
    """Pass on what somebody holds: of it what was seen, or everything.

    Raises:
        NotAllowed
        UnknownWorker: who is to have it takes no requests, or is the one who has it.
    """
    held = await parts_of(request).reading_room.ask(HeldBy(holder=holder), actor)
    chosen = [each for each in held if seen is None or each.id in seen]
    triage = parts_of(request).triage
    told = await asyncio.gather(
        *(
            triage.execute(PassOn(request_id=each.id, holder=holder, worker=worker), actor)
            for each in chosen
        ),
        return_exceptions=True,
    )
    failed = [each for each in told if isinstance(each, BaseException)]
    for failure in failed:
        if not isinstance(failure, TriageError) or len(failed) == len(told):
            raise failure
    return _sorted_out(chosen, told)


def _sorted_out(chosen: Sequence[HeldRow], told: Sequence[Changed | BaseException]) -> PassedOn:
    given, back, unchanged = list[str](), list[str](), list[str]()
    for row, outcome in zip(chosen, told, strict=True):
        if isinstance(outcome, BaseException):
            unchanged.append(row.reference)
        elif Assigned.kind() in outcome.kinds:
            given.append(row.reference)
        else:
            back.append(row.reference)
    return PassedOn(given=tuple(given), back_in_queue=tuple(back), unchanged=tuple(unchanged))
