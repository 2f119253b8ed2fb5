"""What do the templates get to know of one request?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from api.v1.answers import OwnReadAnswer
from api.v1.staff.requests.composing import NO_CODES, request_answer
from projections.door.requests.request_page import RequestShown
from projections.views.queue.row import QueueRow
from projections.views.request.promise_picture import PictureDay, clock_picture, promise_picture
from projections.views.request.promises_shown import PromiseShown
from projections.views.request.statutory_shown import ClockShown
from triage.actors import Actor
from triage.codes import State
from triage.request.cover import Cover
from triage.store.records.staff import HAS_REQUESTS, TAKES_REQUESTS, Account
from triage.text.personal import Personal
from triage.time.calendar import day_ending_at, local_day


def facts(
    shown: RequestShown,
    actor: Actor,
    now: datetime,
    codes: Mapping[int, Personal[str]] = NO_CODES,
) -> dict[str, Any]:
    """The row, and everything inside it where it may be read; `codes` as in its JSON."""
    row = row_facts(shown.row, now)
    if shown.contents is None:
        return row
    answer = request_answer(shown, actor, codes).model_dump(by_alias=True)
    first = answer["promise"]
    waits = shown.row.state not in (State.CLOSED, State.WITHDRAWN)
    drawn = pictures(shown.contents.promises, now if waits else None)
    promises = [
        {**each, "target_on": day_ending_at(each["target_at"]), "picture": picture}
        for each, picture in zip((first, *first["follow_ups"]), drawn, strict=True)
    ]
    lanes = clock_lanes(shown.contents.statutory_clocks, now if waits else None)
    return {**row, **answer, "promises": promises, "statutory_clocks": lanes}


def pictures(
    promises: Iterable[PromiseShown], now: datetime | None
) -> list[tuple[PictureDay, ...]]:
    """The picture of each promise, in the promises' order; `now` is None where nobody waits."""
    return [promise_picture(each, now) for each in promises]


def clock_lanes(clocks: Iterable[ClockShown], now: datetime | None) -> list[dict[str, Any]]:
    """Each statutory clock with its picture, which is empty where months are counted."""
    return [
        {**asdict(each), "done_late": each.done_late, "picture": clock_picture(each, now)}
        for each in clocks
    ]


def row_facts(row: QueueRow, now: datetime) -> dict[str, Any]:
    """The row by its fields, with whether the look that it waits for is due before midnight, and
    how many minutes are left until the promised day is over.

    Not `asdict`, whose deep copies took a quarter of the queue's page.
    """
    due_at = row.look_due_at
    due_today = due_at is not None and local_day(due_at) == local_day(now)
    return {
        **{each.name: getattr(row, each.name) for each in fields(row)},
        "look_due_today": due_today,
        "answer_minutes": int((row.answer_by - now).total_seconds() // 60),
    }


def last_reads(reads: Iterable[OwnReadAnswer]) -> list[OwnReadAnswer]:
    """The last read of each role and day, oldest first: loading a page again is no news."""
    in_order = sorted(reads, key=lambda read: read.at)
    lasts = {(read.by_role, local_day(read.at)): read for read in in_order}
    return sorted(lasts.values(), key=lambda read: read.at)


def takers(accounts: Iterable[Account], row: QueueRow) -> list[dict[str, str]]:
    """Everybody who can have requests, those of the request's unit first."""
    at_work = [each for each in accounts if each.active and each.role in HAS_REQUESTS]
    in_turn = sorted(at_work, key=lambda each: (row.unit not in each.units, each.name))
    return [{"username": each.username, "name": each.name} for each in in_turn]


def workers(accounts: Iterable[Account], row: QueueRow, cover: Cover) -> list[dict[str, str]]:
    """Who else in the unit could take the request: who is away is not offered."""
    return [
        {"username": each.username, "name": each.name}
        for each in accounts
        if each.active
        and each.role in TAKES_REQUESTS
        and row.unit in each.units
        and each.username != row.claimed_by
        and each.username not in cover.away
    ]
