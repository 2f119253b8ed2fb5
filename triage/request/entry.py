"""How did a request come that a member of staff entered, and when did it reach the county?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from triage.codes import EntryChannel
from triage.errors.entering import ArrivalNotFit
from triage.request.words import Informant
from triage.text.personal import Personal

# A call that was noted longer ago is asked about again: nobody remembers the words.
ENTERED_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """By which way it came and when, in UTC; `told_by` where not the requester told it."""

    channel: EntryChannel
    arrived_at: datetime
    told_by: Personal[Informant] | None = None


def require_fit(entry: Entry, now: datetime) -> None:
    """Let a moment of arrival pass that can be true and is not too long ago.

    Raises:
        ArrivalNotFit
    """
    if not now - ENTERED_WITHIN <= entry.arrived_at <= now:
        raise ArrivalNotFit()
