"""What do signs set going that show in what a requester writes beside the messages?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.time.deadlines import LookBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A human looks anew, by the moments of `look_by` or by a look that is due sooner.

    `danger` showed, or words in a language that no list of danger reads (`language_unread`).
    A pending offer is due by `offer_due_at` then. Where `urgency_lapses`, what a human said of the
    urgency before does not count any more.
    """

    look_by: LookBy
    offer_due_at: datetime | None = None
    urgency_lapses: bool = False
    danger: bool = True
    language_unread: bool = False
