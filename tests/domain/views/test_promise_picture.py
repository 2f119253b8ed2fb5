"""Does the picture of a promise show the days that were counted, and where we are?"""

from dataclasses import replace
from datetime import UTC, datetime

from projections.views.request.promise_picture import PictureDay, promise_picture
from projections.views.request.promises_shown import PromiseShown
from triage.time.calendar import HELSINKI, WorkingCalendar
from triage.time.deadlines import ServicePromise, promise

CALENDAR = WorkingCalendar(version="test-1")
LETTERS = {
    "arrival": "a",
    "counted": "C",
    "last": "L",
    "weekend": "w",
    "holiday": "h",
    "late": "!",
}


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


def promised(arrived_at: datetime, answered_at: datetime | None = None) -> PromiseShown:
    made = promise(arrived_at, CALENDAR, ServicePromise())
    return PromiseShown(
        number=0,
        arrived_at=made.arrived_at,
        target_at=made.target_at,
        answer_by=made.breach_at,
        answer_by_on=made.answer_by_on,
        counted_on=made.counted_on,
        calendar_version=made.calendar_version,
        answered_at=answered_at,
        settled_at=None,
        missed=False,
    )


def drawn(days: tuple[PictureDay, ...]) -> str:
    """A letter a day; the marked one stands in brackets, or in angles where the answer came."""
    brackets = {None: "{}", "now": "[{}]", "answered": "<{}>"}
    return "".join(
        "…" * each.after_gap + brackets[each.mark].format(LETTERS[each.is_]) for each in days
    )


def test_a_weekend_stands_between_the_days_that_count() -> None:
    # Thursday the 26th: Friday counts, Saturday and Sunday do not, Monday is the last.
    assert drawn(promise_picture(promised(at(11, 26, 9)), at(11, 27, 10))) == "a[C]wwL"


def test_christmas_is_told_from_the_weekend_after_it() -> None:
    # Tuesday the 22nd: the 23rd counts; eve and Christmas Day are off, then a weekend.
    assert drawn(promise_picture(promised(at(12, 22, 22)), at(12, 24, 22))) == "aC[h]hwwL"


def test_what_comes_on_the_eve_counts_no_day_before_the_monday() -> None:
    assert drawn(promise_picture(promised(at(12, 24, 22)), at(12, 24, 23))) == "[a]hwwCL"


def test_a_promise_runs_over_the_new_year_and_its_first_day() -> None:
    # Wednesday the 30th: the 31st counts, the 1st is a Friday off, then a weekend.
    days = promise_picture(promised(at(12, 30, 12)), at(1, 2, 12, year=2027))

    assert (drawn(days), days[-1].day.year) == ("aCh[w]wL", 2027)


def test_the_hours_that_the_clock_skips_and_repeats_move_no_day() -> None:
    # The clock goes forward on Sunday 29 March and back on Sunday 25 October 2026.
    spring = promise_picture(promised(at(3, 27, 23, 30)), at(3, 29, 23, 30))
    autumn = promise_picture(promised(at(10, 23, 23, 30)), at(10, 26, 0, 30))

    assert (drawn(spring), drawn(autumn)) == ("aw[w]CL", "aww[C]L")


def test_the_last_quarter_of_a_day_is_still_that_day_in_helsinki() -> None:
    assert drawn(promise_picture(promised(at(11, 24, 9)), at(11, 26, 23, 59))) == "aC[L]"


def test_the_first_moment_after_the_promised_day_is_late() -> None:
    assert drawn(promise_picture(promised(at(11, 24, 9)), at(11, 27, 0))) == "aCL[!]"


def test_days_between_the_promised_one_and_a_late_today_are_left_out() -> None:
    assert drawn(promise_picture(promised(at(11, 24, 9)), at(12, 10, 9))) == "aCL…[!]"


def test_the_answer_is_marked_and_today_no_more() -> None:
    kept = promised(at(11, 24, 9), answered_at=at(11, 25, 12))
    late = promised(at(11, 24, 9), answered_at=at(11, 27, 12))

    now = at(12, 10, 9)
    assert (drawn(promise_picture(kept, now)), drawn(promise_picture(late, now))) == (
        "a<C>L",
        "aCL<!>",
    )


def test_where_nobody_waits_today_is_not_marked() -> None:
    open_one = promised(at(11, 24, 9))
    settled = replace(open_one, settled_at=at(11, 25, 12))

    assert (
        drawn(promise_picture(open_one, None)),
        drawn(promise_picture(settled, at(11, 25, 13))),
    ) == ("aCL", "aCL")


def test_the_stored_days_decide_and_no_calendar_of_today() -> None:
    # The county's own day off of then: a Wednesday that was not counted is shown as off.
    closed = replace(CALENDAR, closed_on=frozenset({at(11, 25, 12).date()}))
    made = promise(at(11, 24, 9), closed, ServicePromise())
    then = replace(
        promised(at(11, 24, 9)), counted_on=made.counted_on, answer_by_on=made.answer_by_on
    )

    assert drawn(promise_picture(then, at(11, 24, 10))) == "[a]hCL"
