"""What happens when a read model cannot take one event? It stops and says so; nothing else does."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.app import make_app
from projections.door.reading_room import ReadingRoom
from projections.machinery.following import Follower
from tests.clock import HandWoundClock
from tests.integration.faults.mistaken import MISTAKE, TOPIC, MistakenQueue
from tests.integration.running import eventually
from tests.service import Service, make_service, web_parts
from tests.web.browsing import working
from triage.evidence import access_log
from wiring.processes.follower import follow

BODY = {"topics": ["VAN"], "municipality": "698", "age_bands": ["A3"]}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A service with such a queue, and one request in it that it cannot take."""
    with make_service(tmp_path, HandWoundClock()) as service:
        parts, models = service.parts, service.parts.models
        queue = MistakenQueue()
        follower = Follower(parts.database, (queue, models.due, models.response_times))
        models = replace(models, queue=queue, follower=follower)
        reading = ReadingRoom(models=models, writer=parts.writer, clock=parts.clock)
        service.parts = replace(parts, models=models, reading_room=reading)
        service.app = make_app(web_parts(service.parts))
        assert await submitted(service, TOPIC) == 201
        yield service


async def submitted(service: Service, topic: str) -> int:
    async with service.client() as asker:
        body = BODY | {"topics": [topic]}
        return (await asker.post("/api/v1/requests", json=body)).status_code


async def test_its_page_says_that_it_cannot_be_shown(service: Service) -> None:
    worker = await working(service, "aino")

    assert worker.page.status_code == 503
    assert "Pyynnöt tulevat silti perille. Kerro pääkäyttäjälle." in worker.text
    assert MISTAKE not in worker.page.text


async def test_nobody_is_logged_as_refused_who_was_not(service: Service) -> None:
    await working(service, "aino")

    with service.parts.database.views.connect() as connection:
        reads = access_log.latest_reads(connection, limit=10)
    assert [row.outcome for row in reads] == []


async def test_submissions_and_other_pages_go_on(service: Service) -> None:
    assert await submitted(service, "VAN") == 201
    async with await service.as_staff("sanna") as supervisor:
        times = await supervisor.get("/api/v1/response-times")
    assert sum(row["received"] or 0 for row in times.json()["rows"]) == 0
    assert times.status_code == 200


async def test_readiness_tells_which_read_model_is_behind_and_stays(service: Service) -> None:
    follower = service.parts.models.follower
    others = follower.models[1:]
    rounds, stop = [], threading.Event()
    following = threading.Thread(target=follow, args=(follower, stop, lambda: rounds.append(1)))
    with capture_logs() as logged:
        following.start()
        eventually(lambda: not any(map(follower.distance, others)))
        stop.set()
        following.join()
    async with service.client() as monitor:
        ready = await monitor.get("/readyz")

    parts = ready.json()["parts"]
    assert ready.status_code == 200
    assert parts[f"behind_{MistakenQueue.name}"] == {"ok": False, "value": None}
    assert {parts[f"behind_{each.name}"]["value"] for each in others} == {0}
    assert rounds == []
    assert {(line["event"], line["name"], line["code"]) for line in logged} == {
        ("following-failed", MistakenQueue.name, "ValueError")
    }
    assert MISTAKE not in str(logged)
