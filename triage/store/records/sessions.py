"""Who is signed in, or has opened a receipt? Tokens that expire and can be ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select

from triage.store.database.row_tags import tags_of
from triage.store.database.tagged_rows import (
    change_rows,
    columns_of,
    insert_row,
    true_row,
    true_rows,
)
from triage.store.records.staff import Account, account_of, find
from triage.store.tables.core_tables import sessions, staff

NAME_SIGNS = 16
# Built once: composing a statement costs more than running it.
WHOSE = (
    select(sessions, staff)
    .select_from(sessions.outerjoin(staff, staff.c.username == sessions.c.username))
    .where(sessions.c.token_mac == bindparam("token_mac"), sessions.c.expires_at > bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Either a user name or a request; never both.

    `account_change` is the change of the account that the session begins under, the last one where
    none is named. It ends with the next one, and no row that somebody puts back outlasts it.
    `provider_session`: the keyed hash of what the organisation's provider calls its own session.
    Of staff, `begun_at` and `proven_at`: when it began, and when it was proven whose it is.
    """

    username: str | None = None
    account_change: int | None = None
    request_id: UUID | None = None
    expires_at: datetime
    provider_session: bytes | None = None
    begun_at: datetime | None = None
    proven_at: datetime | None = None


def begin(connection: Connection, token_mac: bytes, session: Session) -> None:
    change = session.account_change
    if change is None and session.username is not None:
        account = find(connection, session.username)
        change = None if account is None else account.changed
    row = {
        "token_mac": token_mac,
        "username": session.username,
        "request_id": session.request_id,
        "expires_at": session.expires_at,
        "account_change": change,
        "provider_session": session.provider_session,
        "begun_at": session.begun_at,
        "used_at": session.begun_at,
        "proven_at": session.proven_at,
    }
    insert_row(connection, sessions, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token it is: an account of staff, or the request whose receipt is open.

    Of staff, `used_at` and `proven_at`: when it was last used, and last proven whose it is.
    """

    account: Account | None
    request_id: UUID | None
    used_at: datetime | None = None
    proven_at: datetime | None = None


def bearer(connection: Connection, token_mac: bytes, now: datetime) -> Bearer | None:
    """Who holds this token; None where it is unknown or has expired."""
    row = true_row(connection, WHOSE, sessions, {"token_mac": token_mac, "now": now})
    if row is None:
        return None
    of_staff = columns_of(staff, row)
    if of_staff["username"] is None:
        return Bearer(account=None, request_id=row.request_id)
    is_true = tags_of(connection).admits(staff, of_staff)
    if not is_true or of_staff["changed"] != row.account_change:
        return None
    return Bearer(
        account=account_of(of_staff),
        request_id=row.request_id,
        used_at=row.used_at,
        proven_at=row.proven_at,
    )


def use(connection: Connection, token_mac: bytes, now: datetime) -> None:
    """Keep that a session is in use."""
    change_rows(connection, sessions, {"used_at": now}, sessions.c.token_mac == token_mac)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One session of a member of staff, as its owner may know it by."""

    token_mac: bytes
    begun_at: datetime | None
    used_at: datetime | None

    @property
    def name(self) -> str:
        """What names it on a page; it tells nothing of the token."""
        return sha256(self.token_mac).hexdigest()[:NAME_SIGNS]


def of_staff(connection: Connection, account: Account, now: datetime) -> list[OpenSession]:
    """The sessions of an account that go on, the last used first."""
    query = select(sessions).where(
        sessions.c.username == account.username,
        sessions.c.account_change == account.changed,
        sessions.c.expires_at > now,
    )
    rows = true_rows(connection, query.order_by(sessions.c.used_at.desc()), sessions)
    return [
        OpenSession(token_mac=row.token_mac, begun_at=row.begun_at, used_at=row.used_at)
        for row in rows
    ]


def end(connection: Connection, token_mac: bytes) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_mac == token_mac))


def end_all_of(connection: Connection, username: str) -> None:
    """Sign somebody out everywhere: a changed password or a disabled account holds at once."""
    connection.execute(delete(sessions).where(sessions.c.username == username))


def end_all_but(connection: Connection, username: str, token_mac: bytes) -> None:
    """Sign somebody out everywhere else."""
    connection.execute(
        delete(sessions).where(sessions.c.username == username, sessions.c.token_mac != token_mac)
    )


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
