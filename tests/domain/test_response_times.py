"""Are the response times counted strictly, as they stood at any moment, and never by person?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert

from projections.response_times import (
    Asked,
    Figures,
    Grouping,
    ResponseModel,
    figures,
    merged_keys,
)
from tests.domain.given import (
    AINO,
    ANTTI,
    OLLI,
    REQUESTER,
    answered,
    at,
    claimed,
    closed,
    submitted,
    withdrawn,
)
from triage.commands.dialogue import ReplyKind, ReplyToRequester, WriteMessage
from triage.commands.ending import (
    CloseRequest,
    EraseRequest,
    Outcome,
    ReopenRequest,
    WithdrawRequest,
)
from triage.commands.transfer import AcceptTransfer, OfferTransfer
from triage.store.engine import Database, embedded
from triage.store.keys import KeyRing
from triage.store.sealing import SealingMapper, sealed_profile
from triage.store.upgrade import upgrade
from triage.words import Profile

MODEL = ResponseModel()
RING = KeyRing(b"m" * 32)
UNIT = "perhesosiaalityo"
ARRIVED, TARGET, BREACH = at(8, 9), at(10, 0), at(11, 0)
IN_TARGET, IN_PROMISE, LATE = at(9, 9), at(10, 9), at(14, 9)
MOMENT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = embedded(tmp_path_factory.mktemp("figures"))
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A table of the read model that is empty again after each test."""
    with database.views.connect() as opened, opened.begin() as transaction:
        MODEL.table.create(opened)
        yield opened
        transaction.rollback()


def fact(answered_at: datetime | None = None, **changed: Any) -> dict[str, Any]:
    """A row of a request that came in on Tuesday at nine."""
    return {
        "unit": UNIT,
        "topics": " TAL ",
        "submitted_at": ARRIVED,
        "target_at": TARGET,
        "breach_at": BREACH,
        "answered_at": answered_at,
        "working_minutes": 60 if answered_at else None,
        "ended_at": None,
        "profile": None,
    } | changed


def counted(connection: Connection, rows: list[dict[str, Any]], **asked: Any) -> list[Figures]:
    numbered = [{"request_id": UUID(int=number), **row} for number, row in enumerate(rows)]
    connection.execute(insert(MODEL.table), numbered)
    wanted: dict[str, Any] = {
        "units": frozenset({UNIT}),
        "grouping": Grouping.UNIT,
        "as_of": at(21, 9),
        **asked,
    }
    return list(figures(connection, MODEL.table, RING, Asked(**wanted)))


# -- on time --


def test_every_answer_is_counted_by_when_it_came(connection: Connection) -> None:
    rows = [fact(IN_TARGET), fact(IN_TARGET), fact(IN_PROMISE), fact(LATE), fact()]

    (figure,) = counted(connection, rows)

    assert (
        figure.received,
        figure.answered,
        figure.answered_in_target,
        figure.answered_in_promise,
        figure.missed,
        figure.open,
        figure.open_overdue,
    ) == (5, 4, 2, 3, 2, 1, 1)


def test_a_backlog_does_not_shine(connection: Connection) -> None:
    rows = [fact(IN_TARGET), *[fact()] * 4]

    (figure,) = counted(connection, rows)

    assert figure.on_time_share == 0.2


def test_what_may_still_be_answered_in_time_is_not_judged(connection: Connection) -> None:
    rows = [fact(IN_TARGET), *[fact()] * 4]

    (figure,) = counted(connection, rows, as_of=at(10, 12))

    assert (figure.on_time_share, figure.open, figure.open_overdue) == (1.0, 4, 0)


def test_what_ended_unanswered_counts_against_the_share(connection: Connection) -> None:
    rows = [*[fact(IN_TARGET)] * 3, *[fact(ended_at=at(9, 9))] * 2]

    (figure,) = counted(connection, rows)

    assert (figure.on_time_share, figure.missed, figure.open) == (0.6, 2, 0)


