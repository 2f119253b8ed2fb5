"""What are permissions, tables and kinds of reads called in a paper, and how long is each kept?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from triage.accounts.authenticator import RECEIPT_SESSION
from triage.accounts.new_sessions import WORKING_SESSION
from triage.store.records import leavings
from triage.store.records.submissions import REPLAYED_FOR
from triage.time.retention import Kept, RetentionRules

HERE = Path(__file__).parent
AN_HOUR = 3600
A_MINUTE = 60
DAYS_IN_MONTH = 30


def languages() -> tuple[str, ...]:
    """The languages that papers are written in: each has a folder here."""
    return tuple(sorted(folder.parent.name for folder in HERE.glob("*/names.toml")))


def names_in(language: str) -> Mapping[str, Any]:
    """The tables of `names.toml`, as they stand there."""
    return tomllib.loads((HERE / language / "names.toml").read_text(encoding="utf-8"))


def spans(rules: RetentionRules) -> dict[str, int]:
    """For how long is kept what goes by itself; the texts name these in braces."""
    return {
        "absence_days": _days(rules, Kept.ABSENCES),
        "accessibility_months": _months(rules, Kept.ACCESSIBILITY),
        "delivery_days": _days(rules, Kept.DELIVERIES),
        "draft_days": _days(rules, Kept.DRAFTS),
        "feedback_months": _months(rules, Kept.FEEDBACK),
        "left_days": leavings.KEPT_FOR.days,
        "log_months": _months(rules, Kept.ACCESS_LOG),
        "receipt_minutes": int(RECEIPT_SESSION.total_seconds()) // A_MINUTE,
        "replay_hours": int(REPLAYED_FOR.total_seconds()) // AN_HOUR,
        "shift_days": _days(rules, Kept.SHIFTS),
        "staff_hours": int(WORKING_SESSION.total_seconds()) // AN_HOUR,
    }


def _days(rules: RetentionRules, kept: Kept) -> int:
    term = rules.of(kept)
    return (term.months or 0) * DAYS_IN_MONTH if term.days is None else term.days


def _months(rules: RetentionRules, kept: Kept) -> int:
    term = rules.of(kept)
    return (term.days or 0) // DAYS_IN_MONTH if term.months is None else term.months
