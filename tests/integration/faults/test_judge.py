"""Does the judge find what is lost, doubled or wrong, and nothing where all is well?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.integration.conftest import environment_for
from tests.integration.faults.judge import judge
from tests.integration.faults.load import Load
from tests.integration.store.world import OLLI, TestedService, a_submission, opened, stock
from triage.actors import ANYONE, Actor, Role
from triage.codes import ReplyKind
from triage.intake import Submission
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal
from wiring.composition.parts import wall_clock
from wiring.settings import Settings, read_settings

TEXT = "Vastaus 1"
MESSAGE = "Jatkan, 1"


@dataclass(slots=True)
class Case:
    """A service with one request, submitted and answered, and what its load remembers."""

    settings: Settings
    service: TestedService
    load: Load = field(default_factory=lambda: Load([], "", began_at=0))

    def submit(self) -> Receipt:
        told = a_submission()
        told = Submission(topics=("RAS",), profile=told.profile, plea=told.plea, body=told.body)
        return self.service.parts.triage.submit_and_wait(told, ANYONE)

    def reply(self, receipt: Receipt) -> None:
        text = Personal(TEXT)
        reply = ReplyToRequester(
            request_id=receipt.request_id, text=text, reply_kind=ReplyKind.ANSWER
        )
        self.service.parts.triage.execute_and_wait(reply, OLLI)

    def write_on(self, receipt: Receipt) -> None:
        request_id = receipt.request_id
        message = WriteMessage(request_id=request_id, text=Personal(MESSAGE))
        requester = Actor(role=Role.REQUESTER, request_id=request_id)
        self.service.parts.triage.execute_and_wait(message, requester)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    settings = read_settings(environment_for(tmp_path / "data"))
    stock(settings)
    with opened(settings) as service:
        service.clock.now = wall_clock()
        case = Case(settings, service)
        receipt = case.submit()
        case.reply(receipt)
        case.load.submitted["key"] = receipt.reference
        case.load.replied[receipt.request_id] = TEXT
        case.load.claimed.add(receipt.request_id)
        case.write_on(receipt)
        case.load.written[receipt.reference] = MESSAGE
        yield case


def lose_a_submission(case: Case) -> None:
    case.load.submitted["another"] = "X-0000-0000"


def store_a_submission_that_nobody_was_told_of(case: Case) -> None:
    case.submit()


def lose_a_reply(case: Case) -> None:
    (request_id,) = case.load.replied
    case.load.replied[request_id] = "Vastaus 2"


def reply_twice(case: Case) -> None:
    receipt = case.submit()
    case.load.submitted["another"] = receipt.reference
    case.load.replied[receipt.request_id] = TEXT
    case.reply(receipt)
    case.reply(receipt)


def lose_a_message(case: Case) -> None:
    (reference,) = case.load.written
    case.load.written[reference] = "Jatkan, 2"


def write_on_twice(case: Case) -> None:
    receipt = case.submit()
    case.load.submitted["another"] = receipt.reference
    case.load.written[receipt.reference] = MESSAGE
    case.write_on(receipt)
    case.write_on(receipt)


def lose_a_row_of_a_read_model(case: Case) -> None:
    models = case.service.parts.models
    models.follower.bring_up_to_date(models.queue)
    with case.service.parts.database.views.begin() as connection:
        connection.execute(delete(models.queue.table))


def test_where_all_is_well_nothing_is_found(case: Case) -> None:
    judge(case.settings, case.load, [])


@pytest.mark.parametrize(
    "spoil",
    [
        lose_a_submission,
        store_a_submission_that_nobody_was_told_of,
        lose_a_reply,
        reply_twice,
        lose_a_message,
        write_on_twice,
        lose_a_row_of_a_read_model,
    ],
)
def test_what_is_not_as_it_must_be_is_found(case: Case, spoil: Callable[[Case], None]) -> None:
    spoil(case)

    with pytest.raises(AssertionError):
        judge(case.settings, case.load, [])
