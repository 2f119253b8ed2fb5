"""Does the API replace a receipt that somebody else saw, and tell everybody whom it concerns?"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from api.http import answer_limit
from tests.clock import HandWoundClock
from tests.integration.store.writing import at_a_halt
from tests.service import Service, quick_authenticator
from tests.web.asking import REQUESTS, SUBMISSION, Json, act, id_of, opened, queued, sent
from triage.accounts.rate_limiter import Rate
from triage.text.personal import Personal

OWN = "/api/v1/my-request"
RECEIPT = f"{OWN}/receipt"
SESSIONS = "/api/v1/receipt-sessions"
# Nobody comes so late: a turn that is not there at once is none.
APART_SECONDS = 3600.0
REPLY = {"text": "Hei", "kind": "answer"}


async def replaced(service: Service, receipt: Json, **body: object) -> Json:
    async with await opened(service, receipt) as requester:
        answer = await requester.post(RECEIPT, json=body)
    assert answer.status_code == 201, answer.text
    new: Json = answer.json()
    return new


async def opening(client: httpx.AsyncClient, receipt: Json, **body: object) -> httpx.Response:
    return await client.post(SESSIONS, json={"receipt": receipt["receipt"], **body})


async def test_the_new_receipt_opens_and_the_earlier_one_says_that_it_was_replaced(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = await sent(service)
    new = await replaced(service, receipt)

    assert (await opening(client, new)).status_code == 201
    answer = await opening(client, receipt)
    assert (answer.status_code, answer.json()["code"]) == (409, "receipt-replaced")
    assert id_of(service, receipt) not in answer.text


async def test_the_session_that_replaced_the_receipt_ends_too(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        await requester.post(RECEIPT, json={})
        assert (await requester.get(OWN)).status_code == 401


async def test_a_lost_answer_is_given_again_under_its_key(service: Service) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    async with await opened(service, await sent(service)) as requester:
        first = await requester.post(RECEIPT, json={}, headers=key)
        again = await requester.post(RECEIPT, json={}, headers=key)
        without = await requester.post(RECEIPT, json={})
        other = await requester.post(RECEIPT, json={}, headers={"Idempotency-Key": str(uuid4())})

    assert (again.status_code, again.json()) == (201, first.json())
    assert (without.status_code, other.status_code) == (401, 401)


async def test_a_key_with_another_own_word_is_refused(service: Service) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    async with await opened(service, await sent(service)) as requester:
        for word, status in (("juna", 201), ("Juna ", 201), ("vene", 409), (None, 409)):
            body = {"new_own_word": word}
            answer = await requester.post(RECEIPT, json=body, headers=key)
            assert answer.status_code == status, word
    assert answer.json()["code"] == "key-reused"


async def test_a_new_receipt_is_waited_for_as_long_as_the_store_may_take(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(answer_limit, "WAITED_SECONDS", 2.0)
            with at_a_halt(service.parts.writer):
                asking = asyncio.ensure_future(requester.post(RECEIPT, json={}))
                await asyncio.wait({asking}, timeout=3.0)
            answer = await asking
    assert answer.status_code == 201


async def test_each_replaced_receipt_that_is_used_is_told(
    service: Service, client: httpx.AsyncClient, clock: HandWoundClock
) -> None:
    first = await sent(service)
    second = await replaced(service, first)
    await opening(client, first)
    async with await service.as_staff("aino") as aino:
        request_id = id_of(service, first)
        await act(aino, request_id, "reply", **REPLY, writer_confirmed=True)
        clock.wind(timedelta(minutes=1))
        third = await replaced(service, second)
        await act(aino, request_id, "reply", **REPLY, writer_confirmed=True)
        async with await opened(service, third) as requester:
            await opening(client, second)
            assert (await requester.get(OWN)).status_code == 401
        assert (await aino.get(f"{REQUESTS}/{request_id}")).json()["writer_unconfirmed"]


async def test_the_uses_of_a_replaced_receipt_wait_for_their_turns(service: Service) -> None:
    receipt = await sent(service)
    await replaced(service, receipt)
    pace = Rate(tries=2, apart_seconds=APART_SECONDS, waits_seconds=0.01)
    receipts = quick_authenticator(service.parts, pace).receipts

    uses = (receipts.opened(Personal(receipt["receipt"]), None) for _ in range(3))
    failed = await asyncio.gather(*uses, return_exceptions=True)

    assert sorted(type(each).__name__ for each in failed) == [
        "ReceiptWasReplaced",
        "ReceiptWasReplaced",
        "TooManyAttempts",
    ]


async def test_the_own_word_that_stands_is_asked_for(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = await sent(service, own_word="vene")
    async with await opened(service, receipt, "vene") as requester:
        for wrong in ({}, {"own_word": "laiva"}):
            answer = await requester.post(RECEIPT, json={**wrong, "new_own_word": "juna"})
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        new = await requester.post(RECEIPT, json={"own_word": "Vene ", "new_own_word": "juna"})

    assert new.status_code == 201
    assert (await opening(client, new.json(), own_word="vene")).status_code == 404
    assert (await opening(client, new.json(), own_word="juna")).status_code == 201


async def test_the_submission_sent_again_says_that_its_receipt_changed(
    service: Service, client: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    receipt = (await client.post(REQUESTS, json=SUBMISSION, headers=key)).json()
    await replaced(service, receipt)

    answer = await client.post(REQUESTS, json=SUBMISSION, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "receipt-changed")


async def test_the_holder_confirms_who_writes_before_replying(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await replaced(service, receipt)
        told = (await aino.get(f"{REQUESTS}/{request_id}")).json()
        refused = await aino.post(f"{REQUESTS}/{request_id}/reply", json=REPLY)
        row = await act(aino, request_id, "reply", **REPLY, writer_confirmed=True)
        history = (await aino.get(f"{REQUESTS}/{request_id}")).json()["history"]

    assert told["writer_unconfirmed"]
    assert told["receipt_replaced_at"] is not None
    assert (refused.status_code, refused.json()["code"]) == (409, "writer-unconfirmed")
    assert not row["writer_unconfirmed"]
    kinds = [each["kind"] for each in history]
    assert kinds[-3:] == ["receipt-replaced", "writer-confirmed", "replied"]


async def test_the_use_of_an_earlier_receipt_is_told_and_ends_sessions(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = await sent(service)
    new = await replaced(service, receipt)
    async with await opened(service, new) as requester, await service.as_staff("aino") as aino:
        for _ in range(2):
            await opening(client, receipt)
        assert (await requester.get(OWN)).status_code == 401
        told = (await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")).json()

    assert told["contact_compromised_at"] is not None
    compromised = [each for each in told["history"] if each["kind"] == "contact-compromised"]
    assert [(each["by"]["role"], each["because"]) for each in compromised] == [("system", None)]
    assert (await opening(client, new)).status_code == 201


async def test_a_worker_marks_a_contact_as_compromised(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await opened(service, receipt) as requester, await service.as_staff("aino") as aino:
        row = await act(aino, request_id, "contact-compromised", because="Puoliso lukee.")
        assert (await requester.get(OWN)).status_code == 401
        queue = await queued(aino)

    assert row["writer_unconfirmed"]
    assert [each["writer_unconfirmed"] for each in queue if each["id"] == request_id] == [True]