def test_nothing_to_judge_gives_no_share(connection: Connection) -> None:
    (figure,) = counted(connection, [fact()] * 5, as_of=at(8, 12))

    assert figure.on_time_share is None


@pytest.mark.parametrize(
    ("moment", "in_target", "in_promise"),
    [(TARGET - MOMENT, 5, 5), (TARGET, 0, 5), (BREACH - MOMENT, 0, 5), (BREACH, 0, 0)],
)
def test_midnight_belongs_to_the_next_day(
    connection: Connection, moment: datetime, in_target: int, in_promise: int
) -> None:
    (figure,) = counted(connection, [fact(moment)] * 5)

    assert (figure.answered_in_target, figure.answered_in_promise) == (in_target, in_promise)


# -- as of --


def test_a_moment_in_the_past_shows_what_stood_then(connection: Connection) -> None:
    rows = [*[fact(LATE, ended_at=at(15, 9))] * 5]

    (figure,) = counted(connection, rows, as_of=at(12, 9))

    assert (figure.answered, figure.missed, figure.open, figure.open_overdue) == (0, 5, 5, 5)


def test_at_the_breach_itself_the_promise_is_broken(connection: Connection) -> None:
    (figure,) = counted(connection, [fact()] * 5, as_of=BREACH)

    assert (figure.missed, figure.open_overdue) == (5, 5)


def test_what_came_later_is_not_there_yet(connection: Connection) -> None:
    rows = [*[fact()] * 5, *[fact(submitted_at=at(15, 9))] * 5]

    (figure,) = counted(connection, rows, as_of=at(15, 8))

    assert figure.received == 5


def test_arrival_days_are_included_at_both_ends(connection: Connection) -> None:
    moments = [at(7, 23, 59), at(8, 0), at(8, 12), at(9, 12), at(9, 23, 59), at(10, 0)]
    rows = [fact(submitted_at=moment) for moment in moments for _ in range(5)]

    (figure,) = counted(connection, rows, from_on=date(2026, 9, 8), to_on=date(2026, 9, 9))

    assert figure.received == 20


# -- minutes --


def test_minutes_are_told_as_median_and_ninetieth_percentile(connection: Connection) -> None:
    rows = [fact(IN_TARGET, working_minutes=minutes) for minutes in range(10, 110, 10)]

    (figure,) = counted(connection, rows)

    assert (figure.median_working_minutes, figure.p90_working_minutes) == (55, 90)


def test_late_answers_are_in_the_minutes_and_silence_is_not(connection: Connection) -> None:
    rows = [fact(LATE, working_minutes=1000), *[fact()] * 4]

    (figure,) = counted(connection, rows)

    assert (figure.median_working_minutes, figure.p90_working_minutes) == (1000, 1000)


def test_without_an_answer_there_are_no_minutes(connection: Connection) -> None:
    (figure,) = counted(connection, [fact()] * 5)

    assert (figure.median_working_minutes, figure.p90_working_minutes) == (None, None)


# -- suppression and merging --


def test_four_are_not_told_apart(connection: Connection) -> None:
    assert counted(connection, [fact(IN_TARGET)] * 4) == [Figures(key=UNIT, received=None)]


def test_five_are_told(connection: Connection) -> None:
    (figure,) = counted(connection, [fact(IN_TARGET)] * 5)

    assert figure.received == 5


def test_another_units_requests_are_not_counted(connection: Connection) -> None:
    rows = [*[fact()] * 5, *[fact(unit="neuvola")] * 5]

    assert [figure.key for figure in counted(connection, rows)] == [UNIT]


def test_a_small_unit_is_counted_with_the_next(connection: Connection) -> None:
    rows = [*[fact()] * 5, *[fact(unit="neuvola")] * 5]

    (figure,) = counted(
        connection,
        rows,
        units=frozenset({UNIT, "neuvola"}),
        small_units=frozenset({"neuvola"}),
    )

    assert (figure.key, figure.received) == ("neuvola+perhesosiaalityo", 10)


