"""When is the wall clock not believed? When it leapt, or another clock says otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.clock import HandWoundClock
from workers.clock.clock_check import LEAPT_AHEAD, TOLERANCE, ClockCheck, since_boot

SECOND = timedelta(seconds=1)
FAR = timedelta(days=6)
DIFFERS = "differs-from-the-database"


class OnTwoHosts:
    """A clock of ours and a database's on another host, which follow the same time."""

    def __init__(self) -> None:
        self.ours, self.theirs = HandWoundClock(), HandWoundClock()
        self.is_away, self.asked = False, 0
        self.check = ClockCheck(
            self.ours, elapsed=self.ours.elapsed, others={"database": self._read}
        )
        assert self.doubt is None

    @property
    def doubt(self) -> str | None:
        return self.check.look().doubt

    def _read(self) -> datetime | None:
        self.asked += 1
        return None if self.is_away else self.theirs()


@pytest.fixture
def clock() -> HandWoundClock:
    return HandWoundClock()


@pytest.fixture
def alone(clock: HandWoundClock) -> ClockCheck:
    return ClockCheck(clock, elapsed=clock.elapsed)


# -- no other clock --


@pytest.mark.parametrize("time", [SECOND, FAR])
def test_time_that_passes_is_no_leap(
    clock: HandWoundClock, alone: ClockCheck, time: timedelta
) -> None:
    clock.wind(time)

    assert alone.look() == (clock.now, None)


def test_a_leap_ahead_is_doubted_beyond_the_tolerance(
    clock: HandWoundClock, alone: ClockCheck
) -> None:
    clock.leap(TOLERANCE + SECOND)

    assert alone.look().doubt == LEAPT_AHEAD


def test_small_steps_are_followed_however_far_they_lead(
    clock: HandWoundClock, alone: ClockCheck
) -> None:
    found = set()
    for _ in range(100):
        clock.wind(SECOND)
        clock.leap(TOLERANCE)
        found.add(alone.look().doubt)

    assert found == {None}


def test_a_leap_stays_doubted_as_time_passes(clock: HandWoundClock, alone: ClockCheck) -> None:
    clock.leap(FAR)
    found = set()
    for _ in range(3):
        found.add(alone.look().doubt)
        clock.wind(FAR)

    assert found == {LEAPT_AHEAD}


def test_a_clock_that_came_back_is_believed(clock: HandWoundClock, alone: ClockCheck) -> None:
    clock.leap(FAR)
    alone.look()
    clock.wind(FAR)
    clock.leap(-FAR)

    assert alone.look().doubt is None


def test_a_clock_that_fell_behind_and_came_back_was_never_doubted(
    clock: HandWoundClock, alone: ClockCheck
) -> None:
    clock.leap(-FAR)
    fallen = alone.look().doubt
    clock.leap(FAR)

    assert (fallen, alone.look().doubt) == (None, None)


def test_what_was_shown_to_be_wrong_is_not_believed_again(
    clock: HandWoundClock, alone: ClockCheck
) -> None:
    clock.leap(-FAR)
    alone.believe()
    clock.leap(FAR)

    assert alone.look().doubt == LEAPT_AHEAD


def test_a_new_process_believes_what_it_meets(clock: HandWoundClock) -> None:
    clock.leap(FAR)

    assert ClockCheck(clock, elapsed=clock.elapsed).look().doubt is None


def test_who_knows_no_time_that_passes_doubts_nothing(clock: HandWoundClock) -> None:
    check = ClockCheck(clock)
    clock.leap(FAR)

    assert check.look() == (clock.now, None)


# -- the database's clock --


@pytest.mark.parametrize("off", [FAR, -FAR, TOLERANCE + SECOND, -TOLERANCE - SECOND])
def test_a_difference_is_doubted_until_both_agree(off: timedelta) -> None:
    hosts = OnTwoHosts()
    hosts.theirs.leap(off)
    differing = hosts.doubt
    hosts.theirs.leap(-off)

    assert (differing, hosts.doubt) == (DIFFERS, None)


