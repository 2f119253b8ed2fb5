"""Is an interpreter arranged on the request's page, and does the queue go on showing everybody?"""

from __future__ import annotations

import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, asked, queued
from tests.web.browsing import Browser, working

BOOKED = {"state": "booked", "language": "so"}


async def page_of(service: Service, request_id: str) -> Browser:
    worker = await working(service, "aino")
    await worker.go(f"/jono/{request_id}")
    return worker


async def row(service: Service) -> Json:
    async with await service.as_staff("aino") as aino:
        (found,) = await queued(aino)
    return found


async def test_a_time_that_a_page_sends_is_one_on_the_wall(service: Service) -> None:
    request_id = await asked(service)
    worker = await page_of(service, request_id)

    await worker.send(f"/jono/{request_id}/interpreter", **BOOKED, at="2026-12-12T10:10")

    assert worker.page.url.params["done"] == "interpreter"
    assert "12.12. klo 10.10" in worker.text
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    assert shown["interpreting_at"].startswith("2026-12-12T08:10:00")


@pytest.mark.parametrize(
    "typed", ["12.12.2026 klo 10", "2026-12-12T25:00", "huomenna"], ids=["spelled", "25", "word"]
)
async def test_a_time_that_is_none_brings_the_form_back_filled(
    service: Service, typed: str
) -> None:
    request_id = await asked(service)
    worker = await page_of(service, request_id)

    await worker.send(f"/jono/{request_id}/interpreter", **BOOKED, at=typed)

    assert worker.page.status_code == 422
    assert worker.form(f"/jono/{request_id}/interpreter").fields["at"] == typed


async def test_an_empty_time_is_none(service: Service) -> None:
    request_id = await asked(service)
    worker = await page_of(service, request_id)

    await worker.send(f"/jono/{request_id}/interpreter", state="asked", language="so", at="")

    assert worker.page.url.params["done"] == "interpreter"


@pytest.mark.parametrize("body", [{"state": "asked", "language": "so"}, {"state": "asked"}])
async def test_the_queue_shows_the_request_with_its_profile_as_before(
    service: Service, body: Json
) -> None:
    request_id = await asked(service)
    before = await row(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "interpreter", **body)

    after = await row(service)
    assert after["interpreting"] == "asked"
    assert {name: after[name] for name in ("age_bands", "municipality", "language")} == {
        name: before[name] for name in ("age_bands", "municipality", "language")
    }
