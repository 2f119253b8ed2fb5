"""How is an account closed?"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from triage.store.records import drafts, sessions, staff, visits


def close(connection: Connection, account: staff.Account) -> None:
    """Shut an account out, at once and everywhere; what it did stays on record."""
    staff.change(connection, replace(account, active=False), None)
    sessions.end_all_of(connection, account.username)
    drafts.drop_of(connection, account.username)
    visits.forget(connection, account.username)
