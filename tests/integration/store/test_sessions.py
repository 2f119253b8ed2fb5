"""Who is let in, for how long, and how fast may somebody guess?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.clock import START
from tests.integration.store.guessing import GUESSES_AT_ONCE, an_address, refusals, under_way
from tests.integration.store.world import PASSWORD, TestedService, opened
from tests.service import QUICK, UNWAITING, quick_authenticator
from triage.accounts.authenticator import Authenticator
from triage.accounts.new_sessions import WORKING_SESSION, SignedIn
from triage.actors import Role
from triage.errors.requests import TooManyAttempts, WrongPassword
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.tables.core_tables import sessions
from triage.store.tables.core_tables import staff as accounts
from triage.text.personal import Personal
from wiring.composition.parts import assemble


@pytest.fixture
def address() -> str:
    return an_address()


@contextmanager
def account(service: TestedService, **values: object) -> Iterator[staff.Account]:
    made = staff.Account(
        **{"username": "uusi", "name": "Uusi", "role": Role.WORKER, **values}  # type: ignore[arg-type]
    )
    with write_lock(service.parts.database) as connection:
        staff.add(connection, made, PASSWORD)
    try:
        yield made
    finally:
        with write_lock(service.parts.database) as connection:
            connection.execute(delete(accounts).where(accounts.c.username == made.username))


def change(service: TestedService, changed: staff.Account) -> None:
    with write_lock(service.parts.database) as connection:
        staff.change(connection, changed, None)


async def test_a_member_of_staff_signs_in(service: TestedService, address: str) -> None:
    desk = service.parts.authenticator
    signed_in = await desk.sign_in("aino", PASSWORD, address)
    assert signed_in.expires_at == START + WORKING_SESSION
    assert await desk.actor_of(signed_in.token) == signed_in.actor
    assert (signed_in.actor.username, signed_in.actor.role) == ("aino", Role.WORKER)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("aino", "väärä"),
        ("aino", ""),
        ("nobody", PASSWORD.reveal()),
        ("ai\0no", ""),
    ],
)
async def test_a_wrong_name_or_password_is_refused(
    service: TestedService, address: str, username: str, password: str
) -> None:
    with pytest.raises(WrongPassword):
        await service.parts.authenticator.sign_in(username, Personal(password), address)


async def test_a_session_ends_with_its_time(service: TestedService, address: str) -> None:
    desk = quick_authenticator(service.parts)
    signed_in = await desk.sign_in("aino", PASSWORD, address)
    service.clock.wind(WORKING_SESSION - timedelta(microseconds=1))
    assert await desk.actor_of(signed_in.token) is not None
    service.clock.wind(timedelta(microseconds=1))
    assert await desk.actor_of(signed_in.token) is None


async def test_signing_out_ends_this_session_and_no_other(
    service: TestedService, address: str
) -> None:
    desk = service.parts.authenticator
    here = await desk.sign_in("aino", PASSWORD, address)
    there = await desk.sign_in("aino", PASSWORD, address)
    await desk.sign_out(here.token)
    assert await desk.actor_of(here.token) is None
    assert await desk.actor_of(there.token) is not None


async def test_a_disabled_account_is_out_at_once(service: TestedService, address: str) -> None:
    desk = service.parts.authenticator
    with account(service) as made:
        signed_in = await desk.sign_in(made.username, PASSWORD, address)
        change(service, replace(made, active=False))
        assert await desk.actor_of(signed_in.token) is None
        with pytest.raises(WrongPassword):
            await desk.sign_in(made.username, PASSWORD, address)


async def test_a_changed_role_holds_at_once(service: TestedService, address: str) -> None:
    desk = service.parts.authenticator
    with account(service) as made:
        signed_in = await desk.sign_in(made.username, PASSWORD, address)
        change(service, replace(made, role=Role.EDITOR))
        before = await desk.actor_of(signed_in.token)
        anew = await desk.sign_in(made.username, PASSWORD, address)
    assert before is None
    assert anew.actor.role is Role.EDITOR


async def test_a_demo_account_signs_in_only_where_that_is_allowed(
    service: TestedService, address: str
) -> None:
    with account(service, demo=True) as made:
        with pytest.raises(WrongPassword):
            await service.parts.authenticator.sign_in(made.username, PASSWORD, address)
        allowing = assemble(service.parts.settings, clock=service.clock, demo_allowed=True)
        signed_in = await allowing.authenticator.sign_in(made.username, PASSWORD, address)
        allowing.close()
        assert await service.parts.authenticator.actor_of(signed_in.token) is None


async def test_a_made_up_token_is_nobody_s(service: TestedService) -> None:
    assert await service.parts.authenticator.actor_of(Personal("keksitty")) is None


async def test_no_token_is_stored(service: TestedService, address: str) -> None:
    signed_in = await service.parts.authenticator.sign_in("aino", PASSWORD, address)
    with service.parts.database.views.connect() as connection:
        stored = connection.execute(select(sessions)).fetchall()
    assert stored
    assert signed_in.token.reveal() not in repr(stored)


def guesses(desk: Authenticator, address: str) -> list[asyncio.Task[SignedIn]]:
    return [
        asyncio.create_task(desk.sign_in("aino", Personal(f"arvaus {n}"), address))
        for n in range(GUESSES_AT_ONCE)
    ]


async def test_guessing_a_password_is_slow(service: TestedService, address: str) -> None:
    began_at = time.monotonic()
    refused = await refusals(guesses(quick_authenticator(service.parts), address))
    turns = (time.monotonic() - began_at) / QUICK.apart_seconds
    assert len(refused) == GUESSES_AT_ONCE
    assert refused.count(WrongPassword) <= QUICK.tries + turns


async def test_who_knows_the_password_gets_in_although_others_guess_at_it(
    service: TestedService, address: str
) -> None:
    desk = quick_authenticator(service.parts)
    guessing = guesses(desk, address)
    await under_way(guessing)
    assert (await desk.sign_in("aino", PASSWORD, address)).actor.username == "aino"
    assert WrongPassword in await refusals(guessing)


async def test_where_somebody_signed_in_before_no_guess_makes_them_wait(
    service: TestedService, address: str
) -> None:
    desk = quick_authenticator(service.parts, UNWAITING)
    device = (await desk.sign_in("aino", PASSWORD, address)).device
    assert device is not None
    assert TooManyAttempts in await refusals(guesses(desk, address))
    tries = [desk.sign_in("aino", PASSWORD, address, devices=[device]) for _ in range(3)]
    again = await asyncio.gather(*tries)
    assert {each.device for each in again} == {device}


async def test_the_mark_of_a_device_is_one_person_s_and_cannot_be_made(
    service: TestedService, address: str
) -> None:
    desk = service.parts.authenticator
    mark = (await desk.sign_in("olli", PASSWORD, address)).device
    assert mark is not None
    for device in (mark, Personal("mark.mark"), Personal(""), Personal("ä.\udcff.")):
        given = (await desk.sign_in("aino", PASSWORD, address, devices=[device])).device
        assert given not in (None, device)


async def test_two_hundred_wrong_names_lock_nobody_out(
    service: TestedService, address: str
) -> None:
    desk = quick_authenticator(service.parts, UNWAITING)
    for tens in range(20):
        tries = [desk.sign_in(f"n{tens}.{n}", Personal("arvaus"), address) for n in range(10)]
        assert set(await refusals(tries)) == {WrongPassword}
    assert (await desk.sign_in("aino", PASSWORD, address)).token


@pytest.mark.parametrize("typed", ["Aino", "aino ", "AINO\u00a0"])
async def test_a_user_name_is_known_however_it_is_typed(
    service: TestedService, address: str, typed: str
) -> None:
    signed_in = await service.parts.authenticator.sign_in(typed, PASSWORD, address)
    assert signed_in.actor.username == "aino"


async def test_sessions_are_shared_between_processes(service: TestedService, address: str) -> None:
    signed_in = await service.parts.authenticator.sign_in("aino", PASSWORD, address)
    with opened(service.parts.settings) as other:
        actor = await other.parts.authenticator.actor_of(signed_in.token)
        assert actor is not None and actor.username == "aino"
        await other.parts.authenticator.sign_out(signed_in.token)
    assert await service.parts.authenticator.actor_of(signed_in.token) is None
