"""What may be refused to somebody who plans who is on duty?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class ShiftTimesNotFit(TriageError):
    """It ends before it begins, is over, is longer than a week or more than a year away."""

    code = "shift-times-not-fit"


class NotOnRota(TriageError):
    """This person may not be on duty in this unit: choose somebody of it."""

    code = "not-on-rota"


class AwayOnShift(TriageError):
    """They are away on a day of the shift: choose another, or say that it is planned all the same.

    Their substitute keeps it on those days, or nobody.
    """

    code = "away-on-shift"
