"""What may be refused to somebody who enters a request for another?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class ArrivalNotFit(TriageError):
    """It cannot have arrived at that moment: it is to come, or longer ago than may be entered."""

    code = "arrival-not-fit"
