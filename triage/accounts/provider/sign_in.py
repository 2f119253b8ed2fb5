"""How does signing in at the provider begin and end? Authorization code flow with PKCE.

OpenID Connect Core 1.0 and Back-Channel Logout 1.0, RFC 7636 and RFC 9207. What is under way lies
sealed in the browser that began it, so that nobody else can end it, and nothing of it in the store.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

import structlog
from cryptography.fernet import Fernet, InvalidToken

from triage.accounts.authenticator import Authenticator
from triage.accounts.new_sessions import SignedIn
from triage.accounts.provider.accounts import ProviderAccounts
from triage.accounts.provider.provider import Provider, Tokens, error_code
from triage.accounts.provider.tokens import LoggedOut, proven_identity, proven_logout
from triage.errors.provider import (
    AccountDisabled,
    BadLogoutToken,
    IdentityUnproven,
    NoRoleGiven,
    ProviderRefused,
    SignInNotBegun,
)
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.records import sessions, spent_tokens, staff

LOG = structlog.get_logger()
# Long enough for a second factor that lies in another room.
UNDER_WAY_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in under way: where the browser goes, and what it keeps meanwhile (sealed)."""

    address: str
    sealed: str


class ProviderSignIn:
    """Signs staff in by what the provider of their organisation tells."""

    def __init__(
        self,
        *,
        provider: Provider,
        accounts: ProviderAccounts,
        authenticator: Authenticator,
        writer: Writer,
        clock: Callable[[], datetime],
    ) -> None:
        self._provider = provider
        self._accounts = accounts
        self._authenticator = authenticator
        self._writer = writer
        self._clock = clock
        key = accounts.identities.provider_key()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    async def begin(self, place: str, *, anew: bool = False) -> Begun:
        """Begin a sign-in that leads on to `place`; `anew` wants a fresh proof of the person.

        Raises ProviderAway.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = await self._provider.address_to_begin(
            state=state, nonce=nonce, verifier=verifier, anew=anew
        )
        said = json.dumps([state, nonce, verifier, place]).encode()
        sealed = self._fernet.encrypt_at_time(said, int(self._clock().timestamp()))
        return Begun(address=address, sealed=sealed.decode().rstrip("="))

    def begun_for(self, sealed: str) -> str | None:
        """The place that a sign-in under way leads on to; None where none is, or no more."""
        try:
            return self._opened(sealed)[-1]
        except SignInNotBegun:
            return None

    async def finish(self, answered: Mapping[str, str], sealed: str) -> SignedIn:
        """The new session.

        `answered` is the query that the browser came back with, `sealed` what it kept.

        Raises:
            SignInNotBegun: this browser began none, or it is too long ago.
            ProviderRefused: the provider says no.
            IdentityUnproven: what came is not the provider's word, or not meant for us.
            NoRoleGiven, AccountDisabled, ProviderAway
        """
        state, nonce, verifier, _ = self._opened(sealed)
        if not compare_digest(state.encode(), answered.get("state", "").encode()):
            raise SignInNotBegun()
        await self._require_own_provider(answered.get("iss"))
        if "error" in answered or not answered.get("code"):
            LOG.warning("provider-refused", code=error_code(answered.get("error")))
            raise ProviderRefused()
        tokens = await self._provider.tokens_for(answered["code"], verifier)
        proven = await proven_identity(self._provider, tokens, nonce=nonce, now=self._clock())
        claims = await self._with_what_grants(proven, tokens)
        # A transaction of its own: that an account is closed must last, though nobody gets in.
        account = await self._writer.write(
            lambda unit: self._accounts.brought_up_to_date(unit.connection, claims)
        )
        if account is None:
            raise NoRoleGiven()
        if not account.active:
            raise AccountDisabled()
        return await self._begin_session(account, claims)

    async def log_out(self, logout_token: str) -> None:
        """End what the provider says has ended.

        Raises:
            BadLogoutToken, ProviderAway
        """
        told = await proven_logout(self._provider, logout_token, now=self._clock())
        is_first_use = await self._writer.write(lambda unit: self._end(unit, told))
        if not is_first_use:
            raise BadLogoutToken()

    async def _with_what_grants(
        self, claims: Mapping[str, object], tokens: Tokens
    ) -> Mapping[str, object]:
        """The claims, and where those that grant are not among them, what the provider adds.

        OpenID Connect Core 1.0, section 5.3.2: what is added counts for the same subject only.
        """
        if self._accounts.grants.are_in(claims) or tokens.access_token is None:
            return claims
        added = await self._provider.further_claims(tokens.access_token)
        if added and added.get("sub") != claims["sub"]:
            LOG.warning("identity-unproven", code="userinfo-sub")
            raise IdentityUnproven()
        return {**added, **claims}

    async def _begin_session(
        self, account: staff.Account, claims: Mapping[str, object]
    ) -> SignedIn:
        session = claims.get("sid")
        known = session if isinstance(session, str) and session else None
        mac = None if known is None else self._accounts.session_mac(known)
        proven_at = _proven_at(claims, self._clock())
        return await self._authenticator.begin_by_provider(account, mac, proven_at)

    async def _require_own_provider(self, issuer: str | None) -> None:
        """Let an answer of our provider pass: another's must not be taken for it (RFC 9207)."""
        if issuer is None and not await self._provider.names_itself():
            return
        if issuer != self._provider.registration.issuer:
            LOG.warning("identity-unproven", code="answer-iss")
            raise IdentityUnproven()

    def _opened(self, sealed: str) -> tuple[str, str, str, str]:
        padded = sealed + "=" * (-len(sealed) % 4)
        ttl = int(UNDER_WAY_FOR.total_seconds())
        try:
            said = self._fernet.decrypt_at_time(padded, ttl, int(self._clock().timestamp()))
        except (InvalidToken, ValueError):
            raise SignInNotBegun() from None
        state, nonce, verifier, place = json.loads(said)
        return state, nonce, verifier, place

    def _end(self, unit: UnitOfWork, told: LoggedOut) -> bool:
        """End the sessions meant, once for each token; whether this was the first time."""
        connection, accounts = unit.connection, self._accounts
        if not spent_tokens.spend(connection, accounts.token_mac(told.token_id), told.until):
            return False
        if told.session is not None:
            session_mac = accounts.session_mac(told.session)
            sessions.end_all_of_provider_session(connection, session_mac)
        username = told.subject and accounts.username_of(connection, told.subject)
        if username and told.session is None:
            sessions.end_all_of(connection, username)
        elif username:
            sessions.end_all_of_no_provider_session(connection, username)
        return True


def _proven_at(claims: Mapping[str, object], now: datetime) -> datetime | None:
    """When the person proved who they are (OpenID Connect Core 1.0, section 2: `auth_time`)."""
    told = claims.get("auth_time")
    if not isinstance(told, int) or not 0 <= told <= now.timestamp():
        # The provider's clock may be ahead of ours by a little.
        return None
    return datetime.fromtimestamp(told, UTC)
