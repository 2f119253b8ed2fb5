"""How long is what is kept kept, and on which ground? A term for each class of it.

Days are those of Helsinki, months those of the calendar.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from triage.time.calendar import local_day

MONTHS_IN_YEAR = 12
# Of months, when they are compared with days.
SHORTEST_MONTH, LONGEST_MONTH = 28, 31


class Kept(StrEnum):
    """What is kept for a time of its own.

    The first five are the content of closed requests: what stands in the county's client record,
    whatever its class, and else by the class of its closing. DATA_REQUESTS is how long content
    waits after somebody's question about their data was answered.
    """

    RECORDED = "recorded"
    ADVICE = "advice"
    FAMILY_SERVICES = "family-services"
    CHILD_PROTECTION = "child-protection"
    FAMILY_LAW = "family-law"
    DATA_REQUESTS = "data-requests"
    STATISTICS = "statistics"
    ACCESS_LOG = "access-log"
    SESSIONS = "sessions"
    DRAFTS = "drafts"
    FEEDBACK = "feedback"
    ACCESSIBILITY = "accessibility"
    DELIVERIES = "deliveries"
    ABSENCES = "absences"
    SHIFTS = "shifts"


# Child protection is kept until two years after a death and family law until 120 years after a
# birth, which nobody here knows; statistics hold nobody.
WITHOUT_TERM: Final = frozenset({Kept.CHILD_PROTECTION, Kept.FAMILY_LAW, Kept.STATISTICS})
# In days. The access log: a client may ask for two years of it. Deliveries: for as long as an event
# may still make one. Absences and shifts: somebody asks who stood in. Drafts: none is shown longer.
SHORTEST: Final[Mapping[Kept, int]] = MappingProxyType(
    {
        Kept.ACCESS_LOG: 2 * 366,
        Kept.SESSIONS: 0,
        Kept.FEEDBACK: 3 * SHORTEST_MONTH,
        Kept.DELIVERIES: 30,
        Kept.ABSENCES: 90,
        Kept.SHIFTS: 90,
        Kept.DATA_REQUESTS: 0,
    }
)
SHORTEST_OF_OTHERS: Final = 1
LONGEST: Final[Mapping[Kept, int]] = MappingProxyType({Kept.DRAFTS: 14})
NOTICE_DAYS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long one class is kept: so many months, or so many days; neither where it has no end.

    `ground` says by which rule, in the county's words.
    """

    months: int | None = None
    days: int | None = None
    ground: str = ""

    @property
    def has_end(self) -> bool:
        return self.months is not None or self.days is not None

    def after(self, day: date) -> date:
        """The day on which what counts from `day` is over. Raises ValueError without an end."""
        if self.months is not None:
            return months_after(day, self.months)
        if self.days is None:
            raise ValueError("it has no end")
        return day + timedelta(days=self.days)

    def before(self, now: datetime) -> datetime:
        """Whatever is older than this moment is over. Raises ValueError without an end."""
        if self.days is not None:
            return now - timedelta(days=self.days)
        return now - (local_day(now) - self.day_before(now))

    def day_before(self, now: datetime) -> date:
        """Whatever is older than this day is over. Raises ValueError without an end."""
        today = local_day(now)
        if self.months is not None:
            return months_after(today, -self.months)
        if self.days is None:
            raise ValueError("it has no end")
        return today - timedelta(days=self.days)


USUAL: Final[Mapping[Kept, Term]] = MappingProxyType(
    {
        Kept.RECORDED: Term(months=6),
        Kept.ADVICE: Term(months=12),
        Kept.FAMILY_SERVICES: Term(months=360),
        Kept.CHILD_PROTECTION: Term(),
        Kept.FAMILY_LAW: Term(),
        Kept.DATA_REQUESTS: Term(months=3),
        Kept.STATISTICS: Term(),
        Kept.ACCESS_LOG: Term(months=144),
        Kept.SESSIONS: Term(days=0),
        Kept.DRAFTS: Term(days=14),
        Kept.FEEDBACK: Term(months=36),
        Kept.ACCESSIBILITY: Term(months=60),
        Kept.DELIVERIES: Term(days=30),
        Kept.ABSENCES: Term(days=90),
        Kept.SHIFTS: Term(days=90),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRules:
    """The term of every class, and whether the service destroys by itself what is over.

    Content of requests is destroyed `notice_days` after its day, and stands on the list of what is
    over until then: nothing brings it back.
    """

    terms: Mapping[Kept, Term] = field(default_factory=lambda: USUAL)
    by_itself: bool = False
    notice_days: int = NOTICE_DAYS

    def of(self, kept: Kept) -> Term:
        return self.terms[kept]


def refusal_of(kept: Kept, term: Term) -> str | None:
    """Why a class may not have this term; None where it may."""
    if kept in WITHOUT_TERM:
        return "has no end that anybody here can tell: leave it out" if term.has_end else None
    if (term.months is None) == (term.days is None):
        return "write either months or days"
    shortest = SHORTEST.get(kept, SHORTEST_OF_OTHERS)
    longest = LONGEST.get(kept)
    if _days(term, SHORTEST_MONTH) < shortest:
        return f"is kept for {shortest} days at least"
    if longest is not None and _days(term, LONGEST_MONTH) > longest:
        return f"is kept for {longest} days at most"
    return None


def _days(term: Term, month: int) -> int:
    if term.months is None:
        return term.days or 0
    # Whole years are whole years; what is left counts by the shortest or the longest month.
    years, months = divmod(term.months, MONTHS_IN_YEAR)
    return years * 366 + months * month


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month; earlier where negative."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
