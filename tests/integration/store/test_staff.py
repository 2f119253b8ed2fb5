"""Who works here, and who could take a request at this moment?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection

from tests.integration.store.world import PASSWORD, TestedService
from triage.actors import Role
from triage.errors.requests import StaffExists, UnknownStaff
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.text.personal import Personal

IIDA = staff.Account(
    username="iida",
    name="Iida Äijälä",
    role=Role.WORKER,
    units=("neuvola", "opiskeluhuolto"),
    languages=("fi", "se"),
)


@pytest.fixture
def connection(service: TestedService) -> Iterator[Connection]:
    """A transaction in which Iida begins to work, given up at the end."""
    with write_lock(service.parts.database) as connection:
        staff.add(connection, IIDA, PASSWORD)
        yield connection
        connection.rollback()


def test_an_account_comes_back_as_it_was_made(connection: Connection) -> None:
    assert staff.find(connection, "iida") == IIDA
    assert IIDA in staff.everybody(connection)


def test_a_name_is_taken_once(connection: Connection) -> None:
    with pytest.raises(StaffExists):
        staff.add(connection, replace(IIDA, role=Role.DUTY), PASSWORD)
    assert staff.find(connection, "iida") == IIDA


def test_nobody_is_changed_who_is_not_there(connection: Connection) -> None:
    with pytest.raises(UnknownStaff):
        staff.change(connection, replace(IIDA, username="eikukaan"), None)


def test_a_change_keeps_the_password_unless_one_is_given(connection: Connection) -> None:
    staff.change(connection, replace(IIDA, name="Iida"), None)
    assert staff.fits(PASSWORD, staff.find_with_password(connection, "iida").password_hash)
    staff.change(connection, IIDA, Personal("uusi sana"))
    assert not staff.fits(PASSWORD, staff.find_with_password(connection, "iida").password_hash)
    assert staff.fits(
        Personal("uusi sana"), staff.find_with_password(connection, "iida").password_hash
    )


def test_a_worker_could_take_requests_of_every_own_unit(connection: Connection) -> None:
    roster = staff.roster(connection, demo_allowed=False)
    assert frozenset({"fi", "se"}) in roster["neuvola"]
    assert roster["opiskeluhuolto"] == (frozenset({"fi", "se"}),)


@pytest.mark.parametrize(
    "changed",
    [replace(IIDA, active=False), replace(IIDA, role=Role.SUPERVISOR)],
    ids=["disabled", "supervisor"],
)
def test_who_is_away_or_takes_none_is_not_on_the_roster(
    connection: Connection, changed: staff.Account
) -> None:
    staff.change(connection, changed, None)
    assert "opiskeluhuolto" not in staff.roster(connection, demo_allowed=False)


def test_a_disabled_account_has_no_password(connection: Connection) -> None:
    staff.change(connection, replace(IIDA, active=False), None)
    assert staff.find_with_password(connection, "iida").password_hash is None


def test_no_password_fits_where_there_is_no_account() -> None:
    assert not staff.fits(Personal("nobody"), None)
    assert not staff.fits(PASSWORD, "not a hash")


@pytest.mark.parametrize("password", ["", "nobody", "A" * 32, "\0" * 32])
def test_nobody_s_hash_is_like_everybody_s_and_fits_nothing(password: str) -> None:
    """It must cost what others cost, so it is read to its end and only then refused."""
    assert not staff.HASHER.check_needs_rehash(staff.NOBODY)
    with pytest.raises(VerifyMismatchError):
        staff.HASHER.verify(staff.NOBODY, password)
