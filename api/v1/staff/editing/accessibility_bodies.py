"""What is sent about accessibility and of its answer, and what is told of both?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, MaybeLine, Reason, Words


class AccessibilityBody(Incoming):
    """What does not work for somebody; the address only where an answer is wished for."""

    text: Words
    email: MaybeLine = None


class AccessibilityDoneBody(Incoming):
    """What was done. Who said what is taken away with it, so it names nobody."""

    done: Reason


class AccessibilityAnswer(Outgoing):
    """Feedback on accessibility. Once it is answered, text and address are gone."""

    id: UUID
    text: str | None
    email: str | None
    received_at: datetime
    due_on: date = Field(description="The last day for an answer, in Helsinki.")
    overdue: bool
    danger: bool = Field(description="The text has words of danger, though it is no request.")
    answered_at: datetime | None
    answered_by: str | None
    done: str | None


class AccessibilityListAnswer(Outgoing):
    """What waits, the first due first; then the last that were answered."""

    items: list[AccessibilityAnswer]
