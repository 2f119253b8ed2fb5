"""Can a worker say on a page whom the requester wants to avoid, and does it hold?"""

from __future__ import annotations

import pytest

from tests.service import Service
from tests.web.asking import act, id_of, sent
from tests.web.browsing import Browser, working

AVOIDS = "Entinen naapurini on teillä töissä."
UNMATCHED = "vältettävä tarkistamatta"


@pytest.fixture
async def request_id(service: Service) -> str:
    return id_of(service, await sent(service, avoid=AVOIDS, elsewhere=True, municipality=None))


async def reading(service: Service, request_id: str, username: str = "kerttu") -> Browser:
    worker = await working(service, username)
    await worker.go(f"/jono/{request_id}")
    return worker


async def test_the_queue_says_that_nobody_was_matched_until_somebody_is(
    service: Service, request_id: str
) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/jono?due=")
    assert UNMATCHED in kerttu.text

    await kerttu.go(f"/jono/{request_id}")
    await kerttu.send(f"/jono/{request_id}/avoidance", workers=["onni"])

    assert "Eivät käsittele tätä: Onni." in kerttu.text
    await kerttu.go("/jono?due=")
    assert UNMATCHED not in kerttu.text


async def test_the_one_who_is_meant_finds_it_nowhere(service: Service, request_id: str) -> None:
    kerttu = await reading(service, request_id)
    assert AVOIDS in kerttu.text

    await kerttu.send(f"/jono/{request_id}/avoidance", workers=["onni", "aino"])

    for username in ("onni", "aino"):
        worker = await reading(service, request_id, username)
        assert worker.page.status_code == 404
        await worker.go("/jono?due=")
        assert request_id not in worker.page.text


async def test_the_duty_can_be_chosen_too(service: Service) -> None:
    request_id = id_of(service, await sent(service, avoid=AVOIDS, message="Hän uhkaa tappaa."))
    assert (await reading(service, request_id, "ville")).page.status_code == 200
    kerttu = await reading(service, request_id)

    await kerttu.send(f"/jono/{request_id}/avoidance", workers=["ville"])

    assert (await reading(service, request_id, "ville")).page.status_code == 404


async def test_nobody_of_us_is_one_press(service: Service, request_id: str) -> None:
    kerttu = await reading(service, request_id)
    await kerttu.send(f"/jono/{request_id}/avoidance", nobody="true")

    assert "Tarkistettu: ei ole kukaan meistä." in kerttu.text


async def test_saving_nobody_by_accident_is_refused(service: Service, request_id: str) -> None:
    kerttu = await reading(service, request_id)
    await kerttu.send(f"/jono/{request_id}/avoidance")

    assert kerttu.page.status_code == 409
    assert "Valitse ainakin yksi ihminen" in kerttu.text


async def test_a_wish_for_somebody_elsewhere_stands_with_the_transfer(
    service: Service, request_id: str
) -> None:
    kerttu = await reading(service, request_id)

    assert "Pyytäjä toivoo työntekijää muualta." in kerttu.text
    assert 'href="#transfer"' in kerttu.page.text


async def test_who_recognises_themselves_lets_it_go(service: Service) -> None:
    receipt = await sent(service, avoid=AVOIDS)
    request_id = id_of(service, receipt)
    async with await service.as_staff("onni") as onni:
        await act(onni, request_id, "claim")
        await act(onni, request_id, "avoidance", workers=["onni"])
    async with await service.as_staff("aino") as aino:
        answer = await aino.get(f"/api/v1/requests/{request_id}")
    assert answer.json()["claimed_by"] is None
    assert answer.json()["avoided"] == ["onni"]


async def test_somebody_is_left_who_can_read_it(service: Service, request_id: str) -> None:
    kerttu = await reading(service, request_id)
    all_of_us = ["aino", "onni", "kerttu", "risten"]
    await kerttu.send(f"/jono/{request_id}/avoidance", workers=all_of_us)

    assert kerttu.page.status_code == 409
    assert "Jätä joku valitsematta" in kerttu.text
    async with await service.as_staff("kerttu") as caller:
        answer = await caller.get(f"/api/v1/requests/{request_id}")
    assert answer.json()["avoided"] == []


async def test_nobody_takes_a_request_away_by_naming_its_holder(service: Service) -> None:
    request_id = id_of(service, await sent(service, avoid=AVOIDS))
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
    async with await service.as_staff("onni") as onni:
        await act(onni, request_id, "opening", because="Soitti minulle.")
    reader = await reading(service, request_id, "onni")

    await reader.send(f"/jono/{request_id}/avoidance", workers=["aino"])

    assert reader.page.status_code == 409
    assert "Pyyntöä hoitaa Aino." in reader.text and "Pyydä palveluohjausta" in reader.text
    async with await service.as_staff("aino") as aino:
        assert (await aino.get(f"/api/v1/requests/{request_id}")).json()["claimed_by"] == "aino"
