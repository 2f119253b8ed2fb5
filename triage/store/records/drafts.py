"""What has somebody begun to write to a requester? One sealed row a worker and request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, Connection, bindparam, delete, select

from triage.codes import ReplyKind
from triage.store.database.inserts import replacing
from triage.store.keys.key_ring import seal, unseal
from triage.store.tables.draft_tables import drafts
from triage.text.personal import Personal, revealed

# Whoever comes back from a leave of two weeks begins anew.
KEPT_FOR = timedelta(days=14)

# Built once: composing a statement costs more than running it.
SAVE = replacing(drafts)
WRITERS = select(drafts.c.username).where(drafts.c.request_id == bindparam("request_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has begun to write to a requester, and when it was saved last.

    `language`: that of the words, where the writer has told it.
    """

    text: Personal[str]
    reply_kind: ReplyKind | None
    saved_at: datetime
    language: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose draft, on which request."""

    request_id: UUID
    username: str


def save(connection: Connection, place: Place, draft: Draft, key: bytes) -> None:
    """Keep the draft in the place of the one that is there."""
    said = orjson.dumps(
        {
            "text": draft.text.reveal(),
            "kind": draft.reply_kind,
            "language": revealed(draft.language),
        }
    )
    row = {
        "request_id": place.request_id,
        "username": place.username,
        "saved_at": draft.saved_at,
        "sealed": seal(key, said, _bound_to(place)),
    }
    connection.execute(SAVE[connection.dialect.name], row)


def saved_at(connection: Connection, place: Place, now: datetime) -> datetime | None:
    """When the draft was saved; None where there is none, or one that is too old."""
    found = connection.scalar(select(drafts.c.saved_at).where(*_at(place)))
    return None if found is None or found <= now - KEPT_FOR else found


def opened(connection: Connection, place: Place, key: bytes) -> Draft | None:
    """The draft; None where there is none, and where it does not open."""
    row = connection.execute(select(drafts).where(*_at(place))).first()
    if row is None:
        return None
    try:
        said = orjson.loads(unseal(key, row.sealed, _bound_to(place)))
        kind = ReplyKind(said["kind"]) if said["kind"] else None
        # One from before a language was kept names none.
        tag = said.get("language")
        return Draft(
            text=Personal(said["text"]),
            reply_kind=kind,
            saved_at=row.saved_at,
            language=Personal(tag) if tag else None,
        )
    except (InvalidTag, LookupError, TypeError, ValueError):
        # Damage to what was not sent yet must not keep the request's page shut.
        return None


def writers(connection: Connection, request_id: UUID) -> Sequence[str]:
    """The user names of those who have a draft on the request."""
    return connection.scalars(WRITERS, {"request_id": request_id}).all()


def drop(connection: Connection, place: Place) -> bool:
    """Take the draft away; whether there was one."""
    return connection.execute(delete(drafts).where(*_at(place))).rowcount > 0


def drop_about(connection: Connection, request_id: UUID) -> None:
    """Take every draft on the request away."""
    connection.execute(delete(drafts).where(drafts.c.request_id == request_id))


def drop_of(connection: Connection, username: str) -> None:
    """Take every draft of somebody who works here no more away."""
    connection.execute(delete(drafts).where(drafts.c.username == username))


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (drafts.c.request_id == place.request_id, drafts.c.username == place.username)


def _bound_to(place: Place) -> bytes:
    return f"draft|{place.request_id}|{place.username}".encode()
