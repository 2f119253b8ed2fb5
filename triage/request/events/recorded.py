"""What does every event of a help request carry? Who, when, and how its words are sealed."""

from __future__ import annotations

from typing import Any, ClassVar

from triage.actors import By, Role
from triage.codes import OwnRecord
from triage.stream_kinds import LoggedEvent, Seal, stream_kind

__all__ = ["EVENTS", "REQUESTS", "RequestEvent", "Seal", "declared"]

REQUESTS = stream_kind("help-request", has_keys=True)


class RequestEvent(LoggedEvent):
    """Something that was decided about one help request.

    `OWN_RECORD` tells that it is a record of the controller whose unit made it, `IS_QUIET` that it
    is a trace of reading: staff who have the request are not told of it, and no version counts it.
    """

    OWN_RECORD: ClassVar[OwnRecord | None] = None
    IS_QUIET: ClassVar[bool] = False

    by: By

    @property
    def kept_with(self) -> int | None:
        """The version of the record that this one belongs to: they are shown together or not."""
        return None

    def mutate(self, aggregate: Any) -> Any:
        changed: Any = super().mutate(aggregate)
        if self.by.role is not Role.SYSTEM:
            changed.acted_at = max(changed.acted_at or self.timestamp, self.timestamp)
        if self.OWN_RECORD:
            # Another controller may not know of it, so what they see of the request must not move.
            own = (self.originator_version, self.by.unit, self.OWN_RECORD)
            whole = (each for each in changed.own_records if each[0] == self.kept_with)
            changed.own_records.append(next(whole, own))
        else:
            changed.note_act(self.by, holder=changed.claimed_by)
        return changed

    def apply(self, aggregate: Any) -> None:
        """Change the request's state; decides nothing and refuses nothing.

        The event holds what the command decided, so a later rule changes no past. An old event
        may lack such a field (None): only for those the rule of their time is written here.
        """


EVENTS = REQUESTS.events
declared = REQUESTS.declared
