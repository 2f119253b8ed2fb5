"""Who works here? Local accounts: roles, units, languages, passwords (argon2id)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, Row, select

from triage.actors import Actor, Role
from triage.errors.requests import StaffExists, UnknownStaff
from triage.store.database.direct import rows_of
from triage.store.database.tagged_rows import change_rows, insert_row, true_row, true_rows
from triage.store.tables.core_tables import staff
from triage.text.personal import Personal
from triage.text.typed_secrets import password_form

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified against where there is no account, so that both refusals take the same time. Salt and
# hash are zeros in base64: no password is known that would give them.
NOBODY = (
    f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    f"${'A' * 22}${'A' * 43}"
)
# In place of a hash, of who signs in elsewhere: it takes as long as any, and fits nothing.
NO_PASSWORD = ""
LAST_CHANGE = "SELECT coalesce(max(changed), 0) FROM triage.staff"
TAKES_REQUESTS = (Role.WORKER, Role.COORDINATOR)
# The duty is given nothing, and takes in hand what it must.
HAS_REQUESTS = (*TAKES_REQUESTS, Role.DUTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member of staff. `units` and `languages` are sorted codes; fi is everybody's."""

    username: str
    name: str
    role: Role
    units: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("fi",)
    active: bool = True
    demo: bool = False
    # Which change of the whole table it is from.
    changed: int = field(default=0, compare=False)

    def may_work(self, *, demo_allowed: bool) -> bool:
        """Whether the account counts here; a demo's only where the demo is served."""
        return self.active and (demo_allowed or not self.demo)

    def actor(self) -> Actor:
        return Actor(
            role=self.role, username=self.username, name=self.name, units=frozenset(self.units)
        )


class WithPassword(NamedTuple):
    """An account and the hash of its password, both of one row."""

    account: Account | None
    password_hash: str | None


def hashed(password: Personal[str]) -> str:
    """The argon2id hash of a password, in the form in which it is compared."""
    return HASHER.hash(password_form(password).reveal())


def fits(typed: Personal[str], hash_or_none: str | None) -> bool:
    """Whether the password fits; takes as long where there is no hash at all.

    As it was typed it is tried too: earlier ones were hashed so.
    """
    forms = dict.fromkeys((password_form(typed).reveal(), typed.reveal()))
    return any(matches(form, hash_or_none) for form in forms)


def matches(secret: str, hash_or_none: str | None) -> bool:
    """Whether this is what was hashed, sign by sign."""
    try:
        HASHER.verify(hash_or_none or NOBODY, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return hash_or_none is not None


def add(connection: Connection, account: Account, password: Personal[str]) -> None:
    """Make an account. Raises StaffExists."""
    _insert(connection, account, hashed(password))


def add_without_password(connection: Connection, account: Account) -> None:
    """Make an account that nobody signs in to with a password. Raises StaffExists."""
    _insert(connection, account, NO_PASSWORD)


def change(connection: Connection, account: Account, password: Personal[str] | None) -> None:
    """Replace what is known of an account, and the password where one is given.

    Raises:
        UnknownStaff
    """
    values = {**_row(account), "changed": last_change(connection) + 1}
    if password is not None:
        values["password_hash"] = hashed(password)
    if change_rows(connection, staff, values, staff.c.username == account.username) != 1:
        raise UnknownStaff(username=account.username)


def set_password_hash(connection: Connection, username: str, password_hash: str) -> None:
    """Replace the hash of a password and nothing else of an account."""
    values = {"password_hash": password_hash, "changed": last_change(connection) + 1}
    change_rows(connection, staff, values, staff.c.username == username)


def find(connection: Connection, username: str) -> Account | None:
    row = _named(connection, username)
    return None if row is None else account_of(row._mapping)


def find_with_password(connection: Connection, username: str) -> WithPassword:
    """An account, and the hash of its password where it is active; None where there is none."""
    row = _named(connection, username)
    if row is None:
        return WithPassword(None, None)
    return WithPassword(account_of(row._mapping), row.password_hash if row.active else None)


def _named(connection: Connection, username: str) -> Row[Any] | None:
    return true_row(connection, select(staff).where(staff.c.username == username), staff)


def everybody(connection: Connection) -> list[Account]:
    """All accounts by user name, the disabled ones too; one that is not ours is not among them."""
    by_name = select(staff).order_by(staff.c.username)
    return [account_of(row._mapping) for row in true_rows(connection, by_name, staff)]


def roster(
    connection: Connection, *, demo_allowed: bool
) -> Mapping[str, tuple[frozenset[str], ...]]:
    """The languages of every active worker, by unit: who could take a request at this moment."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for unit, account in _at_work(connection, demo_allowed=demo_allowed):
        found[unit] = (*found.get(unit, ()), frozenset(account.languages))
    return found


def last_change(connection: Connection) -> int:
    """The number of the last change to any account: the same as long as all are the same."""
    ((number,),) = rows_of(connection, LAST_CHANGE)
    return int(number)


def workers(connection: Connection, *, demo_allowed: bool = True) -> Mapping[str, frozenset[str]]:
    """The user names of every active worker, by unit."""
    found: dict[str, frozenset[str]] = {}
    for unit, account in _at_work(connection, demo_allowed=demo_allowed):
        found[unit] = found.get(unit, frozenset()) | {account.username}
    return found


def _insert(connection: Connection, account: Account, password_hash: str) -> None:
    if find(connection, account.username) is not None:
        raise StaffExists(username=account.username)
    row = {
        "username": account.username,
        "password_hash": password_hash,
        "changed": last_change(connection) + 1,
        **_row(account),
    }
    insert_row(connection, staff, row)


def _at_work(connection: Connection, *, demo_allowed: bool) -> Iterator[tuple[str, Account]]:
    for account in everybody(connection):
        if account.may_work(demo_allowed=demo_allowed) and account.role in TAKES_REQUESTS:
            yield from ((unit, account) for unit in account.units)


def _row(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "role": str(account.role),
        "units": " ".join(sorted(account.units)),
        "languages": " ".join(sorted({"fi", *account.languages})),
        "active": account.active,
        "demo": account.demo,
    }


def account_of(row: Mapping[Any, Any]) -> Account:
    """The account in a row of the table."""
    return Account(
        username=row["username"],
        name=row["name"],
        role=Role(row["role"]),
        units=tuple(row["units"].split()),
        languages=tuple(row["languages"].split()),
        active=row["active"],
        demo=row["demo"],
        changed=row["changed"],
    )
