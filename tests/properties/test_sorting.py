"""Does a sorting, whenever it comes, lose no request, put nothing off, and go by the rules?"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.figures.response_times import ResponseModel
from projections.machinery.following import Follower
from projections.machinery.rebuilding import rebuild
from tests.domain.given import AINO, CATALOGUE, KERTTU, OLLI, ONNI, REQUEST_ID, ROSTER, Case
from tests.followed_queue import FollowedQueue
from tests.own_database import own_database
from tests.properties.histories import SORTED, History, histories, lived, tried, twin
from tests.properties.test_details import moments
from tests.properties.test_nothing_is_lost import is_not_lost
from triage.actors import Actor
from triage.catalogue import Side
from triage.catalogue.routing import NOBODY_LEFT, route
from triage.request.commands.routing import known_danger
from triage.request.commands.sorting import SortRequest
from triage.request.commands.submitting import asking_of
from triage.request.details import given_by
from triage.request.events import Routed
from triage.store.database.engine import Database
from triage.text.personal import revealed

NUMBERS = count()
bounded = settings(max_examples=25)
LATER = timedelta(minutes=1)
sorters = st.sampled_from([AINO, ONNI, OLLI, KERTTU, KERTTU])
sortings = st.fixed_dictionaries(SORTED)


def sorted_after(history: History, actor: Actor, sorting: dict[str, object]) -> tuple[Case, Case]:
    before = lived(history)
    after = twin(before)
    tried(after, actor, SortRequest, sorting, LATER)
    return before, after


@bounded
@given(histories, sorters, sortings)
def test_a_sorted_request_is_not_lost(
    history: History, actor: Actor, sorting: dict[str, object]
) -> None:
    _, after = sorted_after(history, actor, sorting)

    is_not_lost(after)


@bounded
@given(histories, sorters, sortings)
def test_no_promise_moves_and_no_look_is_put_off(
    history: History, actor: Actor, sorting: dict[str, object]
) -> None:
    before, after = sorted_after(history, actor, sorting)

    was, now = before.request, after.request
    kept = [each.promise for each in was.promises]
    added = now.promises[len(kept) :]
    assert [each.promise for each in now.promises][: len(kept)] == kept
    # One that is new is among staff, where nobody would have had it.
    assert all(each.inside for each in added)
    for name, moment in moments(was).items():
        if moment > after.now:
            assert moments(now)[name] <= moment, name
    assert not was.pressing or now.pressing


@bounded
@given(histories, sorters, sortings)
def test_where_it_goes_is_what_the_rules_say_of_the_sorted_request(
    history: History, actor: Actor, sorting: dict[str, object]
) -> None:
    before, after = sorted_after(history, actor, sorting)
    request = after.request
    if "sorted" not in after.kinds[len(before.kinds) :]:
        assert after.kinds == before.kinds
        return
    if CATALOGUE.units[before.request.unit].side is not Side.COUNTY:
        assert request.unit == before.request.unit
        return
    if after.last(Routed).reason == NOBODY_LEFT and request.unit == CATALOGUE.intake_unit:
        return
    profile = revealed(request.profile)
    assert profile is not None
    danger = known_danger(request, given_by(request), CATALOGUE)
    asking = asking_of(request.topics, profile, danger=danger)
    assert request.unit == route(asking, CATALOGUE, ROSTER).unit


class FollowedFigures(FollowedQueue):
    """The rows behind the response times, followed like the queue."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.figures = ResponseModel()
        self.both = Follower(database, [self.model, self.figures])
        self.both.prepare()

    def rows(self) -> list[tuple[object, ...]]:
        self.both.bring_up_to_date(self.figures)
        with self.database.views.connect() as connection:
            query = select(self.figures.table).order_by("request_id")
            return [tuple(row) for row in connection.execute(query)]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedFigures]:
    database = own_database(tmp_path_factory.mktemp("figures"))
    yield FollowedFigures(database)
    database.dispose()


@settings(max_examples=15)
@given(histories, sorters, sortings)
def test_figures_that_are_made_anew_are_those_that_were_followed(
    figures: FollowedFigures, history: History, actor: Actor, sorting: dict[str, object]
) -> None:
    case = lived(history, request_id=uuid5(REQUEST_ID, f"figures {next(NUMBERS)}"))
    figures.take(case)
    before = figures.rows()
    if tried(case, actor, SortRequest, sorting, LATER):
        figures.take(case)
    followed = figures.rows()

    rebuild(figures.database, figures.figures)

    assert len(followed) == len(before)
    assert figures.rows() == followed
    assert " ".join(case.request.topics) in {str(each[2]).strip() for each in followed}
