"""Which units were asked for advice, and which of them have not answered yet?"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A question to a unit; `version` is that of the event that asked it.

    `number` counts the request's questions from 1: whoever answers names it by that, and learns
    nothing of what else has happened.
    """

    version: int
    number: int
    unit: str
    from_unit: str | None
    asked_at: datetime
    is_over: bool = False


class Consulted:
    """The questions to other units; a part of the request's state."""

    def __init__(self) -> None:
        # By the version of the question.
        self.consultations: dict[int, Consultation] = {}
        # The kinds of what in the last summary may tell whom it is about.
        self.last_warnings: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        raise NotImplementedError

    @property
    def open_consultations(self) -> tuple[Consultation, ...]:
        """Those that wait for an answer, oldest first; what has ended asks nobody."""
        if self.ended:
            return ()
        return tuple(each for each in self.consultations.values() if not each.is_over)

    def is_asked_of(self, units: Container[str]) -> bool:
        """Whether one of these units was ever asked."""
        return any(each.unit in units for each in self.consultations.values())

    def ask(self, asked: Consultation) -> None:
        self.consultations[asked.version] = asked

    def end_question(self, version: int) -> None:
        asked = self.consultations.get(version)
        if asked:
            self.consultations[version] = replace(asked, is_over=True)

    def end_questions(self) -> None:
        """Whoever asked has the request no more."""
        for version in self.consultations:
            self.end_question(version)
