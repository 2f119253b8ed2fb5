"""How far an interpreter is: asked for, booked, held or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import Interpreting
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class InterpreterArranged(RequestEvent):
    """Somebody did the next thing about an interpreter; `meets_at` is when a booked one comes.

    The language is sealed as in the profile: with a municipality it may name a family.
    """

    TOPIC: ClassVar[str] = "help-request.interpreter-arranged"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"language": Seal.PROFILE}

    step: Interpreting
    language: Personal[str] | None
    meets_at: datetime | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.interpreting = self.step
        aggregate.interpreting_at = self.meets_at
