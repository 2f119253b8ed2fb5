"""How and when does each member of staff want to be told? Addresses sealed, choices in clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, select

from triage.notices.choices import NoticeChoices
from triage.notices.kinds import Carrier, Kind
from triage.store.database.inserts import replacing
from triage.store.database.tagged_rows import insert_by, true_row
from triage.store.keys.key_ring import seal, unseal
from triage.store.tables.notice_tables import notice_settings
from triage.text.personal import Personal

TABLE = notice_settings
SAVE = replacing(TABLE)
KINDS = {str(each) for each in Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """Where somebody is told, and what they chose. An address is None where none was given."""

    email: Personal[str] | None = None
    phone: Personal[str] | None = None
    choices: NoticeChoices = field(default_factory=NoticeChoices)

    def address(self, carrier: Carrier) -> Personal[str] | None:
        """Where somebody is told by this."""
        return {Carrier.EMAIL: self.email, Carrier.SMS: self.phone}.get(carrier)

    def carriers(self, kind: str) -> list[Carrier]:
        """By what somebody is told of this kind: as chosen, where there is an address."""
        return [each for each in self.choices.carriers(kind) if self.address(each)]


class SettingsRecords:
    """The table of settings, with the key (32 bytes) that seals the addresses in it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def save(
        self, connection: Connection, username: str, settings: NoticeSettings, now: datetime
    ) -> None:
        """Keep these settings in the place of what is there."""
        row = {
            "username": username,
            "email": self._sealed(username, "email", settings.email),
            "phone": self._sealed(username, "phone", settings.phone),
            "choices": _written(settings.choices),
            "changed_at": now,
        }
        insert_by(connection, SAVE, TABLE, [row])

    def find(self, connection: Connection, username: str) -> NoticeSettings | None:
        """Somebody's settings; None where they chose nothing yet."""
        row = true_row(connection, select(TABLE).where(TABLE.c.username == username), TABLE)
        return None if row is None else self._opened(row)

    def _opened(self, row: Row[Any]) -> NoticeSettings:
        return NoticeSettings(
            email=self._unsealed(row.username, "email", row.email),
            phone=self._unsealed(row.username, "phone", row.phone),
            choices=_read(row.choices),
        )

    def _sealed(self, username: str, name: str, said: Personal[str] | None) -> bytes | None:
        if said is None:
            return None
        return seal(self._key, said.reveal().encode(), _bound_to(username, name))

    def _unsealed(self, username: str, name: str, sealed: bytes | None) -> Personal[str] | None:
        """What was given; None where it does not open."""
        if sealed is None:
            return None
        try:
            return Personal(unseal(self._key, sealed, _bound_to(username, name)).decode())
        except InvalidTag:
            return None


def choices_of(connection: Connection, username: str | None) -> NoticeChoices:
    """What somebody chose; without a choice everything at once."""
    row = true_row(connection, select(TABLE).where(TABLE.c.username == username), TABLE)
    return NoticeChoices() if row is None else _read(row.choices)


def _bound_to(username: str, name: str) -> bytes:
    return f"notice settings|{username}|{name}".encode()


def _written(choices: NoticeChoices) -> str:
    said = {
        "email_kinds": sorted(choices.email_kinds),
        "sms_kinds": sorted(choices.sms_kinds),
        "digest_times": [each.isoformat("minutes") for each in choices.digest_times],
        "quiet_from": choices.quiet_from and choices.quiet_from.isoformat("minutes"),
        "quiet_until": choices.quiet_until and choices.quiet_until.isoformat("minutes"),
        "opening_hours_only": choices.opening_hours_only,
    }
    return orjson.dumps(said).decode()


def _read(text: str) -> NoticeChoices:
    said = orjson.loads(text)
    return NoticeChoices(
        email_kinds=_kinds(said["email_kinds"]),
        sms_kinds=_kinds(said["sms_kinds"]),
        digest_times=tuple(sorted({_clock(each) for each in said["digest_times"]})),
        quiet_from=_maybe_clock(said["quiet_from"]),
        quiet_until=_maybe_clock(said["quiet_until"]),
        opening_hours_only=said["opening_hours_only"],
    )


def _kinds(said: list[str]) -> frozenset[Kind]:
    """Of those that this release knows."""
    return frozenset(Kind(each) for each in said if each in KINDS)


def _maybe_clock(said: str | None) -> time | None:
    return None if said is None else _clock(said)


def _clock(said: str) -> time:
    """As Helsinki's clocks show it: rows of earlier releases may hold an offset beside it."""
    return time.fromisoformat(said).replace(tzinfo=None)
