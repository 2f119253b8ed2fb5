"""Which rows wait to be inserted until the end of a batch, many of them in one statement?

Whatever else is asked of the database meanwhile sees them: any other statement that the connection
executes inserts them first. Only one that is marked `beside` goes ahead of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Insert, event

PENDING = "rows that wait"
BESIDE = {"beside": True}


@dataclass(slots=True)
class Pending:
    """The rows by their statement, in the order in which the statements came first."""

    rows: dict[Insert, list[dict[str, object]]] = field(default_factory=dict)
    requests: set[UUID] = field(default_factory=set)


def insert_later(
    connection: Connection, statement: Insert, rows: Sequence[dict[str, object]], *, of: UUID
) -> None:
    """Insert the rows with the batch; at once where no batch is being written."""
    pending: Pending | None = connection.info.get(PENDING)
    if pending is None:
        connection.execute(statement, rows)
        return
    pending.rows.setdefault(statement, []).extend(rows)
    pending.requests.add(of)


def insert_pending(connection: Connection) -> None:
    """Insert what waits."""
    pending: Pending | None = connection.info.get(PENDING)
    if pending is None or not pending.rows:
        return
    connection.info[PENDING] = Pending()
    for statement, rows in pending.rows.items():
        connection.execute(statement, rows)


def has_pending(connection: Connection, request_id: UUID) -> bool:
    """Whether rows of this request wait."""
    pending: Pending | None = connection.info.get(PENDING)
    return pending is not None and request_id in pending.requests


def insert_before_others(engine: Engine) -> None:
    """Let every other statement on this engine find what waits inserted."""

    @event.listens_for(engine, "before_execute")
    def insert_first(
        connection: Connection, _statement: Any, _many: Any, _one: Any, options: Any
    ) -> None:
        if not options.get("beside"):
            insert_pending(connection)
