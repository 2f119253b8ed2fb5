"""At which moment is the duty's line proved, and along which ways?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tests.domain.given import CATALOGUE
from triage.catalogue import Catalogue, Notify
from triage.catalogue.duty_line import DutyLine
from triage.notices.daily_alarm import DueTest, due_test, ways_tested
from triage.notices.telling import Kind, Recipient
from triage.notices.times import TEST_PATIENCE, given_up_at


def with_test_at(clock: time | None) -> Catalogue:
    return replace(CATALOGUE, duty_line=DutyLine(test_at_local=clock))


def due(catalogue: Catalogue, *moment: int) -> DueTest | None:
    return due_test(catalogue, datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]


def test_it_follows_the_clock_on_the_wall_in_winter_and_summer() -> None:
    winter, summer = due(CATALOGUE, 2026, 12, 24, 20), due(CATALOGUE, 2026, 6, 24, 20)

    assert winter is not None and winter.due_at == datetime(2026, 12, 24, 7, tzinfo=UTC)
    assert summer is not None and summer.due_at == datetime(2026, 6, 24, 6, tzinfo=UTC)


def test_before_its_moment_yesterdays_is_the_latest() -> None:
    found = due(CATALOGUE, 2026, 12, 24, 6, 59)

    assert found is not None and found.day == date(2026, 12, 23)
    assert not found.leaves_at(datetime(2026, 12, 24, 6, 59, tzinfo=UTC))


def test_an_hour_that_the_clocks_skip_still_has_its_test() -> None:
    found = due(with_test_at(time(3, 30)), 2027, 3, 28, 12)

    assert found is not None and found.day == date(2027, 3, 28)


def test_none_is_due_where_the_catalogue_wants_none() -> None:
    assert due(with_test_at(None), 2026, 12, 24, 20) is None
    assert due(replace(CATALOGUE, duty_configured=False), 2026, 12, 24, 20) is None


def test_every_number_and_address_of_both_lines_is_tested() -> None:
    duty = replace(
        CATALOGUE.units[CATALOGUE.duty_unit],
        notify=Notify(email="paivystys@example.fi", sms="+358405550000"),
    )
    second = DutyLine(second=Notify(sms="+358405550001"))
    catalogue = replace(CATALOGUE, units={**CATALOGUE.units, duty.code: duty}, duty_line=second)

    assert [(recipient, way.carrier) for recipient, way in ways_tested(catalogue)] == [
        (Recipient.DUTY, "email"),
        (Recipient.DUTY, "sms"),
        (Recipient.DUTY_SECOND, "sms"),
    ]


def test_a_test_is_given_up_long_before_an_alert() -> None:
    made_at = datetime(2026, 12, 24, 7, tzinfo=UTC)
    test, alert = (
        given_up_at(Recipient.DUTY, made_at, CATALOGUE, kind=kind)
        for kind in (Kind.TEST_ALARM, Kind.DUTY_ALERT)
    )
    assert (test, alert) == (made_at + TEST_PATIENCE, made_at + timedelta(hours=24))
