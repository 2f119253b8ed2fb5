"""Who is at the door? Signing in, opening a receipt, and telling the actor behind a token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from triage.accounts.bearers import Bearers, Found
from triage.accounts.form_moments import FormMoments
from triage.accounts.left_sessions import Leavings
from triage.accounts.local.half_way import HalfWay, HalfWays
from triage.accounts.local.own_accounts import OwnAccounts
from triage.accounts.local.passwords import PASSWORDS, Devices, Passwords
from triage.accounts.local.second_factor import CODES, SecondFactors
from triage.accounts.new_sessions import WORKING_SESSION, NewSessions, SignedIn
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.accounts.receipts import OWN_WORDS, Receipts
from triage.accounts.rules import SignInRules
from triage.accounts.sealed_cookies import SealedCookie
from triage.actors import Actor, Role
from triage.errors.accounts import CodeNeeded, FreshProofNeeded, SecondFactorMissing
from triage.errors.provider import SignInNotBegun
from triage.errors.requests import TooManyAttempts, TriageError, WrongReceipt
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records import second_factors, sessions, staff
from triage.text.personal import Personal

DEFAULT_RULES = SignInRules()
# Short, because a requester may be on a shared phone.
RECEIPT_SESSION = timedelta(minutes=30)
# Wrong receipts from one address before TooManyAttempts; a right one is never limited by these.
WRONG_RECEIPTS = Rate(tries=200, apart_seconds=60.0)
# No answer about a receipt comes sooner, so its time does not tell right from wrong.
RECEIPT_ANSWER_SECONDS = 0.3


class Authenticator:
    """Sessions of staff and requesters. Each check reads the database: ending one works at once."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        ring: KeyRing,
        identities: Identities,
        clock: Callable[[], datetime],
        demo_allowed: bool = False,
        rules: SignInRules = DEFAULT_RULES,
        passwords: Rate = PASSWORDS,
        codes: Rate = CODES,
        own_words: Rate = OWN_WORDS,
    ) -> None:
        self._database = database
        self._writer = writer
        self._identities = identities
        self._clock = clock
        self.sealed_cookie = SealedCookie(identities.carrying_key())
        self.form_moments = FormMoments(identities.form_moment_key())
        self.leavings = Leavings(
            database=database, writer=writer, identities=identities, clock=clock
        )
        self.receipts = Receipts(
            database=database, ring=ring, identities=identities, own_words=own_words
        )
        self.half_ways = HalfWays(identities.sealing_key("half-way"), clock)
        self.second_factors = SecondFactors(
            identities=identities, clock=clock, rules=rules, pace=codes
        )
        self._passwords = Passwords(
            database=database, identities=identities, demo_allowed=demo_allowed, pace=passwords
        )
        self._new_sessions = NewSessions(writer=writer, identities=identities, clock=clock)
        self._wrong_receipts = RateLimiter(WRONG_RECEIPTS)
        self._rules = rules
        self._bearers = Bearers(
            database=database, clock=clock, demo_allowed=demo_allowed, idle=rules.idle
        )

    @property
    def own_accounts(self) -> OwnAccounts:
        """What members of staff do to their own account."""
        return OwnAccounts(
            database=self._database,
            writer=self._writer,
            identities=self._identities,
            passwords=self._passwords,
            second_factors=self.second_factors,
            new_sessions=self._new_sessions,
            clock=self._clock,
            rules=self._rules,
        )

    async def sign_in(
        self,
        username: str,
        password: Personal[str],
        address: str,
        *,
        devices: Devices = (),
        code: Personal[str] | None = None,
    ) -> SignedIn:
        """Sign a member of staff in at once. `devices` are the marks that this browser was given.

        Raises:
            WrongPassword, TooManyAttempts, Overloaded
            CodeNeeded, WrongCode: the password is right; the account has a second factor.
            SecondFactorMissing: the password is right; the account needs one and has none.
        """
        begun = await self.first_step(username, password, address, devices=devices)
        if isinstance(begun, SignedIn):
            return begun
        if begun.enrols:
            raise SecondFactorMissing()
        if code is None:
            raise CodeNeeded()
        return await self.second_step(begun, code, devices=devices)

    async def first_step(
        self, username: str, password: Personal[str], address: str, *, devices: Devices = ()
    ) -> SignedIn | HalfWay:
        """A session, or who is half way in where the password is not enough.

        Raises:
            WrongPassword, TooManyAttempts, Overloaded
        """
        proven = await self._passwords.proven(username, password, address, devices)
        account = proven.account
        has_factor = await in_thread(self._has_factor, account.username)
        if has_factor or self.second_factors.is_required_of(account.role):
            return HalfWay(username=account.username, change=account.changed, enrols=not has_factor)
        return await self._begin_working(account, proven.device)

    async def second_step(
        self, half_way: HalfWay, code: Personal[str], *, devices: Devices = ()
    ) -> SignedIn:
        """A session for whoever is half way in, by a code of the app or a recovery code.

        Raises:
            SignInNotBegun: the account has changed since, or has no second factor to prove.
            WrongCode, TooManyAttempts
        """
        account = await in_thread(self._account_now, half_way)
        device = self._passwords.device_among(account.username, devices)

        def proven(unit: UnitOfWork) -> None:
            self._require_still(staff.find(unit.connection, account.username), half_way)
            self.second_factors.require(unit.connection, account.username, code)

        async with self.second_factors.turn(account.username, device):
            return await self._begin_working(account, device, first=proven)

    async def open_receipt(
        self, receipt: Personal[str], own_word: Personal[str] | None, address: str
    ) -> SignedIn:
        """Open the dialogue of a receipt; right and wrong take the same time.

        A right receipt is let in whatever others try from the same address.

        Raises:
            WrongReceipt, ReceiptMistyped, ReceiptWasReplaced, TooManyAttempts, Overloaded
            RequestDamaged: whether an own word was set can no longer be told.
        """
        answer_at = time.monotonic() + RECEIPT_ANSWER_SECONDS
        try:
            request_id = await self.receipts.opened(receipt, own_word)
        finally:
            await asyncio.sleep(max(0.0, answer_at - time.monotonic()))
        if request_id is None:
            raise self._wrong_receipt(address)
        # It may have been replaced since: then its sessions have ended, and none may begin.
        return await self._new_sessions.begin(
            Actor(role=Role.REQUESTER, request_id=request_id),
            RECEIPT_SESSION,
            first=lambda unit: self.receipts.require_open(unit.connection, receipt),
        )

    async def begin_by_provider(
        self,
        account: staff.Account,
        provider_session: bytes | None,
        proven_at: datetime | None = None,
    ) -> SignedIn:
        """A session for whom the organisation's provider has vouched for.

        `provider_session`: the keyed hash of what it calls its own session, `proven_at`: when the
        person proved there who they are, where it has told; just now otherwise.
        """
        return await self._new_sessions.begin(
            account.actor(),
            WORKING_SESSION,
            account_change=account.changed,
            provider_session=provider_session,
            proven_at=proven_at,
        )

    async def actor_of(self, token: Personal[str], *, in_use: bool = True) -> Actor | None:
        """The actor behind a token; None where it is unknown, over, or the account is disabled.

        A session of staff that is not used for long ends; `in_use` is off where nobody asks but an
        open page by itself.
        """
        found = await in_thread(self._found, token)
        if found is None:
            return None
        if in_use and found.goes_stale:
            mac, now = self._identities.token_mac(token), self._clock()
            await self._writer.write(lambda unit: sessions.use(unit.connection, mac, now))
        return found.actor

    async def require_fresh_proof(self, token: Personal[str]) -> None:
        """Let whoever has proven a moment ago that the session is theirs pass, for a grave act.

        Raises:
            FreshProofNeeded
        """
        found = await in_thread(self._found, token)
        if found is None or not self._rules.is_fresh(found.proven_at, self._clock()):
            raise FreshProofNeeded()

    async def actor_writing(self, token: Personal[str]) -> Actor | None:
        """`actor_of`, and for a short time a requester who left: a message may be on its way."""
        return await in_thread(self._actor_writing, token)

    def take_shortcut(self, token: Personal[str]) -> bool:
        """Whether staff may have a turn of the writer before their token is looked up.

        True once for each time that the token was found valid. `actor_now` authorizes, in the turn.
        """
        return self._bearers.take(self._identities.token_mac(token))

    def actor_now(self, unit: UnitOfWork, token: Personal[str]) -> Actor | None:
        """The actor behind a staff token, read in the writer's transaction; None as `actor_of`."""
        return self._bearers.find_in(unit, self._identities.token_mac(token))

    async def sign_out(self, token: Personal[str]) -> None:
        mac = self._identities.token_mac(token)
        await self._writer.write(lambda unit: self._bearers.end(unit, mac))

    def _wrong_receipt(self, address: str) -> TriageError:
        if self._wrong_receipts.may_try(f"address:{address}"):
            return WrongReceipt()
        return TooManyAttempts(retry_after_seconds=int(WRONG_RECEIPTS.apart_seconds))

    async def _begin_working(
        self,
        account: staff.Account,
        device: Personal[str] | None,
        *,
        first: Callable[[UnitOfWork], None] = lambda _: None,
    ) -> SignedIn:
        """A working day's session, bound to the account as it was proven."""
        return await self._new_sessions.begin(
            account.actor(),
            WORKING_SESSION,
            account_change=account.changed,
            device=device or self._passwords.mark_for(account.username),
            first=first,
        )

    def _has_factor(self, username: str) -> bool:
        with self._database.reads.connect() as connection:
            return second_factors.of_account(connection, username) is not None

    def _account_now(self, half_way: HalfWay) -> staff.Account:
        with self._database.reads.connect() as connection:
            account = staff.find(connection, half_way.username)
        return self._require_still(account, half_way)

    def _require_still(self, account: staff.Account | None, half_way: HalfWay) -> staff.Account:
        """The account, where it is as it was at the first step. Raises SignInNotBegun."""
        is_same = account is not None and account.changed == half_way.change
        if account is None or not is_same or not self._passwords.admits(account):
            raise SignInNotBegun()
        return account

    def _found(self, token: Personal[str]) -> Found | None:
        mac = self._identities.token_mac(token)
        found = self._bearers.find(mac)
        shows = found is None or found.actor.username is not None or self.leavings.lets_read(mac)
        return found if shows else None

    def _actor_writing(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        found = self._bearers.find(mac) if self.leavings.lets_write(mac) else None
        return None if found is None else found.actor
