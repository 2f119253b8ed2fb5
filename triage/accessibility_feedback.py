"""Who says what does not work for them, by when are they answered, and who answers?

Act 306/2019 on digital services, section 10: feedback about accessibility is acknowledged at once
and answered within 14 days. It is no request for help, so it is no event of one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from triage.actors import Actor
from triage.errors.requests import AccessibilityAnswered, RequestUnknown
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.permission import require
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.records.accessibility_feedback import (
    AccessibilityFeedback,
    AccessibilityRecords,
)
from triage.text.personal import Personal
from triage.time.calendar import local_day

GIVING = "accessibility-feedback:give"
HANDLING = "accessibility-feedback:handle"
ANSWERED_WITHIN = timedelta(days=14)


class AccessibilityDesk:
    """Takes feedback about accessibility, and what was done about it."""

    def __init__(
        self, *, writer: Writer, identities: Identities, clock: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._identities = identities
        self._records = AccessibilityRecords(identities.accessibility_key())
        self._clock = clock

    async def give(
        self,
        text: Personal[str],
        actor: Actor,
        *,
        key: Personal[str],
        email: Personal[str] | None = None,
    ) -> AccessibilityFeedback:
        """Store feedback and give it back with its due day.

        The same under the same `key` of a form is stored once; another address is said anew.

        Raises:
            NotAllowed
        """
        require(actor, GIVING)
        now = self._clock()
        feedback = AccessibilityFeedback(
            id=self._identities.accessibility_id(key, text, email),
            text=text,
            email=email,
            received_at=now,
            due_on=local_day(now) + ANSWERED_WITHIN,
        )

        def given(unit: UnitOfWork) -> AccessibilityFeedback:
            self._records.add(unit.connection, feedback)
            return self._records.find(unit.connection, feedback.id) or feedback

        return await self._writer.write(given)

    async def answer(self, feedback_id: UUID, done: Personal[str], actor: Actor) -> None:
        """Record what was done; from then on nobody reads who said what.

        Raises:
            NotAllowed
            RequestUnknown: there is no such feedback.
            AccessibilityAnswered
        """
        now, username = self._clock(), actor.username or ""
        action = "answer-accessibility"
        async with denials_logged(self._writer, [actor], at=now, action=action):
            require(actor, HANDLING)

        def answered(unit: UnitOfWork) -> None:
            found = self._records.find(unit.connection, feedback_id)
            if found is None:
                # For whoever asks, what is not there is not there.
                raise RequestUnknown()
            if found.answered_at is not None:
                raise AccessibilityAnswered()
            self._records.answer(unit.connection, feedback_id, done=done, by=username, at=now)
            write_read(unit, Read(at=now, actor=actor, action=action, ground=str(actor.role)))

        await self._writer.write(answered)
