"""Who is let in, for how long, and how fast may somebody guess?"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from statistics import median

import pytest
from sqlalchemy import delete, select

from tests.integration.store.world import (
    ANTTI,
    PASSWORD,
    START,
    TestedService,
    a_submission,
    opened,
)
from triage.actors import Role
from triage.commands.ending import EraseRequest
from triage.errors import TooManyAttempts, WrongPassword, WrongReceipt
from triage.front_desk import RECEIPT_SESSION, WORKING_SESSION, spelled_alike
from triage.patience import TRIES
from triage.personal import Personal
from triage.store import staff
from triage.store.engine import write_lock
from triage.store.submissions import Receipt
from triage.store.tables import sessions
from triage.words import Plea
from wiring.parts import assemble

OWN_WORD = Personal("  Sininen   Kissa ")
GUESSES_AT_ONCE = 40
# asyncio's own number of threads, which is how many guesses can be under way at once.
THREADS = min(32, (os.cpu_count() or 1) + 4)

_addresses = count(1)


@pytest.fixture
def address() -> str:
    """Somebody's address, nobody else's: the tests of a module share the desk's patience."""
    return f"192.0.2.{next(_addresses)}"


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
            connection.execute(delete(staff.staff).where(staff.staff.c.username == made.username))


def change(service: TestedService, changed: staff.Account) -> None:
    with write_lock(service.parts.database) as connection:
        staff.change(connection, changed, None)


def with_own_word(service: TestedService) -> Receipt:
    word_hash = staff.hashed(spelled_alike(OWN_WORD))
    return service.submit(a_submission(plea=Plea(message="Apua", own_word_hash=word_hash)))


async def test_a_member_of_staff_signs_in(service: TestedService, address: str) -> None:
    desk = service.parts.front_desk
    signed_in = await desk.sign_in("aino", PASSWORD, address)
    assert signed_in.expires_at == START + WORKING_SESSION
    assert await desk.actor_of(signed_in.token) == signed_in.actor
    assert (signed_in.actor.username, signed_in.actor.role) == ("aino", Role.WORKER)


@pytest.mark.parametrize(
    ("username", "password"),
    [("aino", "väärä"), ("aino", ""), ("nobody", PASSWORD.reveal()), ("AINO", PASSWORD.reveal()), ("ai\0no", "")],
)
async def test_a_wrong_name_or_password_is_refused(
    service: TestedService, address: str, username: str, password: str
) -> None:
    with pytest.raises(WrongPassword):
        await service.parts.front_desk.sign_in(username, Personal(password), address)


async def test_a_session_ends_with_its_time(service: TestedService, address: str) -> None:
    desk = service.parts.front_desk
    signed_in = await desk.sign_in("aino", PASSWORD, address)
    service.clock.wind(WORKING_SESSION - timedelta(microseconds=1))
    assert await desk.actor_of(signed_in.token) is not None
    service.clock.wind(timedelta(microseconds=1))
    assert await desk.actor_of(signed_in.token) is None


async def test_signing_out_ends_this_session_and_no_other(
    service: TestedService, address: str
) -> None:
    desk = service.parts.front_desk
    here = await desk.sign_in("aino", PASSWORD, address)
    there = await desk.sign_in("aino", PASSWORD, address)
    await desk.sign_out(here.token)
    assert await desk.actor_of(here.token) is None
    assert await desk.actor_of(there.token) is not None


async def test_a_disabled_account_is_out_at_once(service: TestedService, address: str) -> None:
    desk = service.parts.front_desk
    with account(service) as made:
        signed_in = await desk.sign_in(made.username, PASSWORD, address)
        change(service, replace(made, active=False))
        assert await desk.actor_of(signed_in.token) is None
        with pytest.raises(WrongPassword):
            await desk.sign_in(made.username, PASSWORD, address)


async def test_a_changed_role_holds_at_once(service: TestedService, address: str) -> None:
    desk = service.parts.front_desk
    with account(service) as made:
        signed_in = await desk.sign_in(made.username, PASSWORD, address)
        change(service, replace(made, role=Role.EDITOR))
        actor = await desk.actor_of(signed_in.token)
    assert actor is not None and actor.role is Role.EDITOR


