"""What does the reading room hold? The read models and what unseals their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from projections.figures.response_times import ResponseModel
from projections.machinery.following import Follower, ReadModel
from projections.views.consultations import ConsultationsModel
from projections.views.data_requests import DataRequestsModel
from projections.views.due import DueModel
from projections.views.line_proof import LineProof, last_left_at, line_proof
from projections.views.queue.order import Places
from projections.views.queue.row import Seen
from projections.views.queue.waiting import QueueModel
from projections.views.rota import uncovered_soon
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.notices.on_duty import Watch
from triage.request.cover import Cover
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, standing, works_for_partner
from triage.store.database.engine import Database
from triage.store.keys.key_ring import KeyRing
from triage.store.records import absences, crisis_notices, reply_templates, shifts, staff
from triage.store.records.accessibility_feedback import AccessibilityRecords
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.crisis_notices import CrisisNotice
from triage.store.records.reply_templates import ReplyTemplate
from triage.store.records.staff import Account
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadModels:
    """The read models of this process with their follower, the keys and the catalogues."""

    database: Database
    ring: KeyRing
    catalogues: CatalogueStore
    follower: Follower
    places: Places
    queue: QueueModel
    due: DueModel
    response_times: ResponseModel
    data_requests: DataRequestsModel
    consultations: ConsultationsModel
    accessibility: AccessibilityRecords

    def ground(
        self, connection: Connection, request: HelpRequest, actor: Actor, now: datetime
    ) -> Standing:
        """On what ground the actor meets the request."""
        catalogue = self.catalogues.current(connection)
        cover = absences.cover_on(connection, local_day(now), catalogue)
        return standing(actor, request, now=now, intake_unit=catalogue.intake_unit, cover=cover)

    def seen(
        self, connection: Connection, actor: Actor, now: datetime, catalogue: Catalogue
    ) -> Seen:
        """Who sees rows at this moment, and who is away then."""
        return Seen(
            actor=actor,
            at=now,
            cover=absences.cover_on(connection, local_day(now), catalogue),
            partner=works_for_partner(actor, catalogue),
        )

    def catalogue(self) -> Catalogue:
        """The catalogue in force. Raises CatalogueRefused where none was ever published."""
        with self.database.reads.connect() as connection:
            return self.catalogues.current(connection)

    def crisis_notice(self) -> CrisisNotice | None:
        """The crisis notice that was published last and not ended; its moment may be past."""
        with self.database.reads.connect() as connection:
            return crisis_notices.newest_going_on(connection)

    def reply_templates(self) -> Sequence[ReplyTemplate]:
        """The last version of each template for replies: texts of the house, of no request."""
        with self.database.reads.connect() as connection:
            return reply_templates.latest(connection)

    def line_proof(self, now: datetime) -> LineProof | None:
        """How the duty's latest test alarm went: of no request, so it is no read of one."""
        with self.database.reads.connect() as connection:
            return line_proof(connection, self.catalogues.current(connection), now)

    def test_alarm_left_at(self) -> datetime | None:
        """When a test alarm last left along every way to the duty."""
        with self.database.reads.connect() as connection:
            return last_left_at(connection)

    def on_duty(self, now: datetime) -> int:
        """How many people are on duty in the duty's unit; with 0 an alert goes to everybody."""
        with self.database.reads.connect() as connection:
            catalogue = self.catalogues.current(connection)
            found = shifts.on_duty_at(connection, now, catalogue)
        return len(found.get(catalogue.duty_unit or "", ()))

    def uncovered_soon(self, now: datetime) -> Sequence[Watch]:
        """Which hours of today and tomorrow the rota leaves to nobody, the first one first."""
        with self.database.reads.connect() as connection:
            return uncovered_soon(connection, self.catalogues.current(connection), now)

    def accounts_and_cover(self, now: datetime) -> tuple[tuple[Account, ...], Cover]:
        """Everybody who works here, and who is away: of people's names, and no request."""
        with self.database.reads.connect() as connection:
            catalogue = self.catalogues.current(connection)
            cover = absences.cover_on(connection, local_day(now), catalogue)
            return tuple(staff.everybody(connection)), cover


def every_model() -> tuple[ReadModel, ...]:
    """One of each read model, for whoever looks through all of them."""
    return (QueueModel(), DueModel(), ResponseModel(), DataRequestsModel(), ConsultationsModel())


def furnish(
    database: Database,
    ring: KeyRing,
    catalogues: CatalogueStore,
    places: Places,
    accessibility: AccessibilityRecords,
) -> ReadModels:
    """Make the read models of a process and the tables that they lack."""
    queue, due, response_times = QueueModel(), DueModel(), ResponseModel()
    data_requests, consultations = DataRequestsModel(), ConsultationsModel()
    models: tuple[ReadModel, ...] = (queue, due, response_times, data_requests, consultations)
    follower = Follower(database, models)
    follower.prepare()
    return ReadModels(
        database=database,
        ring=ring,
        catalogues=catalogues,
        follower=follower,
        places=places,
        queue=queue,
        due=due,
        response_times=response_times,
        data_requests=data_requests,
        consultations=consultations,
        accessibility=accessibility,
    )
