"""When is a person told what came at an hour that they did not choose? Later, and never not."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from tests.domain.given import CATALOGUE, at
from triage.notices.choices import NoticeChoices
from triage.notices.kinds import Carrier, Kind

EIGHT, FOUR = time(8), time(16)
NIGHT = NoticeChoices(quiet_from=time(21), quiet_until=time(7))
NOON = NoticeChoices(quiet_from=time(11), quiet_until=time(12, 30))
OPEN = NoticeChoices(opening_hours_only=True)
DIGEST = NoticeChoices(digest_times=(EIGHT, FOUR))


def told_at(
    choices: NoticeChoices,
    made_at: datetime,
    kind: Kind = Kind.ASSIGNMENT,
    now: datetime | None = None,
) -> datetime:
    return choices.first_moment(kind, made_at, now or made_at, CATALOGUE)


# The 8th is a Tuesday, the 11th a Friday.
@pytest.mark.parametrize(
    ("choices", "made_at", "expected"),
    [
        (NoticeChoices(), at(8, 3), at(8, 3)),
        (NIGHT, at(8, 20, 59), at(8, 20, 59)),
        (NIGHT, at(8, 21), at(9, 7)),
        (NIGHT, at(9, 6, 59), at(9, 7)),
        (NIGHT, at(9, 7), at(9, 7)),
        (NOON, at(8, 10, 59), at(8, 10, 59)),
        (NOON, at(8, 11), at(8, 12, 30)),
        (NOON, at(8, 12, 30), at(8, 12, 30)),
        (OPEN, at(8, 9), at(8, 9)),
        (OPEN, at(11, 20), at(14, 8)),
        (DIGEST, at(8, 7), at(8, 8)),
        (DIGEST, at(8, 8), at(8, 8)),
        (DIGEST, at(8, 8, 1), at(8, 16)),
        (DIGEST, at(8, 16, 1), at(9, 8)),
    ],
)
def test_it_arrives_at_the_next_allowed_moment(
    choices: NoticeChoices, made_at: datetime, expected: datetime
) -> None:
    assert told_at(choices, made_at) == expected


def test_an_emergency_waits_for_no_digest_but_for_the_end_of_quiet_hours() -> None:
    both = NoticeChoices(digest_times=(EIGHT,), quiet_from=time(21), quiet_until=time(7))
    assert told_at(both, at(8, 10), Kind.EMERGENCY) == at(8, 10)
    assert told_at(both, at(8, 22), Kind.EMERGENCY) == at(9, 7)


def test_a_digest_in_quiet_hours_comes_when_they_end() -> None:
    odd = NoticeChoices(digest_times=(time(22),), quiet_from=time(21), quiet_until=time(7))
    assert told_at(odd, at(8, 10)) == at(9, 7)


def test_a_digest_whose_time_has_come_waits_for_no_other() -> None:
    assert told_at(DIGEST, at(8, 10), now=at(8, 16, 5)) == at(8, 16, 5)


def test_quiet_hours_and_opening_hours_both_hold() -> None:
    both = NoticeChoices(opening_hours_only=True, quiet_from=time(7), quiet_until=time(9, 30))
    assert told_at(both, at(11, 20)) == at(14, 9, 30)


def test_quiet_hours_over_all_opening_hours_swallow_nothing() -> None:
    never = NoticeChoices(opening_hours_only=True, quiet_from=time(6), quiet_until=time(20))
    assert told_at(never, at(11, 20)) == at(14, 8)


def test_over_the_night_when_the_clock_is_put_back_it_is_seven_by_the_wall() -> None:
    autumn = datetime.fromisoformat("2026-10-24T22:00:00+03:00")
    assert told_at(NIGHT, autumn) == datetime.fromisoformat("2026-10-25T07:00:00+02:00")


def test_a_kind_comes_by_what_was_chosen() -> None:
    choices = NoticeChoices(
        email_kinds=frozenset({Kind.OFFER, Kind.REMINDER}), sms_kinds=frozenset({Kind.REMINDER})
    )
    wanted = {kind: list(choices.carriers(kind)) for kind in (Kind.OFFER, Kind.REMINDER)}
    assert wanted == {Kind.OFFER: [Carrier.EMAIL], Kind.REMINDER: [Carrier.EMAIL, Carrier.SMS]}
    assert list(choices.carriers(Kind.EMERGENCY)) == []
