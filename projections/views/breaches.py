"""Which breaches of personal data wait to be judged, by when, and what was done about each?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from triage.request.events import BreachAnswered, ReplyRetracted, RequestEvent
from triage.request.help_request import HelpRequest
from triage.request.state.staff_words import Breach
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRow:
    """One that waits, without words. `overdue`: its 72 hours have passed."""

    request_id: UUID
    reference: str
    breach: int
    since: datetime
    due_at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachShown:
    """One breach with its words, for the data protection officer.

    `opened`: the requester had been shown the message; `because` is the worker's reason.
    """

    breach: int
    since: datetime
    due_at: datetime
    opened: bool
    because: str | None
    answered_at: datetime | None
    authority_told: bool | None
    answer: str | None


def open_breaches(request: HelpRequest) -> tuple[Breach, ...]:
    """Those that nobody has judged, oldest first; erasing the words judges none."""
    return tuple(each for each in request.breaches.values() if each.answered_at is None)


def breaches_stored(breaches: Iterable[Breach]) -> list[list[object]]:
    """Number, beginning and due moment of each, as JSON can hold them."""
    return [[each.version, each.since.isoformat(), each.due_at.isoformat()] for each in breaches]


def breach_rows(
    connection: Connection, table: Table, now: datetime, limit: int
) -> tuple[BreachRow, ...]:
    """Up to `limit` of those that wait, the first due first."""
    rows = connection.execute(
        select(table).where(table.c.due_at.is_not(None)).order_by(table.c.due_at)
    )
    found = (each for row in rows for each in _rows_of(row, now))
    return tuple(sorted(found, key=lambda each: each.due_at)[:limit])


def _rows_of(row: Any, now: datetime) -> Iterator[BreachRow]:
    for number, since, due_at in row.breaches:
        due = datetime.fromisoformat(due_at)
        yield BreachRow(
            request_id=row.request_id,
            reference=row.reference,
            breach=number,
            since=datetime.fromisoformat(since),
            due_at=due,
            overdue=due <= now,
        )


def breaches_shown(recorded: Sequence[RequestEvent]) -> tuple[BreachShown, ...]:
    """All of one request, oldest first."""
    answers = {each.breach: each for each in recorded if isinstance(each, BreachAnswered)}
    return tuple(
        _shown(event, event.breach_due_at, answers.get(event.originator_version))
        for event in recorded
        if isinstance(event, ReplyRetracted) and event.breach_due_at
    )


def _shown(event: ReplyRetracted, due_at: datetime, answer: BreachAnswered | None) -> BreachShown:
    return BreachShown(
        breach=event.originator_version,
        since=event.timestamp,
        due_at=due_at,
        opened=event.opened,
        because=revealed(event.because),
        answered_at=answer.timestamp if answer else None,
        authority_told=answer.authority_told if answer else None,
        answer=revealed(answer.text) if answer else None,
    )
