"""Up to which moment may the sweep enforce? Up to now, or not at all while the clock is doubted.

Marks that fall due after now were made by a clock that was ahead: they are retracted. If people
also acted after now, the present clock is probably behind: nothing is retracted, and the
administrator decides (`pyyda-apua clock accept`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from triage.request.commands.clock.marking import RetractMarks
from workers.clock.clock_check import BEHIND_THE_RECORDS, SKEW
from workers.executing import execute_all
from workers.failures import reported
from workers.tools import Tools

LOG = structlog.get_logger()
PAGE: Final = 200


def believed(tools: Tools, *, has_followed: bool) -> datetime | None:
    """Now, or None while the clock is doubted. Notes the doubt, and retracts wrong marks.

    `has_followed`: the read model of due moments is up to date; without it nothing is retracted.
    """
    now, doubt = tools.clock_check.look()
    is_believed = doubt is None
    if doubt is None:
        is_marked = bool(tools.records.marked_after(now, 1))
        if tools.records.acted_after(now, everywhere=is_marked):
            # Without wrong marks go on: what is due by a clock that is behind is truly due.
            doubt, is_believed = BEHIND_THE_RECORDS, not is_marked
        elif is_marked and has_followed:
            _retract(tools, now)
    if doubt:
        LOG.error("clock-doubted", code=doubt)
    # A note that cannot be written must not stop the sweep.
    with reported("noting-failed"):
        tools.clock_notes.note(doubt)
    return now if is_believed else None


def _retract(tools: Tools, now: datetime) -> None:
    LOG.warning("marks-retracted")
    tools.clock_check.believe()
    tried: set[UUID] = set()
    while page := _next_page(tools, now, tried):
        commands = [RetractMarks(request_id=each, until=now + SKEW) for each in page]
        execute_all(tools.triage, commands, "retraction-failed")
        tried.update(page)
        tools.due.follow()


def _next_page(tools: Tools, now: datetime, tried: set[UUID]) -> list[UUID]:
    marked = tools.records.marked_after(now, PAGE + len(tried))
    return [request_id for request_id in marked if request_id not in tried][:PAGE]
