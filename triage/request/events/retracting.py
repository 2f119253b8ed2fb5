"""What is taken back that staff wrote, and what became of another's data that was in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.state.staff_words import Breach
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class ReplyRetracted(RequestEvent):
    """Staff took back the message of version `reply`; `opened`: its requester had been shown it.

    It had kept the promises `unkept`. Either the answer of version `stands` keeps them from then
    on (the first one's `working_minutes` are that answer's), or they wait again where it `opens`
    them. With `personal_data` of another in it, the breach is judged by `breach_due_at`.
    """

    TOPIC: ClassVar[str] = "help-request.reply-retracted"

    reply: int
    opened: bool
    personal_data: bool
    because: Personal[str] | None
    unkept: tuple[int, ...] = ()
    stands: int | None = None
    opens: bool = False
    working_minutes: int | None = None
    breach_due_at: datetime | None = None

    @property
    def hides_text(self) -> bool:
        """Whether nobody is shown the words any more."""
        return self.personal_data or not self.opened

    def apply(self, aggregate: HelpRequest) -> None:
        word = aggregate.words_of_staff.get(self.reply)
        if word is not None:
            word.retracted = True
        stands = aggregate.words_of_staff.get(self.stands or 0)
        aggregate.unkeep(self.unkept, self.timestamp, stands=stands, opens=self.opens)
        if 0 in self.unkept:
            aggregate.working_minutes = self.working_minutes
            aggregate.reopen_first(stands)
        aggregate.recall_last_reply()
        arrived_at = aggregate.current.promise.arrived_at
        wrote_since = (each.at >= arrived_at for each in aggregate.standing if each.kind)
        aggregate.left_a_message = any(wrote_since)
        aggregate.guided = any(each.names_place for each in aggregate.standing)
        if self.breach_due_at is not None:
            aggregate.breaches[self.originator_version] = Breach(
                version=self.originator_version, since=self.timestamp, due_at=self.breach_due_at
            )


@declared
class BreachAnswered(RequestEvent):
    """The data protection officer judged the breach of that version, and wrote what was done.

    Sealed under the key that erasure keeps: the record of a breach must last (GDPR, article 33(5)).
    """

    TOPIC: ClassVar[str] = "help-request.breach-answered"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"text": Seal.PROTECTION}

    breach: int
    authority_told: bool
    text: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        answered = aggregate.breaches.get(self.breach)
        if answered:
            answered.answered_at = self.timestamp
