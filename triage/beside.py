"""Which other requests does a command record something on, in the same transaction?"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from triage.desk.drafts import end_drafts
from triage.request.commands.command import Beside, Situation, recorded_on
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import standing
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.recorder import UnitRecorder
from triage.store.events.streams import folded, sealed, stream
from triage.store.keys.key_ring import KeyRing, RequestKeys
from triage.store.records import submissions


@dataclass(slots=True)
class Others:
    """The requests that were looked up beside the one that is decided on."""

    unit: UnitOfWork
    ring: KeyRing
    found: list[tuple[RequestKeys, HelpRequest]] = field(default_factory=list)

    def find(self, reference: str, here: Situation) -> Beside | None:
        """A request by its reference as typed, as it stands in this transaction."""
        request_id = submissions.by_reference(self.unit.connection, reference)
        if request_id is None:
            return None
        request = self._known(request_id) or self._load(request_id)
        intake = here.catalogue.intake_unit
        ground = standing(here.actor, request, now=here.now, intake_unit=intake, cover=here.cover)
        return Beside(request=request, ground=ground)

    def _known(self, request_id: UUID) -> HelpRequest | None:
        """The same request again, with what was recorded on it since."""
        return next((each for _, each in self.found if each.id == request_id), None)

    def _load(self, request_id: UUID) -> HelpRequest:
        keys, recorded, _ = stream(self.unit, self.ring, request_id)
        request = folded(recorded)
        self.found.append((keys, request))
        return request

    def keep(self, trace_id: str | None, here: Situation) -> None:
        """Store what was recorded on them, and take away the drafts that it leaves without use."""
        for keys, request in self.found:
            decided = recorded_on(request)
            if decided:
                events = sealed(keys, request, decided, trace_id=trace_id)
                UnitRecorder(self.unit).insert_events(events)
                end_drafts(self.unit, request, decided, here)
