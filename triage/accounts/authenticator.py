"""Who is at the door? Signing in, opening a receipt, and telling the actor behind a token."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from triage.accounts.bearers import Bearers
from triage.accounts.fit_passwords import require_fit
from triage.accounts.form_moments import FormMoments
from triage.accounts.left_sessions import Leavings
from triage.accounts.password_hashing import Lane
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.accounts.receipts import OWN_WORDS, Receipts
from triage.accounts.sealed_cookies import SealedCookie
from triage.actors import Actor, Role
from triage.errors.requests import TooManyAttempts, TriageError, WrongPassword, WrongReceipt
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records import sessions, staff
from triage.store.records.sessions import Session
from triage.text.personal import Personal
from triage.text.typed_secrets import username_form

WORKING_SESSION = timedelta(hours=10)
# Short, because a requester may be on a shared phone.
RECEIPT_SESSION = timedelta(minutes=30)
PASSWORDS = Rate()
# Wrong receipts from one address before TooManyAttempts; a right one is never limited by these.
WRONG_RECEIPTS = Rate(tries=200, apart_seconds=60.0)
# No answer about a receipt comes sooner, so its time does not tell right from wrong.
RECEIPT_ANSWER_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session. The token is handed out once; only its hash is stored.

    `device` is a signed mark for the browser of a member of staff. A sign-in with it is counted
    apart, so wrong tries elsewhere at the same account do not slow it down.
    """

    token: Personal[str]
    expires_at: datetime
    actor: Actor
    device: Personal[str] | None = None


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
        passwords: Rate = PASSWORDS,
        own_words: Rate = OWN_WORDS,
    ) -> None:
        self._database = database
        self._writer = writer
        self._identities = identities
        self._clock = clock
        self._demo_allowed = demo_allowed
        self.sealed_cookie = SealedCookie(identities.carrying_key())
        self.form_moments = FormMoments(identities.form_moment_key())
        self.leavings = Leavings(
            database=database, writer=writer, identities=identities, clock=clock
        )
        self.receipts = Receipts(
            database=database, ring=ring, identities=identities, own_words=own_words
        )
        self._passwords = RateLimiter(passwords)
        self._wrong_receipts = RateLimiter(WRONG_RECEIPTS)
        self._bearers = Bearers(database=database, clock=clock, demo_allowed=demo_allowed)
        self._strangers = Lane("strangers")
        self._known_devices = Lane("devices")

    async def sign_in(
        self,
        username: str,
        password: Personal[str],
        address: str,
        *,
        devices: Sequence[Personal[str]] = (),
    ) -> SignedIn:
        """Sign a member of staff in. `devices` are the marks that this browser was given so far.

        After some wrong tries at an account from one address the next ones wait for their turn.
        Tries from a device on which this person has signed in have turns of their own.

        Raises:
            WrongPassword, TooManyAttempts, Overloaded
        """
        account, device, _ = await self._proven(username, password, address, devices)
        return await self._begin(
            account.actor(), WORKING_SESSION, account_change=account.changed, device=device
        )

    async def change_password(
        self,
        username: str,
        *,
        old: Personal[str],
        new: Personal[str],
        address: str,
        devices: Sequence[Personal[str]] = (),
    ) -> SignedIn:
        """Change an own password, where the old one fits; every session ends, a new one begins.

        Raises:
            WrongPassword, PasswordNotFit, TooManyAttempts, Overloaded
        """
        account, device, lane = await self._proven(username, old, address, devices)
        require_fit(new, account.username, account.name)
        hashed = await lane.run(address, lambda: staff.hashed(new))

        def replaced(unit: UnitOfWork) -> None:
            now = staff.find(unit.connection, account.username)
            if now is None or not self._admits(now):
                raise WrongPassword()
            sessions.end_all_of(unit.connection, account.username)
            staff.set_password_hash(unit.connection, account.username, hashed)

        return await self._begin(account.actor(), WORKING_SESSION, device=device, first=replaced)

    async def has_password(self, username: str) -> bool:
        """Whether this account signs in here with a password."""

        def asked() -> bool:
            with self._database.reads.connect() as connection:
                return bool(staff.find_with_password(connection, username).password_hash)

        return await in_thread(asked)

    async def end_others(self, actor: Actor, token: Personal[str]) -> None:
        """End every session of a member of staff but the one with this token."""
        mac, username = self._identities.token_mac(token), actor.username or ""
        await self._writer.write(lambda unit: sessions.end_all_but(unit.connection, username, mac))

    async def _proven(
        self,
        username: str,
        password: Personal[str],
        address: str,
        devices: Sequence[Personal[str]],
    ) -> tuple[staff.Account, Personal[str], Lane]:
        """Whose password it is, the mark of this browser, and the lane. Raises as `sign_in`."""
        known_as = username_form(username)
        device = next((each for each in devices if self._is_of(known_as, each)), None)
        name = f"device:{device.reveal()}" if device else f"name:{known_as}@{address}"
        await self._passwords.turn(name)
        lane, group = (self._known_devices, name) if device else (self._strangers, address)
        account = await lane.run(group, lambda: self._account_of(known_as, password))
        if account is None:
            raise WrongPassword()
        self._passwords.give_back(name)
        return account, device or self._device_of(known_as), lane

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
        return await self._begin(
            Actor(role=Role.REQUESTER, request_id=request_id),
            RECEIPT_SESSION,
            first=lambda unit: self.receipts.require_open(unit.connection, receipt),
        )

    async def begin_by_provider(
        self, account: staff.Account, provider_session: bytes | None
    ) -> SignedIn:
        """A session for whom the organisation's provider has vouched for.

        `provider_session`: the keyed hash of what it calls its own session, where it has told.
        """
        return await self._begin(
            account.actor(),
            WORKING_SESSION,
            account_change=account.changed,
            provider_session=provider_session,
        )

    async def actor_of(self, token: Personal[str]) -> Actor | None:
        """The actor behind a token; None where it is unknown, over, or the account is disabled."""
        return await in_thread(self._actor_of, token)

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

    def _is_of(self, username: str, device: Personal[str]) -> bool:
        number, _, mac = device.reveal().partition(".")
        made = self._identities.device_mac(username, number) if number.isascii() else ""
        return mac.isascii() and compare_digest(made, mac) and bool(mac)

    def _device_of(self, username: str) -> Personal[str]:
        number = secrets.token_urlsafe(16)
        return Personal(f"{number}.{self._identities.device_mac(username, number)}")

    async def _begin(
        self,
        actor: Actor,
        lasts: timedelta,
        *,
        account_change: int | None = None,
        device: Personal[str] | None = None,
        provider_session: bytes | None = None,
        first: Callable[[UnitOfWork], None] = lambda _: None,
    ) -> SignedIn:
        token = Personal(secrets.token_urlsafe(32))
        expires_at = self._clock() + lasts
        session = Session(
            username=actor.username,
            account_change=account_change,
            request_id=actor.request_id,
            expires_at=expires_at,
            provider_session=provider_session,
        )
        mac = self._identities.token_mac(token)

        def begin(unit: UnitOfWork) -> None:
            first(unit)
            sessions.begin(unit.connection, mac, session)

        await self._writer.write(begin)
        return SignedIn(token=token, expires_at=expires_at, actor=actor, device=device)

    def _account_of(self, username: str, password: Personal[str]) -> staff.Account | None:
        # PostgreSQL takes no NUL in a text, and nobody is called by what cannot be printed.
        known_as = username if username.isprintable() else ""
        with self._database.reads.connect() as connection:
            account, stored = staff.find_with_password(connection, known_as)
        fits = staff.fits(password, stored)
        return account if account is not None and fits and self._admits(account) else None

    def _admits(self, account: staff.Account) -> bool:
        return account.may_work(demo_allowed=self._demo_allowed)

    def _actor_of(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        actor = self._bearers.find(mac)
        shows = actor is None or actor.username is not None or self.leavings.lets_read(mac)
        return actor if shows else None

    def _actor_writing(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        return self._bearers.find(mac) if self.leavings.lets_write(mac) else None
