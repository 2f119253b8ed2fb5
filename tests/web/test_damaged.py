"""What do people see of a request that is damaged? Where it stands, and what to do, in words."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.integration.store.damaging import EVERY
from tests.service import Service
from tests.web.asking import Json, id_of, opened, queued, sent
from tests.web.browsing import browser, stored, working
from triage.store.database.engine import write_lock

OF_STAFF = {"fi": "vioittunut", "sv": "skada", "en": "damaged", "se": "billašuvvan"}
SAID = {**OF_STAFF, "fi-simple": "mennyt rikki"}


def damage(service: Service, receipt: Json, how: str = "one bit of words") -> str:
    """The id of the request of a receipt, once it is damaged."""
    request_id = UUID(id_of(service, receipt))
    with write_lock(service.parts.database) as connection:
        EVERY[how](connection, request_id, request_id)
    return str(request_id)


async def test_queue_and_request_tell_it_as_json(service: Service) -> None:
    whole, broken = await sent(service), await sent(service)
    request_id = damage(service, broken)
    caller = await service.as_staff("aino")

    rows = {row["reference"]: row["damaged"] for row in await queued(caller)}
    answer = await caller.get(f"/api/v1/requests/{request_id}")
    refused = await caller.post(f"/api/v1/requests/{request_id}/note", json={"text": "Soitan."})

    assert rows == {whole["reference"]: False, broken["reference"]: True}
    told = answer.json()
    assert (answer.status_code, told["damaged"], told["erased"]) == (200, True, False)
    assert (refused.status_code, refused.json()["code"]) == (409, "request-damaged")


async def test_the_pages_of_staff_say_it(service: Service) -> None:
    request_id = damage(service, await sent(service))
    worker = await working(service)

    for language, said in OF_STAFF.items():
        for path in ("/jono", f"/jono/{request_id}"):
            await worker.go(f"{path}?lang={language}")
            assert worker.page.status_code == 200 and said in worker.text.lower(), (path, language)


async def test_a_right_receipt_is_told_that_its_request_is_damaged(service: Service) -> None:
    receipt = await sent(service)
    damage(service, receipt)

    async with service.client() as caller:
        answer = await caller.post("/api/v1/receipt-sessions", json={"receipt": receipt["receipt"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "request-damaged")


@pytest.mark.parametrize("language", SAID)
async def test_the_page_for_a_receipt_says_it(service: Service, language: str) -> None:
    receipt = await sent(service)
    damage(service, receipt)
    visitor = browser(service)

    await visitor.go(f"/vastaus?lang={language}")
    await visitor.send("/vastaus", receipt=receipt["receipt"])

    assert visitor.page.status_code == 409 and SAID[language] in visitor.text


@pytest.mark.parametrize("language", SAID)
async def test_an_open_dialogue_says_it_and_takes_no_words_that_nobody_could_read(
    service: Service, language: str
) -> None:
    receipt = await sent(service)
    visitor = browser(service)
    await visitor.go(f"/vastaus?lang={language}")
    await visitor.send("/vastaus", receipt=receipt["receipt"])
    damage(service, receipt)

    await visitor.go(f"/vastaus?lang={language}")

    assert visitor.page.status_code == 200 and SAID[language] in visitor.text
    assert "/vastaus/viesti" not in visitor.page.text


async def test_the_dialogue_tells_it_as_json(service: Service) -> None:
    receipt = await sent(service)
    caller = await opened(service, receipt)
    assert (await caller.get("/api/v1/my-request")).json()["damaged"] is False
    damage(service, receipt)

    told = (await caller.get("/api/v1/my-request")).json()

    assert (told["damaged"], told["state"], told["may"]) == (True, "received", [])


async def test_a_form_sent_again_keeps_its_words_and_can_be_sent_anew(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    form = visitor.form("/")
    fields = {**form.fields, "message": "Emme jaksa enää öitä.", "topics": "VKV"}
    await visitor.post(form.action, fields)
    (row,) = await queued(await service.as_staff("kerttu"))
    with write_lock(service.parts.database) as connection:
        EVERY["one bit of words"](connection, UUID(row["id"]), UUID(row["id"]))

    await visitor.post(form.action, fields)
    assert visitor.page.status_code == 409 and "vioittunut" in visitor.text
    await visitor.send("/")

    assert visitor.page.url.path == "/kuitti"
    assert await stored(service) == 2
