"""Are the figures those that a careful reader works out on paper?

All came in on Tuesday the 8th at nine: target until the 9th at 24, breach on the 10th at 24.
"""

from typing import Any

from sqlalchemy import Connection

from projections.figures.response_groups import Grouping
from projections.figures.response_times import Figures, FollowUps
from tests.domain.figures.counting import counted, fact
from tests.domain.given import at

BOTH = frozenset({"neuvola", "perhesosiaalityo"})
FAMILY: dict[str, Any] = {"unit": "perhesosiaalityo", "topics": " TAL "}
CLINIC: dict[str, Any] = {"unit": "neuvola", "topics": " RAS "}


def later(
    promised: int, breached: int, answered: int | None, settled: int | None = None
) -> list[str | None]:
    """A follow-up by its days in September: promised, breached, answered, settled at nine."""
    return [
        at(day, 9).isoformat() if day else None for day in (promised, breached, answered, settled)
    ]


PLANTED = [
    fact(at(9, 9), working_minutes=60, **FAMILY),  # in the target
    fact(at(9, 15), working_minutes=90, **FAMILY),  # in the target
    fact(at(10, 9), working_minutes=300, **FAMILY),  # in the promise
    fact(at(14, 9), working_minutes=1200, **FAMILY),  # too late
    fact(**FAMILY),  # never answered, still open
    fact(ended_at=at(9, 9), **FAMILY),  # never answered, closed as a duplicate
    *[fact(at(8, 10), working_minutes=30, **CLINIC)] * 4,  # in the target
    fact(
        at(8, 10),
        working_minutes=30,
        follow_ups=[
            later(9, 11, 10),  # kept
            later(10, 14, 15),  # answered too late
            later(11, 15, None, 14),  # settled in time by closing: neither
            later(12, 16, None),  # never answered
            later(20, 24, None),  # still has time
        ],
        **CLINIC,
    ),
]


def test_by_unit(connection: Connection) -> None:
    assert counted(connection, PLANTED, units=BOTH) == [
        Figures(
            key="neuvola",
            received=5,
            answered=5,
            answered_in_target=5,
            answered_in_promise=5,
            missed=0,
            open=0,
            open_overdue=0,
            on_time_share=1.0,
            median_working_minutes=30,
            p90_working_minutes=30,
            opened=0,
            opened_share=0.0,
            looks_late=0,
            consulted=0,
            follow_ups=FollowUps(promised=5, kept=1, missed=2),
            miss_causes={},
        ),
        Figures(
            key="perhesosiaalityo",
            received=6,
            answered=4,
            answered_in_target=2,
            answered_in_promise=3,
            missed=3,  # too late, open, closed
            open=1,
            open_overdue=1,
            on_time_share=0.5,  # 3 / (4 answered + 2 unanswered past the breach)
            median_working_minutes=195,  # of 60, 90, 300 and 1200: between the second and third
            p90_working_minutes=1200,  # the fourth of four: 0.9 * 4 = 3.6, rounded up
            opened=0,
            opened_share=0.0,
            looks_late=0,
            consulted=0,
            follow_ups=FollowUps(promised=0, kept=0, missed=0),
            miss_causes={},
        ),
    ]


def test_by_unit_as_it_stood_on_thursday_at_noon(connection: Connection) -> None:
    clinic, family = counted(connection, PLANTED, units=BOTH, as_of=at(10, 12))

    assert family == Figures(
        key="perhesosiaalityo",
        received=6,
        answered=3,
        answered_in_target=2,
        answered_in_promise=3,
        missed=0,  # until midnight nothing is
        open=2,
        open_overdue=0,
        on_time_share=1.0,
        median_working_minutes=90,
        p90_working_minutes=300,
        opened=0,
        opened_share=0.0,
        looks_late=0,
        consulted=0,
        follow_ups=FollowUps(promised=0, kept=0, missed=0),
        miss_causes={},
    )
    # One message answered that morning, one that had come that morning.
    assert clinic.follow_ups == FollowUps(promised=2, kept=1, missed=0)


def test_by_month(connection: Connection) -> None:
    assert counted(connection, PLANTED, units=BOTH, grouping=Grouping.MONTH) == [
        Figures(
            key="2026-09",
            received=11,
            answered=9,
            answered_in_target=7,
            answered_in_promise=8,
            missed=3,
            open=1,
            open_overdue=1,
            on_time_share=0.7273,  # 8 / 11
            median_working_minutes=30,  # the fifth of 30 * 5, 60, 90, 300, 1200
            p90_working_minutes=1200,  # the ninth: 8.1, rounded up
            opened=0,
            opened_share=0.0,
            looks_late=0,
            consulted=0,
            follow_ups=FollowUps(promised=5, kept=1, missed=2),
            miss_causes={},
        )
    ]


def test_by_topic_neither_the_few_nor_who_would_betray_them(connection: Connection) -> None:
    assert counted(connection, PLANTED, units=BOTH, grouping=Grouping.TOPIC) == [
        Figures(key="RAS", received=5),  # its outcomes would give those of TAL away
        Figures(key="TAL", received=6),  # one too late, one open, one closed
    ]
