"""What does the requester add after sending? Details that the submission left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from triage.request.details import overlaid
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.reach import Reach
from triage.request.state.clock.alarm import Alarm
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class DetailsAdded(RequestEvent):
    """The requester told more, of what was not told before. It is no message: it opens no promise.

    `added` names the fields, sealed, because a name may tell something too. `profile` is the whole
    profile from now on, `plea` only what is new; None is what does not open any more. `topics` are
    new ones. `alarm` is there where the new words or topics show danger. `reach` is the whole.
    `told` is the requester's own profile, where a worker has sorted the request before.
    `sent_as` tells the same sending again from another one, where its caller gave it a key.
    """

    TOPIC: ClassVar[str] = "help-request.details-added"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {
        "profile": Seal.PROFILE,
        "reach": Seal.PROFILE,
        "told": Seal.PROFILE,
    }

    added: Personal[tuple[str, ...]] | None
    profile: Personal[Profile] | None
    plea: Personal[RequestWords] | None
    topics: tuple[str, ...] = ()
    alarm: Alarm | None = None
    reach: Personal[Reach] | None = None
    told: Personal[Profile] | None = None
    sent_as: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        # A profile that does not open may have held a protected address: no earlier one counts.
        aggregate.tell(self.topics, self.profile, self.told)
        if aggregate.plea:
            told = aggregate.plea_told or aggregate.plea
            aggregate.plea = Personal(self._told_with(aggregate.plea.reveal()))
            aggregate.choose(self._told_with(told.reveal()).consents)
        aggregate.details_added_at = self.timestamp
        aggregate.hear(self.timestamp)
        aggregate.details_sent_as = self.sent_as
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)

    def _told_with(self, plea: RequestWords) -> RequestWords:
        """All that was told; where the addition does not open, how to answer safely is unknown."""
        if self.plea is None:
            return replace(plea, contact=None, reply_by=None)
        return overlaid(plea, self.plea.reveal())
