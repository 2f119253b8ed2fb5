"""What do staff see of how long a request is kept?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.request.help_request import HelpRequest
from triage.request.retention import destroyed_on, hold_of
from triage.text.personal import revealed
from triage.time.retention import RetentionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionShown:
    """Where it stands on record, and the day on which its content is destroyed here.

    `destroyed_on` is None while the request goes on and where nobody can tell the day. `held_back`:
    not before somebody got an answer about the data, a clock has ended, or the law lets it go.
    """

    recorded_on: date | None
    recorded_system: str | None
    destroyed_on: date | None
    held_back: bool


def retention_shown(request: HelpRequest, rules: RetentionRules) -> RetentionShown:
    return RetentionShown(
        recorded_on=request.recorded_on,
        recorded_system=revealed(request.recorded_system),
        destroyed_on=destroyed_on(request, rules),
        held_back=hold_of(request) is not None,
    )
