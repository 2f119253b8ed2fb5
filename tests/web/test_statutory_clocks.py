"""Is a clock of the law counted from the first opening that the log knows, and shown as a lane?"""

from __future__ import annotations

from datetime import timedelta

from tests.clock import START, HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, act, id_of, opened, sent
from tests.web.browsing import working

CLOCK = {"clock": "service-need", "is_application": False}


async def test_the_first_opening_by_whoever_has_requests_counts(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = id_of(service, await sent(service))
    clock.wind(timedelta(hours=2))
    async with await service.as_staff("onni") as onni:
        await onni.get(f"{REQUESTS}/{request_id}")
    clock.wind(timedelta(days=2))
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "statutory-clock", **CLOCK)
        (shown,) = (await aino.get(f"{REQUESTS}/{request_id}")).json()["statutory_clocks"]

    opened_at = (START + timedelta(hours=2)).replace(microsecond=0)
    assert shown["started_at"][:19] == opened_at.isoformat()[:19]
    assert (shown["started_by"], shown["due_on"]) == ("first-opening", "2026-12-02")


async def test_the_lane_stands_on_the_request_and_its_trail_and_not_in_the_dialogue(
    service: Service,
) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    typed = {"clock": "pupil-welfare", "is_application": "true"}
    await aino.send(f"/jono/{request_id}/statutory-clock", **typed)
    sanna = await working(service, "sanna")
    await sanna.go(f"/jono/{request_id}/kulku")
    async with await opened(service, receipt) as requester:
        own = (await requester.get("/api/v1/my-request")).text

    for page in (aino, sanna):
        assert "Opiskeluhuollon keskustelu: 7 koulupäivää" in page.text
        assert "Viimeinen päivä ke 2.12." in page.text
    assert "pupil" not in own and "statut" not in own
