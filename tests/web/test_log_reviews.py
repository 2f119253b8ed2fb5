"""Does the officer see what was unusual in a week, and does a verdict stay?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, id_of, sent
from tests.web.browsing import working

REVIEWS, LOG = "/api/v1/log-reviews", "/api/v1/access-log"
REQUESTS = "/api/v1/requests"
WHY = "Aino on sairaana."
DAY = {"day": "2026-11-23"}


async def opened_by_onni(service: Service) -> str:
    """A request that aino has in hand and onni opened and read; its id."""
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await aino.get(f"{REQUESTS}/{request_id}")
    async with await service.as_staff("onni") as onni:
        await act(onni, request_id, "opening", because=WHY)
        await onni.get(f"{REQUESTS}/{request_id}")
    return request_id


async def week(service: Service, **query: str) -> dict[str, Any]:
    async with await service.as_staff("tiina") as tiina:
        answer = await tiina.get(REVIEWS, params=query or DAY)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def body(found: dict[str, Any], verdict: str) -> dict[str, Any]:
    return {name: found[name] for name in ("kind", "on", "position")} | {"verdict": verdict}


async def test_an_opening_waits_for_a_verdict_with_its_reason(service: Service) -> None:
    request_id = await opened_by_onni(service)
    told = await week(service)
    (only,) = told["items"]
    assert (told["from"], told["to"], told["waiting"]) == ("2026-11-23", "2026-11-29", 1)
    assert (only["finding"]["kind"], only["finding"]["username"]) == ("opened", "onni")
    assert (only["finding"]["request_id"], only["reason"]) == (request_id, WHY)
    assert only["judged"] is None


async def test_a_verdict_is_kept_and_the_newest_counts(service: Service) -> None:
    await opened_by_onni(service)
    found = (await week(service))["items"][0]["finding"]
    async with await service.as_staff("tiina") as tiina:
        for verdict in ("unclear", "justified"):
            answer = await tiina.post(REVIEWS, json=body(found, verdict))
            assert answer.status_code == 200, answer.text
    told = await week(service)
    judged = told["items"][0]["judged"]
    assert (told["waiting"], judged["verdict"], judged["by"]) == (0, "justified", "tiina")


async def test_a_verdict_is_a_row_of_the_log_that_names_no_request(service: Service) -> None:
    request_id = await opened_by_onni(service)
    found = (await week(service))["items"][0]["finding"]
    async with await service.as_staff("tiina") as tiina:
        await tiina.post(REVIEWS, json=body(found, "misuse"))
        (row,) = (await tiina.get(LOG, params={"kind": "review"})).json()["items"]
        trail = (await tiina.get(f"{REQUESTS}/{request_id}/trail")).json()
    assert (row["action"], row["ground"], row["concerning"]) == ("review-opened", "misuse", "onni")
    assert (row["request_id"], row["reference"], row["version"]) == (None, None, None)
    assert "misuse" not in str(trail)


async def test_what_is_not_there_is_not_judged(service: Service) -> None:
    await opened_by_onni(service)
    found = (await week(service))["items"][0]["finding"]
    async with await service.as_staff("tiina") as tiina:
        for wrong in ({"position": 1}, {"on": "2026-11-10"}, {"kind": "many"}):
            answer = await tiina.post(REVIEWS, json=body(found, "misuse") | wrong)
            assert answer.status_code == 404, wrong


async def test_without_a_day_it_is_the_week_before(service: Service, clock: HandWoundClock) -> None:
    await opened_by_onni(service)
    clock.wind(timedelta(days=7))
    service.tokens.clear()
    async with await service.as_staff("tiina") as tiina:
        told = (await tiina.get(REVIEWS)).json()
    assert (told["from"], told["waiting"]) == ("2026-11-23", 1)


async def test_the_coordinator_who_reads_what_a_worker_has_is_asked_about_it(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = id_of(service, await sent(service, message="Uhkaa tappaa lapsen."))
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
    async with await service.as_staff("ville") as ville:
        answer = await ville.get(f"{REQUESTS}/{request_id}")
        assert answer.status_code == 200, answer.text
    told = await week(service)
    assert [(each["finding"]["kind"], each["finding"]["username"]) for each in told["items"]] == [
        ("no-role", "ville")
    ]


@pytest.mark.parametrize("username", ["aino", "kerttu", "sanna", "antti"])
async def test_nobody_else_sees_or_judges(service: Service, username: str) -> None:
    async with await service.as_staff(username) as other:
        assert (await other.get(REVIEWS)).status_code == 403


async def test_the_page_is_worked_through_by_its_buttons(service: Service) -> None:
    await opened_by_onni(service)
    tiina = await working(service, "tiina")
    await tiina.go("/viikkokatsaus?day=2026-11-23")
    assert "1 odottaa arviotasi" in tiina.text and WHY in tiina.text
    assert "Rahat eivät riitä ruokaan." not in tiina.text
    await tiina.send("/viikkokatsaus", verdict="justified")
    assert "Arviosi on tallessa." in tiina.text
    assert "Mikään ei odota arviotasi." in tiina.text
