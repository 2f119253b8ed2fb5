"""Whom of staff does a requester want to avoid? A worker says it; no text does by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, declared

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class AvoidanceMatched(RequestEvent):
    """These are meant (`workers`, by user name; nobody where it is empty): they see it no more.

    It takes the place of what was found before. What one of them had in hand was released.
    """

    TOPIC: ClassVar[str] = "help-request.avoidance-matched"

    workers: tuple[str, ...]

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.avoidance_matched = True
        aggregate.avoided = frozenset(self.workers)
        for username in self.workers:
            aggregate.openings.pop(username, None)
