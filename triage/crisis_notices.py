"""Who may say on the first page that something has happened, and for how long?

The words are prepared in every language beforehand; here one of them is chosen. There is one
notice at a time: a new one ends the one before. Who published and who ended stays in the table and
in the access log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from triage.actors import Actor
from triage.codes import CrisisText
from triage.errors.requests import RequestUnknown, UntilNotFit
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.permission import require
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.records import crisis_notices
from triage.store.records.crisis_notices import CrisisNotice

PUBLISHING = "crisis-notice:publish"
# Whatever lasts longer is no notice any more, and somebody looks at it again.
SHOWN_FOR_AT_MOST = timedelta(days=14)


class CrisisNotices:
    """Publishes and ends crisis notices; every act leaves a row in the access log."""

    def __init__(self, *, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._clock = clock

    async def publish(
        self, notice_id: UUID, text: CrisisText, until: datetime, actor: Actor
    ) -> CrisisNotice:
        """Show this text from now on until a moment; the notice before it is over.

        Raises:
            NotAllowed
            UntilNotFit: the moment is past, or more than 14 days ahead.
        """
        now, username = self._clock(), actor.username or ""
        async with denials_logged(self._writer, [actor], at=now, action="publish"):
            require(actor, PUBLISHING)
        if not now < until <= now + SHOWN_FOR_AT_MOST:
            raise UntilNotFit()
        notice = CrisisNotice(
            id=notice_id, text=text, published_at=now, published_by=username, until=until
        )

        def published(unit: UnitOfWork) -> None:
            crisis_notices.end_all(unit.connection, now, username)
            crisis_notices.add(unit.connection, notice)
            write_read(unit, _act(actor, "publish", now))

        await self._writer.write(published)
        return notice

    async def end(self, notice_id: UUID, actor: Actor) -> None:
        """Show a notice no more. One that is over already stays as it is.

        Raises:
            NotAllowed
            RequestUnknown: there is no such notice.
        """
        now, username = self._clock(), actor.username or ""
        async with denials_logged(self._writer, [actor], at=now, action="unpublish"):
            require(actor, PUBLISHING)

        def ended(unit: UnitOfWork) -> None:
            if not crisis_notices.end(unit.connection, notice_id, now, username):
                # For whoever asks, what is not there is not there.
                raise RequestUnknown()
            write_read(unit, _act(actor, "unpublish", now))

        await self._writer.write(ended)


def _act(actor: Actor, action: str, now: datetime) -> Read:
    return Read(at=now, actor=actor, action=action, ground=str(actor.role))
