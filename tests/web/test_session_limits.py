"""Does a session of staff end when it lies unused, and does a grave act ask anew who is there?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clock import HandWoundClock
from tests.service import PASSWORD, Service, make_service, quick_authenticator
from tests.web.browsing import Browser, working
from triage.accounts.rules import SignInRules

IDLE, FRESH = timedelta(minutes=60), timedelta(minutes=15)
TABLE = "/vastausajat/taulukko?by=unit"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def limited(tmp_path: Path, clock: HandWoundClock) -> Iterator[Service]:
    with make_service(tmp_path, clock) as service:
        rules = SignInRules(idle=IDLE, fresh=FRESH)
        authenticator = quick_authenticator(service.parts, rules=rules)
        service.app.state.parts = replace(service.app.state.parts, authenticator=authenticator)
        yield service


async def at_work(person: Browser, **headers: str) -> bool:
    page = await person.client.get("/jono", headers=headers)
    return page.status_code == 200


async def test_a_session_in_use_goes_on_and_an_unused_one_ends(
    limited: Service, clock: HandWoundClock
) -> None:
    person = await working(limited)
    for _ in range(3):
        clock.wind(IDLE - A_MINUTE)
        assert await at_work(person)
    clock.wind(IDLE)
    assert not await at_work(person)


async def test_what_an_open_page_asks_by_itself_is_no_use(
    limited: Service, clock: HandWoundClock
) -> None:
    person = await working(limited)
    for _ in range(3):
        clock.wind(IDLE / 3 - A_MINUTE)
        assert await at_work(person, **{"Sec-Fetch-Dest": "empty"})
    clock.wind(3 * A_MINUTE)
    assert not await at_work(person)


async def test_acts_over_the_api_keep_a_session_in_use(
    limited: Service, clock: HandWoundClock
) -> None:
    async with limited.client() as caller:
        body = {"username": "kerttu", "password": PASSWORD}
        token = (await caller.post("/api/v1/session", json=body)).json()["token"]
        await caller.post("/api/v1/requests", json={"message": "Apua.", "topics": ["VAN"]})
    async with limited.client(token) as kerttu:
        (row,) = (await kerttu.get("/api/v1/queue")).json()["items"]
        act = {"level": "normal", "because": "Ei vaaraa."}
        for _ in range(3):
            clock.wind(IDLE - A_MINUTE)
            answer = await kerttu.post(f"/api/v1/requests/{row['id']}/urgency", json=act)
            assert answer.status_code == 200
        clock.wind(IDLE)
        assert (await kerttu.get("/api/v1/queue")).status_code == 401


async def test_a_grave_act_asks_anew_and_leads_back(
    limited: Service, clock: HandWoundClock
) -> None:
    person = await working(limited, "sanna")
    assert (await person.go(TABLE)).headers["content-type"].startswith("text/csv")
    clock.wind(FRESH)
    await person.go(TABLE)
    assert (person.page.url.path, "se olet sinä" in person.text) == ("/kirjaudu", True)
    await person.send("/kirjaudu", username="sanna", password="väärä")
    assert (await person.go(TABLE)).url.path == "/kirjaudu"
    await person.send("/kirjaudu", username="sanna", password=PASSWORD)
    assert person.page.url.path == "/vastausajat/taulukko"
    assert person.page.headers["content-type"].startswith("text/csv")


async def test_what_is_not_grave_asks_nothing(limited: Service, clock: HandWoundClock) -> None:
    person = await working(limited, "sanna")
    clock.wind(FRESH)
    assert (await person.go("/vastausajat")).url.path == "/vastausajat"


async def test_ones_own_sessions_are_listed_and_ended_one_by_one(
    service: Service, clock: HandWoundClock
) -> None:
    elsewhere, third = await working(service), await working(service)
    colleague = await working(service, "onni")
    clock.wind(timedelta(minutes=5))
    person = await working(service)
    await person.go("/oma-tunnus")
    names = re.findall(r'name="session" value="([0-9a-f]+)"', person.page.text)
    assert len(set(names)) == 2 and person.page.text.count("<strong>Tämä</strong>") == 1
    await person.send("/oma-tunnus/istunto", session=names[0])
    assert "päätetty" in person.text
    assert sorted([await at_work(elsewhere), await at_work(third)]) == [False, True]
    await colleague.go("/oma-tunnus")
    await colleague.send("/oma-tunnus/muut")
    mark = colleague.form("/oma-tunnus/muut").fields["csrf_token"]
    await colleague.post("/oma-tunnus/istunto", {"csrf_token": mark, "session": names[1]})
    assert await at_work(elsewhere) or await at_work(third)
