"""How does a requester use the rights over the own data, and who answers?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import DataRequestKind, DataRequestOutcome
from triage.errors.own_rights import DataRequestNotOpen, TooManyDataRequests
from triage.errors.requests import RequestErased
from triage.request.commands.alarming import alert_duty, room
from triage.request.commands.command import Command, Situation
from triage.request.commands.own_wishes import alarm_at
from triage.request.commands.writer import require_known_writer
from triage.request.events import DataRequestAnswered, DataRequested
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_content
from triage.request.state.own.data_request import DECIDED_BY_WORKERS
from triage.text.personal import Personal, revealed
from triage.time.calendar import a_month_after

# So many wait at once; a person who asks for everything twice is far below it.
OPEN_AT_MOST = 10


@dataclass(frozen=True, kw_only=True)
class MakeDataRequest(Command, permission="own-request:write"):
    """The requester asks for a copy or the log, to correct or erase, or objects; also at the end.

    The same again while it waits is the same one. Words that show danger are looked at like a
    message's.

    Raises:
        RequestErased: there is nothing left to ask about.
        TooManyDataRequests: words that show danger get in longer.
    """

    kind: DataRequestKind
    text: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        waiting = request.open_data_requests
        if any((each.kind, each.text) == (self.kind, self.text) for each in waiting):
            return
        said = (revealed(self.text) or "",)
        limit = room(OPEN_AT_MOST, here.catalogue.signs_in(said))
        if len(waiting) >= limit:
            raise TooManyDataRequests(limit=limit)
        alarm = alarm_at(said, request, here)
        here.record(
            request,
            DataRequested,
            number=len(request.data_requests) + 1,
            request_kind=self.kind,
            due_at=a_month_after(here.now),
            text=self.text,
            alarm=alarm,
        )
        alert_duty(alarm, request, here)


@dataclass(frozen=True, kw_only=True)
class AnswerDataRequest(Command, permission="data-request:answer"):
    """Tell the requester what came of a data request; the text is shown on the own page.

    `writer_confirmed`: as with a reply. A closed request is replied to no more, so the officer can
    confirm it as well.

    Raises:
        RequestErased: nothing can be told under its keys any more.
        DataRequestNotOpen: there is no such one, or it is answered.
        WriterUnconfirmed
    """

    number: int
    outcome: DataRequestOutcome
    text: Personal[str]
    writer_confirmed: bool = False

    def admit(self, ground: Standing) -> None:
        """The data protection officer answers without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if self.number not in [each.number for each in request.open_data_requests]:
            raise DataRequestNotOpen(number=self.number)
        require_known_writer(request, here, confirmed=self.writer_confirmed)
        here.record(
            request,
            DataRequestAnswered,
            number=self.number,
            outcome=self.outcome,
            text=self.text,
        )


@dataclass(frozen=True, kw_only=True)
class DecideDataRequest(AnswerDataRequest, permission="request:decide"):
    """Decide on a correction or an objection, for those who read the request.

    The text is the ground; the requester reads it. Copies, the log and erasure stay the officer's.

    Raises:
        RequestErased: nothing can be told under its keys any more.
        DataRequestNotOpen: there is no such one, it is answered, or it is the officer's.
        WriterUnconfirmed
    """

    def admit(self, ground: Standing) -> None:
        require_content(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        found = request.data_requests.get(self.number)
        if found is not None and found.kind not in DECIDED_BY_WORKERS:
            raise DataRequestNotOpen(number=self.number)
        super().decide(request, here)
