"""Who is signed in, or has opened a receipt? Tokens that expire and can be ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from triage.store.tables import sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Either a user name or a request; never both."""

    username: str | None = None
    request_id: UUID | None = None
    expires_at: datetime


def begin(connection: Connection, token_mac: bytes, session: Session) -> None:
    connection.execute(
        insert(sessions).values(
            token_mac=token_mac,
            username=session.username,
            request_id=session.request_id,
            expires_at=session.expires_at,
        )
    )


def current(connection: Connection, token_mac: bytes, now: datetime) -> Session | None:
    """The session of this token, where it has not expired."""
    row = connection.execute(
        select(sessions).where(sessions.c.token_mac == token_mac, sessions.c.expires_at > now)
    ).first()
    if row is None:
        return None
    return Session(username=row.username, request_id=row.request_id, expires_at=row.expires_at)


def end(connection: Connection, token_mac: bytes) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_mac == token_mac))


def end_all_of(connection: Connection, username: str) -> None:
    """Sign somebody out everywhere: a changed password or a disabled account holds at once."""
    connection.execute(delete(sessions).where(sessions.c.username == username))


def sweep_out(connection: Connection, now: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
