"""What has an account beside its password? It stands in the account's own row.

So nobody takes it away without spoiling the row's tag, and a row without it is another row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from triage.store.database.tagged_rows import change_rows, true_row
from triage.store.records.staff import last_change
from triage.store.tables.core_tables import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """The sealed secret of an app, and keyed hashes (hex) of the recovery codes that are left."""

    secret: bytes
    recovery: frozenset[str]


def of_account(connection: Connection, username: str) -> SecondFactor | None:
    """The second factor of an account; None where it has none."""
    row = true_row(connection, select(staff).where(staff.c.username == username), staff)
    if row is None or row.totp_secret is None:
        return None
    return SecondFactor(secret=row.totp_secret, recovery=frozenset(row.recovery_codes.split()))


def keep(connection: Connection, username: str, factor: SecondFactor | None) -> None:
    """Give an account this second factor, or none; whoever signed in before it is signed out."""
    values = {
        "totp_secret": None if factor is None else factor.secret,
        "recovery_codes": None if factor is None else _written(factor.recovery),
        "changed": last_change(connection) + 1,
    }
    change_rows(connection, staff, values, staff.c.username == username)


def keep_recovery(connection: Connection, username: str, recovery: Iterable[str]) -> None:
    """Let these recovery codes be those that are left; sessions go on."""
    values = {"recovery_codes": _written(recovery)}
    change_rows(connection, staff, values, staff.c.username == username)


def _written(recovery: Iterable[str]) -> str:
    return " ".join(sorted(recovery))
