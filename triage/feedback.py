"""How does a requester say whether it helped? Once, after an answer, and tied to nothing.

No event and no row of a log: the answer that waits is all that is stored, beside the mark that this
request has said something. The doors are not used, because both leave a trace with a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor
from triage.errors.own_rights import FeedbackGiven, FeedbackWantsHelp, NoAnswerYet
from triage.errors.requests import RequestDamaged, RequestErased, RequestUnknown
from triage.permission import require
from triage.request.events import RequestEvent
from triage.request.said_by_staff import was_answered
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Work, Writer
from triage.store.events.streams import stream
from triage.store.keys.key_ring import KeyRing, RequestKeys
from triage.store.records import feedback
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.feedback import Said
from triage.text.personal import revealed
from triage.time.calendar import local_day

MONTHS_IN_QUARTER = 3


class FeedbackBox:
    """Takes what requesters say of the help."""

    def __init__(
        self,
        *,
        writer: Writer,
        ring: KeyRing,
        catalogues: CatalogueStore,
        clock: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._ring = ring
        self._catalogues = catalogues
        self._clock = clock

    async def give(self, said: Said, actor: Actor) -> None:
        """Take what the requester of `actor` says of the help.

        Raises:
            NotAllowed, RequestUnknown, RequestErased, RequestDamaged, Overloaded
            FeedbackWantsHelp: the comment shows danger; it belongs into a message.
            NoAnswerYet: nobody has answered that could have helped.
            FeedbackGiven: this request has said something before.
        """
        require(actor, "own-request:write")
        if actor.request_id is None:
            raise RequestUnknown()
        request_id, quarter = actor.request_id, quarter_of(self._clock())
        work = Work(lambda unit: self._take(unit, request_id, quarter, said), about=request_id)
        await self._writer.write(work)

    def _take(self, unit: UnitOfWork, request_id: UUID, quarter: str, said: Said) -> None:
        keys, recorded, damage = stream(unit, self._ring, request_id)
        if keys.words is None:
            raise RequestDamaged() if damage else RequestErased()
        comment = revealed(said.comment)
        if comment and self._catalogues.in_force(unit).signs_in([comment]).danger:
            raise FeedbackWantsHelp()
        if not was_answered(recorded):
            raise NoAnswerYet()
        mac = feedback.given_mac(keys.words)
        if feedback.is_given(unit.connection, mac):
            raise FeedbackGiven()
        feedback.add(unit.connection, self._ring, mac=mac, quarter=quarter, said=said)


def wants_feedback(
    connection: Connection, recorded: Sequence[RequestEvent], keys: RequestKeys
) -> bool:
    """Whether the requester may say now whether it helped."""
    if keys.words is None or not was_answered(recorded):
        return False
    return not feedback.is_given(connection, feedback.given_mac(keys.words))


def quarter_of(moment: datetime) -> str:
    """The quarter of a moment in Helsinki, such as "2026-Q4"."""
    day = local_day(moment)
    return f"{day.year}-Q{(day.month - 1) // MONTHS_IN_QUARTER + 1}"
