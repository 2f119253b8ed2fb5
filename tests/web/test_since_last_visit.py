"""What is a worker told of what came since they were last at the queue?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, asked, opened, sent
from tests.web.asking import id_of as id_of_receipt
from tests.web.browsing import Browser, browser

NEWS = "Edellisen käyntisi jälkeen"
LUNCH = timedelta(minutes=40)
SINCE = "/api/v1/since-last-visit"


@pytest.fixture
async def aino(service: Service, clock: HandWoundClock) -> Browser:
    """Somebody who was at the queue once, and has gone to lunch."""
    worker = browser(service)
    await worker.sign_in("aino")
    await worker.go("/jono")
    clock.wind(LUNCH)
    return worker


async def told(service: Service, username: str = "aino") -> dict[str, Any]:
    async with await service.as_staff(username) as caller:
        answer = await caller.get(SINCE)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_a_first_visit_says_nothing(service: Service) -> None:
    await sent(service)
    worker = browser(service)
    await worker.sign_in("aino")
    await worker.go("/jono")

    assert NEWS not in worker.text
    said = await told(service)
    assert (said["since"], said["arrived"], said["back"]) == (None, 0, 0)


async def test_what_arrived_meanwhile_is_counted_and_leads_to_just_that(
    service: Service, clock: HandWoundClock, aino: Browser
) -> None:
    before = clock()
    new = await sent(service)
    clock.wind(LUNCH)
    await aino.go("/jono")
    assert "uusia 1" in aino.text

    said = await told(service)
    assert (said["arrived"], said["back"]) == (1, 0)
    async with await service.as_staff("aino") as caller:
        answer = await caller.get("/api/v1/queue", params={"new_since": said["since"]})
    assert [row["reference"] for row in answer.json()["items"]] == [new["reference"]]
    assert said["since"] < before.isoformat()


async def test_a_requester_who_wrote_on_has_come_back(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await sent(service)
    request_id = id_of_receipt(service, receipt)
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "reply", text="Hei.", kind="answer")
    worker = browser(service)
    await worker.sign_in("aino")
    await worker.go("/jono")
    clock.wind(LUNCH)
    async with await opened(service, receipt) as requester:
        await requester.post("/api/v1/my-request/messages", json={"text": "Vielä."})
    await worker.go("/jono")

    assert "palasi tai kirjoitti lisää 1" in worker.text
    said = await told(service)
    assert (said["arrived"], said["back"]) == (0, 1)


async def test_what_was_closed_and_taken_up_again_has_come_back(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "closing", outcome="spam")
    worker = browser(service)
    await worker.sign_in("aino")
    await worker.go("/jono")
    clock.wind(LUNCH)
    async with await service.as_staff("onni") as caller:
        await act(caller, request_id, "reopening", because="Ei ollutkaan.")
    await worker.go("/jono")

    assert (await told(service))["back"] == 1


async def test_an_offer_that_came_back_for_want_of_consent_has_come_back(
    service: Service, clock: HandWoundClock
) -> None:
    parish = {"partners": ["parish"], "consult": False}
    request_id = await asked(service, message="Parisuhde.", consents=parish)
    unit = "seurakunta-perheneuvonta"
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "claim")
        await act(caller, request_id, "transfer", unit=unit, because="Sopii.", basis="consent")
    worker = browser(service)
    await worker.sign_in("aino")
    await worker.go("/jono")
    clock.wind(LUNCH)
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "consent-revocation", partner="parish", because="Perui.")
    await worker.go("/jono")

    assert (await told(service))["back"] == 1


async def test_it_is_said_throughout_the_visit_until_it_is_dismissed(
    service: Service, clock: HandWoundClock, aino: Browser
) -> None:
    await sent(service)
    await aino.go("/jono")
    clock.wind(timedelta(minutes=10))
    await aino.go("/jono")
    assert NEWS in aino.text

    await aino.send("/jono/nahty")

    assert NEWS not in aino.text
    assert (await told(service))["since"] is None


async def test_a_page_that_renews_itself_is_no_visit(
    service: Service, clock: HandWoundClock, aino: Browser
) -> None:
    for _ in range(3):
        await aino.client.get("/jono", headers={"Sec-Fetch-Mode": "cors"})
        clock.wind(LUNCH)
    assert (await told(service))["since"] is None


async def test_nobody_is_told_of_another_s_visit(service: Service, aino: Browser) -> None:
    await sent(service)
    await aino.go("/jono")

    assert (await told(service))["arrived"] == 1
    assert (await told(service, "onni"))["since"] is None


async def test_a_clock_that_was_ahead_makes_a_first_visit_of_the_next(
    service: Service, clock: HandWoundClock, aino: Browser
) -> None:
    clock.wind(timedelta(hours=3))
    await aino.go("/jono")
    clock.leap(-timedelta(hours=4))

    await aino.go("/jono")

    assert (await told(service))["since"] is None
