"""How does a member of staff choose where, of what and when they are told?

Everybody chooses for themself, and nobody reads another's choices: it is no read of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from triage.actors import Actor
from triage.errors.notice_settings import (
    BadNoticeEmail,
    BadNoticePhone,
    DigestTimesNotFit,
    QuietHoursNotFit,
)
from triage.notices.choices import NoticeChoices
from triage.permission import require
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.writer import Writer
from triage.store.records.notice_settings import NoticeSettings, SettingsRecords
from triage.text.addresses import dialable, mailable
from triage.text.personal import Personal, revealed

CHOOSING: Final = "own-notices:choose"
DIGESTS_AT_MOST: Final = 4


class NoticeDesk:
    """Keeps what each member of staff chose."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        records: SettingsRecords,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._records = records
        self._clock = clock

    async def read(self, actor: Actor) -> NoticeSettings:
        """The actor's own settings; nothing and nowhere where they chose nothing yet.

        Raises:
            NotAllowed
        """
        require(actor, CHOOSING)
        return await in_thread(self._found, actor.username or "")

    async def save(self, settings: NoticeSettings, actor: Actor) -> NoticeSettings:
        """Keep the actor's own settings, addresses in the form in which they are sent to.

        Raises:
            NotAllowed, BadNoticeEmail, BadNoticePhone, QuietHoursNotFit, DigestTimesNotFit
        """
        require(actor, CHOOSING)
        _require_fit(settings.choices)
        email, phone = revealed(settings.email), revealed(settings.phone)
        known, dialled = mailable(email), dialable(phone)
        if email is not None and known is None:
            raise BadNoticeEmail()
        if phone is not None and dialled is None:
            raise BadNoticePhone()
        kept = NoticeSettings(
            email=Personal(known) if known else None,
            phone=Personal(dialled) if dialled else None,
            choices=settings.choices,
        )
        username, now = actor.username or "", self._clock()
        await self._writer.write(
            lambda unit: self._records.save(unit.connection, username, kept, now)
        )
        return kept

    def _found(self, username: str) -> NoticeSettings:
        with self._database.reads.connect() as connection:
            return self._records.find(connection, username) or NoticeSettings()


def _require_fit(choices: NoticeChoices) -> None:
    if len(choices.digest_times) > DIGESTS_AT_MOST:
        raise DigestTimesNotFit()
    begins, ends = choices.quiet_from, choices.quiet_until
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise QuietHoursNotFit()
