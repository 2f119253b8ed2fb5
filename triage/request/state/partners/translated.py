"""Which translations were asked for, and which links to a translator are still open?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from triage.text.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A translation that was asked for by `asked_by`; `version` is that of the event.

    `number` counts the request's translations from 1, `of_requester` are the requester's words.
    Its link ends at `ends_at` by itself, and before that once something ended it. The translator
    promised secrecy at `opened_at`.
    """

    version: int
    number: int
    asked_by: str | None
    asked_in: str | None
    of_requester: bool
    ends_at: datetime
    opened_at: datetime | None = None
    ended_at: datetime | None = None

    def is_open(self, moment: datetime) -> bool:
        return self.ended_at is None and moment < self.ends_at


class Translated:
    """The translations, and the messages that one may be asked of; a part of the request's state.

    `written_on`: the requester's messages after the first one, in order.
    """

    def __init__(self) -> None:
        # By the version of the asking.
        self.translations: dict[int, Translation] = {}
        self.written_on: list[Personal[str] | None] = []

    @property
    def ended(self) -> bool:
        raise NotImplementedError

    def translation(self, number: int, moment: datetime) -> Translation | None:
        """The one of this number, where its link is open at that moment."""
        if self.ended:
            return None
        found = (each for each in self.translations.values() if each.number == number)
        return next((each for each in found if each.is_open(moment)), None)

    def await_translation(self, asked: Translation) -> None:
        self.translations[asked.version] = asked

    def open_translation(self, version: int, moment: datetime) -> None:
        asked = self.translations.get(version)
        if asked:
            self.translations[version] = replace(asked, opened_at=moment)

    def end_translation(self, version: int, moment: datetime) -> None:
        asked = self.translations.get(version)
        if asked and asked.ended_at is None:
            self.translations[version] = replace(asked, ended_at=min(moment, asked.ends_at))

    def end_translations(self, moment: datetime) -> None:
        """Whoever asked has the request no more, or its words go to nobody any more."""
        for version in self.translations:
            self.end_translation(version, moment)
