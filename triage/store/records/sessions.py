"""Who is signed in, or has opened a receipt? Tokens that expire and can be ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from triage.store.database.tables import sessions, staff
from triage.store.records.staff import Account, account_of

# Built once: composing a statement costs more than running it.
WHOSE = (
    select(sessions.c.request_id, staff)
    .select_from(sessions.outerjoin(staff, staff.c.username == sessions.c.username))
    .where(sessions.c.token_mac == bindparam("token_mac"), sessions.c.expires_at > bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Either a user name or a request; never both.

    `provider_session`: the keyed hash of what the organisation's provider calls its own session.
    """

    username: str | None = None
    request_id: UUID | None = None
    expires_at: datetime
    provider_session: bytes | None = None


def begin(connection: Connection, token_mac: bytes, session: Session) -> None:
    connection.execute(
        insert(sessions).values(
            token_mac=token_mac,
            username=session.username,
            request_id=session.request_id,
            expires_at=session.expires_at,
            provider_session=session.provider_session,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token it is: an account of staff, or the request whose receipt is open."""

    account: Account | None
    request_id: UUID | None


def bearer(connection: Connection, token_mac: bytes, now: datetime) -> Bearer | None:
    """Who holds this token; None where it is unknown or has expired."""
    row = connection.execute(WHOSE, {"token_mac": token_mac, "now": now}).first()
    if row is None:
        return None
    account = None if row.username is None else account_of(row)
    return Bearer(account=account, request_id=row.request_id)


def end(connection: Connection, token_mac: bytes) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_mac == token_mac))


def end_all_of(connection: Connection, username: str) -> None:
    """Sign somebody out everywhere: a changed password or a disabled account holds at once."""
    connection.execute(delete(sessions).where(sessions.c.username == username))


def end_all_of_provider_session(connection: Connection, provider_session: bytes) -> None:
    """Sign somebody out of what began by one session of the organisation's provider."""
    connection.execute(delete(sessions).where(sessions.c.provider_session == provider_session))


def end_all_of_no_provider_session(connection: Connection, username: str) -> None:
    """End the sessions of somebody of which it is not known by which session they began."""
    connection.execute(
        delete(sessions).where(
            sessions.c.username == username, sessions.c.provider_session.is_(None)
        )
    )


def end_all_about(connection: Connection, request_id: UUID) -> None:
    """Close a request's dialogue wherever it is open: its receipt has to be typed again."""
    connection.execute(delete(sessions).where(sessions.c.request_id == request_id))


def sweep_out(connection: Connection, now: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
