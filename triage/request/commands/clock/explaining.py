"""How does a supervisor say why a promise was missed? Of what the events show, or otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import MissCause
from triage.errors.misses import CauseNotShown, NoSuchMiss
from triage.errors.requests import RequestErased, RequestUnknown
from triage.request.commands.command import Command, Situation
from triage.request.events import MissExplained
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class ExplainMiss(Command, permission="miss:explain"):
    """Choose the cause of a missed promise, and note what is put right. The last word counts.

    Raises:
        RequestUnknown: it is another supervisor's.
        RequestErased: nothing can be noted under its keys any more.
        NoSuchMiss: no such promise was missed.
        CauseNotShown: the events of the request show no such thing.
    """

    promise: int
    cause: MissCause
    action: Personal[str] | None = None

    def admit(self, ground: Standing) -> None:
        """A supervisor explains without ever seeing the request; `decide` asks for the unit."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.unit not in here.actor.units:
            raise RequestUnknown()
        if request.erased_at:
            raise RequestErased()
        miss = next((each for each in request.misses if each.number == self.promise), None)
        if miss is None:
            raise NoSuchMiss()
        if self.cause not in miss.choices:
            raise CauseNotShown(choices=[str(each) for each in miss.choices])
        here.record(
            request,
            MissExplained,
            promise_number=self.promise,
            cause=self.cause,
            action=self.action,
        )
