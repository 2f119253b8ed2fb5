"""Who keeps a shift over midnight, a change of clocks and an absence, and what does nobody keep?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.given import CATALOGUE
from triage.notices.on_duty import (
    CoverOn,
    Hours,
    Shift,
    Watch,
    on_duty,
    uncovered,
    wanted_hours,
    watches,
)
from triage.request.cover import NOBODY_AWAY, Absent, Cover, Substitute, cover_of
from triage.time.calendar import HELSINKI

DUTY = "sosiaalipaivystys"
MEMBERS = {DUTY: {"ville", "vilma"}}
HOUR = timedelta(hours=1)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


def shift(from_at: datetime, until_at: datetime, username: str = "ville") -> Shift:
    return Shift(
        id=UUID(int=1),
        unit=DUTY,
        username=username,
        from_at=from_at,
        until_at=until_at,
        planned_at=at(9, 1, 8),
        planned_by="kerttu",
    )


def nobody_away(_: date) -> Cover:
    return NOBODY_AWAY


def ville_away_on(*days: date, substitute: str = "vilma") -> CoverOn:
    """What is known of each day: ville is away on these."""
    units = {"ville": DUTY, "vilma": DUTY, "olli": "neuvola"}
    people = {
        name: Substitute(username=name, units=frozenset({unit})) for name, unit in units.items()
    }
    absent = [Absent(username="ville", until_on=days[-1], substitute=substitute)]
    away = cover_of(absent, people, {})
    return lambda day: away if day in days else NOBODY_AWAY


def kept(planned: Shift, cover_on: CoverOn = nobody_away) -> list[tuple[str | None, datetime]]:
    found = watches(planned, cover_on, MEMBERS)
    assert found[0].from_at == planned.from_at and found[-1].until_at == planned.ends_at
    assert all(one.until_at == other.from_at for one, other in pairwise(found))
    return [(each.username, each.until_at) for each in found]


def test_a_shift_over_night_is_one_watch() -> None:
    night = shift(at(12, 24, 20), at(12, 25, 8))
    assert kept(night) == [("ville", at(12, 25, 8))]
    for moment, expected in (
        (at(12, 24, 19, 59), {}),
        (at(12, 24, 20), {DUTY: {"ville"}}),
        (at(12, 25, 0), {DUTY: {"ville"}}),
        (at(12, 25, 8), {}),
    ):
        assert on_duty(watches(night, nobody_away, MEMBERS), moment) == expected


def test_an_absence_that_begins_at_midnight_takes_the_rest_of_the_night() -> None:
    night = shift(at(12, 24, 20), at(12, 25, 8))
    away = ville_away_on(date(2026, 12, 25))
    assert kept(night, away) == [("ville", at(12, 25, 0)), ("vilma", at(12, 25, 8))]


def test_without_a_substitute_who_may_be_on_duty_nobody_keeps_it() -> None:
    day = shift(at(12, 24, 8), at(12, 24, 16))
    for other in ("ville", "olli", "gone"):
        away = ville_away_on(date(2026, 12, 24), substitute=other)
        assert kept(day, away) == [(None, at(12, 24, 16))]


def test_who_left_keeps_nothing() -> None:
    assert kept(shift(at(12, 24, 8), at(12, 24, 16), "olli")) == [(None, at(12, 24, 16))]


def test_the_nights_on_which_clocks_change_are_an_hour_longer_and_shorter() -> None:
    longer, shorter = shift(at(10, 24, 20), at(10, 25, 8)), shift(at(3, 28, 20), at(3, 29, 8))
    for night, hours in ((longer, 13), (shorter, 11)):
        (watch,) = watches(night, nobody_away, MEMBERS)
        assert watch.until_at - watch.from_at == hours * HOUR
    away = ville_away_on(date(2026, 10, 25))
    assert kept(longer, away) == [("ville", at(10, 25, 0)), ("vilma", at(10, 25, 8))]


def test_overlaps_are_fine_and_gaps_are_named() -> None:
    wanted = [Hours(from_at=at(12, 1, 0), until_at=at(12, 2, 0))]
    planned = [
        shift(at(11, 30, 20), at(12, 1, 8)),
        shift(at(12, 1, 7), at(12, 1, 12), "vilma"),
        shift(at(12, 1, 13), at(12, 1, 22)),
    ]
    found = [each for one in planned for each in watches(one, nobody_away, MEMBERS)]
    assert [(each.from_at, each.until_at) for each in uncovered(wanted, found)] == [
        (at(12, 1, 12), at(12, 1, 13)),
        (at(12, 1, 22), at(12, 2, 0)),
    ]


def test_the_duty_wants_every_hour_and_another_unit_its_opening_hours() -> None:
    now = at(12, 24, 12)
    (always,) = wanted_hours(DUTY, now, CATALOGUE)
    assert (always.from_at, always.until_at) == (now, now + timedelta(days=14))
    opened = list(wanted_hours("neuvola", now, CATALOGUE))
    assert all(CATALOGUE.opening.is_open(each.from_at, CATALOGUE.calendar) for each in opened)
    assert opened[0].from_at == at(12, 28, 8), "Christmas is closed"


spans = st.tuples(st.integers(0, 200), st.integers(1, 60))


@settings(max_examples=60)
@given(st.lists(spans, max_size=8), spans)
def test_each_wanted_moment_is_either_kept_or_named(
    planned: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    start = at(3, 28, 0)

    def hours(span: tuple[int, int]) -> Hours:
        begins = start + span[0] * HOUR / 4
        return Hours(from_at=begins, until_at=begins + span[1] * HOUR / 4)

    found = [
        Watch(unit=DUTY, username="ville", from_at=each.from_at, until_at=each.until_at)
        for each in map(hours, planned)
    ]
    wanted = hours(asked)
    gaps = list(uncovered([wanted], found))
    moment = wanted.from_at
    while moment < wanted.until_at:
        named = [each for each in gaps if each.from_at <= moment < each.until_at]
        assert len(named) == (0 if on_duty(found, moment) else 1)
        moment += HOUR / 8
