"""Which account has somebody whom the organisation's provider knows? By keyed hashes alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from hmac import compare_digest

from sqlalchemy import ColumnElement, Connection, select

from triage.errors.provider import IdentityUnproven
from triage.store.database.inserts import replacing
from triage.store.database.provider_tables import provider_accounts
from triage.store.keys.identity import Identities

KEEP = replacing(provider_accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccount:
    """Whose account it is. `closed_by_claims`: a role that the provider gives opens it again."""

    subject_mac: bytes
    username: str
    closed_by_claims: bool = False


def of_subject(
    connection: Connection, identities: Identities, subject_mac: bytes
) -> ProviderAccount | None:
    """The account of a subject. Raises IdentityUnproven where somebody else wrote the row."""
    of_it = provider_accounts.c.subject_mac == subject_mac
    return _checked(connection, identities, of_it)


def of_username(
    connection: Connection, identities: Identities, username: str
) -> ProviderAccount | None:
    """Who signs in to this account at the provider; None of a local account."""
    return _checked(connection, identities, provider_accounts.c.username == username)


def is_of_provider(connection: Connection, username: str) -> bool:
    """Whether this account is one of the provider's, whoever wrote its row."""
    of_it = provider_accounts.c.username == username
    return connection.execute(select(provider_accounts).where(of_it)).first() is not None


def keep_closed(connection: Connection, identities: Identities, username: str) -> None:
    """Let no claim open this account again, where it is one of the provider's."""
    with suppress(IdentityUnproven):
        account = of_username(connection, identities, username)
        if account is not None:
            keep(connection, identities, replace(account, closed_by_claims=False))


def keep(connection: Connection, identities: Identities, account: ProviderAccount) -> None:
    """Keep the row in the place of the one before."""
    row = {
        "subject_mac": account.subject_mac,
        "username": account.username,
        "closed_by_claims": account.closed_by_claims,
        "tag": _tag(identities, account),
    }
    connection.execute(KEEP[connection.dialect.name], row)


def _checked(
    connection: Connection, identities: Identities, condition: ColumnElement[bool]
) -> ProviderAccount | None:
    row = connection.execute(select(provider_accounts).where(condition)).first()
    if row is None:
        return None
    account = ProviderAccount(
        subject_mac=row.subject_mac,
        username=row.username,
        closed_by_claims=row.closed_by_claims,
    )
    if not compare_digest(_tag(identities, account), row.tag):
        raise IdentityUnproven()
    return account


def _tag(identities: Identities, account: ProviderAccount) -> bytes:
    said = (account.subject_mac.hex(), account.username, str(account.closed_by_claims))
    return identities.provider_mac("account", *said)
