"""Which rows of which class are over, and how do some of them go? Each class in bounded steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, tuple_

from triage.evidence.log_disposal import dispose_of_log_rows, log_rows_over
from triage.feedback import MONTHS_IN_QUARTER
from triage.store.records import feedback
from triage.store.records.disposals import LogStart
from triage.store.tables.absence_tables import absences
from triage.store.tables.core_tables import accessibility_feedback, sessions
from triage.store.tables.delivery_tables import deliveries
from triage.store.tables.draft_tables import drafts
from triage.store.tables.shift_tables import shifts
from triage.time.calendar import local_day
from triage.time.retention import Kept, Term, months_after

# So many go in one transaction: nobody waits long for the lock behind it.
STEP = 500
# More than so many are not counted one by one.
COUNTED_AT_MOST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What one step disposed of: how many rows; of the access log where it begins now."""

    number: int
    start: LogStart | None = None
    destroys_keys: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowClass:
    """A class whose rows go one by one. `waits_for_leave`: only where the county said so.

    `number` counts what is over, `dispose` lets a part of it go; both by the term and the moment.
    """

    kept: Kept
    number: Callable[[Connection, Term, datetime], int]
    dispose: Callable[[Connection, Term, datetime], Gone]
    waits_for_leave: bool = False


def _rows(
    kept: Kept,
    table: Table,
    is_over: Callable[[Term, datetime], ColumnElement[bool]],
    *,
    waits_for_leave: bool = False,
) -> RowClass:
    """A class that is the rows of a table for which a condition holds."""
    key = tuple_(*table.primary_key)

    def number(connection: Connection, term: Term, now: datetime) -> int:
        over = select(func.count()).select_from(table).where(is_over(term, now))
        return connection.scalar(over) or 0

    def dispose(connection: Connection, term: Term, now: datetime) -> Gone:
        some = select(*table.primary_key).where(is_over(term, now)).limit(STEP)
        return Gone(number=connection.execute(delete(table).where(key.in_(some))).rowcount)

    return RowClass(kept=kept, number=number, dispose=dispose, waits_for_leave=waits_for_leave)


def _log_number(connection: Connection, term: Term, now: datetime) -> int:
    return len(log_rows_over(connection, term.before(now), COUNTED_AT_MOST))


def _dispose_of_log(connection: Connection, term: Term, now: datetime) -> Gone:
    went = dispose_of_log_rows(connection, term.before(now), STEP)
    return Gone(number=len(went), start=went[-1] if went else None)


def _quarters_over(connection: Connection, term: Term, now: datetime) -> list[str]:
    of_words = feedback.quarters_with_words(connection)
    return [each for each in of_words if term.after(_ends_on(each)) <= local_day(now)]


def _words_number(connection: Connection, term: Term, now: datetime) -> int:
    over = _quarters_over(connection, term, now)
    return sum(feedback.words_of(connection, each) for each in over)


def _forget_words(connection: Connection, term: Term, now: datetime) -> Gone:
    """One quarter at a time: its rows are few, and share a key."""
    for each in _quarters_over(connection, term, now)[:1]:
        return Gone(number=feedback.forget_words(connection, each), destroys_keys=True)
    return Gone(number=0)


def _ends_on(quarter: str) -> date:
    """The last day of a quarter such as "2026-Q4"."""
    year, _, number = quarter.partition("-Q")
    begins = date(int(year), (int(number) - 1) * MONTHS_IN_QUARTER + 1, 1)
    return months_after(begins, MONTHS_IN_QUARTER) - timedelta(days=1)


ROW_CLASSES = (
    _rows(Kept.SESSIONS, sessions, lambda term, now: sessions.c.expires_at <= term.before(now)),
    _rows(Kept.DRAFTS, drafts, lambda term, now: drafts.c.saved_at <= term.before(now)),
    _rows(Kept.DELIVERIES, deliveries, lambda term, now: deliveries.c.ended_at < term.before(now)),
    _rows(Kept.ABSENCES, absences, lambda term, now: absences.c.until_on < term.day_before(now)),
    _rows(Kept.SHIFTS, shifts, lambda term, now: shifts.c.until_at < term.before(now)),
    _rows(
        Kept.ACCESSIBILITY,
        accessibility_feedback,
        lambda term, now: accessibility_feedback.c.answered_at < term.before(now),
        waits_for_leave=True,
    ),
    RowClass(kept=Kept.FEEDBACK, number=_words_number, dispose=_forget_words, waits_for_leave=True),
    RowClass(
        kept=Kept.ACCESS_LOG, number=_log_number, dispose=_dispose_of_log, waits_for_leave=True
    ),
)
