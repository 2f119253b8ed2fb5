"""How does a requester read the answer and go on talking through the API?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.integration.store.guessing import under_way
from tests.service import UNWAITING, Service, quick_authenticator
from tests.web.asking import REQUESTS, act, id_of, opened, sent
from triage.accounts.rate_limiter import REMEMBERED
from triage.errors.requests import TooManyAttempts, TriageError, WrongReceipt
from triage.text.personal import Personal

OWN = "/api/v1/my-request"


async def test_the_own_request_has_the_shape_of_the_contract(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        shown = (await requester.get(OWN)).json()
    expected = {"reference", "state", "answer_by_on", "handled_by", "messages", "reads", "may"}
    assert shown.keys() >= expected
    assert shown["state"] == "received"
    assert shown["handled_by"] == {
        "unit": None,
        "unit_name": "perhekeskuksen työntekijä",
        "role": None,
    }
    assert shown["may"] == ["message", "withdraw", "details"]


async def test_the_first_message_is_shown_only_when_asked_for(service: Service) -> None:
    async with await opened(service, await sent(service, message="Yö on pitkä.")) as requester:
        assert (await requester.get(OWN)).json()["messages"] == []
        shown = (await requester.get(f"{OWN}?first=1")).json()
    assert shown["messages"] == [
        {
            "from": "requester",
            "text": "Yö on pitkä.",
            "sent_at": "2026-11-23T08:00:00Z",
            "retracted_at": None,
            "language": None,
        }
    ]


async def test_an_answer_reaches_the_requester_and_names_nobody(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Soitetaan huomenna.", kind="answer")
        await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")
    async with await opened(service, receipt) as requester:
        answer = await requester.get(OWN)
    shown = answer.json()
    assert shown["state"] == "answered"
    assert [message["text"] for message in shown["messages"]] == ["Soitetaan huomenna."]
    assert shown["reads"][-1] == {"by_role": "worker", "at": "2026-11-23T08:00:00Z"}
    assert "aino" not in answer.text.lower()


async def test_a_message_that_waits_is_promised_an_answer(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Hei", kind="answer")
    clock.wind(timedelta(days=1))
    async with await opened(service, receipt) as requester:
        answer = await requester.post(f"{OWN}/messages", json={"text": " Entä nyt? "})
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["messages"][-1]["text"], shown["answer_by_on"]) == ("Entä nyt?", "2026-11-26")


async def test_a_withdrawn_request_says_so(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        gone = await requester.post(f"{OWN}/withdrawal", json={"reason": "Asia hoitui."})
        shown = (await requester.get(OWN)).json()
    assert (gone.status_code, gone.content) == (204, b"")
    assert (shown["state"], shown["may"]) == ("withdrawn", ["message", "reopening"])


async def test_a_withdrawal_needs_no_body(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        assert (await requester.post(f"{OWN}/withdrawal")).status_code == 204


async def test_a_closed_request_takes_no_message(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "closing", outcome="spam")
    async with await opened(service, receipt) as requester:
        answer = await requester.post(f"{OWN}/messages", json={"text": "Ei ollut."})
    assert (answer.status_code, answer.json()["code"]) == (409, "request-closed")


async def test_a_receipt_may_be_typed_with_or_without_spaces(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = (await sent(service))["receipt"]
    for typed in (receipt, receipt.replace(" ", ""), receipt.replace(" ", "-"), f" {receipt}."):
        answer = await client.post("/api/v1/receipt-sessions", json={"receipt": typed})
        assert answer.status_code == 201
        assert answer.json().keys() == {"token", "expires_at"}


async def test_a_mistyped_receipt_is_told_as_one(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = (await sent(service))["receipt"]
    mistyped = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    answer = await client.post("/api/v1/receipt-sessions", json={"receipt": mistyped})
    assert (answer.status_code, answer.json()["code"]) == (422, "receipt-mistyped")
    assert answer.json()["errors"] == [{"field": "receipt", "code": "malformed"}]


async def test_a_wrong_receipt_and_a_wrong_word_look_the_same(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = (await sent(service, own_word="vene"))["receipt"]
    wrong = {"receipt": "1234 5678 9012 3456 7890"}
    first = await client.post("/api/v1/receipt-sessions", json=wrong)
    second = await client.post(
        "/api/v1/receipt-sessions", json={"receipt": receipt, "own_word": "laiva"}
    )
    assert (first.status_code, first.content) == (404, second.content)


async def test_guessing_an_own_word_is_slowed_down_and_locks_nobody_out(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = (await sent(service, own_word="l\u2019\u00e9t\u00e9"))["receipt"]

    def opening(own_word: str) -> asyncio.Task[httpx.Response]:
        body = {"receipt": receipt, "own_word": own_word}
        return asyncio.create_task(client.post("/api/v1/receipt-sessions", json=body))

    guessing = [opening(f"vene {number}") for number in range(40)]
    await under_way(guessing)
    assert (await opening("L'e\u0301te\u0301")).status_code == 201
    answers = await asyncio.gather(*guessing)
    assert {each.status_code for each in answers} == {404, 429}
    slowed = next(each for each in answers if each.status_code == 429)
    assert (slowed.json()["code"], "retry-after" in slowed.headers) == ("too-many-attempts", True)


async def test_an_own_word_is_the_same_typed_in_parts(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = (await sent(service, own_word="ä" * 200))["receipt"]
    body = {"receipt": receipt, "own_word": "a\u0308" * 200}
    assert (await client.post("/api/v1/receipt-sessions", json=body)).status_code == 201


async def test_receipts_that_are_none_let_nobody_guess_more_at_one_that_is(
    service: Service,
) -> None:
    receipt = (await sent(service, own_word="vene"))["receipt"]
    desk = quick_authenticator(service.parts, replace(UNWAITING, tries=1))

    async def opening(typed: str) -> type[TriageError]:
        with pytest.raises(TriageError) as refused:
            # From anywhere: wrong ones of one address are told apart by themselves.
            await desk.open_receipt(Personal(typed), Personal("laiva"), str(uuid4()))
        return refused.type

    assert await opening(receipt) is WrongReceipt
    await asyncio.gather(*(opening(f"{number:020}") for number in range(REMEMBERED + 1)))
    assert await opening(receipt) is TooManyAttempts


async def test_an_open_receipt_closes_after_half_an_hour(
    service: Service, clock: HandWoundClock
) -> None:
    async with await opened(service, await sent(service)) as requester:
        clock.wind(timedelta(minutes=30))
        assert (await requester.get(OWN)).status_code == 401


async def test_a_requester_can_close_the_receipt(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        assert (await requester.delete("/api/v1/session")).status_code == 204
        assert (await requester.get(OWN)).status_code == 401


async def test_whoever_worries_about_another_sees_neither_handler_nor_reads(
    service: Service,
) -> None:
    receipt = await sent(service, concerns="other_child_or_family")
    async with await service.as_staff("kerttu") as kerttu:
        await kerttu.get(f"{REQUESTS}/{id_of(service, receipt)}")
    async with await opened(service, receipt) as requester:
        shown = (await requester.get(OWN)).json()
    assert (shown["handled_by"], shown["reads"]) == (None, [])


async def test_a_note_is_read_by_the_requester_where_it_says_so(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "note", text="Vain meille.")
        await act(aino, id_of(service, receipt), "note", text="Sovittu.", visibility="requester")
    async with await opened(service, receipt) as requester:
        own = (await requester.get("/api/v1/my-request")).json()

    assert [note["text"] for note in own["notes"]] == ["Sovittu."]
