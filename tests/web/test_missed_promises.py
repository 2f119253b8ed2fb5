"""What does a supervisor see of a promise that was missed? That it was, and whose it is."""

from __future__ import annotations

from datetime import timedelta

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import Json, act, asked
from tests.web.browsing import working

LATE = timedelta(days=3)


async def missed(service: Service) -> list[Json]:
    async with await service.as_staff("sanna") as sanna:
        items: list[Json] = (await sanna.get("/api/v1/missed-promises")).json()["items"]
    return items


async def test_nothing_is_late_within_the_promise(service: Service) -> None:
    await asked(service)
    assert await missed(service) == []
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert "Mikään pyyntö ei ole nyt myöhässä." in sanna.text


async def test_reference_and_unit_are_told_and_nothing_else(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    clock.wind(LATE)
    service.tokens.clear()
    (told,) = await missed(service)
    assert told.keys() == {"id", "reference", "unit", "answer_by"}
    assert (told["id"], told["unit"]) == (request_id, "perhesosiaalityo")
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert told["reference"] in sanna.text and "Nyt myöhässä (1)" in sanna.text
    await sanna.go(f"/jono/{request_id}/kulku")
    assert sanna.page.status_code == 200


async def test_what_is_answered_or_anothers_is_not_told(
    service: Service, clock: HandWoundClock
) -> None:
    answered = await asked(service)
    await asked(service, topics=["KOU"])
    clock.wind(LATE)
    service.tokens.clear()
    async with await service.as_staff("aino") as aino:
        await act(aino, answered, "reply", text="Hei", kind="answer")
    assert await missed(service) == []
