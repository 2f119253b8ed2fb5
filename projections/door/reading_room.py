"""How is anything read? Through `ReadingRoom`: permission, answer, access log, and only then out.

No row in the log, no answer. The clock is read here and in the write door, nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from projections.door.questions import Answered, Question, ReadOfOne
from projections.door.read_models import ReadModels
from projections.door.requests.request_page import RequestPage, row_of_one
from projections.views.queue.row import QueueRow, Seen
from triage.actors import Actor
from triage.door import Acted, Changed
from triage.errors.requests import CatchingUp, ReadModelStopped, RequestUnknown, TriageError
from triage.evidence.access_log import Read, denied, write_read
from triage.evidence.reads.reviewing import LogReviews
from triage.permission import require
from triage.store.database.call_deadline import in_thread
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer

T = TypeVar("T")
# What the log calls a try to get to a page or an address that is not for this role.
PAGE = "page"


class ReadingRoom:
    """The read door. Everything that a person gets to see of a request comes through here."""

    def __init__(
        self, *, models: ReadModels, writer: Writer, clock: Callable[[], datetime]
    ) -> None:
        self._models = models
        self._writer = writer
        self._clock = clock
        # What is found of reads stands in the log of reads.
        self.reviews = LogReviews(writer=writer, clock=clock)

    async def ask(self, question: Question[T], actor: Actor) -> T:
        """Answer, once the read is in the access log.

        Raises:
            NotAllowed: the role never may ask this.
            RequestUnknown, ReasonNeeded: not this request; the try is logged too.
            CatchingUp, ReadModelStopped: not for now, whoever asks.
        """
        now = self._clock()
        try:
            require(actor, question.permission)
            answered = await in_thread(question.answer, self._models, actor, now)
        except (CatchingUp, ReadModelStopped):
            # Ours to repair: nobody was refused anything.
            raise
        except TriageError as refusal:
            await self._log(_denied(question, actor, refusal, now))
            refusal.is_logged = True
            raise
        of_each = (_of_one(each, actor, now) for each in answered.of_each)
        await self._log(_let_through(question, actor, answered, now), *of_each)
        return answered.value

    async def log_turned_away(self, actor: Actor, refusal: TriageError) -> None:
        """Write down a try that was refused before it came to any door, as of a page by its role.

        Nothing is written where a door has done so.
        """
        if not refusal.is_logged:
            await self._log(denied(actor, refusal, at=self._clock(), action=PAGE))
            refusal.is_logged = True

    async def _log(self, *reads: Read) -> None:
        def write(unit: UnitOfWork) -> None:
            for read in reads:
                write_read(unit, read)

        await self._writer.write(write)


def row_after(unit: UnitOfWork, acted: Acted) -> QueueRow | Changed:
    """What staff are told of what they did: the new row, its read in the log by the same turn.

    Where the row is theirs to know of no more, it is what was changed.
    """
    request, actor, at = acted.request, acted.actor, acted.at
    question = RequestPage(request_id=request.id, row_only=True)
    seen = Seen(actor=actor, at=at, cover=acted.cover)
    try:
        told = row_of_one(request, acted.catalogue, seen, damaged=acted.is_damaged)
    except RequestUnknown as refusal:
        write_read(unit, _denied(question, actor, refusal, at))
        return acted.changed
    write_read(unit, _let_through(question, actor, told, at))
    return told.value.row


def _let_through(question: Question[T], actor: Actor, answered: Answered[T], now: datetime) -> Read:
    return Read(
        at=now,
        actor=actor,
        action=answered.action or question.logged_as,
        ground=answered.ground,
        request_id=answered.request_id,
        unit=answered.unit,
        version=answered.version,
    )


def _of_one(read: ReadOfOne, actor: Actor, now: datetime) -> Read:
    return Read(
        at=now,
        actor=actor,
        action=read.action,
        ground=read.ground,
        request_id=read.request_id,
        unit=read.unit,
        version=read.version,
    )


def _denied(question: Question[T], actor: Actor, refusal: TriageError, now: datetime) -> Read:
    return denied(actor, refusal, at=now, action=question.logged_as, about=question.about)
