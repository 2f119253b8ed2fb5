"""Does a replaced receipt open nothing, on both stores, and is its use noticed?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from projections.machinery.rebuilding import rebuild
from tests.integration.store.checks import broken_link, loaded
from tests.integration.store.guessing import an_address
from tests.integration.store.world import AINO, ANTTI, TestedService, a_submission
from triage.accounts.new_sessions import SignedIn
from triage.errors.requests import KeyReused, RequestErased, TooManyAttempts, WrongReceipt
from triage.evidence.verify import verify
from triage.refused_receipts import ReceiptChanged, ReceiptWasReplaced
from triage.request.commands.ending import EraseRequest
from triage.request.commands.writer import MarkContactCompromised
from triage.request.words import RequestWords
from triage.store.database.engine import write_lock
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import events, replaced_receipts, submissions
from triage.text.personal import Personal

NUMBERS = count()
GRACE = timedelta(minutes=1)
WORD = Personal("sininen kissa")


@pytest.fixture
def address() -> str:
    return an_address()


@pytest.fixture
def key() -> Personal[str]:
    return a_key()


def a_key() -> Personal[str]:
    """Another one each time: the tests share a database."""
    return Personal(f"{next(NUMBERS):032}")


async def opening(service: TestedService, receipt: Personal[str]) -> SignedIn:
    return await service.parts.authenticator.open_receipt(receipt, None, an_address())


async def replaced(service: TestedService, receipt: Receipt, key: Personal[str]) -> Personal[str]:
    actor = (await opening(service, receipt.receipt)).actor
    return await service.parts.triage.replace_receipt(actor, key=key, own_word=None)


async def test_the_new_receipt_opens_the_request_and_the_earlier_one_nothing(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    new = await replaced(service, receipt, key)

    assert (await opening(service, new)).actor.request_id == receipt.request_id
    with pytest.raises(ReceiptWasReplaced) as refused:
        await opening(service, receipt.receipt)
    assert refused.value.request_id == receipt.request_id
    assert refused.value.replaced_at == service.clock()


async def test_a_key_with_another_own_word_is_told_to_be_used(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    actor = (await opening(service, receipt.receipt)).actor
    triage = service.parts.triage
    first = await triage.replace_receipt(actor, key=key, own_word=WORD)
    again = await triage.replace_receipt(actor, key=key, own_word=WORD)

    assert again == first
    for other in (Personal("koira"), None):
        with pytest.raises(KeyReused):
            await triage.replace_receipt(actor, key=key, own_word=other)


async def test_no_digit_of_a_receipt_is_stored(service: TestedService, key: Personal[str]) -> None:
    new = await replaced(service, service.submit(), key)
    digits = "".join(filter(str.isdecimal, new.reveal()))

    with write_lock(service.parts.database) as connection:
        rows = [
            *connection.execute(select(submissions)),
            *connection.execute(select(replaced_receipts)),
            *connection.execute(select(events.c.state)),
        ]
    assert not any(digits[:20] in str(row) or digits[:20].encode() in row for row in rows)


async def test_every_session_ends_with_the_receipt(
    service: TestedService, key: Personal[str]
) -> None:
    receipt, other = service.submit(), service.submit()
    desk = service.parts.authenticator
    mine, theirs = [await opening(service, receipt.receipt) for _ in range(2)]
    elsewhere = await opening(service, other.receipt)

    await service.parts.triage.replace_receipt(mine.actor, key=key, own_word=None)

    assert [await desk.actor_of(each.token) for each in (mine, theirs)] == [None, None]
    assert await desk.actor_of(elsewhere.token) == elsewhere.actor


async def test_a_session_that_began_to_open_before_does_not_open_after(
    service: TestedService, key: Personal[str]
) -> None:
    """The receipt was still right when it was looked up, and is not when the session begins."""
    receipt = service.submit()
    desk = service.parts.authenticator
    await replaced(service, receipt, key)

    with write_lock(service.parts.database) as connection, pytest.raises(ReceiptWasReplaced):
        desk.receipts.require_open(connection, receipt.receipt)


async def test_the_same_key_again_gives_the_same_receipt_and_stores_nothing(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    actor = (await opening(service, receipt.receipt)).actor
    triage = service.parts.triage
    both = await asyncio.gather(
        *(triage.replace_receipt(actor, key=key, own_word=None) for _ in range(2))
    )

    assert both[0].reveal() == both[1].reveal()
    request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
    assert request.receipts_replaced == 1
    again = await service.parts.authenticator.receipts.replacement(key)
    assert again is not None
    assert again.reveal() == both[0].reveal()


async def test_a_key_makes_no_receipt_of_another_request(
    service: TestedService, key: Personal[str]
) -> None:
    await replaced(service, service.submit(), key)
    with pytest.raises(KeyReused):
        await replaced(service, service.submit(), key)


async def test_a_receipt_that_was_replaced_itself_never_comes_back(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    first = await replaced(service, receipt, key)
    actor = (await opening(service, first)).actor
    await service.parts.triage.replace_receipt(actor, key=a_key(), own_word=None)

    with pytest.raises(ReceiptChanged):
        await service.parts.triage.replace_receipt(actor, key=key, own_word=None)
    with pytest.raises(ReceiptWasReplaced):
        await opening(service, first)


async def test_sending_the_submission_again_tells_that_its_receipt_changed(
    service: TestedService, key: Personal[str]
) -> None:
    form_key = a_key()
    submission = a_submission("Apua.", key=form_key.reveal())
    receipt = service.submit(submission)
    await replaced(service, receipt, key)

    with pytest.raises(ReceiptChanged):
        service.submit(submission)
    with pytest.raises(KeyReused):
        service.submit(replace(submission, body=b"{}"))
    assert await service.parts.authenticator.receipts.shown(form_key) is None


async def test_the_new_receipt_is_shown_under_its_key_until_it_is_replaced(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    new = await replaced(service, receipt, key)
    desk = service.parts.authenticator

    shown = await desk.receipts.shown(key)
    assert shown is not None
    assert (shown.receipt.receipt.reveal(), shown.replaces) == (new.reveal(), True)
    assert shown.receipt.reference == receipt.reference

    await service.parts.triage.replace_receipt(
        (await opening(service, new)).actor, key=a_key(), own_word=None
    )
    assert await desk.receipts.shown(key) is None


async def test_an_own_word_is_set_with_the_new_receipt(
    service: TestedService, key: Personal[str], address: str
) -> None:
    receipt = service.submit()
    actor = (await opening(service, receipt.receipt)).actor
    new = await service.parts.triage.replace_receipt(actor, key=key, own_word=WORD)
    desk = service.parts.authenticator

    with pytest.raises(WrongReceipt):
        await desk.open_receipt(new, None, address)
    assert await desk.open_receipt(new, Personal("SININEN  kissa"), address)


async def test_guessing_at_the_own_word_of_an_open_dialogue_is_slow(
    service: TestedService, key: Personal[str]
) -> None:
    plea = RequestWords(message="Apua")
    receipt = service.submit(replace(a_submission(plea=plea), own_word=WORD))
    receipts = service.parts.authenticator.receipts
    await receipts.require_own_word(receipt.request_id, WORD)

    guesses = [
        receipts.require_own_word(receipt.request_id, Personal(f"koira {n}")) for n in range(40)
    ]
    failed = await asyncio.gather(*guesses, return_exceptions=True)
    assert {type(each) for each in failed} == {WrongReceipt, TooManyAttempts}


async def test_marking_a_contact_as_compromised_ends_its_sessions(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    signed_in = await opening(service, receipt.receipt)
    mark = MarkContactCompromised(request_id=receipt.request_id, because=Personal("Luettu."))
    await service.parts.triage.execute(mark, AINO)

    assert await service.parts.authenticator.actor_of(signed_in.token) is None
    assert await opening(service, receipt.receipt)


async def test_the_receipts_of_an_erased_request_open_nothing_and_tell_nothing(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    actor = (await opening(service, receipt.receipt)).actor
    new = await service.parts.triage.replace_receipt(actor, key=key, own_word=None)
    erase = EraseRequest(request_id=receipt.request_id, because=Personal("Pyydetty."))
    await service.parts.triage.execute(erase, ANTTI)

    for each in (receipt.receipt, new):
        with pytest.raises(WrongReceipt):
            await opening(service, each)
    with pytest.raises(RequestErased):
        await service.parts.triage.replace_receipt(actor, key=a_key(), own_word=None)


async def test_what_is_recorded_of_replaced_receipts_verifies_and_rebuilds(
    service: TestedService, key: Personal[str]
) -> None:
    receipt = service.submit()
    await replaced(service, receipt, key)
    before = (await service.queue()).items

    verify(service.parts.database, now=service.clock(), grace=GRACE)
    rebuild(service.parts.database, service.parts.models.queue)

    assert broken_link(service.parts.database) is None
    assert (await service.queue()).items == before
    assert [each.writer_unconfirmed for each in before if each.id == receipt.request_id] == [True]
