"""What is written of a try to act that was refused? A row of the access log, like that of a read.

A refusal writes nothing else. The read door logs its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from triage.actors import Actor
from triage.errors.requests import NotAllowed, ReasonNeeded, RequestUnknown
from triage.evidence.access_log import denied, write_read
from triage.store.database.writer import Writer

# What is not the actor's to do; a rule that refuses everybody tells nothing of who tried.
DENIALS: Final = (NotAllowed, RequestUnknown, ReasonNeeded)
# What the log calls a try to act on a request.
ACT: Final = "act"


@asynccontextmanager
async def denials_logged(
    writer: Writer,
    acting: Sequence[Actor],
    *,
    at: datetime,
    action: str = ACT,
    about: UUID | None = None,
) -> AsyncIterator[None]:
    """Write down who was refused inside. `acting` is read then: empty where nobody is known yet.

    What requesters try is no try of staff, and stays out of the log.
    """
    try:
        yield
    except DENIALS as refusal:
        for actor in acting:
            if actor.username is not None:
                read = denied(actor, refusal, at=at, action=action, about=about)
                await writer.write(partial(write_read, read=read))
                refusal.is_logged = True
        raise
