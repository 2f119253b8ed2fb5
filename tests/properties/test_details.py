"""Does telling more, whenever it comes, put nothing off and change nothing of a request's past?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.figures.response_times import ResponseModel
from projections.machinery.rebuilding import rebuild
from projections.views.queue.waiting import QueueModel
from tests.domain.given import MINUTE, REQUEST_ID, REQUESTER, Case
from tests.followed_queue import FollowedQueue, followed_queue
from tests.properties.histories import DETAILS, History, histories, lived, tried, twin
from triage.request.commands.own.details import AddDetails
from triage.request.details import Details, added, together, told, untold
from triage.request.enforcement import next_due_at
from triage.request.help_request import HelpRequest
from triage.request.reach import reach_of
from triage.store.events.sealing import open_profile

bounded = settings(max_examples=40)
some_details = st.sampled_from(DETAILS)
LATER = timedelta(minutes=1)
NUMBERS = count()


def moments(request: HelpRequest) -> dict[str, datetime]:
    """Every moment that somebody is held to."""
    found = {
        "look": request.look_due_at,
        "offer": request.offer_due_at,
        "emergency": request.emergency_due_at,
        "due": request.nearest_due_at,
    }
    return {name: moment for name, moment in found.items() if moment}


@bounded
@given(histories, some_details)
def test_no_promise_moves_and_no_look_is_put_off(history: History, details: Details) -> None:
    before = lived(history)
    after = twin(before)

    taken = tried(after, REQUESTER, AddDetails, {"details": details}, LATER)

    was, now = before.request, after.request
    assert [each.promise for each in now.promises] == [each.promise for each in was.promises]
    assert now.unanswered == was.unanswered
    for name, moment in moments(was).items():
        # Of a look that is overdue, danger makes a new one: who was told already is told again.
        if moment > after.now:
            assert name in moments(now) and moments(now)[name] <= moment, name
    assert not was.pressing or now.pressing
    if taken and next_due_at(was) is not None:
        assert next_due_at(now) is not None


@bounded
@given(histories, st.lists(some_details, max_size=4))
def test_a_row_holds_the_topics_and_the_profile_that_hold_now(
    history: History, several: list[Details]
) -> None:
    case = lived(history)
    for details in several:
        tried(case, REQUESTER, AddDetails, {"details": details}, MINUTE)

    for model in (QueueModel(), ResponseModel()):
        row = case.row(model)
        assert (row["profile"] is None) == (case.request.erased_at is not None)
        if row["profile"] is not None:
            assert case.keys.profile and case.request.profile
            assert case.request.plea
            told = open_profile(row["profile"], case.keys.profile, case.id)
            assert told.profile == case.request.profile.reveal()
            assert told.reach == reach_of(case.request.plea.reveal())
    assert row_topics(case) == case.request.topics


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedQueue]:
    with followed_queue(tmp_path_factory.mktemp("queue")) as opened:
        yield opened


def rows(queue: FollowedQueue) -> list[tuple[object, ...]]:
    table = queue.model.table
    with queue.database.views.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by("request_id"))]


@settings(max_examples=15)
@given(histories, st.lists(some_details, min_size=1, max_size=4))
def test_a_rebuild_makes_the_rows_that_were_followed(
    queue: FollowedQueue, history: History, several: list[Details]
) -> None:
    request_id = uuid5(REQUEST_ID, str(next(NUMBERS)))
    case = lived(history, request_id=request_id, after_each=queue.take)
    for details in several:
        requester = replace(REQUESTER, request_id=request_id)
        if tried(case, requester, AddDetails, {"details": details}, MINUTE):
            queue.take(case)
    followed = rows(queue)

    rebuild(queue.database, queue.model)

    assert rows(queue) == followed


def row_topics(case: Case) -> tuple[str, ...]:
    return tuple(case.row(QueueModel())["topics"].split())


@bounded
@given(some_details, some_details)
def test_what_is_told_in_turn_is_what_is_told_at_once(one: Details, other: Details) -> None:
    whole = together(one, added(one, other))

    assert set(told(whole)) == (set(told(one)) | set(told(other))) - {
        "municipality" for each in (one, other) if each.profile.protected_address
    }
    assert all(told(whole)[name] == value for name, value in told(one).items())
    assert added(whole, one) == added(whole, other) == Details()
    assert not set(untold(whole)) & set(
        told(replace(whole, plea=replace(whole.plea, reply_by=None)))
    )
