"""What proves to somebody outside how it went? Checkpoints, proofs of arrival, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from projections.door.questions import Answered, Question, Taken
from projections.door.read_models import ReadModels
from triage.actors import Actor, Role
from triage.errors.checkpoints import NoCheckpointYet
from triage.errors.requests import RequestUnknown
from triage.evidence.certificate import Certificate, certificate
from triage.evidence.checkpoints.closing import newest
from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.proofs import growth_since, proof_of_arrival
from triage.request.events import RequestEvent, Submitted
from triage.request.need_to_know import Standing, require_content
from triage.store.events.streams import folded, stream


@dataclass(frozen=True, kw_only=True)
class ArrivalProof(Question[str], permission="own-request:read", action="own"):
    """A file that proves offline when the requester's own request arrived."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[str]:
        if actor.request_id is None:
            raise RequestUnknown()
        with models.database.reads.connect() as connection:
            proof = proof_of_arrival(connection, actor.request_id)
        return Answered(value=proof, ground=str(Standing.REQUESTER), request_id=actor.request_id)


@dataclass(frozen=True, kw_only=True)
class OwnCertificate(Question[Certificate], permission="own-request:read", action="own"):
    """How the promise of the requester's own request was kept. It holds what they know anyway."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[Certificate]:
        if actor.request_id is None:
            raise RequestUnknown()
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, actor.request_id)
            found = _certificate(models, connection, recorded, now)
        return Answered(value=found, ground=str(Standing.REQUESTER), request_id=actor.request_id)


@dataclass(frozen=True, kw_only=True)
class NewestCheckpoint(Question[str], permission="checkpoint:read", action="checkpoint"):
    """The newest signed checkpoint of a tree; since an older one's size with its proof."""

    tree: Tree
    since: int | None = None

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[str]:
        with models.database.reads.connect() as connection:
            if self.since is not None:
                return Answered(
                    value=growth_since(connection, self.tree, self.since), ground="audit"
                )
            closed = newest(connection, self.tree)
        if closed is None:
            raise NoCheckpointYet()
        return Answered(value=closed.note, ground="audit")


@dataclass(frozen=True, kw_only=True)
class RequestCertificate(
    Question[Certificate], permission="certificate:read", action="certificate"
):
    """How the promise of the first answer was kept, day by day, without a word of the content.

    `taken` tells that it leaves the service as a file.
    """

    request_id: UUID
    taken: Taken | None = None

    @property
    def logged_as(self) -> str:
        return f"{self.action}-{self.taken}" if self.taken else self.action

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[Certificate]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
            request = folded(recorded)
            found = _certificate(models, connection, recorded, now)
            ground = models.ground(connection, request, actor, now)
        if actor.role is Role.SUPERVISOR and request.unit not in actor.units:
            raise RequestUnknown()
        if actor.role not in (Role.SUPERVISOR, Role.OFFICER):
            require_content(ground)
        return Answered(
            value=found,
            ground=str(actor.role if ground is Standing.NONE else ground),
            request_id=self.request_id,
            unit=request.unit,
        )


def _certificate(
    models: ReadModels, connection: Connection, recorded: Sequence[RequestEvent], now: datetime
) -> Certificate:
    """By the calendar of the catalogue that was in force when it came."""
    submitted, request = recorded[0], folded(recorded)
    assert isinstance(submitted, Submitted)
    calendar = models.catalogues.versions(connection)[submitted.catalogue_version].calendar
    return certificate(request.reference, request.promises[0], calendar, now)