async def test_a_demo_account_signs_in_only_where_that_is_allowed(
    service: TestedService, address: str
) -> None:
    with account(service, demo=True) as made:
        with pytest.raises(WrongPassword):
            await service.parts.front_desk.sign_in(made.username, PASSWORD, address)
        allowing = assemble(service.parts.settings, clock=service.clock, demo_allowed=True)
        signed_in = await allowing.front_desk.sign_in(made.username, PASSWORD, address)
        allowing.close()
        assert await service.parts.front_desk.actor_of(signed_in.token) is None


async def test_a_made_up_token_is_nobody_s(service: TestedService) -> None:
    assert await service.parts.front_desk.actor_of(Personal("keksitty")) is None


async def test_no_token_is_stored(service: TestedService, address: str) -> None:
    signed_in = await service.parts.front_desk.sign_in("aino", PASSWORD, address)
    with service.parts.database.views.connect() as connection:
        stored = connection.execute(select(sessions)).fetchall()
    assert stored
    assert signed_in.token.reveal() not in repr(stored)


async def test_a_receipt_opens_however_it_is_typed(service: TestedService, address: str) -> None:
    receipt = service.submit()
    code = receipt.receipt.reveal()
    typed = [code, f" {code}. ", code.replace(" ", "-"), code.replace(" ", ""), f"koodi {code}"]
    opened_here = await asyncio.gather(
        *(service.parts.front_desk.open_receipt(Personal(each), None, address) for each in typed)
    )
    assert {each.actor.request_id for each in opened_here} == {receipt.request_id}
    assert {each.expires_at for each in opened_here} == {START + RECEIPT_SESSION}


async def test_a_receipt_opens_in_other_digits(service: TestedService, address: str) -> None:
    receipt = service.submit()
    eastern = receipt.receipt.reveal().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    opened_here = await service.parts.front_desk.open_receipt(Personal(eastern), None, address)
    assert opened_here.actor.request_id == receipt.request_id


@pytest.mark.parametrize("word", ["sininen kissa", "SININEN KISSA", " Sininen\tKissa "])
async def test_the_own_word_is_compared_without_case_and_spaces(
    service: TestedService, address: str, word: str
) -> None:
    receipt = with_own_word(service)
    opened_here = await service.parts.front_desk.open_receipt(
        receipt.receipt, Personal(word), address
    )
    assert opened_here.actor.request_id == receipt.request_id


@pytest.mark.parametrize("word", [None, "", "punainen kissa", "sininenkissa"])
async def test_a_receipt_with_an_own_word_does_not_open_without_it(
    service: TestedService, address: str, word: str | None
) -> None:
    receipt = with_own_word(service)
    with pytest.raises(WrongReceipt):
        await service.parts.front_desk.open_receipt(
            receipt.receipt, Personal(word) if word is not None else None, address
        )


@pytest.mark.parametrize("wrong", ["", "kissa", "0000 0000 0000 0000 0000", "1" * 5000])
async def test_a_wrong_receipt_opens_nothing(
    service: TestedService, address: str, wrong: str
) -> None:
    with pytest.raises(WrongReceipt):
        await service.parts.front_desk.open_receipt(Personal(wrong), None, address)


async def test_a_receipt_session_ends_with_its_time(service: TestedService, address: str) -> None:
    desk = service.parts.front_desk
    opened_here = await desk.open_receipt(service.submit().receipt, None, address)
    service.clock.wind(RECEIPT_SESSION)
    assert await desk.actor_of(opened_here.token) is None


async def test_the_receipt_of_an_erased_request_still_opens_what_is_left(
    service: TestedService, address: str
) -> None:
    receipt = service.submit()
    erase = EraseRequest(request_id=receipt.request_id, because=Personal("Pyydetty."))
    await service.parts.triage.execute(erase, ANTTI)
    opened_here = await service.parts.front_desk.open_receipt(receipt.receipt, None, address)
    assert opened_here.actor.request_id == receipt.request_id


