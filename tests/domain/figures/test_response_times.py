"""Are the response times counted strictly, as they stood at any moment, and never by person?"""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from projections.figures.response_groups import Grouping
from tests.domain.figures.counting import (
    BREACH,
    IN_PROMISE,
    IN_TARGET,
    LATE,
    MOMENT,
    TARGET,
    counted,
    fact,
    told,
)
from tests.domain.given import (
    at,
)

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


# -- opened --


def test_the_share_opened_is_of_the_answers_and_stands_as_it_stood(connection: Connection) -> None:
    rows = [
        fact(IN_TARGET, opened_at=at(10, 9)),
        fact(IN_TARGET, opened_at=at(10, 15)),
        fact(LATE),
        *[fact()] * 2,
    ]

    (now,) = counted(connection, rows)
    (then,) = told(connection, as_of=at(10, 12)).rows

    assert (now.opened, now.opened_share) == (2, 0.6667)
    assert (then.opened, then.opened_share) == (1, 0.5)


@pytest.mark.parametrize("grouping", [Grouping.TOPIC, Grouping.MUNICIPALITY])
def test_where_groups_describe_people_nothing_is_told_of_opening(
    connection: Connection, grouping: Grouping
) -> None:
    rows = [fact(IN_TARGET, opened_at=at(10, 9))] * 10

    (figure,) = counted(connection, rows, grouping=grouping)

    assert (figure.answered, figure.opened, figure.opened_share) == (10, None, None)


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
