"""Does the queue show exactly the rows that need to know allows, whatever has happened?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import Phase, given, settings
from sqlalchemy import select

from projections.machinery.following import Follower
from projections.views.queue.waiting import QueueModel, opens_to, visible_to
from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    OUTI,
    REQUEST_ID,
    VILLE,
    Case,
    claimed,
    submitted,
)
from tests.own_database import own_database
from tests.properties.histories import AI, BETWEEN, History, histories, lived
from triage.actors import Actor
from triage.codes import Urgency
from triage.request.commands.handling import AssessUrgency, ClaimRequest, RecuseFromRequest
from triage.request.commands.transfer import OfferTransfer
from triage.request.cover import Absent
from triage.request.need_to_know import IS_SEARCHED, SEES_ROW
from triage.store.database.engine import Database, write_lock
from triage.store.events.recorder import LogRecorder

NEWCOMER = replace(KERTTU, username="kaarina")
NOWHERE = replace(AINO, username="nea", units=frozenset())
EVERYBODY = (
    *(AINO, ONNI, AI, BETWEEN, OLLI, OUTI, MARIA),
    *(KERTTU, NEWCOMER, VILLE, replace(VILLE, username="vilma"), NOWHERE),
)


@dataclass
class FollowedQueue:
    """A real log with the queue's read model beside it."""

    database: Database
    model: QueueModel
    follower: Follower
    requests: int = 0
    taken: Counter[UUID] = field(default_factory=Counter)

    def next_id(self) -> UUID:
        self.requests += 1
        return uuid5(REQUEST_ID, str(self.requests))

    def take(self, case: Case) -> None:
        with write_lock(self.database) as connection:
            LogRecorder(connection).insert_events(case.stored[self.taken[case.id] :])
        self.taken[case.id] = len(case.stored)
        self.follower.bring_up_to_date(self.model)

    def shows(self, case: Case, actor: Actor, *, words: bool = False) -> bool:
        table, intake_unit = self.model.table, CATALOGUE.intake_unit
        query = select(table.c.request_id).where(
            table.c.request_id == case.id,
            visible_to(table, actor, intake_unit),
            *([opens_to(table, actor, intake_unit, case.cover)] if words else []),
        )
        with self.database.views.connect() as connection:
            return connection.scalar(query) is not None


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedQueue]:
    database = own_database(tmp_path_factory.mktemp("queue"))
    model = QueueModel()
    follower = Follower(database, [model])
    follower.prepare()
    yield FollowedQueue(database, model, follower)
    database.dispose()


# Not shrunk: with a log on a disk that takes longer than a test may.
@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(history=histories)
def test_the_queue_shows_a_row_to_those_who_need_to_know_and_to_nobody_else(
    queue: FollowedQueue, history: History
) -> None:
    def agrees(case: Case) -> None:
        queue.take(case)
        shown = {actor.username for actor in EVERYBODY if queue.shows(case, actor)}
        known = {each.username for each in EVERYBODY if case.standing(each) in SEES_ROW}
        assert shown == known, case.kinds
        searched = {each.username for each in EVERYBODY if queue.shows(case, each, words=True)}
        open_to = {each.username for each in EVERYBODY if case.standing(each) in IS_SEARCHED}
        assert searched == open_to, case.kinds

    lived(history, request_id=queue.next_id(), after_each=agrees)


@pytest.mark.parametrize("aside", [None, ONNI, KERTTU])
@pytest.mark.parametrize(
    "chain",
    [
        {"aino": "onni"},
        {"aino": "kerttu"},
        {"aino": "olli"},
        {"aino": "onni", "onni": "kerttu"},
        {"aino": "onni", "onni": "olli"},
        {"aino": "gone", "olli": "outi"},
    ],
)
def test_the_words_that_an_absence_opens_are_found_by_those_who_stand_in(
    queue: FollowedQueue, chain: dict[str, str], aside: Actor | None
) -> None:
    case = claimed(AINO, request_id=queue.next_id())
    if aside is not None:
        case.do(aside, RecuseFromRequest)
    case.absent = tuple(
        Absent(username=who, until_on=date(2026, 9, 30), substitute=other)
        for who, other in chain.items()
    )

    queue.take(case)

    found = {each.username for each in EVERYBODY if queue.shows(case, each, words=True)}
    assert found == {each.username for each in EVERYBODY if case.standing(each) in IS_SEARCHED}


def test_a_user_name_inside_another_is_not_taken_for_it(queue: FollowedQueue) -> None:
    case = submitted(request_id=queue.next_id())
    case.do(AINO, RecuseFromRequest)

    queue.take(case)

    assert (queue.shows(case, AI), queue.shows(case, AINO)) == (True, False)


def test_a_claim_hides_no_row_from_the_unit(queue: FollowedQueue) -> None:
    case = claimed(AINO, request_id=queue.next_id())

    queue.take(case)

    assert queue.shows(case, ONNI)


def test_an_offer_shows_its_row_to_the_receiver(queue: FollowedQueue) -> None:
    case = claimed(AINO, request_id=queue.next_id())
    case.do(AINO, OfferTransfer, unit="neuvola")

    queue.take(case)

    assert (queue.shows(case, OUTI), queue.shows(case, MARIA)) == (True, False)


def test_the_duty_keeps_what_it_has_in_hand_when_the_danger_is_over(queue: FollowedQueue) -> None:
    case = submitted(request_id=queue.next_id())
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    case.do(VILLE, ClaimRequest)
    case.do(VILLE, AssessUrgency, level=Urgency.NORMAL)

    queue.take(case)

    assert queue.shows(case, VILLE)
