"""Who says how an unusual read is judged? The verdict is a row of the access log: never changed.

It names what it judges by its place in the log, and holds no request: nobody who reads of a request
is told how its readers were judged. Said anew it is another row, and the newest counts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from triage.actors import Actor
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.evidence.reads.unusual import Finding, Unusual, Verdict
from triage.permission import require
from triage.store.database.writer import Writer

REVIEWING: Final = "access-log:review"


class LogReviews:
    """Keeps the verdicts of the data protection officer."""

    def __init__(self, *, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._clock = clock

    async def judge(self, finding: Finding, verdict: Verdict, actor: Actor) -> None:
        """Write down how a finding is judged.

        Raises:
            NotAllowed
        """
        now, action = self._clock(), review_of(finding.kind)
        async with denials_logged(self._writer, [actor], at=now, action=action):
            require(actor, REVIEWING)
        read = Read(
            at=now,
            actor=actor,
            action=action,
            ground=str(verdict),
            version=finding.position,
            concerning=finding.username,
        )
        await self._writer.write(partial(write_read, read=read))


def review_of(kind: Unusual) -> str:
    """What the log calls a verdict on such a finding."""
    return f"review-{kind}"
