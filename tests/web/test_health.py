"""Who is told how the parts stand, and what do the measures tell?"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import httpx

from api.app import make_app
from api.http.web_parts import Probe
from tests.clock import HandWoundClock
from tests.service import Service, make_service, web_parts
from tests.web.asking import REQUESTS, SUBMISSION

REMOTE = "198.51.100.7"


async def test_how_the_parts_stand_is_for_this_machine_and_the_administrator(
    service: Service,
) -> None:
    antti = await service.token_of("antti")
    kerttu = await service.token_of("kerttu")
    told = []
    for token, address in ((None, "127.0.0.1"), (None, REMOTE), (kerttu, REMOTE), (antti, REMOTE)):
        async with service.client(token, address=address) as caller:
            answer = await caller.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ready")
        told.append("parts" in answer.json())
    assert told == [True, False, False, True]


async def test_the_parts_tell_store_and_projections(client: httpx.AsyncClient) -> None:
    parts = (await client.get("/readyz")).json()["parts"]
    assert parts["store"]["ok"]
    assert parts["behind_queue_15"] == {"ok": True, "value": 0}


async def test_a_part_that_is_needed_and_broken_makes_the_service_unready(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    probes = (
        Probe(name="sweep_age_seconds", read=lambda: 1 / 0),
        Probe(name="disk", read=lambda: 1 / 0, needed=True),
    )
    with make_service(tmp_path, clock, probes=probes[:1]) as service:
        async with service.client() as caller:
            lame = await caller.get("/readyz")
        app = make_app(web_parts(service.parts, probes=probes))
        async with Service(parts=service.parts, app=app, clock=clock).client() as caller:
            broken_down = await caller.get("/readyz")
    assert lame.json()["parts"]["sweep_age_seconds"] == {"ok": False, "value": None}
    assert lame.status_code == 200
    assert (broken_down.status_code, broken_down.json()["code"]) == (503, "not-ready")
    assert broken_down.json()["parts"]["disk"]["ok"] is False


async def test_who_is_told_no_part_makes_no_part_work(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    read: list[str] = []
    probes = (
        Probe(name="circuits", read=lambda: read.append("circuits") or 0),
        Probe(name="disk", read=lambda: read.append("disk") or 0, needed=True),
    )
    with make_service(tmp_path, clock, probes=probes) as service:
        async with service.client(address=REMOTE) as caller:
            answer = await caller.get("/readyz")
    assert answer.json() == {"status": "ready"}
    assert read == ["disk"]


async def test_a_proxy_on_this_machine_that_says_nothing_is_still_a_proxy(
    service: Service,
) -> None:
    app = make_app(web_parts(service.parts, trusted_proxies=(ip_network("127.0.0.0/8"),)))
    async with Service(parts=service.parts, app=app, clock=service.clock).client() as caller:
        answer = await caller.get("/readyz")
    assert "parts" not in answer.json()


async def test_measures_name_no_request(service: Service) -> None:
    async with service.client() as caller:
        receipt = (await caller.post(REQUESTS, json=SUBMISSION)).json()
        await caller.get("/api/v1/requests/5ec3b32d-f997-4d12-aafa-6f5f66dae1ff?secret=vene")
        await caller.get("/somewhere/vene")
        text = (await caller.get("/metrics")).text
    assert 'route="/api/v1/requests/{request_id}",status="401"' in text
    assert 'route="unmatched",status="404"' in text
    for word in ("5ec3b32d", "vene", receipt["reference"]):
        assert word not in text


async def test_measures_tell_how_much_is_open_and_how_much_overdue(
    service: Service, clock: HandWoundClock
) -> None:
    async with service.client() as caller:
        await caller.post(REQUESTS, json=SUBMISSION)
        clock.wind(timedelta(days=14))
        await caller.post(REQUESTS, json=SUBMISSION)
    # Signed in now, or the session would have run out.
    async with service.client() as caller, await service.as_staff("kerttu") as kerttu:
        await kerttu.get("/api/v1/queue")
        text = (await caller.get("/metrics")).text
    assert 'pyyda_part{part="open_requests"} 2.0' in text
    assert 'pyyda_part{part="overdue_requests"} 1.0' in text
