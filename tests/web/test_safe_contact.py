"""Is the number behind what must be read first, and what came of a call one press away?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, id_of, sent
from tests.web.browsing import Browser, working

PHONE = "040 123 4567"
# As it is kept.
KNOWN = "+358401234567"
SAFE = "arkisin 9-11"
CONTACT: dict[str, Any] = {"phone": PHONE, "safe_times": SAFE, "may_leave_message": True}


async def read(service: Service, reply_by: str = "phone", **contact: object) -> Browser:
    """Aino with the request of somebody who can be called open."""
    request_id = id_of(service, await sent(service, reply_by=reply_by, contact=contact or CONTACT))
    worker = await working(service)
    await worker.go(f"/jono/{request_id}")
    return worker


async def press(worker: Browser, **button: str) -> None:
    """One of the buttons at the number: the first form for a call on the page."""
    await worker.send(f"{worker.page.url.path}/contact-attempt", **button)


async def test_the_number_stands_behind_what_must_be_read(service: Service) -> None:
    before, _, behind = (await read(service)).page.text.partition('id="contact-details"')
    summary, _, folded = behind.partition("</summary>")
    assert "Lue ensin:" in summary and f"Turvallinen aika: {SAFE}" in summary
    assert KNOWN not in before + summary and KNOWN in folded


async def test_a_call_is_logged_by_one_press(service: Service) -> None:
    worker = await read(service)
    await press(worker, safe_now="true", reached="true")
    assert "Tallennettu: yhteydenotto kirjattu." in worker.text
    assert "Puhelu: tavoitettiin" in worker.text


async def test_a_message_is_left_only_where_it_may_be(service: Service) -> None:
    allowed = await read(service)
    assert "Jätin viestin" in allowed.text
    await press(allowed, safe_now="true", left_message="true")
    assert "Viesti jätettiin." in allowed.text
    forbidden = await read(service, phone=PHONE)
    assert "Jätin viestin" not in forbidden.text and "Ei vastannut" in forbidden.text


async def test_without_a_word_of_the_time_a_call_is_refused_and_said_why(
    service: Service,
) -> None:
    worker = await read(service)
    await press(worker, reached="true")
    assert worker.page.status_code == 409
    assert "milloin yhteydenotto on turvallinen" in worker.text


async def test_who_wants_no_calls_has_no_buttons_and_a_struck_number(service: Service) -> None:
    worker = await read(service, reply_by="here", phone=PHONE)
    assert "Pyytäjä ei halua puheluja." in worker.text
    assert "Ei vastannut" not in worker.text
    assert f"<s>{KNOWN}</s>" in worker.page.text and "<s>Puhelu</s>" in worker.page.text


async def test_an_override_wants_a_reason_that_staff_read_afterwards(service: Service) -> None:
    worker = await read(service, reply_by="here", phone=PHONE)
    called = {"channel": "phone", "reached": "true"}
    path = worker.page.url.path
    await worker.send(f"{path}/contact-attempt", **called)
    assert worker.page.status_code == 409
    assert "Pyytäjä on kieltänyt tämän tavan." in worker.text
    await worker.send(f"{path}/contact-attempt", **called, despite="Hän soitti meille.")
    assert "Poikettiin pyytäjän toiveesta: Hän soitti meille." in worker.text


async def test_three_calls_in_vain_lead_to_writing(service: Service, clock: HandWoundClock) -> None:
    request_id = id_of(service, await sent(service, reply_by="phone", contact={"phone": PHONE}))
    path, offer = f"/jono/{request_id}", "Olet yrittänyt soittaa kolmena arkipäivänä."
    for day in range(3):
        worker = await working(service)
        await worker.go(path)
        assert offer not in worker.text, day
        await press(worker)
        clock.wind(timedelta(days=1))
    worker = await working(service)
    await worker.go(path)
    assert offer in worker.text
    fields = worker.form(f"{path}/response").fields
    await worker.post(f"{path}/reply", {**fields, "text": "Yritimme soittaa.", "kind": "answer"})
    assert worker.page.status_code == 200, worker.text
    assert offer not in worker.text


@pytest.mark.parametrize(
    ("contact", "said", "code"),
    [
        ({"phone": PHONE}, {"channel": "sms"}, "channel-ruled-out"),
        ({"phone": PHONE, "safe_times": SAFE}, {}, "safe-time-unconfirmed"),
        ({"phone": PHONE}, {"left_message": True}, "message-ruled-out"),
    ],
)
async def test_a_program_is_refused_with_a_code_unless_it_says_why(
    service: Service, contact: dict[str, Any], said: dict[str, Any], code: str
) -> None:
    request_id = id_of(service, await sent(service, reply_by="phone", contact=contact))
    body = {"channel": "phone", "reached": False, **said}
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"{REQUESTS}/{request_id}/contact-attempt", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        despite = {**body, "despite": "Sovittu."}
        answer = await aino.post(f"{REQUESTS}/{request_id}/contact-attempt", json=despite)
        assert answer.status_code == 200
        told = (await aino.get(f"{REQUESTS}/{request_id}")).json()
        assert told["contact_attempts"][-1]["despite"] == "Sovittu."
        assert told["ruled_out"] == ["sms"]