async def refusals(tries: list[Callable[[], Awaitable[object]]]) -> list[type[BaseException]]:
    outcomes = await asyncio.gather(*(each() for each in tries), return_exceptions=True)
    return [type(each) for each in outcomes if isinstance(each, BaseException)]


async def test_guessing_receipts_from_one_address_is_slowed_down(
    service: TestedService, address: str
) -> None:
    desk = service.parts.front_desk
    tries = [
        lambda n=n: desk.open_receipt(Personal(f"{n:020}"), None, address) for n in range(TRIES)
    ]
    assert await refusals(tries) == [WrongReceipt] * TRIES
    with pytest.raises(TooManyAttempts) as refused:
        await desk.open_receipt(service.submit().receipt, None, address)
    assert 0 < refused.value.details["retry_after_seconds"] <= 61  # type: ignore[operator]


async def test_guessing_one_address_out_leaves_the_others_in(
    service: TestedService, address: str
) -> None:
    desk = service.parts.front_desk
    tries = [
        lambda n=n: desk.open_receipt(Personal(f"{n:020}"), None, address) for n in range(TRIES)
    ]
    await refusals(tries)
    receipt = service.submit()
    elsewhere = await desk.open_receipt(receipt.receipt, None, f"{address}-elsewhere")
    assert elsewhere.actor.request_id == receipt.request_id


async def test_guessing_an_own_word_from_many_addresses_is_slowed_down(
    service: TestedService, address: str
) -> None:
    desk, receipt = service.parts.front_desk, with_own_word(service)
    tries = [
        lambda n=n: desk.open_receipt(receipt.receipt, Personal(f"arvaus {n}"), f"{address}-{n}")
        for n in range(GUESSES_AT_ONCE)
    ]
    refused = await refusals(tries)
    assert len(refused) == GUESSES_AT_ONCE
    assert refused.count(WrongReceipt) <= TRIES + THREADS


async def test_guessing_a_password_at_once_is_slowed_down(
    service: TestedService, address: str
) -> None:
    desk = service.parts.front_desk
    tries = [
        lambda n=n: desk.sign_in("aino", Personal(f"arvaus {n}"), address)
        for n in range(GUESSES_AT_ONCE)
    ]
    refused = await refusals(tries)
    assert len(refused) == GUESSES_AT_ONCE
    assert refused.count(WrongPassword) <= TRIES + THREADS


async def test_right_receipts_never_tire_the_desk(service: TestedService, address: str) -> None:
    desk, receipt = service.parts.front_desk, service.submit()
    tries = [lambda: desk.open_receipt(receipt.receipt, None, address)] * (TRIES * 2)
    assert await refusals(tries) == []


async def seconds(awaited: Awaitable[object]) -> float:
    start = time.perf_counter()
    await asyncio.gather(awaited, return_exceptions=True)
    return time.perf_counter() - start


async def test_right_and_wrong_receipts_take_the_same_time(
    service: TestedService, address: str
) -> None:
    desk = service.parts.front_desk
    plain, worded = service.submit(), with_own_word(service)
    cases = {
        "right": lambda: desk.open_receipt(plain.receipt, None, address),
        "unknown": lambda: desk.open_receipt(Personal("1" * 20), None, address),
        "wrong word": lambda: desk.open_receipt(worded.receipt, Personal("eipä"), address),
        "right word": lambda: desk.open_receipt(worded.receipt, OWN_WORD, address),
    }
    took = {name: median([await seconds(case()) for _ in range(3)]) for name, case in cases.items()}
    assert min(took.values()) >= 0.29
    assert max(took.values()) < min(took.values()) * 1.5


async def test_sessions_are_shared_between_processes(
    service: TestedService, address: str
) -> None:
    signed_in = await service.parts.front_desk.sign_in("aino", PASSWORD, address)
    with opened(service.parts.settings) as other:
        actor = await other.parts.front_desk.actor_of(signed_in.token)
        assert actor is not None and actor.username == "aino"
        await other.parts.front_desk.sign_out(signed_in.token)
    assert await service.parts.front_desk.actor_of(signed_in.token) is None
