"""When is a network's sending a flood, and what is remembered of the network?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.http.floods import APART_SECONDS, LIMIT, REMEMBERED, SALT_LASTS_SECONDS, Floods
from triage.accounts.form_moments import FormMoments
from triage.text.personal import Personal

SCHOOL, HOME = "198.51.100.7", "2001:db8::/64"


@dataclass(slots=True)
class Wound:
    """Seconds that a test winds, and what is to be done later."""

    now: float = 0.0
    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.waiting.append((self.now + seconds, act))

    def wind(self, seconds: float) -> None:
        """Let time pass, and do what falls due."""
        self.now += seconds
        due = [act for at, act in self.waiting if at <= self.now]
        self.waiting = [each for each in self.waiting if each[0] > self.now]
        for act in due:
            act()


@pytest.fixture
def wound() -> Wound:
    return Wound()


@pytest.fixture
def floods(wound: Wound) -> Floods:
    return Floods(wound, wound.later)


def full(floods: Floods, network: str = SCHOOL) -> None:
    for _ in range(LIMIT):
        assert floods.noticed(network) is None


def test_a_school_class_is_no_flood_and_what_follows_is(floods: Floods) -> None:
    full(floods)
    assert floods.noticed(SCHOOL) is not None


def test_a_school_that_writes_all_day_is_none(floods: Floods, wound: Wound) -> None:
    for _ in range(500):
        assert floods.noticed(SCHOOL) is None
        wound.wind(APART_SECONDS)


def test_others_are_not_drawn_in(floods: Floods) -> None:
    full(floods)
    assert floods.noticed(SCHOOL) and floods.noticed(HOME) is None


def test_one_burst_has_one_heap_and_the_next_another(floods: Floods, wound: Wound) -> None:
    full(floods)
    first, second = floods.noticed(SCHOOL), floods.noticed(SCHOOL)
    wound.wind(2 * LIMIT * APART_SECONDS)
    full(floods)
    third = floods.noticed(SCHOOL)
    assert first == second
    assert first and third and first.heap != third.heap and first.key != third.key


def test_a_heap_is_random_and_tells_of_no_address(wound: Wound) -> None:
    heaps = set()
    for _ in range(2):
        floods = Floods(wound, wound.later)
        full(floods)
        burst = floods.noticed(SCHOOL)
        assert burst
        heaps.add((burst.heap, burst.key))
    assert len(heaps) == 2


def test_a_sign_of_a_program_weighs_as_four_requests_more(floods: Floods) -> None:
    told = [floods.noticed(SCHOOL, signs=1) for _ in range(5)]
    assert [bool(each) for each in told] == [False, False, False, False, True]


def test_a_single_sign_marks_nobody(floods: Floods) -> None:
    assert floods.noticed(HOME, signs=2) is None


def test_what_is_sent_again_does_not_count(floods: Floods) -> None:
    for _ in range(3 * LIMIT):
        assert floods.noticed(SCHOOL, signs=1) is None
        floods.give_back(SCHOOL, signs=1)


def test_a_long_flood_is_over_soon_after_its_end(floods: Floods, wound: Wound) -> None:
    for _ in range(10_000):
        floods.noticed(SCHOOL)
    wound.wind(LIMIT * APART_SECONDS + APART_SECONDS)
    assert floods.noticed(SCHOOL) is None


def kept(floods: Floods) -> Any:
    return floods._salt, dict(floods._networks)


def test_all_is_forgotten_within_the_hour_though_nobody_comes(floods: Floods, wound: Wound) -> None:
    floods.noticed(SCHOOL)
    assert kept(floods) != (None, {})
    wound.wind(SALT_LASTS_SECONDS)
    assert kept(floods) == (None, {})
    assert SALT_LASTS_SECONDS <= 3600


def test_the_salt_does_not_live_on_by_being_used(floods: Floods, wound: Wound) -> None:
    floods.noticed(SCHOOL)
    salt = kept(floods)[0]
    for _ in range(60):
        wound.now += 60
        floods.noticed(SCHOOL)
    assert kept(floods)[0] != salt


def test_no_address_is_kept(floods: Floods) -> None:
    floods.noticed(SCHOOL)
    assert SCHOOL not in repr(kept(floods)) and SCHOOL.encode() not in b"".join(kept(floods)[1])


def test_however_many_networks_there_are_memory_is_limited(floods: Floods) -> None:
    for number in range(REMEMBERED + 5):
        floods.noticed(str(number))
    assert len(kept(floods)[1]) == REMEMBERED


# -- when a form was given --

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MOMENTS = FormMoments(b"m" * 32)
KEY = "8a3e5c1e-3c1c-4a52-9a77-0d9c1b9b7a11"


def test_a_form_tells_how_long_ago_it_was_given() -> None:
    written = MOMENTS.written(KEY, NOW)
    age = MOMENTS.age(Personal(KEY), written, NOW + timedelta(seconds=7))
    assert age == timedelta(seconds=7)


@pytest.mark.parametrize("written", ["", "x", ".", "7fffffffffffffffffff.aa", "-1.00"])
def test_what_we_did_not_write_says_nothing(written: str) -> None:
    assert MOMENTS.age(Personal(KEY), written, NOW) is None


def test_a_moment_belongs_to_one_form_and_cannot_be_changed() -> None:
    written = MOMENTS.written(KEY, NOW)
    moment, _, mac = written.partition(".")
    assert MOMENTS.age(Personal("another"), written, NOW) is None
    assert MOMENTS.age(Personal(KEY), f"{int(moment, 16) - 60:x}.{mac}", NOW) is None
    assert FormMoments(b"o" * 32).age(Personal(KEY), written, NOW) is None
