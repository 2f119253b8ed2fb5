"""On which day is the content of a request destroyed, on which ground, and what holds that back?"""

from __future__ import annotations

from datetime import date, datetime

from triage.request.help_request import HelpRequest
from triage.time.calendar import local_day
from triage.time.retention import RetentionRules, months_after

# The ground of an erasure that the end of retention asks for.
IN_CLIENT_RECORD = "in-client-record"


def destroyed_on(request: HelpRequest, rules: RetentionRules) -> date | None:
    """The day by the rules; None while it goes on, is destroyed already, or nobody can tell.

    What was put on record later than that is destroyed no sooner than it was put there.
    """
    if request.closed_at is None or request.erased_at or request.retention_class is None:
        return None
    recorded_on = request.recorded_on
    months = rules.months_for(request.retention_class, recorded=recorded_on is not None)
    if months is None:
        return None
    day = months_after(local_day(request.closed_at), months)
    return day if recorded_on is None else max(day, recorded_on)


def held_back(request: HelpRequest) -> bool:
    """Whether somebody still waits for an answer about the data: its requester, or the officer."""
    asked = any(each.answered_at is None for each in request.data_requests.values())
    return asked or any(each.answered_at is None for each in request.breaches.values())


def is_to_be_destroyed(request: HelpRequest, rules: RetentionRules, now: datetime) -> bool:
    """Whether the day has come, and nothing holds it back."""
    day = destroyed_on(request, rules)
    return day is not None and local_day(now) >= day and not held_back(request)


def retention_ground(request: HelpRequest) -> str:
    """Why its content is destroyed: it stands in the client record, or its class is over."""
    return IN_CLIENT_RECORD if request.recorded_on else str(request.retention_class)
