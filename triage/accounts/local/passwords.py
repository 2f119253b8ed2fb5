"""Whose password is it? Guessing is slowed down, and a known device has turns of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from triage.accounts.password_hashing import Lane
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.errors.requests import WrongPassword
from triage.store.database.engine import Database
from triage.store.keys.identity import Identities
from triage.store.records import staff
from triage.text.personal import Personal
from triage.text.typed_secrets import username_form

PASSWORDS = Rate()
Devices = Sequence[Personal[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Whose password it was, whether this browser is a device of theirs, and the hashing lane."""

    account: staff.Account
    device: Personal[str] | None
    lane: Lane


class Passwords:
    """Checks the passwords of local accounts. `devices` are the marks that a browser was given."""

    def __init__(
        self,
        *,
        database: Database,
        identities: Identities,
        demo_allowed: bool = False,
        pace: Rate = PASSWORDS,
    ) -> None:
        self._database = database
        self._identities = identities
        self._demo_allowed = demo_allowed
        self._tries = RateLimiter(pace)
        self._strangers = Lane("strangers")
        self._known_devices = Lane("devices")

    async def proven(
        self, username: str, password: Personal[str], address: str, devices: Devices
    ) -> Proven:
        """Whose password it is.

        After some wrong tries at an account from one address the next ones wait for their turn.
        Tries from a device on which this person has signed in have turns of their own.

        Raises:
            WrongPassword, TooManyAttempts, Overloaded
        """
        known_as = username_form(username)
        device = self.device_among(known_as, devices)
        name = f"device:{device.reveal()}" if device else f"name:{known_as}@{address}"
        await self._tries.turn(name)
        lane, group = (self._known_devices, name) if device else (self._strangers, address)
        account = await lane.run(group, lambda: self._account_of(known_as, password))
        if account is None:
            raise WrongPassword()
        self._tries.give_back(name)
        return Proven(account=account, device=device, lane=lane)

    def admits(self, account: staff.Account) -> bool:
        """Whether the account may work here."""
        return account.may_work(demo_allowed=self._demo_allowed)

    def device_among(self, username: str, devices: Devices) -> Personal[str] | None:
        """The mark of a device on which this person has signed in, where one is among these."""
        return next((each for each in devices if self._is_of(username, each)), None)

    def mark_for(self, username: str) -> Personal[str]:
        """A new mark for a device of this person's."""
        number = secrets.token_urlsafe(16)
        return Personal(f"{number}.{self._identities.device_mac(username, number)}")

    def _is_of(self, username: str, device: Personal[str]) -> bool:
        number, _, mac = device.reveal().partition(".")
        made = self._identities.device_mac(username, number) if number.isascii() else ""
        return mac.isascii() and compare_digest(made, mac) and bool(mac)

    def _account_of(self, username: str, password: Personal[str]) -> staff.Account | None:
        # PostgreSQL takes no NUL in a text, and nobody is called by what cannot be printed.
        known_as = username if username.isprintable() else ""
        with self._database.reads.connect() as connection:
            account, stored = staff.find_with_password(connection, known_as)
        fits = staff.fits(password, stored)
        return account if account is not None and fits and self.admits(account) else None
