"""What does a requester see of who has read, and what follows from nothing that they see?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from projections.views.own_reads import read_by_day
from projections.views.own_request import ReadShown

NOON = datetime(2026, 11, 23, 10, 0, 7, 123, tzinfo=UTC)


def read(role: str, at: datetime) -> ReadShown:
    return ReadShown(by_role=role, at=at)


def test_a_role_stands_once_a_day_however_often_it_read() -> None:
    often = [read("worker", NOON + timedelta(minutes=each)) for each in range(9)]
    (day,) = read_by_day([*often, read("duty", NOON)])
    assert [each.by_role for each in day.reads] == ["duty", "worker"]
    assert read_by_day(often) == read_by_day(often[-1:])


def test_a_day_is_one_of_helsinki() -> None:
    late = datetime(2026, 11, 23, 21, 59, tzinfo=UTC)
    days = read_by_day([read("worker", late), read("worker", late + timedelta(minutes=1))])
    assert [each.on for each in days] == [date(2026, 11, 23), date(2026, 11, 24)]


def test_a_moment_is_told_to_the_minute() -> None:
    ((told,),) = (each.reads for each in read_by_day([read("worker", NOON)]))
    assert told.at == NOON.replace(second=0, microsecond=0)


def test_the_order_of_the_log_decides_nothing() -> None:
    reads = [read("worker", NOON), read("duty", NOON - timedelta(days=1)), read("duty", NOON)]
    assert read_by_day(reads) == read_by_day(reversed(reads))
