"""How are a look, an answer and an outcome one act? All of it is recorded, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triage.codes import Concerns, Outcome, ReplyKind, RetentionClass, Urgency
from triage.errors.requests import AlreadyClaimed, TriageError
from triage.permission import require
from triage.request.commands.claiming import claim_where_free
from triage.request.commands.command import (
    Command,
    Situation,
    recorded_on,
    require_going_on,
    require_inside,
)
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.sorting import SortRequest, route_sorted
from triage.request.commands.together.merging import AnswerDuplicates
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_CONTENT, Standing
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class RespondToRequest(Command, permission="request:reply"):
    """Look, answer and, if so wished, close in one act: all of it is recorded, or nothing.

    A request that is nobody's is claimed first. `level` with `because` is the human look;
    `outcome` closes. It may be sorted too, and goes where the rules say once it is answered;
    what is closed goes nowhere. `duplicates_too` sends the same by the receipts of what was merged
    into this request, each as `duplicates_seen` names it ("reference:version"). Each part is
    decided by the rules of its own verb, on what the part before it left, and leaves the same
    event.

    Raises:
        AlreadyClaimed: a colleague has it in hand; `by` names them.
        WriterUnconfirmed: an answer goes only to somebody who is confirmed.
        NotAnswered: it would be closed, and what is sent is no answer.
        OutcomeNotFit: withdrawn, though the requester did not withdraw.
        NotLookedAt: it would be closed, and nobody has looked since danger showed.
        TransferPending: it would be closed, and an offer waits.
        ClockRuns: it would be closed, a statutory clock runs, and it is not said that it runs on.
        DuplicateNotFit: nothing that was merged into it can be sent the same.
        DuplicateChanged: what was merged into it has moved on from what was seen.
    """

    text: Personal[str]
    reply_kind: ReplyKind
    writer_confirmed: bool = False
    language: Personal[str] | None = None
    level: Urgency | None = None
    because: Personal[str] | None = None
    outcome: Outcome | None = None
    retention_class: RetentionClass | None = None
    clock_runs_on: bool = False
    topics: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    concerns: Concerns | None = None
    duplicates_too: bool = False
    duplicates_seen: Sequence[str] = ()

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if here.ground not in SEES_CONTENT:
            raise AlreadyClaimed(by=request.claimed_by)
        sorted_at = request.sorted_at
        try:
            require_going_on(request)
            claim_where_free(request, here)
            for part in self._parts():
                require(here.actor, part.permission)
                part.decide(request, here)
            if request.sorted_at != sorted_at:
                route_sorted(request, here)
        except TriageError:
            # What the parts before the refused one recorded must not be kept either.
            recorded_on(request)
            raise

    def _parts(self) -> Iterator[Command]:
        if self.level is not None and self.because is not None:
            yield AssessUrgency(
                request_id=self.request_id,
                level=self.level,
                because=self.because,
                topics=self.topics,
                age_bands=self.age_bands,
                concerns=self.concerns,
                routes=False,
            )
        else:
            yield SortRequest(
                request_id=self.request_id,
                topics=self.topics,
                age_bands=self.age_bands,
                concerns=self.concerns,
                routes=False,
            )
        yield ReplyToRequester(
            request_id=self.request_id,
            text=self.text,
            reply_kind=self.reply_kind,
            writer_confirmed=self.writer_confirmed,
            language=self.language,
        )
        if self.duplicates_too:
            yield AnswerDuplicates(
                request_id=self.request_id,
                text=self.text,
                reply_kind=self.reply_kind,
                language=self.language,
                seen=self.duplicates_seen,
            )
        if self.outcome is not None:
            yield self._closing(self.outcome)

    def _closing(self, outcome: Outcome) -> CloseRequest:
        return CloseRequest(
            request_id=self.request_id,
            outcome=outcome,
            retention_class=self.retention_class,
            clock_runs_on=self.clock_runs_on,
        )
