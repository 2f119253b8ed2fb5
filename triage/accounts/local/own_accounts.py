"""What do members of staff do to their own account? Their password, and what they prove beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from triage.accounts.local.fit_passwords import require_fit
from triage.accounts.local.half_way import HalfWay
from triage.accounts.local.passwords import Devices, Passwords, Proven
from triage.accounts.local.second_factor import Codes, Offer, SecondFactors
from triage.accounts.new_sessions import WORKING_SESSION, NewSessions, SignedIn
from triage.accounts.rules import SignInRules
from triage.actors import Actor
from triage.errors.accounts import FactorRequired
from triage.errors.provider import SignInNotBegun
from triage.errors.requests import WrongPassword
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.records import second_factors, sessions, staff
from triage.store.records.sessions import OpenSession
from triage.text.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What somebody may see of their own account. `codes_left`: of a second factor, if any."""

    has_password: bool
    codes_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A session as its owner sees it. `is_own`: the one that asks; `name` names it in a form."""

    name: str
    begun_at: datetime | None
    used_at: datetime | None
    is_own: bool


class OwnAccounts:
    """Changes what a member of staff signs in with; each change ends every other session."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        identities: Identities,
        passwords: Passwords,
        second_factors: SecondFactors,
        new_sessions: NewSessions,
        clock: Callable[[], datetime],
        rules: SignInRules,
    ) -> None:
        self._database = database
        self._writer = writer
        self._identities = identities
        self._passwords = passwords
        self._second_factors = second_factors
        self._new_sessions = new_sessions
        self._clock = clock
        self._rules = rules

    async def of(self, actor: Actor) -> OwnAccount:
        """What there is of this person's own account."""
        username = actor.username or ""

        def asked() -> OwnAccount:
            with self._database.reads.connect() as connection:
                stored = staff.find_with_password(connection, username)
                factor = second_factors.of_account(connection, username)
            left = None if factor is None else len(factor.recovery)
            return OwnAccount(has_password=bool(stored.password_hash), codes_left=left)

        return await in_thread(asked)

    async def change_password(
        self,
        username: str,
        *,
        old: Personal[str],
        new: Personal[str],
        address: str,
        devices: Devices = (),
    ) -> SignedIn:
        """Change an own password, where the old one fits; every session ends, a new one begins.

        Raises:
            WrongPassword: it does not fit, or no more: an administrator's change is never undone.
            PasswordNotFit, TooManyAttempts, Overloaded
        """
        proven = await self._passwords.proven(username, old, address, devices)
        account = proven.account
        require_fit(new, account.username, account.name)
        hashed = await proven.lane.run(address, lambda: staff.hashed(new))

        def replaced(connection: Connection) -> None:
            staff.set_password_hash(connection, account.username, hashed)

        return await self._begun_anew(proven, replaced)

    async def end_others(self, actor: Actor, token: Personal[str]) -> None:
        """End every session of a member of staff but the one with this token."""
        mac, username = self._identities.token_mac(token), actor.username or ""
        await self._writer.write(lambda unit: sessions.end_all_but(unit.connection, username, mac))

    async def sessions_of(self, actor: Actor, token: Personal[str]) -> Sequence[ShownSession]:
        """The sessions of this person that go on, the last used first."""
        mac, username = self._identities.token_mac(token), actor.username or ""

        def asked() -> list[ShownSession]:
            with self._database.reads.connect() as connection:
                return [
                    ShownSession(
                        name=each.name,
                        begun_at=each.begun_at,
                        used_at=each.used_at,
                        is_own=each.token_mac == mac,
                    )
                    for each in self._open_sessions(connection, username)
                ]

        return await in_thread(asked)

    async def end_one(self, actor: Actor, name: str) -> None:
        """End the session of this person that the list calls so; nothing where none is."""
        username = actor.username or ""

        def ended(unit: UnitOfWork) -> None:
            for each in self._open_sessions(unit.connection, username):
                if each.name == name:
                    sessions.end(unit.connection, each.token_mac)

        await self._writer.write(ended)

    async def offer(self, username: str, change: int | None = None, sealed: str = "") -> Offer:
        """A secret for a second factor: what was offered before (`sealed`), or a fresh one.

        `change` is the one that the account is known under; an offer to it holds no longer.

        Raises:
            SignInNotBegun: the account has changed since.
        """
        account = await in_thread(self._known, username)
        if account is None or change not in (None, account.changed):
            raise SignInNotBegun()
        return self._second_factors.offer_again(account, sealed)

    async def enrol(
        self,
        username: str,
        *,
        password: Personal[str],
        sealed: str,
        code: Personal[str],
        address: str,
        devices: Devices = (),
    ) -> tuple[SignedIn, Codes]:
        """Set up a second factor; every session ends, a new one begins. The codes are told once.

        Raises:
            WrongPassword, WrongCode, OfferOver, TooManyAttempts, Overloaded
        """
        proven = await self._passwords.proven(username, password, address, devices)
        return await self._enrolled(proven.account, proven.device, sealed, code)

    async def enrol_half_way(
        self, half_way: HalfWay, *, sealed: str, code: Personal[str], devices: Devices = ()
    ) -> tuple[SignedIn, Codes]:
        """`enrol` for somebody whose sign-in waits for it.

        Raises:
            SignInNotBegun, WrongCode, OfferOver, TooManyAttempts
        """
        account = await in_thread(self._known, half_way.username)
        if account is None or account.changed != half_way.change or not half_way.enrols:
            raise SignInNotBegun()
        device = self._passwords.device_among(account.username, devices)
        return await self._enrolled(account, device, sealed, code)

    async def renew_codes(
        self,
        username: str,
        *,
        password: Personal[str],
        code: Personal[str],
        address: str,
        devices: Devices = (),
    ) -> Codes:
        """Fresh recovery codes in the place of those of before; told once.

        Raises:
            WrongPassword, WrongCode, TooManyAttempts, Overloaded
        """
        proven = await self._passwords.proven(username, password, address, devices)
        account, codes = proven.account, self._second_factors.fresh_codes()

        def renewed(unit: UnitOfWork) -> None:
            connection = unit.connection
            self._require_unchanged(connection, account)
            self._second_factors.require(connection, account.username, code)
            self._second_factors.renew(connection, account.username, codes)

        async with self._second_factors.turn(account.username, proven.device):
            await self._writer.write(renewed)
        return codes

    async def remove(
        self,
        username: str,
        *,
        password: Personal[str],
        code: Personal[str],
        address: str,
        devices: Devices = (),
    ) -> SignedIn:
        """Take the second factor away; every session ends, a new one begins.

        Raises:
            FactorRequired: the role signs in with one only.
            WrongPassword, WrongCode, TooManyAttempts, Overloaded
        """
        proven = await self._passwords.proven(username, password, address, devices)
        account = proven.account
        if self._second_factors.is_required_of(account.role):
            raise FactorRequired()

        def removed(connection: Connection) -> None:
            self._second_factors.require(connection, account.username, code)
            second_factors.keep(connection, account.username, None)

        async with self._second_factors.turn(account.username, proven.device):
            return await self._begun_anew(proven, removed)

    async def _enrolled(
        self, account: staff.Account, device: Personal[str] | None, sealed: str, code: Personal[str]
    ) -> tuple[SignedIn, Codes]:
        codes = self._second_factors.fresh_codes()

        def taken(connection: Connection) -> None:
            self._second_factors.take(connection, account, sealed, code, codes)

        async with self._second_factors.turn(account.username, device):
            return await self._begun(account, device, taken), codes

    async def _begun_anew(self, proven: Proven, change: Callable[[Connection], None]) -> SignedIn:
        return await self._begun(proven.account, proven.device, change)

    async def _begun(
        self,
        account: staff.Account,
        device: Personal[str] | None,
        change: Callable[[Connection], None],
    ) -> SignedIn:
        """Change an account that is as it was when it was proven, and begin its only session."""

        def changed(unit: UnitOfWork) -> None:
            connection = unit.connection
            self._require_unchanged(connection, account)
            change(connection)
            sessions.end_all_of(connection, account.username)

        device = device or self._passwords.mark_for(account.username)
        return await self._new_sessions.begin(
            account.actor(), WORKING_SESSION, device=device, first=changed
        )

    def _require_unchanged(self, connection: Connection, account: staff.Account) -> None:
        """What somebody proves holds for the account as it was then, and for no later one."""
        now = staff.find(connection, account.username)
        if now is None or now.changed != account.changed or not self._passwords.admits(now):
            raise WrongPassword()

    def _open_sessions(self, connection: Connection, username: str) -> Sequence[OpenSession]:
        account, now = staff.find(connection, username), self._clock()
        found = [] if account is None else sessions.of_staff(connection, account, now)
        idle = self._rules.idle
        return [each for each in found if each.used_at is None or now < each.used_at + idle]

    def _known(self, username: str) -> staff.Account | None:
        with self._database.reads.connect() as connection:
            account = staff.find(connection, username)
        return account if account is not None and self._passwords.admits(account) else None
