"""Which account has somebody who signs in at the provider? Made and changed as its claims say.

It is known by the provider's subject alone. Where a local account bears the same name, the new one
stays shut until an administrator says whether both are one person: under another user name nobody
would know what they stepped aside from, nor who asked to be spared them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

import structlog
from sqlalchemy import Connection

from triage.accounts.closing import close
from triage.accounts.provider.grants import Granted, Grants
from triage.errors.provider import AccountDisabled
from triage.store.keys.identity import Identities
from triage.store.records import provider_accounts, sessions, staff
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.provider_accounts import ProviderAccount
from triage.text.visible import name_form

LOG = structlog.get_logger()
NOT_IN_A_USERNAME = re.compile(r"[^a-z0-9.-]+")
LONGEST_BASE = 24
LONGEST_NAME = 200
# Who has no name that our user names can spell.
NAMELESS = "tyontekija"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccounts:
    """Keeps the accounts of those whom the provider knows."""

    identities: Identities
    catalogues: CatalogueStore
    grants: Grants
    issuer: str

    def subject_mac(self, subject: str) -> bytes:
        """By what a subject of the provider is known here."""
        return self.identities.provider_mac("subject", self.issuer, subject)

    def session_mac(self, session: str) -> bytes:
        """By what a session of the provider is known here."""
        return self.identities.provider_mac("session", self.issuer, session)

    def token_mac(self, token_id: str) -> bytes:
        """By what a token that works once is known here."""
        return self.identities.provider_mac("token", self.issuer, token_id)

    def username_of(self, connection: Connection, subject: str) -> str | None:
        """The user name of a subject; None of one who never signed in here."""
        known = provider_accounts.of_subject(connection, self.subject_mac(subject))
        return None if known is None else known.username

    def brought_up_to_date(
        self, connection: Connection, claims: Mapping[str, object]
    ) -> staff.Account | None:
        """The account of this person as the claims have it, made where there is none.

        None where they give no role here; an account that there is then closes. One that may be
        an earlier account's person is made shut.

        Raises:
            AccountDisabled: an administrator closed it.
            IdentityUnproven: somebody else wrote its row.
        """
        subject_mac = self.subject_mac(str(claims["sub"]))
        granted = self.grants.of(claims, self.catalogues.current(connection))
        known = provider_accounts.of_subject(connection, subject_mac)
        if known is None:
            return None if granted is None else self._made(connection, subject_mac, claims, granted)
        before = staff.find(connection, known.username)
        if before is None or not (before.active or known.closed_by_claims):
            raise AccountDisabled()
        if granted is None:
            self._close(connection, known, before)
            return None
        return self._changed(connection, known, before, _with(before, claims, granted))

    def _made(
        self,
        connection: Connection,
        subject_mac: bytes,
        claims: Mapping[str, object],
        granted: Granted,
    ) -> staff.Account | None:
        base = _spelled_username(claims)
        username = _free_username(connection, base)
        blank = staff.Account(username=username, name=username, role=granted.role)
        account = _with(blank, claims, granted)
        if _may_be_known(connection, account, base):
            account = replace(account, active=False)
            LOG.warning("account-awaits-administrator", role=str(account.role))
        staff.add_without_password(connection, account)
        made = ProviderAccount(subject_mac=subject_mac, username=username)
        provider_accounts.keep(connection, made)
        LOG.info("account-made-by-claims", role=str(account.role))
        return staff.find(connection, username)

    def _changed(
        self,
        connection: Connection,
        known: ProviderAccount,
        before: staff.Account,
        account: staff.Account,
    ) -> staff.Account | None:
        if account == before:
            return account
        staff.change(connection, account, None)
        if replace(account, name=before.name) != before:
            # What somebody may do has changed: what was begun before ends.
            sessions.end_all_of(connection, account.username)
        if known.closed_by_claims:
            opened = replace(known, closed_by_claims=False)
            provider_accounts.keep(connection, opened)
        return staff.find(connection, account.username)

    def _close(self, connection: Connection, known: ProviderAccount, before: staff.Account) -> None:
        close(connection, before)
        closed = replace(known, closed_by_claims=True)
        provider_accounts.keep(connection, closed)
        LOG.info("account-closed-by-claims", role=str(before.role))


def _with(account: staff.Account, claims: Mapping[str, object], granted: Granted) -> staff.Account:
    return replace(
        account,
        name=_name(claims) or account.name,
        role=granted.role,
        units=granted.units,
        languages=granted.languages,
        active=True,
    )


def _name(claims: Mapping[str, object]) -> str:
    told = claims.get("name")
    return name_form(told)[:LONGEST_NAME].rstrip() if isinstance(told, str) else ""


def _may_be_known(connection: Connection, account: staff.Account, base: str) -> bool:
    """Whether a local account may be the same person's: it bears the name or the user name."""
    same = [
        each.username
        for each in staff.everybody(connection)
        if each.username == base or _words_of(each.name) == _words_of(account.name)
    ]
    return any(not provider_accounts.is_of_provider(connection, each) for each in same)


def _words_of(name: str) -> frozenset[str]:
    """The parts of a name, in whatever order an organisation writes them."""
    return frozenset(unicodedata.normalize("NFKC", name).casefold().replace(",", " ").split())


def _spelled_username(claims: Mapping[str, object]) -> str:
    """The provider's user name as ours can spell it."""
    told = claims.get("preferred_username")
    local_part = told.partition("@")[0] if isinstance(told, str) else ""
    plain = unicodedata.normalize("NFKD", local_part).encode("ascii", "ignore").decode().lower()
    return NOT_IN_A_USERNAME.sub("-", plain).strip(".-0123456789")[:LONGEST_BASE] or NAMELESS


def _free_username(connection: Connection, base: str) -> str:
    """A user name that nobody has, as near to the provider's as ours can be."""
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if staff.find(connection, name) is None)
