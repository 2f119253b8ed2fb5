"""What does a member of staff prove beside a password? A code of an app, or one from a paper."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from triage.accounts.local.totp import (
    DIGITS,
    SECRET_BYTES,
    address_of,
    steps_of,
    taken_until,
    typed_form,
)
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.accounts.rules import SignInRules
from triage.accounts.sealed_notes import SealedNotes
from triage.actors import Role
from triage.errors.accounts import OfferOver, WrongCode
from triage.store.keys.identity import REFERENCE_SIGNS, Identities, in_groups
from triage.store.keys.key_ring import seal, unseal
from triage.store.records import second_factors, spent_tokens, staff
from triage.store.records.second_factors import SecondFactor
from triage.text.personal import Personal

# Whoever guesses here knows the password already. Of a million codes three are right at a time: at
# this pace they have half a chance after eighty days.
CODES = Rate(tries=10, apart_seconds=30.0)
# Time to fetch the telephone and to find an app for it.
OFFERED_FOR = timedelta(minutes=15)
RECOVERY_CODES = 10
# 12 signs of 26 are 56 bits, and only the keyed hash is stored.
RECOVERY_SIGNS = 12

Codes = tuple[Personal[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A fresh secret: to be typed, as an address for a camera, and sealed for the form to keep."""

    secret: Personal[str]
    address: Personal[str]
    sealed: str


class SecondFactors:
    """Makes, checks and takes away second factors of local accounts."""

    def __init__(
        self,
        *,
        identities: Identities,
        clock: Callable[[], datetime],
        rules: SignInRules,
        pace: Rate = CODES,
    ) -> None:
        self._identities = identities
        self._clock = clock
        self._rules = rules
        self._tries = RateLimiter(pace)
        self._key = identities.sealing_key("second-factor")
        self._offers = SealedNotes(identities.sealing_key("factor-offer"), OFFERED_FOR, clock)

    def is_required_of(self, role: Role) -> bool:
        """Whether accounts of this role sign in with a second factor only."""
        return role in self._rules.second_factor_roles

    @asynccontextmanager
    async def turn(self, username: str, device: Personal[str] | None) -> AsyncIterator[None]:
        """Wait until a code of this account may be tried; a try counts unless it is right.

        Who tries codes knows the password already. A device on which the person has signed in has
        turns of its own, so that a thief of the password keeps nobody out.

        Raises:
            TooManyAttempts
        """
        name = f"device:{device.reveal()}" if device else f"name:{username}"
        await self._tries.turn(name)
        yield
        self._tries.give_back(name)

    def offer(self, account: staff.Account) -> Offer:
        """A fresh secret for this account, as it is now."""
        secret = secrets.token_bytes(SECRET_BYTES)
        return self._offered(account, secret)

    def offer_again(self, account: staff.Account, sealed: str) -> Offer:
        """The same offer once more, or a fresh one where it is over."""
        try:
            return self._offered(account, self._secret_in(account, sealed))
        except OfferOver:
            return self.offer(account)

    def take(
        self,
        connection: Connection,
        account: staff.Account,
        sealed: str,
        code: Personal[str],
        codes: Codes,
    ) -> None:
        """Make what was offered the second factor of the account, with these recovery codes.

        Raises:
            OfferOver: it was offered too long ago, or to an account that has changed since.
            WrongCode: the app shows another code.
        """
        secret = self._secret_in(account, sealed)
        if not self._spends_step(connection, account.username, secret, _digits(code)):
            raise WrongCode()
        kept = seal(self._key, secret, _bound_to(account.username))
        factor = SecondFactor(secret=kept, recovery=self._hashes(account.username, codes))
        second_factors.keep(connection, account.username, factor)

    def require(self, connection: Connection, username: str, code: Personal[str]) -> None:
        """Let somebody pass by a code that works once: of the app, or a recovery code.

        The caller holds the write lock.

        Raises:
            WrongCode
        """
        factor = second_factors.of_account(connection, username)
        if factor is None or not self._proves(connection, username, factor, code):
            raise WrongCode()

    def renew(self, connection: Connection, username: str, codes: Codes) -> None:
        """Let these be the recovery codes; those of before are worth nothing from now on."""
        second_factors.keep_recovery(connection, username, self._hashes(username, codes))

    def fresh_codes(self) -> Codes:
        """Recovery codes as they are shown, once."""
        return tuple(
            Personal(in_groups(_drawn(RECOVERY_SIGNS), "-")) for _ in range(RECOVERY_CODES)
        )

    def _proves(
        self, connection: Connection, username: str, factor: SecondFactor, code: Personal[str]
    ) -> bool:
        digits = _digits(code)
        if len(digits) == DIGITS:
            try:
                secret = unseal(self._key, factor.secret, _bound_to(username))
            except InvalidTag:
                return False
            return self._spends_step(connection, username, secret, digits)
        used = self._hash(username, code)
        if used not in factor.recovery:
            return False
        second_factors.keep_recovery(connection, username, factor.recovery - {used})
        return True

    def _spends_step(
        self, connection: Connection, username: str, secret: bytes, digits: str
    ) -> bool:
        """Whether this is the code of a step that was not used yet; it is used from now on."""
        for step in steps_of(secret, digits, self._clock()):
            mac = self._identities.factor_mac("step", username, str(step))
            if spent_tokens.spend(connection, mac, taken_until(step)):
                return True
        return False

    def _offered(self, account: staff.Account, secret: bytes) -> Offer:
        return Offer(
            secret=Personal(in_groups(typed_form(secret), " ")),
            address=address_of(secret, account.username),
            sealed=self._offers.sealed(account.username, account.changed, secret.hex()),
        )

    def _secret_in(self, account: staff.Account, sealed: str) -> bytes:
        match self._offers.opened(sealed):
            case [account.username, account.changed, str(secret)]:
                return bytes.fromhex(secret)
        raise OfferOver()

    def _hashes(self, username: str, codes: Codes) -> frozenset[str]:
        return frozenset(self._hash(username, code) for code in codes)

    def _hash(self, username: str, code: Personal[str]) -> str:
        signs = "".join(sign for sign in code.reveal().upper() if sign in REFERENCE_SIGNS)
        return self._identities.factor_mac("recovery", username, signs).hex()


def _drawn(length: int) -> str:
    return "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(length))


def _digits(code: Personal[str]) -> str:
    """What was typed as an app's code: some apps show a space in the middle."""
    typed = "".join(code.reveal().split())
    return typed if typed.isascii() and typed.isdigit() else ""


def _bound_to(username: str) -> bytes:
    return f"second factor|{username}".encode()
