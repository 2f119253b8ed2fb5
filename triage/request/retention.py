"""On which day is the content of a request destroyed, on which ground, and what holds that back?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from triage.request.enforcement import next_due_at
from triage.request.help_request import HelpRequest
from triage.time.calendar import local_day
from triage.time.retention import Kept, RetentionRules

# The ground of an erasure that the end of retention asks for.
IN_CLIENT_RECORD = "in-client-record"


class Hold(StrEnum):
    """Why content is not destroyed although its day has come."""

    DATA_REQUEST = "data-request"
    BREACH = "breach"
    CLOCK = "clock"
    LEGAL = "legal-hold"


class LegalHold(StrEnum):
    """Why content is kept although its retention is over: something about it is under way."""

    APPEAL = "appeal"
    INVESTIGATION = "investigation"
    CLAIM = "claim"
    SUPERVISION = "supervision"


def destroyed_on(request: HelpRequest, rules: RetentionRules) -> date | None:
    """The day by the rules; None while it goes on, is destroyed already, or nobody can tell.

    What was put on record later than that is destroyed no sooner than it was put there, and after
    an answer about the data there is time to complain of it.
    """
    if request.closed_at is None or request.erased_at or request.retention_class is None:
        return None
    recorded_on = request.recorded_on
    term = rules.of(Kept.RECORDED if recorded_on else Kept(request.retention_class))
    if not term.has_end:
        return None
    days = [term.after(local_day(request.closed_at))]
    if recorded_on is not None:
        days.append(recorded_on)
    after_answers = rules.of(Kept.DATA_REQUESTS)
    answered = (each.answered_at for each in request.data_requests.values() if each.answered_at)
    return max(*days, *(after_answers.after(local_day(at)) for at in answered), date.min)


def holds_of(request: HelpRequest) -> Iterator[Hold]:
    """Everything that holds it back: questions without an answer, a clock that runs, the law."""
    if any(each.answered_at is None for each in request.data_requests.values()):
        yield Hold.DATA_REQUEST
    if any(each.answered_at is None for each in request.breaches.values()):
        yield Hold.BREACH
    if next_due_at(request) is not None:
        yield Hold.CLOCK
    if request.legal_hold is not None:
        yield Hold.LEGAL


def hold_of(request: HelpRequest) -> Hold | None:
    """The first of what holds it back."""
    return next(holds_of(request), None)


def is_over(request: HelpRequest, rules: RetentionRules, today: date) -> bool:
    """Whether its day has come."""
    day = destroyed_on(request, rules)
    return day is not None and today >= day


def retention_ground(request: HelpRequest) -> str:
    """Why its content is destroyed: it stands in the client record, or its class is over."""
    return IN_CLIENT_RECORD if request.recorded_on else str(request.retention_class)
