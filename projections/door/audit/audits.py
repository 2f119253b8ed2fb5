"""How was it done, and who has read? The questions of supervisors and of the officer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from projections.door.questions import Answered, Question, Taken
from projections.door.read_models import ReadModels
from projections.figures.response_groups import Grouping, Selection
from projections.figures.response_times import Counted, figures
from projections.views.request.promises_shown import promises_shown
from projections.views.request.trail import Trail, misses_shown, trail
from triage.actors import Actor, Role
from triage.errors.requests import RequestUnknown
from triage.evidence import access_log
from triage.store.events.streams import folded, stream
from triage.store.records import staff
from triage.store.records.feedback import QuarterSaid, released


@dataclass(frozen=True, kw_only=True)
class RequestTrail(Question[Trail], permission="trail:read", action="trail"):
    """What happened and who read it. A supervisor sees names only while the request is open.

    When the requester read an answer is for the data protection officer alone.
    """

    request_id: UUID

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[Trail]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
            reads = access_log.reads_of(connection, self.request_id)
        request = folded(recorded)
        if actor.role is Role.SUPERVISOR and request.unit not in actor.units:
            raise RequestUnknown()
        is_officer = actor.role is Role.OFFICER
        names = is_officer or not request.ended
        happened = [each for each in recorded if is_officer or not each.IS_QUIET]
        told = trail(request.reference, happened, reads, names=names)
        return Answered(
            value=replace(
                told,
                promises=promises_shown(request),
                misses=misses_shown(request),
                ended=request.ended,
            ),
            ground=str(actor.role),
            request_id=self.request_id,
            unit=request.unit,
        )


@dataclass(frozen=True, kw_only=True)
class ResponseTimes(Question[Counted], permission="response-times:read", action="statistics"):
    """The response times of the actor's own units, as they stood at `as_of`.

    `taken` tells that they leave the service, and how: the log names that apart. A moment to come
    is taken as now; the answer tells the moment and days that it is really of.
    """

    grouping: Grouping = Grouping.UNIT
    from_on: date | None = None
    to_on: date | None = None
    as_of: datetime | None = None
    taken: Taken | None = None

    @property
    def logged_as(self) -> str:
        return f"{self.action}-{self.taken}" if self.taken else self.action

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[Counted]:
        models.follower.bring_up_to_date(models.response_times)
        with models.follower.reading(models.response_times) as connection:
            asked = Selection(
                units=actor.units,
                grouping=self.grouping,
                as_of=min(self.as_of or now, now),
                is_live=self.as_of is None or self.as_of >= now,
                from_on=self.from_on,
                to_on=self.to_on,
                workers=staff.workers(connection),
                themes=models.catalogues.current(connection).themes,
            )
            counted = figures(connection, models.response_times.table, models.ring, asked)
        return Answered(value=counted, ground="supervision")


@dataclass(frozen=True, kw_only=True)
class ReleasedFeedback(Question[list[QuarterSaid]], permission="feedback:read", action="feedback"):
    """What requesters said of the help, as far as it is released; of all units together."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[list[QuarterSaid]]:
        with models.database.reads.connect() as connection:
            return Answered(value=released(connection, models.ring), ground="feedback")
