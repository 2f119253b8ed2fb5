"""What was said about accessibility, by when must it be answered, and what was done?

Text, address and what was done are sealed by one key. Answering takes text and address away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, select

from triage.store.database.inserts import if_absent
from triage.store.database.tagged_rows import change_rows, insert_by, true_row, true_rows
from triage.store.keys.key_ring import seal, unseal
from triage.store.tables.core_tables import accessibility_feedback
from triage.text.personal import Personal

TABLE = accessibility_feedback
ADD = if_absent(TABLE)
WAITING = select(TABLE).where(TABLE.c.answered_at.is_(None))
ANSWERED = select(TABLE).where(TABLE.c.answered_at.is_not(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityFeedback:
    """What somebody said about accessibility.

    `text` is None once it was answered, and where it does not open. `due_on` is the last day for
    an answer, in Helsinki. `done` tells what was done.
    """

    id: UUID
    text: Personal[str] | None
    email: Personal[str] | None
    received_at: datetime
    due_on: date
    answered_at: datetime | None = None
    answered_by: str | None = None
    done: Personal[str] | None = None


class AccessibilityRecords:
    """The table of feedback, with the key (32 bytes) that seals what is personal in it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def add(self, connection: Connection, feedback: AccessibilityFeedback) -> None:
        """Add feedback; what is there under this id stays as it is."""
        row = {
            "id": feedback.id,
            "text": self._sealed(feedback.id, "text", feedback.text),
            "email": self._sealed(feedback.id, "email", feedback.email),
            "received_at": feedback.received_at,
            "due_on": feedback.due_on,
        }
        insert_by(connection, ADD, TABLE, [row])

    def find(self, connection: Connection, feedback_id: UUID) -> AccessibilityFeedback | None:
        row = true_row(connection, select(TABLE).where(TABLE.c.id == feedback_id), TABLE)
        return None if row is None else self._opened(row)

    def answer(
        self,
        connection: Connection,
        feedback_id: UUID,
        *,
        done: Personal[str],
        by: str,
        at: datetime,
    ) -> None:
        """Keep what was done, and take away who said what."""
        values = {
            "text": None,
            "email": None,
            "done": self._sealed(feedback_id, "done", done),
            "answered_at": at,
            "answered_by": by,
        }
        change_rows(connection, TABLE, values, TABLE.c.id == feedback_id)

    def waiting(self, connection: Connection, limit: int) -> Sequence[AccessibilityFeedback]:
        """Up to `limit` that wait for an answer, the first due first."""
        query = WAITING.order_by(TABLE.c.due_on, TABLE.c.received_at, TABLE.c.id).limit(limit)
        return [self._opened(row) for row in true_rows(connection, query, TABLE)]

    def answered(self, connection: Connection, limit: int) -> Sequence[AccessibilityFeedback]:
        """Up to `limit` that were answered, the last answer first."""
        query = ANSWERED.order_by(TABLE.c.answered_at.desc(), TABLE.c.id).limit(limit)
        return [self._opened(row) for row in true_rows(connection, query, TABLE)]

    def _opened(self, row: Row[Any]) -> AccessibilityFeedback:
        sealed = {"text": row.text, "email": row.email, "done": row.done}
        opened = {name: self._unsealed(row.id, name, value) for name, value in sealed.items()}
        values = {each.name: row._mapping[each.name] for each in fields(AccessibilityFeedback)}
        return AccessibilityFeedback(**{**values, **opened})

    def _sealed(self, feedback_id: UUID, name: str, said: Personal[str] | None) -> bytes | None:
        if said is None:
            return None
        return seal(self._key, said.reveal().encode(), _bound_to(feedback_id, name))

    def _unsealed(self, feedback_id: UUID, name: str, sealed: bytes | None) -> Personal[str] | None:
        if sealed is None:
            return None
        try:
            return Personal(unseal(self._key, sealed, _bound_to(feedback_id, name)).decode())
        except InvalidTag:
            # One that is damaged must not keep the list shut.
            return None


def _bound_to(feedback_id: UUID, name: str) -> bytes:
    return f"accessibility-feedback:{feedback_id}:{name}".encode()
