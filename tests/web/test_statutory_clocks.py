"""Is a clock of the law counted from the first opening that the log knows, and shown as a lane?"""

from __future__ import annotations

from datetime import timedelta

from tests.clock import START, HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, act, asked, id_of, opened, queued, sent
from tests.web.browsing import browser, working
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

OWN = "/api/v1/my-request"
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
    assert "pupil" not in own and '"statutory_clocks":[]' in own


async def test_a_clock_is_done_and_shown_by_the_forms_and_only_then_told(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    aino = await working(service, "aino")
    async with await opened(service, receipt) as requester:
        await aino.go(f"/jono/{request_id}")
        typed = {"clock": "service-need", "is_application": "true"}
        await aino.send(f"/jono/{request_id}/statutory-clock", **typed)
        assert (await requester.get(OWN)).json()["statutory_clocks"] == []

        await aino.send(f"/jono/{request_id}/clock-release", clock="service-need")

        told = {"clock": "service-need", "started_on": "2026-11-23", "due_on": "2026-12-02"}
        assert (await requester.get(OWN)).json()["statutory_clocks"] == [{**told, "done_on": None}]
        clock.wind(timedelta(days=10))
        done = {"clock": "service-need", "on": "2026-12-03", "what": "Arvio alkoi <b>"}
        aino = await working(service, "aino")
        await aino.go(f"/jono/{request_id}")
        await aino.send(f"/jono/{request_id}/clock-done", **done)
        sanna = await working(service, "sanna")
        await sanna.go(f"/jono/{request_id}/kulku")
    async with await opened(service, receipt) as requester:
        shown = (await requester.get(OWN)).json()["statutory_clocks"]

    assert "Tehty myöhässä to 3.12." in aino.text and "Arvio alkoi <b>" in aino.text
    assert "Tehty myöhässä to 3.12." in sanna.text and "Arvio alkoi" not in sanna.text
    assert shown == [{**told, "done_on": "2026-12-03"}]


async def test_whoever_closes_is_told_of_the_time_that_runs_on(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    path, aino = f"/jono/{request_id}", await working(service, "aino")
    await aino.go(path)
    await aino.send(f"{path}/statutory-clock", clock="service-need", is_application="true")
    sheet = {"text": "Soitamme.", "kind": "answer", "outcome": "advice", "closes": "true"}
    page = await aino.send(f"{path}/response", **sheet)

    assert page.status_code == 409 and "päättäminen ei pysäytä sitä" in aino.text
    assert "Soitamme." in page.text and "Viimeinen päivä ke 2.12." in page.text

    await aino.send(f"{path}/response", **sheet, clock_runs_on="true")
    assert aino.page.status_code == 200
    async with await service.as_staff("aino") as api:
        shown = (await api.get(f"{REQUESTS}/{request_id}")).json()
    assert (shown["state"], shown["statutory_clocks"][0]["done_on"]) == ("closed", None)


async def test_what_the_law_wants_today_and_what_is_late_stand_up_in_the_list(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "statutory-clock", **{**CLOCK, "is_application": True})
        await act(aino, request_id, "reply", text="Hei", kind="answer")
        assert await queued(aino, "?due=any") == []
    for days, late in ((9, False), (1, True)):
        clock.wind(timedelta(days=days))
        sweep(tools_of(service.parts))
        service.tokens.clear()
        async with await service.as_staff("aino") as aino:
            (row,) = await queued(aino, f"?due={'overdue' if late else 'today'}")
            assert row["statute_due_at"][:16] == "2026-12-02T22:00"
    kerttu = await working(service, "kerttu")
    await kerttu.go("/jono?due=any")
    assert "Lakisääteinen aika ylittyi ke 2.12." in kerttu.text


async def test_a_page_shows_the_released_time_in_the_requesters_words(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    visitor = browser(service)
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt["receipt"])
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "statutory-clock", **{**CLOCK, "is_application": True})
        await visitor.go("/vastaus")
        assert "Lain mukainen aika" not in visitor.text
        await act(aino, request_id, "clock-release", clock="service-need")
    await visitor.go("/vastaus")
    assert "Lain mukainen aika" in visitor.text
    assert (
        "Alamme selvittää, mitä apua tarvitset, viimeistään" in visitor.text
        and "2. joulukuuta" in visitor.text
    )
