"""Do helplines know the hour and the reader, and is a wrong one refused?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from triage.catalogue import Catalogue
from triage.catalogue.check import holes
from triage.catalogue.entries import EmergencyNumber
from triage.catalogue.helplines import Helpline, Reader, helplines
from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text
from triage.catalogue.reading import read_edition
from triage.time.calendar import HELSINKI
from triage.time.opening_hours import ALWAYS, OnHolidays, OpeningHours

DAY, EVENING = (time(9), time(15)), (time(17), time(20))
WEEKDAYS = OpeningHours(weekly=(DAY,) * 5 + (None, None))
EVERY_EVENING = OpeningHours(weekly=(EVENING,) * 7, on_holidays=OnHolidays.AS_USUAL)
SUNDAY_NOON = datetime(2026, 11, 29, 12, tzinfo=HELSINKI)
CHRISTMAS_EVENING = datetime(2026, 12, 25, 18, tzinfo=HELSINKI)
FINN = Reader(language="fi")


def line(code: str, **told: object) -> EmergencyNumber:
    """A confirmed helpline of unknown hours, for everybody, but for what is told."""
    plain = EmergencyNumber(
        code=code,
        names={"fi": code},
        when={"fi": "kun"},
        number=code,
        url=None,
        owner="elli",
        source="",
        reviewed_on=date(2026, 11, 29),
        confirmed=True,
    )
    return replace(plain, **told)


ALARM = line("112", hours=ALWAYS)


def seen(*entries: EmergencyNumber, reader: Reader = FINN, now: datetime) -> list[Helpline]:
    return helplines(replace(packaged_lapland(), emergency=entries), reader, now)


def order(*entries: EmergencyNumber, reader: Reader = FINN, now: datetime) -> list[str]:
    return [each.name for each in seen(*entries, reader=reader, now=now)]


def test_112_is_first_and_a_closed_line_last() -> None:
    closed, unknown, open_one = line("a", hours=WEEKDAYS), line("b"), line("c", hours=ALWAYS)
    found = order(closed, unknown, open_one, ALARM, now=SUNDAY_NOON)
    assert found == ["112", "c", "b", "a"]


def test_an_open_line_is_open_and_opens_at_no_other_time() -> None:
    (found,) = seen(line("a", hours=WEEKDAYS), now=datetime(2026, 11, 30, 9, tzinfo=HELSINKI))
    assert (found.open_now, found.opens_at, found.always_open) == (True, None, False)


def test_a_closed_line_tells_when_it_opens() -> None:
    (found,) = seen(line("a", hours=WEEKDAYS), now=SUNDAY_NOON)
    assert (found.open_now, found.opens_at) == (False, datetime(2026, 11, 30, 7, tzinfo=UTC))


def test_a_line_of_unknown_hours_claims_nothing() -> None:
    (found,) = seen(line("a"), now=SUNDAY_NOON)
    assert (found.open_now, found.opens_at, found.always_open) == (None, None, False)


@pytest.mark.parametrize(
    ("hours", "is_open"),
    [(ALWAYS, True), (EVERY_EVENING, True), (replace(EVERY_EVENING, on_holidays="closed"), False)],
)
def test_a_holiday_is_told_by_the_line_itself(hours: OpeningHours, is_open: bool) -> None:
    on_holidays = OnHolidays(hours.on_holidays)
    entry = line("a", hours=replace(hours, on_holidays=on_holidays))
    (found,) = seen(entry, now=CHRISTMAS_EVENING)
    assert found.open_now is is_open


@pytest.mark.parametrize("language", ["sv", "sv-FI", "swe"])
def test_a_swede_sees_the_swedish_line_before_the_finnish_one(language: str) -> None:
    lines = line("fi-line", languages=("fi",)), line("sv-line", languages=("sv",))
    assert order(*lines, reader=Reader(language=language), now=SUNDAY_NOON)[0] == "sv-line"


def test_easy_finnish_is_finnish() -> None:
    lines = line("sv-line", languages=("sv",)), line("fi-line", languages=("fi",))
    assert order(*lines, reader=Reader(language="fi-simple"), now=SUNDAY_NOON)[0] == "fi-line"


@pytest.mark.parametrize(("young", "first"), [(True, "child"), (False, "grown")])
def test_a_child_sees_the_lines_for_the_young_first(young: bool, first: str) -> None:
    lines = line("grown", hours=ALWAYS), line("child", ages=("A3",))
    reader = Reader(language="fi", young=young)
    assert order(*lines, ALARM, reader=reader, now=SUNDAY_NOON)[:2] == ["112", first]


def test_a_line_for_young_adults_is_none_for_a_child() -> None:
    lines = line("grown", hours=ALWAYS), line("adults", ages=("A7",))
    reader = Reader(language="fi", young=True)
    assert order(*lines, reader=reader, now=SUNDAY_NOON) == ["grown", "adults"]


@pytest.mark.parametrize("now", [SUNDAY_NOON, CHRISTMAS_EVENING])
def test_the_packaged_ones_begin_with_lines_that_answer(now: datetime) -> None:
    found = helplines(packaged_lapland(), FINN, now)
    assert [each.number for each in found[:3]] == ["112", "080 005 005", "116 016"]
    assert all(each.always_open for each in found[:3])


def read(*changes: tuple[str, str]) -> tuple[Catalogue, tuple[str, ...]]:
    text = packaged_lapland_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    edition, found = read_edition(text)
    assert edition is not None
    return edition, (*found, *holes(edition))


def test_an_older_catalogue_without_the_new_fields_is_read() -> None:
    told = ("hours.", "languages = ", "ages = ")
    lines = packaged_lapland_text().splitlines()
    older, found = read_edition("\n".join(each for each in lines if not each.startswith(told)))
    assert older is not None and found == ()
    shown = helplines(older, FINN, SUNDAY_NOON)
    assert shown and all(each.open_now is None for each in shown)


@pytest.mark.parametrize(
    ("old", "new", "hole"),
    [
        ("\nhours.always = true", '\nhours.always = "yes"', "always must be true or false"),
        ("\nhours.always = true", '\nhours.friday = "9-15"', "hours: friday: not a time"),
        ("\nhours.always = true", "\nhours.always = false", "needs seven entries"),
        (
            "\nhours.always = true",
            '\nhours.always = true\nhours.monday = "09:00-15:00"',
            "monday says nothing where it is always open",
        ),
        ("\nhours.always = true", "\nhours.daily = true", "unknown field daily"),
        (
            '\nhours.holidays = "as-usual"',
            '\nhours.holidays = "open"',
            "not one of closed, as-usual: 'open'",
        ),
        ('languages = ["sv"]', 'languages = ["på svenska"]', "'på svenska' is no language"),
        ('\nages = ["A3"', '\nages = ["A33"', "no age band 'A33'"),
    ],
)
def test_a_wrong_field_of_a_helpline_is_a_hole(old: str, new: str, hole: str) -> None:
    _, found = read((old, new))
    assert any(hole in each for each in found), found
