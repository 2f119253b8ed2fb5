"""How does a row of the queue say by when something is due? In the terms of a working day.

Nobody plans by "1 d 4 h left": a worker needs "today by 16", "tomorrow", "late since Tuesday".
Only an emergency and what may hide danger are told in minutes of the clock on the wall.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue
from triage.codes import State, Urgency
from triage.time.calendar import ONE_DAY, day_ending_at, local_day

# A look that presses and is further away than this is told by the clock.
MINUTES_AT_MOST = 120
DAYS_IN_WEEK = 7
STILL = (State.CLOSED, State.WITHDRAWN)

Terms = dict[str, Any]


def when_due(row: QueueRow, now: datetime, catalogue: Catalogue) -> list[Terms]:
    """What a row waits for and by when, the first thing first; at most two.

    Each has a `code`, the name of its text in `staff.due-words`, with what that text takes: `day`,
    `moment`, `minutes`, or `weekday` (0 is Monday). `late`: the moment is past. Empty where nothing
    waits.
    """
    if row.state in STILL:
        return []
    answer = None if row.answered else _answer(row, now, catalogue)
    by_law = [answer, _law(row, now)]
    if answer and not answer.get("late"):
        by_law.sort(key=lambda each: not (each and each.get("late")))
    return [each for each in (_look(row, now), *by_law, _receiver(row)) if each][:2]


def _look(row: QueueRow, now: datetime) -> Terms | None:
    if row.look_due_at is None:
        return None
    minutes = _minutes(row.look_due_at, now)
    presses = row.look_because is not None or row.urgency is Urgency.EMERGENCY
    if minutes <= 0:
        return {"code": "look-now", "late": True}
    if presses and minutes <= MINUTES_AT_MOST:
        return {"code": "look-within", "minutes": minutes}
    today = local_day(row.look_due_at) == local_day(now)
    return {"code": "look-by" if today else "look-by-day", "moment": row.look_due_at}


def _answer(row: QueueRow, now: datetime, catalogue: Catalogue) -> Terms:
    if row.urgency is Urgency.EMERGENCY and row.minutes_left is not None:
        late = row.minutes_left <= 0
        code = "minutes-late" if late else "minutes"
        return {"code": code, "minutes": abs(row.minutes_left), "late": late}
    if row.overdue:
        return _late_since(row.answer_by_on, local_day(now))
    return _by_day(row.answer_by_on, now, catalogue)


def _by_day(day: date, now: datetime, catalogue: Catalogue) -> Terms:
    """A promised day: its end for the requester is midnight, for a worker the closing."""
    today = local_day(now)
    if day == today:
        closes_at = catalogue.opening.closes_on(day, catalogue.calendar)
        if closes_at is None or closes_at <= now:
            return {"code": "today"}
        return {"code": "today-by", "moment": closes_at}
    if day == today + ONE_DAY:
        return {"code": "tomorrow"}
    return {"code": "day", "day": day}


def _late_since(promised_on: date, today: date) -> Terms:
    """Late since the day that was promised: the one that the requester was told."""
    days = (today - promised_on).days
    if days == 1:
        return {"code": "late-since-yesterday", "late": True}
    if 0 <= days < DAYS_IN_WEEK:
        return {"code": "late-since", "weekday": promised_on.weekday(), "late": True}
    return {"code": "late-since-day", "day": promised_on, "late": True}


def _law(row: QueueRow, now: datetime) -> Terms | None:
    """The last day of a statutory clock: today, or past."""
    if row.statute_due_at is None:
        return None
    if row.statute_due_at > now:
        return {"code": "law-today"}
    return {"code": "law-late", "day": day_ending_at(row.statute_due_at), "late": True}


def _receiver(row: QueueRow) -> Terms | None:
    if row.offer_due_at is None:
        return None
    return {"code": "receiver-by", "moment": row.offer_due_at}


def _minutes(moment: datetime, now: datetime) -> int:
    return int((moment - now).total_seconds() // 60)
