"""Does a certificate say why each day counted, and does its verdict follow from it, offline too?"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.v1.certificate_answer import CertificateAnswer
from triage.evidence.certificate import Certificate, certificate
from triage.request.state.clock.open_promise import OpenPromise
from triage.time.calendar import HELSINKI, SATURDAY, WorkingCalendar, national_holidays
from triage.time.deadlines import ServicePromise, promise

SCRIPT = Path(__file__).parents[3] / "script" / "check_certificate.py"
CALENDAR = WorkingCalendar(version="test-1")
LATER = datetime(2027, 12, 31, tzinfo=UTC)
LETTERS = {
    "arrival": "a",
    "working-day": "C",
    "opened": "O",
    "weekend": "w",
    "holiday": "h",
    "closed": "x",
}
# When it came (a Helsinki clock), which days that made, and when it was to be answered (UTC).
GOLDEN = {
    # Wednesday before Christmas: eve and two holidays, of which one is a Saturday.
    "Christmas": ("2026-12-23T23:59", "ahhwwCC", "2026-12-29T22:00"),
    "the turn of the year": ("2026-12-30T10:00", "aChwwC", "2027-01-04T22:00"),
    "Midsummer": ("2026-06-17T12:00", "aChwwC", "2026-06-22T21:00"),
    "May Day on a Friday": ("2026-04-29T09:00", "aChwwC", "2026-05-04T21:00"),
    "a Sunday": ("2026-11-22T03:00", "aCC", "2026-11-24T22:00"),
    # Easter and the beginning of summer time in one: the night of 28 March 2027 has 23 hours.
    "Easter and summer time": ("2027-03-25T08:00", "ahwwhCC", "2027-03-31T21:00"),
    # The night of 25 October 2026 has 25 hours.
    "the end of summer time": ("2026-10-23T15:00", "awwCC", "2026-10-27T22:00"),
    "a night in that hour which comes twice": ("2026-10-25T03:30", "aCC", "2026-10-27T22:00"),
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def certified(
    arrived: str,
    *,
    answered_at: datetime | None = None,
    calendar: WorkingCalendar = CALENDAR,
    now: datetime = LATER,
    target: int = 1,
    answer: int = 2,
) -> Certificate:
    service = ServicePromise(target_working_days=target, answer_working_days=answer)
    first = OpenPromise(
        number=0, promise=promise(local(arrived), calendar, service), answered_at=answered_at
    )
    return certificate("PA-1", first, calendar, now)


def drawn(shown: Certificate) -> str:
    for each in shown.days:
        assert each.counted == (each.why in ("working-day", "opened"))
    return "".join(LETTERS[each.why] for each in shown.days)


def in_json(shown: Certificate) -> dict[str, Any]:
    return json.loads(CertificateAnswer.model_validate(shown).model_dump_json())


def check(path: Path, content: object) -> tuple[int, str]:
    """What the standalone check says, in a Python that finds nothing of ours."""
    path.write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = spec_from_file_location("check_certificate", SCRIPT)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", GOLDEN)
def test_the_days_and_the_moment_are_the_golden_ones(case: str, script: ModuleType) -> None:
    arrived, days, answer_by = GOLDEN[case]
    shown = certified(arrived)

    assert drawn(shown) == days
    assert shown.promise.answer_by == datetime.fromisoformat(answer_by).replace(tzinfo=UTC)
    assert next(script.checked(in_json(shown))) == "It holds: missed."


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(-1, "kept"), (0, "missed"), (1, "missed"), (None, "open")]
)
def test_the_verdict_turns_at_the_end_of_the_last_day(
    script: ModuleType, seconds: int | None, verdict: str
) -> None:
    answer_by = certified("2026-12-23T12:00").promise.answer_by
    answered_at = None if seconds is None else answer_by + timedelta(seconds=seconds)
    now = answer_by - timedelta(seconds=1) if seconds is None else LATER
    shown = certified("2026-12-23T12:00", answered_at=answered_at, now=now)

    assert shown.verdict == verdict
    assert next(script.checked(in_json(shown))) == f"It holds: {verdict}."


def test_what_nobody_answered_is_missed_from_the_breach_on() -> None:
    answer_by = certified("2026-11-23T10:00").promise.answer_by

    assert certified("2026-11-23T10:00", now=answer_by).verdict == "missed"
    assert certified("2026-11-23T10:00", now=answer_by - timedelta(seconds=1)).verdict == "open"


def test_local_exceptions_are_told_and_left_to_be_compared(script: ModuleType) -> None:
    calendar = WorkingCalendar(
        version="test-2",
        closed_on=frozenset({date(2026, 11, 24), date(2026, 11, 28)}),
        open_on=frozenset({date(2026, 11, 29)}),
    )
    shown = certified("2026-11-23T10:00", calendar=calendar, answer=4)

    assert drawn(shown) == "axCCCwO"
    said = list(script.checked(in_json(shown)))
    assert [each.partition(" by the calendar")[0] for each in said[3:]] == [
        "2026-11-24 closed",
        "2026-11-29 opened",
    ]


def test_the_law_is_the_same_in_the_script_as_in_the_service(script: ModuleType) -> None:
    for year in range(2015, 2061):
        weekdays = {day for day in national_holidays(year) if day.weekday() < SATURDAY}
        assert {day for day in script.holidays(year) if day.weekday() < SATURDAY} == weekdays


def test_helsinki_is_the_same_in_the_script_as_in_the_service(script: ModuleType) -> None:
    for number in range(366 * 3):
        day = date(2026, 1, 1) + timedelta(days=number)
        end = datetime(day.year, day.month, day.day, tzinfo=HELSINKI) + timedelta(days=1)
        assert script.end_of(day) == end.astimezone(UTC)
        moment = datetime(day.year, day.month, day.day, 0, 59, tzinfo=UTC)
        for later in (moment, moment + timedelta(minutes=1)):
            there = later.astimezone(HELSINKI).replace(tzinfo=None)
            assert script.helsinki(later).replace(tzinfo=None) == there


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "kept"},
        {"first_answer_at": "2026-12-01T00:00:00+00:00"},
        {"arrived_at": "2026-12-21T10:00:00+00:00"},
        {"days": []},
        {"first_answer_at": "2026-12-24T10:00:00"},
        {"promise": {}},
        {"promise": None},
    ],
)
def test_what_does_not_follow_from_the_facts_does_not_hold(
    tmp_path: Path, change: dict[str, object]
) -> None:
    facts = in_json(certified("2026-12-23T12:00"))
    path = tmp_path / "certificate.json"

    assert check(path, facts)[0] == 0
    status, said = check(path, {**facts, **change})
    assert (status, said.startswith("DOES NOT HOLD")) == (1, True)


@pytest.mark.parametrize("number", range(7))
def test_no_day_can_be_counted_or_left_out_unnoticed(number: int, script: ModuleType) -> None:
    facts = in_json(certified("2026-12-23T12:00"))
    facts["days"][number]["counted"] ^= True
    with pytest.raises(script.DoesNotHold):
        list(script.checked(facts))


@pytest.mark.parametrize(("number", "why"), [(1, "closed"), (5, "opened"), (3, "closed")])
def test_no_day_is_closed_or_opened_that_was_so_anyway(
    number: int, why: str, script: ModuleType
) -> None:
    facts = in_json(certified("2026-12-23T12:00"))
    facts["days"][number]["why"] = why
    with pytest.raises(script.DoesNotHold):
        list(script.checked(facts))


def test_a_wrong_call_is_told_apart(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, check=False)

    assert done.returncode == 2
