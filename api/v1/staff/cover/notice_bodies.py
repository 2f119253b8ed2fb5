"""What is sent to choose how to be told, and what is told of it?"""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, MaybeLine
from triage.notices.choices import NoticeChoices
from triage.notices.kinds import Kind
from triage.store.records.notice_settings import NoticeSettings
from triage.text.personal import revealed

KINDS_AT_MOST = 20
Kinds = Annotated[list[Kind], Field(max_length=KINDS_AT_MOST)]


def _by_the_wall(clock: time) -> time:
    """To the minute, as it is kept; the offset from UTC is Helsinki's and never said."""
    if clock.tzinfo is not None:
        raise PydanticCustomError("offset", "a time without an offset")
    return clock.replace(second=0, microsecond=0)


WallClock = Annotated[time, AfterValidator(_by_the_wall)]


class NoticeSettingsBody(Incoming):
    """Where the caller is told, of what by which way, and when; times are Helsinki's.

    `digest_times`: one notice at these times for all that came; empty: at once. Emergencies never
    wait for a digest. What comes in quiet hours, or outside opening hours where those alone are
    wanted, arrives when they end.
    """

    email: MaybeLine = None
    phone: MaybeLine = None
    email_kinds: Kinds = Field(default=[])
    sms_kinds: Kinds = Field(default=[])
    digest_times: list[WallClock] = Field(default=[], max_length=KINDS_AT_MOST)
    quiet_from: WallClock | None = None
    quiet_until: WallClock | None = None
    opening_hours_only: bool = False

    def settings(self) -> NoticeSettings:
        return NoticeSettings(
            email=self.email,
            phone=self.phone,
            choices=NoticeChoices(
                email_kinds=frozenset(self.email_kinds),
                sms_kinds=frozenset(self.sms_kinds),
                digest_times=tuple(sorted(set(self.digest_times))),
                quiet_from=self.quiet_from,
                quiet_until=self.quiet_until,
                opening_hours_only=self.opening_hours_only,
            ),
        )


class NoticeSettingsAnswer(Outgoing):
    """What the caller chose; their addresses as they are written to."""

    email: str | None
    phone: str | None
    email_kinds: list[Kind]
    sms_kinds: list[Kind]
    digest_times: list[str]
    quiet_from: str | None
    quiet_until: str | None
    opening_hours_only: bool


def settings_answer(settings: NoticeSettings) -> NoticeSettingsAnswer:
    choices = settings.choices
    return NoticeSettingsAnswer(
        email=revealed(settings.email),
        phone=revealed(settings.phone),
        email_kinds=sorted(choices.email_kinds),
        sms_kinds=sorted(choices.sms_kinds),
        digest_times=[each.isoformat("minutes") for each in choices.digest_times],
        quiet_from=_clock(choices.quiet_from),
        quiet_until=_clock(choices.quiet_until),
        opening_hours_only=choices.opening_hours_only,
    )


def _clock(clock: time | None) -> str | None:
    return None if clock is None else clock.isoformat("minutes")
