"""What does a contracted translator get to read, and what comes of it? Asked, opened, delivered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.clock.alarm import Alarm
from triage.request.state.partners.translated import Translation
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class TranslationAsked(RequestEvent):
    """A translator may read these words, by a link that ends at `ends_at` at the latest.

    `messages` are the requester's, by their place from 0 (the first one); where there are none it
    is `text`, what the worker is about to write. The languages, and the translator who has only a
    few of them, are sealed: a rare language names somebody in a small place. `warnings` are the
    kinds of what in the words may tell whom they are about; the worker was told them.
    """

    TOPIC: ClassVar[str] = "help-request.translation-asked"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    ends_at: datetime
    translator: Personal[str] | None
    language: Personal[str] | None
    because: Personal[str] | None
    from_language: Personal[str] | None = None
    text: Personal[str] | None = None
    messages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.await_translation(
            Translation(
                version=self.originator_version,
                number=len(aggregate.translations) + 1,
                asked_by=self.by.username,
                asked_in=self.by.unit,
                of_requester=bool(self.messages),
                ends_at=self.ends_at,
            )
        )


@declared
class TranslationOpened(RequestEvent):
    """The translator promised secrecy and read the words; `number` is the version of the asking."""

    TOPIC: ClassVar[str] = "help-request.translation-opened"
    # Nobody's page of the request goes stale because a translator began to read.
    IS_QUIET: ClassVar[bool] = True

    number: int

    @property
    def kept_with(self) -> int:
        return self.number

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.open_translation(self.number, self.timestamp)
        aggregate.quiet_events += 1


@declared
class TranslationDelivered(RequestEvent):
    """The translator sent the translation, once; it is never the requester's own words.

    `alarm` is there where danger shows in what the requester's words mean.
    """

    TOPIC: ClassVar[str] = "help-request.translation-delivered"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    number: int
    text: Personal[str] | None
    alarm: Alarm | None = None

    @property
    def kept_with(self) -> int:
        return self.number

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_translation(self.number, self.timestamp)
        # It waits for whoever has the request, like words of the requester.
        aggregate.hear(self.timestamp)
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)


@declared
class TranslationEnded(RequestEvent):
    """Staff ended the link before a translation came."""

    TOPIC: ClassVar[str] = "help-request.translation-ended"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    number: int

    @property
    def kept_with(self) -> int:
        return self.number

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_translation(self.number, self.timestamp)
