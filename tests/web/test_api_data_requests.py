"""Does what a requester asks about own data reach the officer, and the answer the requester?"""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, named, opened, sent
from triage.store.tables import core_tables

OWN = "/api/v1/my-request"
LIST = "/api/v1/data-requests"
WORDS = "Äidin nimi on väärin."


async def ask(requester: httpx.AsyncClient, kind: str, **body: object) -> Json:
    answer = await requester.post(f"{OWN}/data-requests", json={"kind": kind, **body})
    assert answer.status_code == 201, answer.text
    own: Json = answer.json()
    return own


async def asked(service: Service, kind: str = "correction", text: str = WORDS) -> tuple[str, Json]:
    """The id of a request about whose data something was asked, and its receipt."""
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await ask(requester, kind, text=text)
    return id_of(service, receipt), receipt


async def items(service: Service) -> list[Json]:
    async with await service.as_staff("tiina") as tiina:
        answer = await tiina.get(LIST)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def test_the_requester_sees_what_was_asked_and_by_when(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        own = await ask(requester, "log", text="Kuka on lukenut?")

    (shown,) = own["data_requests"]
    assert (shown["kind"], shown["text"], shown["answered_at"]) == ("log", "Kuka on lukenut?", None)
    # It came on Monday the 23rd of November 2026.
    assert (shown["due_on"], shown["due_at"]) == ("2026-12-23", "2026-12-23T22:00:00Z")


async def test_the_officer_sees_what_waits_without_its_words(service: Service) -> None:
    request_id, receipt = await asked(service)

    (row,) = await items(service)

    assert (row["request_id"], row["reference"]) == (request_id, receipt["reference"])
    assert (row["number"], row["kind"], row["overdue"]) == (1, "correction", False)
    assert WORDS not in str(row)


async def test_the_first_due_stands_first_and_what_is_late_says_so(
    service: Service, clock: HandWoundClock
) -> None:
    first, _ = await asked(service)
    clock.wind(timedelta(days=20))
    second, _ = await asked(service, "copy")
    clock.wind(timedelta(days=15))
    service.tokens.clear()

    rows = await items(service)

    assert [(each["request_id"], each["overdue"]) for each in rows] == [
        (first, True),
        (second, False),
    ]


async def test_the_officer_reads_the_words_of_one_and_the_log_says_so(service: Service) -> None:
    request_id, _ = await asked(service)
    async with await service.as_staff("tiina") as tiina:
        answer = await tiina.get(f"{REQUESTS}/{request_id}/data-requests")

    assert [each["text"] for each in answer.json()["items"]] == [WORDS]
    assert "Rahat" not in answer.text
    log = core_tables.access_log.c
    with service.parts.database.views.connect() as connection:
        read = connection.execute(select(log.username, log.ground).filter_by(action="data-request"))
        assert list(read) == [("tiina", "data-protection")]


async def test_the_officer_answers_and_the_requester_reads_it(service: Service) -> None:
    request_id, receipt = await asked(service)
    async with await service.as_staff("tiina") as tiina:
        told = await act(
            tiina, request_id, "data-request-answer", number=1, outcome="done", text="Korjattu."
        )

    assert told.keys() == {"id", "version"}
    assert await items(service) == []
    async with await opened(service, receipt) as requester:
        (shown,) = (await requester.get(OWN)).json()["data_requests"]
    assert (shown["outcome"], shown["answer"]) == ("done", "Korjattu.")
    assert shown["answered_at"] is not None


async def test_an_answered_one_is_not_answered_again(service: Service) -> None:
    request_id, _ = await asked(service)
    body = {"number": 1, "outcome": "refused", "text": "Ei voida."}
    async with await service.as_staff("tiina") as tiina:
        await act(tiina, request_id, "data-request-answer", **body)
        again = await tiina.post(f"{REQUESTS}/{request_id}/data-request-answer", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "data-request-not-open")


async def test_the_officer_answers_nobody_who_took_the_request_over(
    service: Service, client: httpx.AsyncClient
) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as stranger:
        new = (await stranger.post(f"{OWN}/receipt", json={})).json()
    await client.post("/api/v1/receipt-sessions", json={"receipt": receipt["receipt"]})
    async with await opened(service, new) as stranger:
        await ask(stranger, "copy")
    address = f"{REQUESTS}/{id_of(service, receipt)}"
    body = {"number": 1, "outcome": "done", "text": "Tässä kaikki."}
    async with await service.as_staff("tiina") as tiina:
        refused = await tiina.post(f"{address}/data-request-answer", json=body)
        told = (await tiina.get(f"{address}/data-requests")).json()
        confirmed = {**body, "writer_confirmed": True}
        answered = await tiina.post(f"{address}/data-request-answer", json=confirmed)
        after = (await tiina.get(f"{address}/data-requests")).json()

    assert (refused.status_code, refused.json()["code"]) == (409, "writer-unconfirmed")
    assert told["writer_unconfirmed"]
    assert None not in (told["receipt_replaced_at"], told["contact_compromised_at"])
    assert answered.status_code == 200
    assert not after["writer_unconfirmed"]


async def test_the_list_tells_that_it_is_unconfirmed_who_writes(service: Service) -> None:
    _, receipt = await asked(service)
    (before,) = await items(service)
    async with await opened(service, receipt) as requester:
        await requester.post(f"{OWN}/receipt", json={})
    (after,) = await items(service)

    assert (before["writer_unconfirmed"], before["receipt_replaced_at"]) == (False, None)
    assert (after["writer_unconfirmed"], after["contact_compromised_at"]) == (True, None)
    assert after["receipt_replaced_at"] is not None


async def test_the_officer_sees_nothing_of_a_request_that_asked_nothing(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("tiina") as tiina:
        assert (await tiina.get(f"{REQUESTS}/{request_id}/data-requests")).status_code == 404


@pytest.mark.parametrize("who", ["aino", "kerttu", "sanna", "antti", "elli", "ville", "maria"])
async def test_nobody_else_reads_or_answers_them(service: Service, who: str) -> None:
    request_id, _ = await asked(service)
    body = {"number": 1, "outcome": "done", "text": "Tehty."}
    async with await service.as_staff(who) as caller:
        of_one = f"{REQUESTS}/{request_id}"
        answers = [
            await caller.get(LIST),
            await caller.get(f"{of_one}/data-requests"),
            await caller.post(f"{of_one}/data-request-answer", json=body),
        ]
    assert [each.status_code for each in answers] == [403, 403, 403]


async def test_the_worker_sees_what_waits_to_be_corrected(service: Service) -> None:
    request_id, receipt = await asked(service)
    async with await opened(service, receipt) as requester:
        await ask(requester, "copy", text="Kaikki kiitos.")
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    assert [each["text"] for each in shown["corrections"]] == [WORDS]


async def test_a_closed_request_may_still_be_asked_about(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "closing", outcome="spam")
    async with await opened(service, receipt) as requester:
        own = await ask(requester, "erasure")
    assert (own["state"], len(own["data_requests"])) == ("closed", 1)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, [("kind", "required")]),
        ({"kind": "money"}, [("kind", "unknown")]),
        ({"kind": "copy", "text": "a" * 2_001}, [("text", "too-long")]),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_its_field(
    service: Service, body: Json, fields: list[tuple[str, str]]
) -> None:
    async with await opened(service, await sent(service)) as requester:
        answer = await requester.post(f"{OWN}/data-requests", json=body)
    assert (answer.status_code, named(answer)) == (422, fields)