@pytest.mark.parametrize("grouping", [Grouping.UNIT, Grouping.TOPIC, Grouping.MONTH])
def test_a_small_unit_alone_is_not_told_whatever_the_grouping(
    connection: Connection, grouping: Grouping
) -> None:
    (figure,) = counted(connection, [fact()] * 9, grouping=grouping, small_units=frozenset({UNIT}))

    assert figure.received is None


@pytest.mark.parametrize(
    ("units", "small", "groups"),
    [
        ("a b c", "", "a b c"),
        ("a b c", "a", "a+b c"),
        ("a b c", "c", "a b+c"),
        ("a b c", "a b", "a+b+c"),
        ("a b c", "b c", "a+b+c"),
        ("a b", "a b", "a+b"),
        ("a", "a", "a"),
    ],
)
def test_a_group_of_units_ends_with_one_that_is_large_enough(
    units: str, small: str, groups: str
) -> None:
    keys = merged_keys(units.split(), frozenset(small.split()))

    assert sorted(set(keys.values())) == groups.split()


# -- groupings --


def test_a_request_on_two_topics_counts_in_both(connection: Connection) -> None:
    rows = [*[fact(topics=" TAL ERO ")] * 5, *[fact(topics="")] * 5]

    counts = counted(connection, rows, grouping=Grouping.TOPIC)

    assert [(figure.key, figure.received) for figure in counts] == [
        ("-", 5),
        ("ERO", 5),
        ("TAL", 5),
    ]


def test_a_month_is_a_month_in_helsinki(connection: Connection) -> None:
    rows = [fact(submitted_at=at(1, 0))] * 5

    (figure,) = counted(connection, rows, grouping=Grouping.MONTH)

    assert figure.key == "2026-09"


def test_municipalities_are_counted_while_their_keys_live(connection: Connection) -> None:
    rows = []
    for number in range(6):
        request_id = UUID(int=number)
        keys = RING.make(connection, request_id)
        case = submitted(request_id=request_id, profile=Profile(municipality="698"))
        stored = SealingMapper(keys).to_stored_event(case.events[0])
        rows.append(fact(profile=sealed_profile(stored)))
    RING.destroy(connection, UUID(int=0))

    counts = counted(connection, rows, grouping=Grouping.MUNICIPALITY)

    assert [(figure.key, figure.received) for figure in counts] == [("-", None), ("698", 5)]


# -- the rows --


def test_the_row_holds_the_first_promise_and_its_answer() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(9, 9))
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    row = case.row(MODEL)

    assert (row["submitted_at"], row["target_at"], row["breach_at"], row["answered_at"]) == (
        ARRIVED,
        TARGET,
        BREACH,
        at(9, 9),
    )


def test_the_unit_that_answered_answers_for_it() -> None:
    case = answered()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.row(MODEL)["unit"] == UNIT


def test_the_unit_that_has_it_answers_for_what_nobody_answered() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.row(MODEL)["unit"] == "neuvola"


def test_a_withdrawal_that_has_not_taken_effect_ends_nothing() -> None:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)

    assert case.row(MODEL)["ended_at"] is None


def test_a_withdrawn_request_ended_when_it_was_withdrawn() -> None:
    case = withdrawn()
    withdrawn_at = case.now
    case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert case.row(MODEL)["ended_at"] == withdrawn_at


def test_a_closed_request_ended_when_it_was_closed() -> None:
    case = closed()

    assert case.row(MODEL)["ended_at"] == case.now


def test_an_erased_request_ended_with_its_keys() -> None:
    case = submitted()

    case.do(ANTTI, EraseRequest)

    assert case.row(MODEL)["ended_at"] == case.now


def test_a_reopened_request_has_not_ended() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert case.row(MODEL)["ended_at"] is None


def test_no_row_tells_of_a_person() -> None:
    assert "aino" not in repr(answered().row(MODEL))
