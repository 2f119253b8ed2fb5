"""What do requesters ask about their own data? The questions of the data protection officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.breaches import BreachRow, BreachShown, breach_rows, breaches_shown
from projections.views.data_requests import (
    DataRequestRow,
    DataRequestShown,
    shown,
    waiting_rows,
)
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.store.events.streams import folded, stream

LISTED_AT_MOST = 200
GROUND = "data-protection"


@dataclass(frozen=True, kw_only=True)
class DataRequests(
    Question[tuple[DataRequestRow, ...]], permission="data-request:read", action="data-requests"
):
    """Those that wait, the first due first, without their words."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[tuple[DataRequestRow, ...]]:
        model = models.data_requests
        models.follower.bring_up_to_date(model)
        with models.follower.reading(model) as connection:
            rows = waiting_rows(connection, model.table, now, LISTED_AT_MOST)
        return Answered(value=rows, ground=GROUND)


@dataclass(frozen=True, kw_only=True)
class Breaches(
    Question[tuple[BreachRow, ...]], permission="data-request:read", action="data-requests"
):
    """Another's data that went to requesters and nobody has judged, the first due first."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[tuple[BreachRow, ...]]:
        model = models.data_requests
        models.follower.bring_up_to_date(model)
        with models.follower.reading(model) as connection:
            rows = breach_rows(connection, model.table, now, LISTED_AT_MOST)
        return Answered(value=rows, ground=GROUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestsOfOne:
    """What was asked about the data of one request, its breaches, and who is known to write.

    Nothing else of it. The moments are those at which the receipt was replaced last, and the
    contact compromised.
    """

    request_id: UUID
    reference: str
    items: tuple[DataRequestShown, ...]
    breaches: tuple[BreachShown, ...]
    erased: bool
    writer_unconfirmed: bool
    receipt_replaced_at: datetime | None
    contact_compromised_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DataRequestPage(
    Question[DataRequestsOfOne], permission="data-request:read", action="data-request"
):
    """The data requests of one request with their words, answered or not.

    Raises:
        RequestUnknown: no such request, or nothing was asked about its data or breached.
    """

    request_id: UUID

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[DataRequestsOfOne]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
        request = folded(recorded)
        if not request.data_requests and not request.breaches:
            raise RequestUnknown()
        return Answered(
            value=DataRequestsOfOne(
                request_id=request.id,
                reference=request.reference,
                items=shown(request.data_requests.values()),
                breaches=breaches_shown(recorded),
                erased=request.erased_at is not None,
                writer_unconfirmed=request.writer_unconfirmed,
                receipt_replaced_at=request.receipt_replaced_at,
                contact_compromised_at=request.contact_compromised_at,
            ),
            ground=GROUND,
            request_id=request.id,
            unit=request.unit,
            version=request.version,
        )
