"""Which rows of the access log are asked for? Filters, and pages that stay where they are.

Rows are only ever appended, so a page behind a position holds the same rows whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from triage.evidence.access_log import ReadOutcome
from triage.store.database.tagged_rows import true_rows
from triage.store.tables.core_tables import access_log, submissions

LOG = access_log.c
ROWS_OF_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What of the log is asked for; None and empty mean everything.

    `from_at` is included, `until_at` is not. `after`: the position at which the page before ended.
    """

    username: str | None = None
    request_id: UUID | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    ground: str | None = None
    actions: Collection[str] = ()
    outcome: ReadOutcome | None = None
    after: int | None = None
    limit: int = ROWS_OF_A_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRows:
    """Rows with their references, newest first.

    `next`: where the page behind this one goes on; None at the end. `refused`: how many rows of
    this page somebody else wrote; they are left out.
    """

    rows: Sequence[Row[tuple[object, ...]]] = ()
    next: int | None = None
    refused: int = 0


def page_of_log(connection: Connection, asked: LogFilter) -> LogRows:
    """One page of the rows that are asked for."""
    conditions = list(_conditions(asked))
    newest_first = LOG.position.desc()
    # By position first: a row that is refused must not look like the end of the log.
    found = connection.scalars(
        select(LOG.position).where(*conditions).order_by(newest_first).limit(asked.limit + 1)
    ).all()
    shown = found[: asked.limit]
    query = _with_references().where(LOG.position.in_(shown)).order_by(newest_first)
    rows = list(true_rows(connection, query, access_log))
    return LogRows(
        rows=rows,
        next=shown[-1] if len(found) > len(shown) else None,
        refused=len(shown) - len(rows),
    )


def all_of_log(connection: Connection, asked: LogFilter) -> Iterator[Row[Any]]:
    """Every row of ours that is asked for, newest first, whatever the limit."""
    query = _with_references().where(*_conditions(asked)).order_by(LOG.position.desc())
    return true_rows(connection, query, access_log)


def _with_references() -> Select[Any]:
    referring = access_log.outerjoin(submissions, submissions.c.request_id == LOG.request_id)
    return select(access_log, submissions.c.reference).select_from(referring)


def _conditions(asked: LogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (LOG.username, asked.username),
        (LOG.request_id, asked.request_id),
        (LOG.ground, asked.ground),
        (LOG.outcome, asked.outcome),
    ):
        if value is not None:
            conditions.append(column == value)
    if asked.actions:
        conditions.append(LOG.action.in_(sorted(asked.actions)))
    if asked.from_at is not None:
        conditions.append(LOG.at >= asked.from_at)
    if asked.until_at is not None:
        conditions.append(LOG.at < asked.until_at)
    if asked.after is not None:
        conditions.append(LOG.position < asked.after)
    return conditions
