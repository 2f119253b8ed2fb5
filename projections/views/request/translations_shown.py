"""What was a translator asked for, and what came back? Never as the requester's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from triage.actors import By
from triage.request.events import (
    RequestEvent,
    TranslationAsked,
    TranslationDelivered,
)
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationShown:
    """A translation that was asked for, for those who read the request.

    `number` counts from 1 those that the reader is told of; `link` is the number that the link is
    made of, and told to nobody.
    `messages` are the places of the requester's messages; where there are none, `text` is what a
    worker was about to write. `translation` is the translator's. `ended_at`: when the link ended
    before its time, `ends_at` when it does by itself.
    """

    number: int
    link: int
    translator: str | None
    language: str | None
    from_language: str | None
    messages: tuple[int, ...]
    text: str | None
    because: str | None
    warnings: tuple[str, ...]
    asked_at: datetime
    by: By
    ends_at: datetime
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    translation: str | None = None
    delivered_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether the translator can still read and send."""
        return self.ended_at is None and now < self.ends_at


def translations_shown(
    request: HelpRequest, recorded: Sequence[RequestEvent]
) -> tuple[TranslationShown, ...]:
    """Every translation, oldest first. What came of one that is not shown is not shown either."""
    shown: dict[int, TranslationShown] = {}
    for event in recorded:
        match event:
            case TranslationAsked():
                shown[event.originator_version] = _asked(request, event, len(shown) + 1)
            case TranslationDelivered() if event.number in shown:
                shown[event.number] = replace(
                    shown[event.number],
                    translation=revealed(event.text),
                    delivered_at=event.timestamp,
                )
    return tuple(shown.values())


def _asked(request: HelpRequest, event: TranslationAsked, number: int) -> TranslationShown:
    kept = request.translations[event.originator_version]
    return TranslationShown(
        number=number,
        link=kept.number,
        translator=revealed(event.translator),
        language=revealed(event.language),
        from_language=revealed(event.from_language),
        messages=event.messages,
        text=revealed(event.text),
        because=revealed(event.because),
        warnings=event.warnings,
        asked_at=event.timestamp,
        by=event.by,
        ends_at=event.ends_at,
        opened_at=kept.opened_at,
        ended_at=kept.ended_at,
    )
