"""Which calls and meetings were tried for a request?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.codes import Channel
from triage.request.events import ContactAttempted, RequestEvent
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAttempt:
    """A call or meeting that was tried."""

    channel: Channel
    reached: bool
    text: str | None
    at: datetime
    by: By
    left_message: bool = False
    despite: str | None = None


def contact_attempts(recorded: Sequence[RequestEvent]) -> tuple[ContactAttempt, ...]:
    """Each of them, oldest first."""
    return tuple(
        ContactAttempt(
            channel=event.channel,
            reached=event.reached,
            text=revealed(event.text),
            at=event.timestamp,
            by=event.by,
            left_message=event.left_message,
            despite=revealed(event.despite),
        )
        for event in recorded
        if isinstance(event, ContactAttempted)
    )
