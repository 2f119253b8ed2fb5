"""Do forty rows stand as was promised to the workers? Read off the promise anew, beside the SQL.

Emergency; danger that no human has looked at, by its look; words in a language that no list of
danger reads, likewise; broken promises; urgent and free; then by the time that is left in opening
hours, oldest first. Ties go by arrival.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest

from tests.domain.given import AINO, CATALOGUE, Case, at, submitted
from tests.followed_queue import FollowedQueue, followed_queue
from triage.actors import Actor, Role
from triage.codes import Urgency
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.handling import AssessUrgency, ClaimRequest
from triage.request.commands.transfer import OfferTransfer

DANGER = "Mieheni uhkaa tappaa minut."
UNREAD = "Kocam beni dövüyor, çok korkuyorum."
NOW = at(15, 10)
ROWS = 40
# The beginnings of requests: from a week ago (promises broken) until a quarter of an hour ago.
ARRIVALS = [at(day, hour, minute) for day in (8, 9, 10, 11, 14) for hour in (8, 13) for minute in
            (0, 20, 40)] + [at(15, 8, minute) for minute in range(0, 50, 5)]  # fmt: skip


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedQueue]:
    with followed_queue(tmp_path_factory.mktemp("golden")) as opened:
        yield opened


def one(number: int, arrived_at: datetime, chance: random.Random) -> Case:
    """A request and what people did to it. Ids fall as arrivals rise."""
    message = chance.choice((DANGER, UNREAD, *["Emme jaksa."] * 6))
    case = submitted(message, moment=arrived_at, request_id=UUID(int=10_000 - number))
    if chance.random() < 0.6:
        level = chance.choice((*Urgency, Urgency.NORMAL, Urgency.URGENT))
        case.do(AINO, AssessUrgency, level=level)
        if chance.random() < 0.4:
            case.do(AINO, ClaimRequest)
        elif chance.random() < 0.2:
            case.do(AINO, OfferTransfer, unit="neuvola")
    if chance.random() < 0.15:
        requester = Actor(role=Role.REQUESTER, request_id=case.id)
        case.do(requester, WriteMessage, text=chance.choice((DANGER, "Vielä yksi asia.")))
    return case


def minutes_left(moment: datetime | None) -> int:
    """Opening minutes from now on; below 0 those that passed."""
    assert moment is not None
    between = CATALOGUE.opening.open_minutes_between
    if moment >= NOW:
        return between(NOW, moment, CATALOGUE.calendar)
    return -between(moment, NOW, CATALOGUE.calendar)


def promised_place(case: Case) -> tuple[int, float, datetime]:
    """Where a request stands, in the words of the promise to the workers."""
    request = case.request
    breach_at = request.current.promise.breach_at
    arrived_at = request.submitted_at
    if request.urgency is Urgency.EMERGENCY:
        assert request.emergency_due_at is not None
        return 0, request.emergency_due_at.timestamp(), arrived_at
    if request.awaits_danger_look or request.awaits_language_look:
        assert request.look_due_at is not None
        group = 1 if request.awaits_danger_look else 2
        return group, request.look_due_at.timestamp(), arrived_at
    if request.unanswered and breach_at <= NOW:
        return 3, breach_at.timestamp(), arrived_at
    is_urgent = request.urgency is Urgency.URGENT or (request.urgency is None and request.danger)
    group = 4 if is_urgent and request.claimed_by is None else 5
    return group, minutes_left(request.nearest_due_at), arrived_at


@pytest.mark.parametrize("seed", range(4))
def test_forty_rows_stand_as_was_promised(queue: FollowedQueue, seed: int) -> None:
    queue.cases = {}
    chance = random.Random(seed)
    arrivals = sorted(chance.choices(ARRIVALS, k=ROWS))
    cases = [one(seed * 100 + number, each, chance) for number, each in enumerate(arrivals)]
    for case in cases:
        queue.take(case)

    promised = [case.id for case in sorted(cases, key=promised_place)]

    assert {promised_place(case)[0] for case in cases} >= {0, 1, 3, 4, 5}
    assert queue.in_order(NOW) == promised
