"""Who is at the door? Signing in, opening a receipt, and telling the actor behind a token."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from triage.accounts.bearers import Bearers
from triage.accounts.form_moments import FormMoments
from triage.accounts.left_sessions import Leavings
from triage.accounts.password_hashing import Lane
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.accounts.sealed_cookies import SealedCookie
from triage.actors import Actor, Role
from triage.errors import (
    RequestDamaged,
    TooManyAttempts,
    TriageError,
    WrongPassword,
    WrongReceipt,
)
from triage.request.words import Profile, RequestWords
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.events.streams import folded, stream
from triage.store.keys.identity import KEYED, Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records import sessions, staff, submissions
from triage.store.records.sessions import Session
from triage.store.records.submissions import Receipt
from triage.text.identifiers import Identifier, identifiers_in
from triage.text.personal import Personal, revealed
from triage.text.typed_secrets import earlier_own_word_form, own_word_form, username_form

WORKING_SESSION = timedelta(hours=10)
# Short, because a requester may be on a shared phone.
RECEIPT_SESSION = timedelta(minutes=30)
PASSWORDS = Rate()
# An own word may be short, so guessing at it is slower.
OWN_WORDS = Rate(apart_seconds=10.0, waits_seconds=25.0)
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


class Shown(NamedTuple):
    """A receipt; `topics` and `profile` choose the help beside it, `noticed` nobody needs."""

    receipt: Receipt
    has_own_word: bool
    topics: tuple[str, ...]
    profile: Profile
    noticed: tuple[Identifier, ...] = ()


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
        self._ring = ring
        self._identities = identities
        self._clock = clock
        self._demo_allowed = demo_allowed
        self.sealed_cookie = SealedCookie(identities.carrying_key())
        self.form_moments = FormMoments(identities.form_moment_key())
        self.leavings = Leavings(
            database=database, writer=writer, identities=identities, clock=clock
        )
        self._passwords = RateLimiter(passwords)
        self._own_words = RateLimiter(own_words)
        # A limiter of its own: made-up receipts must not push real ones out of its limited memory.
        self._no_receipts = RateLimiter(own_words)
        self._wrong_receipts = RateLimiter(WRONG_RECEIPTS)
        self._bearers = Bearers(database=database, clock=clock, demo_allowed=demo_allowed)
        self._strangers = Lane("strangers")
        self._known_devices = Lane("devices")
        self._earlier_own_words = Lane("own-words")

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
        known_as = username_form(username)
        device = next((each for each in devices if self._is_of(known_as, each)), None)
        name = f"device:{device.reveal()}" if device else f"name:{known_as}@{address}"
        await self._passwords.turn(name)
        lane, group = (self._known_devices, name) if device else (self._strangers, address)
        account = await lane.run(group, lambda: self._account_of(known_as, password))
        if account is None:
            raise WrongPassword()
        self._passwords.give_back(name)
        return await self._begin(
            account.actor(), WORKING_SESSION, device=device or self._device_of(known_as)
        )

    async def open_receipt(
        self, receipt: Personal[str], own_word: Personal[str] | None, address: str
    ) -> SignedIn:
        """Open the dialogue of a receipt; right and wrong take the same time.

        A right receipt is let in whatever others try from the same address.

        Raises:
            WrongReceipt, TooManyAttempts, Overloaded
            RequestDamaged: whether an own word was set can no longer be told.
        """
        answer_at = time.monotonic() + RECEIPT_ANSWER_SECONDS
        try:
            request_id = await self._opened(receipt, own_word)
        finally:
            await asyncio.sleep(max(0.0, answer_at - time.monotonic()))
        if request_id is None:
            raise self._wrong_receipt(address)
        return await self._begin(Actor(role=Role.REQUESTER, request_id=request_id), RECEIPT_SESSION)

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

    async def receipt_of(self, key: Personal[str]) -> Shown | None:
        """The receipt of the submission with this key; None where there is none any more."""
        return await in_thread(self._receipt_of, key)

    async def sign_out(self, token: Personal[str]) -> None:
        mac = self._identities.token_mac(token)
        await self._writer.write(lambda unit: self._bearers.end(unit, mac))

    async def _opened(self, receipt: Personal[str], own_word: Personal[str] | None) -> UUID | None:
        """The request that these open, or None. An unknown receipt waits like a wrong own word."""
        mac = self._identities.receipt_mac(receipt)
        request_id, word_hash = await in_thread(self._request_of, mac)
        if request_id is not None and word_hash is None:
            return request_id
        name = f"receipt:{mac.hex()}"
        if request_id is None:
            await self._no_receipts.turn(name)
            return None
        await self._own_words.turn(name)
        if not await self._fits(request_id, own_word, word_hash or ""):
            return None
        self._own_words.give_back(name)
        return request_id

    def _wrong_receipt(self, address: str) -> TriageError:
        if self._wrong_receipts.may_try(f"address:{address}"):
            return WrongReceipt()
        return TooManyAttempts(retry_after_seconds=int(WRONG_RECEIPTS.apart_seconds))

    async def _fits(self, request_id: UUID, own_word: Personal[str] | None, kept: str) -> bool:
        if kept.startswith(KEYED):
            given = self._identities.own_word_mac(request_id, own_word_form(own_word))
            return compare_digest(given, kept)
        earlier = earlier_own_word_form(own_word).reveal()
        return await self._earlier_own_words.run(
            str(request_id), lambda: staff.matches(earlier, kept)
        )

    def _is_of(self, username: str, device: Personal[str]) -> bool:
        number, _, mac = device.reveal().partition(".")
        made = self._identities.device_mac(username, number) if number.isascii() else ""
        return mac.isascii() and compare_digest(made, mac) and bool(mac)

    def _device_of(self, username: str) -> Personal[str]:
        number = secrets.token_urlsafe(16)
        return Personal(f"{number}.{self._identities.device_mac(username, number)}")

    async def _begin(
        self, actor: Actor, lasts: timedelta, *, device: Personal[str] | None = None
    ) -> SignedIn:
        token = Personal(secrets.token_urlsafe(32))
        expires_at = self._clock() + lasts
        session = Session(
            username=actor.username, request_id=actor.request_id, expires_at=expires_at
        )
        mac = self._identities.token_mac(token)
        await self._writer.write(lambda unit: sessions.begin(unit.connection, mac, session))
        return SignedIn(token=token, expires_at=expires_at, actor=actor, device=device)

    def _account_of(self, username: str, password: Personal[str]) -> staff.Account | None:
        # PostgreSQL takes no NUL in a text, and nobody is called by what cannot be printed.
        known_as = username if username.isprintable() else ""
        with self._database.reads.connect() as connection:
            account = staff.find(connection, known_as)
            stored = staff.password_hash(connection, known_as)
        fits = staff.fits(password, stored)
        return account if account is not None and fits and self._admits(account) else None

    def _admits(self, account: staff.Account) -> bool:
        return account.may_work(demo_allowed=self._demo_allowed)

    def _request_of(self, mac: bytes) -> tuple[UUID | None, str | None]:
        """The request that a receipt opens, and the hash of its own word where it has one."""
        with self._database.reads.connect() as connection:
            request_id = submissions.opened_by(connection, mac)
            plea = self._plea(connection, request_id)
        return (request_id, plea.own_word_hash) if plea is not None else (None, None)

    def _plea(self, connection: Connection, request_id: UUID | None) -> RequestWords | None:
        """None for an unknown request, and for an erased one: its own word is gone too.

        Raises:
            RequestDamaged
        """
        if request_id is None:
            return None
        _, recorded, damage = stream(connection, self._ring, request_id)
        request = folded(recorded)
        if damage and request.plea is None and request.erased_at is None:
            raise RequestDamaged()
        return revealed(request.plea)

    def _receipt_of(self, key: Personal[str]) -> Shown | None:
        identity = self._identities.of(key)
        with self._database.reads.connect() as connection:
            receipt = submissions.shown_again(connection, self._ring, identity)
            if receipt is None:
                return None
            request = folded(stream(connection, self._ring, identity.request_id)[1])
        plea, profile = revealed(request.plea), revealed(request.profile) or Profile()
        has_own_word = plea is not None and plea.own_word_hash is not None
        noticed = identifiers_in(plea.message or "") if plea else ()
        return Shown(receipt, has_own_word, request.topics, profile, noticed)

    def _actor_of(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        actor = self._bearers.find(mac)
        shows = actor is None or actor.username is not None or self.leavings.lets_read(mac)
        return actor if shows else None

    def _actor_writing(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        return self._bearers.find(mac) if self.leavings.lets_write(mac) else None
