"""Does a catalogue say how long each class is kept, and is nonsense refused by its name?"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest

from triage.catalogue.fields import Fields
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.reading_retention import read_retention
from triage.time.retention import USUAL, WITHOUT_TERM, Kept, RetentionRules, Term

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def read(text: str) -> tuple[RetentionRules, list[str]]:
    holes: list[str] = []
    return read_retention(Fields("retention", tomllib.loads(text), holes)), holes


def test_the_packaged_catalogue_says_each_with_its_ground() -> None:
    rules = packaged_lapland().retention
    assert set(rules.terms) == set(Kept)
    assert all(each.ground for each in rules.terms.values())
    assert {kept for kept, each in rules.terms.items() if not each.has_end} == WITHOUT_TERM
    assert (rules.by_itself, rules.notice_days) == (True, 14)


def test_an_edition_of_before_is_read_and_destroys_nothing_by_itself() -> None:
    rules, holes = read("recorded_months = 7\nadvice_months = 13")
    assert holes == []
    assert (rules.of(Kept.RECORDED).months, rules.of(Kept.ADVICE).months) == (7, 13)
    assert not rules.by_itself
    assert rules.of(Kept.ACCESS_LOG) == USUAL[Kept.ACCESS_LOG]


@pytest.mark.parametrize(
    ("text", "hole"),
    [
        ('[access-log]\nmonths = 23\nground = "x"', "retention.access-log: is kept for 732 days"),
        ('[access-log]\nmonths = 144\ndays = 2\nground = "x"', "write either months or days"),
        ('[access-log]\nground = "x"', "write either months or days"),
        ("[access-log]\nmonths = 144", "has no ground"),
        ('[drafts]\ndays = 15\nground = "x"', "is kept for 14 days at most"),
        ('[deliveries]\ndays = 29\nground = "x"', "is kept for 30 days at least"),
        ('[child-protection]\nmonths = 24\nground = "x"', "has no end that anybody here can tell"),
        ('[advice]\nmonths = 0\nground = "x"', "is kept for 1 days at least"),
        ('[acces-log]\nmonths = 24\nground = "x"', "unknown field acces-log"),
        ('advice_months = 3\n[advice]\nmonths = 3\nground = "x"', "advice is told twice"),
        ("advice_months = 0", "retention: advice is kept for 1 days at least"),
        ("notice_days = 91", "notice_days is 0 to 90"),
    ],
)
def test_what_is_wrong_is_told_by_its_name(text: str, hole: str) -> None:
    _, holes = read(text)
    assert any(hole in each for each in holes), holes


def test_two_whole_years_of_the_access_log_are_enough() -> None:
    assert read('[access-log]\nmonths = 24\nground = "x"')[1] == []


def test_a_term_ends_by_the_calendar_and_by_days() -> None:
    months, days = Term(months=3), Term(days=90)
    assert (months.after(date(2026, 11, 30)), days.after(date(2026, 11, 30))) == (
        date(2027, 2, 28),
        date(2027, 2, 28),
    )
    assert months.day_before(NOW) == date(2026, 8, 23)
    assert months.before(NOW).date() == date(2026, 8, 23)
    assert days.day_before(NOW) == date(2026, 8, 25)
    for asks in (lambda: Term().after(date(2026, 1, 1)), lambda: Term().before(NOW)):
        with pytest.raises(ValueError, match="no end"):
            asks()
