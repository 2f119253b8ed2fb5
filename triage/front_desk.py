"""Who is at the door? Signing in, opening a receipt, and telling the actor behind a token."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.carried import Envelope
from triage.errors import RequestDamaged, TooManyAttempts, WrongPassword, WrongReceipt
from triage.hashing import hashing
from triage.leaving import Leavings
from triage.patience import Patience
from triage.personal import Personal, revealed
from triage.store import sessions, staff, submissions
from triage.store.engine import Database
from triage.store.identity import Identities
from triage.store.keys import KeyRing
from triage.store.log import folded, stream
from triage.store.sessions import Session
from triage.store.submissions import Receipt
from triage.store.writer import Writer
from triage.words import Plea

T = TypeVar("T")
WORKING_SESSION = timedelta(hours=10)
# Short, because a requester may be on a shared phone.
RECEIPT_SESSION = timedelta(minutes=30)
# A family centre's people share one address; nobody guesses 66 bits from any number of them.
TRIES_OF_A_CROWD = 200
# Right or wrong, an answer about a receipt comes after this long and not before.
RECEIPT_ANSWER_SECONDS = 0.3


class Tries(NamedTuple):
    """Under which names wrong tries are counted: what is being guessed, and from which place."""

    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A fresh session: the token is shown once and stored nowhere."""

    token: Personal[str]
    expires_at: datetime
    actor: Actor


class Shown(NamedTuple):
    """A receipt, whether an own word was set beside it, and the place that the numbers go by."""

    receipt: Receipt
    has_own_word: bool
    municipality: str | None


class FrontDesk:
    """Sessions of staff and requesters; every check reads the database, so ending one holds."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        ring: KeyRing,
        identities: Identities,
        clock: Callable[[], datetime],
        demo_allowed: bool = False,
    ) -> None:
        self._database = database
        self._writer = writer
        self._ring = ring
        self._identities = identities
        self._clock = clock
        self._demo_allowed = demo_allowed
        self._patience = Patience()
        self._crowd = Patience(TRIES_OF_A_CROWD)
        self.envelope = Envelope(identities.carrying_key())
        self.leavings = Leavings(
            database=database, writer=writer, identities=identities, clock=clock
        )

    async def sign_in(self, username: str, password: Personal[str], address: str) -> SignedIn:
        """Sign a member of staff in.

        Raises:
            WrongPassword, TooManyAttempts
        """
        tries = Tries(f"name:{username}@{address}", f"staff:{address}")
        account = await self._patiently(tries, lambda: self._account_of(username, password))
        if account is None:
            raise WrongPassword()
        return await self._begin(account.actor(), WORKING_SESSION, username=username)

    async def open_receipt(
        self, receipt: Personal[str], own_word: Personal[str] | None, address: str
    ) -> SignedIn:
        """Open the dialogue of a receipt; right and wrong take the same time.

        Raises:
            WrongReceipt, TooManyAttempts
            RequestDamaged: whether an own word was set can no longer be told.
        """
        answer_at = time.monotonic() + RECEIPT_ANSWER_SECONDS
        mac = self._identities.receipt_mac(receipt)
        tries = Tries(f"receipt:{mac.hex()}", f"address:{address}")
        try:
            request_id = await self._patiently(tries, lambda: self._request_of(mac, own_word))
        except RequestDamaged:
            await _until(answer_at)
            raise
        await _until(answer_at)
        if request_id is None:
            raise WrongReceipt()
        actor = Actor(role=Role.REQUESTER, request_id=request_id)
        return await self._begin(actor, RECEIPT_SESSION, request_id=request_id)

    async def actor_of(self, token: Personal[str]) -> Actor | None:
        """The actor behind a token; None where it is unknown, over, or the account is disabled."""
        return await asyncio.to_thread(self._actor_of, token)

    async def actor_writing(self, token: Personal[str]) -> Actor | None:
        """`actor_of`, and the requester who has just left: a message on its way is still taken."""
        return await asyncio.to_thread(self._actor_writing, token)

    async def receipt_of(self, key: Personal[str]) -> Shown | None:
        """The receipt of the submission with this key; None where there is none any more."""
        return await asyncio.to_thread(self._receipt_of, key)

    async def sign_out(self, token: Personal[str]) -> None:
        mac = self._identities.token_mac(token)
        await self._writer.write(lambda c: sessions.end(c, mac))

    async def _patiently(self, tries: Tries, find: Callable[[], T | None]) -> T | None:
        """What `find` gives; nothing found is a wrong try, counted before the next one begins.

        Many tries at once wait for a thread each, so patience is asked for there once more.
        """
        self._require_patience(tries)

        def checked() -> T | None:
            self._require_patience(tries)
            found = find()
            if found is None:
                self._patience.count((tries.name,), time.monotonic())
                self._crowd.count((tries.place,), time.monotonic())
            return found

        return await hashing(checked)

    def _require_patience(self, tries: Tries) -> None:
        now = time.monotonic()
        wait = max(
            self._patience.seconds_to_wait((tries.name,), now),
            self._crowd.seconds_to_wait((tries.place,), now),
        )
        if wait:
            raise TooManyAttempts(retry_after_seconds=wait)

    async def _begin(
        self,
        actor: Actor,
        lasts: timedelta,
        *,
        username: str | None = None,
        request_id: UUID | None = None,
    ) -> SignedIn:
        token = Personal(secrets.token_urlsafe(32))
        expires_at = self._clock() + lasts
        session = Session(username=username, request_id=request_id, expires_at=expires_at)
        mac = self._identities.token_mac(token)
        await self._writer.write(lambda c: sessions.begin(c, mac, session))
        return SignedIn(token=token, expires_at=expires_at, actor=actor)

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

    def _request_of(self, mac: bytes, own_word: Personal[str] | None) -> UUID | None:
        with self._database.reads.connect() as connection:
            request_id = submissions.opened_by(connection, mac)
            plea = self._plea(connection, request_id)
        word_hash = plea.own_word_hash if plea else None
        fits = staff.fits(spelled_alike(own_word), word_hash)
        return request_id if fits or (plea is not None and word_hash is None) else None

    def _plea(self, connection: Connection, request_id: UUID | None) -> Plea | None:
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
        plea, profile = revealed(request.plea), revealed(request.profile)
        has_own_word = plea is not None and plea.own_word_hash is not None
        return Shown(receipt, has_own_word, profile.municipality if profile else None)

    def _actor_of(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        actor = self._actor_behind(mac)
        shows = actor is None or actor.username is not None or self.leavings.lets_read(mac)
        return actor if shows else None

    def _actor_writing(self, token: Personal[str]) -> Actor | None:
        mac = self._identities.token_mac(token)
        return self._actor_behind(mac) if self.leavings.lets_write(mac) else None

    def _actor_behind(self, token_mac: bytes) -> Actor | None:
        with self._database.reads.connect() as connection:
            bearer = sessions.bearer(connection, token_mac, self._clock())
        if bearer is None:
            return None
        if bearer.request_id is not None:
            return Actor(role=Role.REQUESTER, request_id=bearer.request_id)
        account = bearer.account
        return account.actor() if account is not None and self._admits(account) else None


async def _until(answer_at: float) -> None:
    """Wait until this moment of the monotonic clock."""
    await asyncio.sleep(max(0.0, answer_at - time.monotonic()))


def spelled_alike(own_word: Personal[str] | None) -> Personal[str]:
    """An own word as it is compared: case and the spaces around it do not count."""
    return Personal("" if own_word is None else " ".join(own_word.reveal().casefold().split()))