@pytest.mark.parametrize("off", [TOLERANCE, -TOLERANCE])
def test_a_small_difference_is_not(off: timedelta) -> None:
    hosts = OnTwoHosts()
    hosts.theirs.leap(off)

    assert hosts.doubt is None


def test_a_clock_that_was_wrong_from_the_start_is_doubted() -> None:
    ours, theirs = HandWoundClock(), HandWoundClock()
    ours.leap(FAR)
    check = ClockCheck(ours, elapsed=ours.elapsed, others={"database": theirs})

    assert check.look().doubt == DIFFERS


@pytest.mark.parametrize("off", [FAR, -FAR])
def test_a_leap_to_what_another_says_is_a_correction(off: timedelta) -> None:
    ours, theirs = HandWoundClock(), HandWoundClock()
    theirs.leap(off)
    check = ClockCheck(ours, elapsed=ours.elapsed, others={"database": theirs})
    wrong = check.look().doubt
    ours.leap(off)

    assert (wrong, check.look().doubt, check.look().doubt) == (DIFFERS, None, None)


def test_a_clock_that_leapt_along_confirms_nothing() -> None:
    """A database on the same machine."""
    hosts = OnTwoHosts()
    for clock in (hosts.ours, hosts.theirs):
        clock.leap(FAR)

    assert [hosts.doubt, hosts.doubt] == [LEAPT_AHEAD, LEAPT_AHEAD]


def test_two_hosts_that_are_put_right_one_after_the_other_confirm_each_other() -> None:
    hosts = OnTwoHosts()
    hosts.theirs.leap(FAR)
    differing = hosts.doubt
    hosts.ours.leap(FAR)

    assert (differing, hosts.doubt) == (DIFFERS, None)


def test_who_does_not_answer_says_nothing_new() -> None:
    hosts = OnTwoHosts()
    hosts.is_away = True
    hosts.theirs.leap(FAR)

    assert hosts.doubt is None


@pytest.mark.parametrize("off", [FAR, -FAR])
def test_a_leap_is_doubted_while_the_other_does_not_answer(off: timedelta) -> None:
    hosts = OnTwoHosts()
    hosts.is_away = True
    hosts.ours.leap(off)

    assert hosts.doubt == DIFFERS


def test_a_difference_stays_doubted_while_the_other_does_not_answer() -> None:
    hosts = OnTwoHosts()
    hosts.theirs.leap(FAR)
    differing = hosts.doubt
    hosts.is_away = True

    assert (differing, hosts.doubt) == (DIFFERS, DIFFERS)


def test_who_does_not_answer_is_asked_again_after_a_while() -> None:
    hosts = OnTwoHosts()
    hosts.is_away, hosts.asked = True, 0
    assert (hosts.doubt, hosts.doubt, hosts.asked) == (None, None, 1)
    hosts.is_away = False
    hosts.theirs.leap(FAR)
    hosts.ours.wind(TOLERANCE)
    hosts.theirs.wind(TOLERANCE)

    assert hosts.doubt == DIFFERS


def test_an_answer_that_took_too_long_says_nothing() -> None:
    clock = HandWoundClock()

    def stalled() -> datetime:
        asked_at = clock()
        clock.wind(2 * TOLERANCE)
        return asked_at

    check = ClockCheck(clock, elapsed=clock.elapsed, others={"database": stalled})

    assert check.look().doubt is None


def test_the_machines_own_seconds_go_on() -> None:
    assert since_boot() <= since_boot()


def test_who_was_never_heard_before_the_leap_confirms_nothing() -> None:
    hosts = OnTwoHosts()
    hosts.is_away = True
    alone = ClockCheck(hosts.ours, elapsed=hosts.ours.elapsed, others={"database": hosts._read})
    assert alone.look().doubt is None
    hosts.is_away = False
    for clock in (hosts.ours, hosts.theirs):
        clock.wind(TOLERANCE)
        clock.leap(FAR)

    assert alone.look().doubt == LEAPT_AHEAD
