"""What may be refused to somebody who records an absence, or hands work to the absent?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class AbsenceDaysNotFit(TriageError):
    """The last day is before the first, is past, or is more than a year away."""

    code = "absence-days-not-fit"


class AbsenceOverlaps(TriageError):
    """This person has another absence on some of these days: end that one first."""

    code = "absence-overlaps"


class SubstituteNotFit(TriageError):
    """Nobody who takes requests and shares a unit, or it is the absent one: choose a colleague."""

    code = "substitute-not-fit"


class SubstituteRecordsIt(TriageError):
    """Nobody makes themself the substitute of somebody else: choose another colleague."""

    code = "substitute-records-it"


class WorkerAway(TriageError):
    """The worker is away on this day: choose somebody who is at work."""

    code = "worker-away"
