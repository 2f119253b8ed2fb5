"""How does a supervisor say why a promise was missed, and where is it counted?"""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, asked, named
from tests.web.browsing import working
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

LATE = timedelta(days=3)
ACTION = "Päivystyslista korjattiin."


async def answered_too_late(service: Service, clock: HandWoundClock) -> str:
    request_id = await asked(service)
    clock.wind(LATE)
    sweep(tools_of(service.parts))
    service.tokens.clear()
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei", kind="answer")
    return request_id


async def got(service: Service, path: str) -> Json:
    async with await service.as_staff("sanna") as sanna:
        told: Json = (await sanna.get(path)).json()
    return told


async def test_what_was_answered_too_late_waits_for_its_cause(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await answered_too_late(service, clock)
    lists = await got(service, "/api/v1/open-promises")
    assert [each["id"] for each in lists["unexplained"]] == [request_id]
    assert lists["overdue"] == []

    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert "Syy kirjaamatta" in sanna.text
    await sanna.go(f"/jono/{request_id}/kulku")
    await sanna.send(f"/jono/{request_id}/kulku", cause="nobody-took-it", action=ACTION)
    assert "Syy on kirjattu." in sanna.text and ACTION in sanna.text

    assert (await got(service, "/api/v1/open-promises"))["unexplained"] == []
    (miss,) = (await got(service, f"{REQUESTS}/{request_id}/trail"))["misses"]
    assert (miss["cause"], miss["action"]) == ("nobody-took-it", ACTION)
    await sanna.go("/vastausajat")
    assert "Syy kirjaamatta" not in sanna.text


async def test_a_refused_explanation_brings_its_words_back(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await answered_too_late(service, clock)
    sanna = await working(service, "sanna")
    await sanna.go(f"/jono/{request_id}/kulku")
    answer = await sanna.send(f"/jono/{request_id}/kulku", cause="held", action=ACTION)
    assert answer.status_code == 422
    assert ACTION in sanna.text and "Valitse jokin tarjotuista." in sanna.text


async def test_the_api_names_the_field_and_the_causes_that_fit(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await answered_too_late(service, clock)
    async with await service.as_staff("sanna") as sanna:
        body = {"promise": 0, "cause": "held"}
        answer = await sanna.post(f"{REQUESTS}/{request_id}/miss-explanation", json=body)
    assert (answer.status_code, named(answer)) == (422, [("cause", "invalid")])
    assert answer.json()["choices"] == ["not-looked-at", "nobody-took-it", "other"]


async def test_workers_and_requesters_are_told_nothing_of_it(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await answered_too_late(service, clock)
    async with await service.as_staff("sanna") as sanna:
        body = {"promise": 0, "cause": "other", "action": ACTION}
        await sanna.post(f"{REQUESTS}/{request_id}/miss-explanation", json=body)
    async with await service.as_staff("aino") as aino:
        shown = await aino.get(f"{REQUESTS}/{request_id}")
    assert shown.status_code == 200 and ACTION not in shown.text


async def test_causes_are_counted_by_unit_and_month_alone(
    service: Service, clock: HandWoundClock
) -> None:
    ids = [await asked(service) for _ in range(5)]
    clock.wind(LATE)
    sweep(tools_of(service.parts))
    service.tokens.clear()
    async with await service.as_staff("sanna") as sanna:
        for each in ids[:2]:
            body = {"promise": 0, "cause": "nobody-took-it"}
            answer = await sanna.post(f"{REQUESTS}/{each}/miss-explanation", json=body)
            assert answer.status_code == 200, answer.text
        by_month = (await sanna.get("/api/v1/response-times?by=month")).json()["rows"]
        by_topic = (await sanna.get("/api/v1/response-times?by=topic")).json()["rows"]
        table = await sanna.get("/api/v1/response-times?by=month", headers={"Accept": "text/csv"})
    assert [row["miss_causes"] for row in by_month] == [{"nobody-took-it": 2}]
    assert {repr(row["miss_causes"]) for row in by_topic} == {"None"}
    (row,) = csv.DictReader(StringIO(table.text))
    assert (row["missed_nobody_took_it"], row["missed_held"]) == ("2", "0")
