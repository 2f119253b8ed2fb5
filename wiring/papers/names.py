"""What are permissions, tables and kinds of reads called in a paper, and how long is each kept?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from triage.accounts.authenticator import RECEIPT_SESSION
from triage.accounts.new_sessions import WORKING_SESSION
from triage.store.records import absences, drafts, leavings, shifts
from triage.store.records.submissions import REPLAYED_FOR
from workers.deliveries import ledger

HERE = Path(__file__).parent
AN_HOUR = 3600
A_MINUTE = 60


def languages() -> tuple[str, ...]:
    """The languages that papers are written in: each has a folder here."""
    return tuple(sorted(folder.parent.name for folder in HERE.glob("*/names.toml")))


def names_in(language: str) -> Mapping[str, Any]:
    """The tables of `names.toml`, as they stand there."""
    return tomllib.loads((HERE / language / "names.toml").read_text(encoding="utf-8"))


def spans() -> dict[str, int]:
    """For how long the code keeps what goes by itself; the texts name these in braces."""
    return {
        "absence_days": absences.KEPT_FOR.days,
        "delivery_days": ledger.KEPT_FOR.days,
        "draft_days": drafts.KEPT_FOR.days,
        "left_days": leavings.KEPT_FOR.days,
        "receipt_minutes": int(RECEIPT_SESSION.total_seconds()) // A_MINUTE,
        "replay_hours": int(REPLAYED_FOR.total_seconds()) // AN_HOUR,
        "shift_days": shifts.KEPT_FOR.days,
        "staff_hours": int(WORKING_SESSION.total_seconds()) // AN_HOUR,
    }
