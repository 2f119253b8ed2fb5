"""Do three days of calls in vain lead to a message that stands ready in the requester's words?"""

from __future__ import annotations

from datetime import timedelta

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, act, asked, queued
from tests.web.browsing import working

CALLED = {"channel": "phone", "reached": False}


async def called(service: Service, clock: HandWoundClock, days: int) -> str:
    """A request of somebody who wants to be called, in vain on so many days from Monday on."""
    contact = {"phone": "+358401234567"}
    request_id = await asked(service, reply_by="phone", contact=contact, language="so")
    for day in range(days):
        if day:
            clock.wind(timedelta(days=1))
            service.tokens.clear()
        async with await service.as_staff("aino") as aino:
            await act(aino, request_id, "contact-attempt", **CALLED)
    return request_id


async def test_the_row_says_that_a_message_is_next(service: Service, clock: HandWoundClock) -> None:
    request_id = await called(service, clock, 2)
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
    assert row["write_next"] is False
    clock.wind(timedelta(days=1))
    service.tokens.clear()
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "contact-attempt", **CALLED)
        (row,) = await queued(aino)
        assert row["write_next"] is True
        page = await working(service, "aino")
        await page.go("/jono?due=any")
        assert "kirjoita: kolme turhaa soittopäivää" in page.text

        await act(aino, request_id, "reply", text="Salaan", kind="holding")

        (row,) = await queued(aino)
        assert (row["write_next"], row["answered"]) == (False, True)


async def test_the_ready_message_goes_behind_what_was_typed(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await called(service, clock, 3)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    assert "Valmis viesti vastaukseen" in aino.text

    await aino.send(f"/jono/{request_id}/valiviesti", text="Hei.", called="true")

    assert "Hei." in aino.page.text and "Saddex maalmood ayaan isku daynay" in aino.page.text


async def test_who_asked_to_be_called_is_not_given_up_too_soon(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await called(service, clock, 2)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei", kind="answer")
        closing = {"outcome": "not-reached"}
        answer = await aino.post(f"{REQUESTS}/{request_id}/closing", json=closing)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-tried-enough")
    page = await working(service, "aino")
    await page.go(f"/jono/{request_id}")
    typed = {"text": "Hei taas", "kind": "answer", "closes": "true", **closing}
    await page.send(f"/jono/{request_id}/response", **typed)
    assert "Soita kolmena eri arkipäivänä" in page.text and "Hei taas" in page.page.text
