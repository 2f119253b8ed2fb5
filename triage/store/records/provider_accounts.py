"""Which account has somebody whom the organisation's provider knows? By keyed hashes alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace

from sqlalchemy import ColumnElement, Connection, select

from triage.errors.provider import IdentityUnproven
from triage.store.database.inserts import replacing
from triage.store.database.tagged_rows import insert_by, true_row
from triage.store.tables.provider_tables import provider_accounts

KEEP = replacing(provider_accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccount:
    """Whose account it is. `closed_by_claims`: a role that the provider gives opens it again."""

    subject_mac: bytes
    username: str
    closed_by_claims: bool = False


def of_subject(connection: Connection, subject_mac: bytes) -> ProviderAccount | None:
    """The account of a subject. Raises IdentityUnproven where somebody else wrote the row."""
    return _checked(connection, provider_accounts.c.subject_mac == subject_mac)


def of_username(connection: Connection, username: str) -> ProviderAccount | None:
    """Who signs in to this account at the provider; None of a local account."""
    return _checked(connection, provider_accounts.c.username == username)


def is_of_provider(connection: Connection, username: str) -> bool:
    """Whether this account is one of the provider's, whoever wrote its row."""
    of_it = provider_accounts.c.username == username
    return connection.execute(select(provider_accounts).where(of_it)).first() is not None


def lead_to(connection: Connection, username: str, earlier: str) -> bool:
    """Let who has this account have an earlier one instead; False where it is not the provider's.

    Raises:
        IdentityUnproven: somebody else wrote its row.
    """
    account = of_username(connection, username)
    if account is None:
        return False
    keep(connection, replace(account, username=earlier, closed_by_claims=False))
    return True


def keep_closed(connection: Connection, username: str) -> None:
    """Let no claim open this account again, where it is one of the provider's."""
    with suppress(IdentityUnproven):
        account = of_username(connection, username)
        if account is not None:
            keep(connection, replace(account, closed_by_claims=False))


def keep(connection: Connection, account: ProviderAccount) -> None:
    """Keep the row in the place of the one before."""
    insert_by(connection, KEEP, provider_accounts, [asdict(account)])


def _checked(connection: Connection, condition: ColumnElement[bool]) -> ProviderAccount | None:
    """A row that is not ours is no missing one: whom it shuts out would get a new account."""
    query = select(provider_accounts).where(condition)
    row = true_row(connection, query, provider_accounts)
    if row is not None:
        return ProviderAccount(
            subject_mac=row.subject_mac,
            username=row.username,
            closed_by_claims=row.closed_by_claims,
        )
    if connection.execute(query).first() is not None:
        raise IdentityUnproven()
    return None
