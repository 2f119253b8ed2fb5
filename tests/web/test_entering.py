"""How do staff enter a request for somebody, and who gets to see what of it afterwards?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import SUBMISSION, Json, act, named, opened, queued, sent
from tests.web.browsing import Browser, browser, stored, working
from triage.time.calendar import HELSINKI

ENTERED = "/api/v1/requests/entered"
PAGE = "/jono/uusi"
TOLD_BY = {"name": "Opettaja Oksanen", "contact": "040 555"}


def a_call(clock: HandWoundClock, **instead: object) -> Json:
    body = {**SUBMISSION, "channel": "phone", "arrived_at": clock().isoformat(), **instead}
    return {name: value for name, value in body.items() if value is not None}


async def entered(service: Service, who: str, body: Json, key: str | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with await service.as_staff(who) as caller:
        return await caller.post(ENTERED, json=body, headers=headers)


def typed(clock: HandWoundClock, **instead: str) -> dict[str, str]:
    local = clock().astimezone(HELSINKI)
    fields = {
        "channel": "visit",
        "arrived_at": f"{local:%Y-%m-%dT%H:%M}",
        "message": "Rahat eivät riitä.",
        "topics": "TAL",
        "municipality": "698",
    }
    return {**fields, **instead}


async def form_of(service: Service, who: str = "aino") -> Browser:
    worker = await working(service, who)
    await worker.go(PAGE)
    return worker


# -- over the API --


async def test_what_is_entered_waits_with_the_promise_of_its_arrival(
    service: Service, clock: HandWoundClock
) -> None:
    arrived_at = clock() - timedelta(days=1)
    answer = await entered(service, "aino", a_call(clock, arrived_at=arrived_at.isoformat()))

    assert answer.status_code == 201
    told = answer.json()
    async with await service.as_staff("onni") as onni:
        (row,) = await queued(onni)
    assert row["id"] == told["id"]
    assert (
        row["submitted_at"] == told["arrived_at"] == arrived_at.isoformat().replace("+00:00", "Z")
    )
    assert row["answer_by"] == told["answer_by"]


async def test_the_requester_opens_the_dialogue_with_the_receipt(
    service: Service, clock: HandWoundClock
) -> None:
    told = (await entered(service, "aino", a_call(clock, told_by=TOLD_BY))).json()
    async with await opened(service, told) as requester:
        own = (await requester.get("/api/v1/my-request?first=1")).json()

    assert own["messages"][0]["text"] == SUBMISSION["message"]
    assert own["entered"] is True
    assert "Oksanen" not in str(own)


async def test_the_same_again_stores_one(service: Service, clock: HandWoundClock) -> None:
    key, body = str(uuid4()), a_call(clock)
    first, again = [await entered(service, "aino", body, key) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    async with await service.as_staff("aino") as aino:
        assert len(await queued(aino)) == 1


async def test_nobody_else_gets_the_receipt_by_a_key_that_they_saw(
    service: Service, clock: HandWoundClock
) -> None:
    key, body = str(uuid4()), a_call(clock)
    await entered(service, "aino", body, key)

    answer = await entered(service, "onni", body, key)

    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")


async def test_who_entered_it_for_another_unit_does_not_read_it(
    service: Service, clock: HandWoundClock
) -> None:
    told = (await entered(service, "olli", a_call(clock))).json()
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
    async with await service.as_staff("olli") as olli:
        answer = await olli.get(f"/api/v1/requests/{row['id']}")

    assert (told["id"], told["unit"]) == (None, None)
    assert answer.status_code == 404


async def test_what_is_late_already_is_told(service: Service, clock: HandWoundClock) -> None:
    week = (clock() - timedelta(days=7)).isoformat()
    late = (await entered(service, "aino", a_call(clock, arrived_at=week))).json()
    fresh = (await entered(service, "aino", a_call(clock))).json()

    assert (late["late"], fresh["late"]) == (True, False)


@pytest.mark.parametrize("ago", [timedelta(days=7, minutes=1), timedelta(minutes=-1)])
async def test_it_arrived_within_seven_days(
    service: Service, clock: HandWoundClock, ago: timedelta
) -> None:
    body = a_call(clock, arrived_at=(clock() - ago).isoformat())
    answer = await entered(service, "aino", body)

    assert (answer.status_code, named(answer)) == (422, [("arrived_at", "invalid")])


async def test_a_professional_is_named(service: Service, clock: HandWoundClock) -> None:
    answer = await entered(service, "aino", a_call(clock, channel="professional"))

    assert (answer.status_code, named(answer)) == (422, [("told_by.name", "required")])


async def test_a_number_that_nobody_can_dial_is_refused_as_on_the_form(
    service: Service, clock: HandWoundClock
) -> None:
    body = a_call(clock, reply_by="phone", contact={"phone": "illalla"})
    answer = await entered(service, "aino", body)

    assert named(answer) == [("contact.phone", "malformed")]


async def test_the_request_tells_who_entered_it(service: Service, clock: HandWoundClock) -> None:
    body = a_call(clock, channel="professional", told_by=TOLD_BY)
    told = (await entered(service, "aino", body)).json()
    async with await service.as_staff("onni") as onni:
        entry = (await onni.get(f"/api/v1/requests/{told['id']}")).json()["entry"]
    async with await service.as_staff("sanna") as sanna:
        trail = await sanna.get(f"/api/v1/requests/{told['id']}/trail")

    assert (entry["by"]["username"], entry["channel"]) == ("aino", "professional")
    assert entry["told_by"] == TOLD_BY
    assert trail.json()["events"][0]["reason_code"] == "professional"
    assert "Oksanen" not in trail.text


# -- on the page --


async def test_the_form_is_sent_and_the_receipt_handed_over(
    service: Service, clock: HandWoundClock
) -> None:
    worker = await form_of(service)
    page = await worker.send(PAGE, **typed(clock))

    assert page.status_code == 201
    requester, receipt = browser(service), worker.receipt
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=receipt)
    await requester.go("/vastaus?first=1")
    assert "Rahat eivät riitä." in requester.page.text
    assert "kirjoitti tämän muistiin" in requester.page.text


async def test_the_form_sent_twice_stores_one(service: Service, clock: HandWoundClock) -> None:
    worker = await form_of(service)
    form = worker.form(PAGE)
    receipts = []
    for _ in range(2):
        await worker.post(form.action, {**form.fields, **typed(clock)})
        receipts.append(worker.receipt)

    assert receipts[0] == receipts[1]
    assert "Sama lomake oli jo tallennettu" in worker.text
    assert await stored(service) == 1


async def test_the_request_page_says_by_which_way_it_came(
    service: Service, clock: HandWoundClock
) -> None:
    worker = await form_of(service)
    await worker.send(PAGE, **typed(clock))
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
    await worker.go(f"/jono/{row['id']}")

    assert "Tuli käynnillä" in worker.page.text


async def test_the_requester_replaces_the_receipt_in_one_press_and_staff_see_it(
    service: Service, clock: HandWoundClock
) -> None:
    worker = await form_of(service)
    await worker.send(PAGE, **typed(clock))
    assert "hänelle tarjotaan uutta kuittia" in worker.text
    requester, handed_over = browser(service), worker.receipt
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=handed_over)
    assert "näki myös kuittisi" in requester.text
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
    await worker.go(f"/jono/{row['id']}")
    assert "ei ole vielä vaihtanut kuittia" in worker.text

    await requester.send("/vastaus/kuitti")
    replaced = requester.receipt
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=replaced)

    assert replaced != handed_over
    assert "näki myös kuittisi" not in requester.text
    await worker.go(f"/jono/{row['id']}")
    assert "Pyytäjä on vaihtanut kuitin" in worker.text
    assert "Varmista ennen vastausta" not in worker.text


async def test_it_is_claimed_at_once(service: Service, clock: HandWoundClock) -> None:
    worker = await form_of(service)
    await worker.send(PAGE, **typed(clock))
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
        await worker.send(f"/jono/{row['id']}/claim")
        (row,) = await queued(aino)

    assert row["claimed_by"] == "aino"


async def test_what_another_unit_gets_cannot_be_claimed_or_opened(
    service: Service, clock: HandWoundClock
) -> None:
    worker = await form_of(service, "olli")
    page = await worker.send(PAGE, **typed(clock))

    assert page.status_code == 201
    assert "/claim" not in page.text and "Et voi enää lukea sitä" in page.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("arrived_at", "2030-01-01T09:00", "yli seitsemän päivää sitten"),
        ("arrived_at", "eilen", "yli seitsemän päivää sitten"),
        ("channel", "", "Valitse, miten asia tuli."),
        ("channel", "professional", "Kirjoita, kuka ammattilainen kertoi."),
        ("contact.phone", "illalla", "Tähän numeroon ei voi soittaa."),
    ],
)
async def test_a_refusal_keeps_every_word(
    service: Service, clock: HandWoundClock, field: str, value: str, said: str
) -> None:
    worker = await form_of(service)
    page = await worker.send(PAGE, **{**typed(clock), field: value})

    assert page.status_code == 422
    assert said in page.text
    assert "Rahat eivät riitä." in page.text


async def test_a_form_that_was_stored_says_so_and_takes_another(
    service: Service, clock: HandWoundClock
) -> None:
    worker = await form_of(service)
    used = worker.form(PAGE).fields["idempotency_key"]
    await worker.send(PAGE, **typed(clock))
    await worker.go(PAGE)
    page = await worker.send(PAGE, **typed(clock, message="Toinen."), idempotency_key=used)
    assert page.status_code == 409 and "on jo tallennettu pyyntö" in page.text
    page = await worker.send(PAGE)

    assert page.status_code == 201


async def test_a_partner_is_offered_no_form(service: Service) -> None:
    worker = await working(service, "maria")
    await worker.go("/jono")
    assert PAGE not in worker.page.text
    await worker.go(PAGE)

    assert worker.page.status_code == 403


async def test_a_requesters_own_request_was_entered_by_nobody(service: Service) -> None:
    await sent(service)
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
        entry = (await aino.get(f"/api/v1/requests/{row['id']}")).json()["entry"]
        await act(aino, row["id"], "claim")

    assert entry is None
