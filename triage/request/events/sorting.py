"""What does a worker say a request is about? Beside what the requester chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.reach import Reach
from triage.request.state.clock.alarm import Alarm
from triage.request.words import Profile
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Sorted(RequestEvent):
    """A worker read it and said what it is about; the requester's own choice stays beside.

    `profile` is the whole profile from now on: the told one with the ages and whom it concerns as
    sorted; `reach` stands beside it as in every event that holds one. `alarm` is there where an
    urgent topic is new.
    """

    TOPIC: ClassVar[str] = "help-request.sorted"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"profile": Seal.PROFILE, "reach": Seal.PROFILE}

    topics: tuple[str, ...]
    profile: Personal[Profile] | None
    catalogue_version: str
    because: Personal[str] | None = None
    alarm: Alarm | None = None
    reach: Personal[Reach] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.sort(self.topics, self.profile, self.timestamp)
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)
