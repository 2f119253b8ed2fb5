"""Do the processes of docker-compose.yml do the whole job together, two webs as one?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.architecture.compose import SERVICES, WEBS
from tests.integration.commands import command_line
from tests.integration.faults.judge import FELL_DUE, submitted_then
from tests.integration.production import Production
from tests.integration.running import clocks_work, eventually
from tests.integration.store.world import opened
from wiring.composition.parts import wall_clock

MESSAGE = "Vauva itkee yöt läpi."
QUESTION = "Voinko tulla jo huomenna?"
ANSWER = "Tervetuloa neuvolaan."
BODY = {"message": MESSAGE, "topics": ["RAS"], "municipality": "698", "age_bands": ["A1"]}
TRIES = 8
PARTS = ("web-1", "web-2", "worker", "beat", "follower")


@contextmanager
def at(address: str, token: str | None = None) -> Iterator[httpx.Client]:
    """Somebody at one of the webs."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        yield client


def test_every_service_of_the_file_is_at_work(production: Production) -> None:
    assert production.parts.keys() == SERVICES.keys() - {"postgres", "redis", "migrate"}
    assert all(psutil.pid_exists(part.pid) for part in production.parts.values())


def test_a_request_goes_its_whole_way_over_two_webs(production: Production) -> None:
    one, other = production.addresses
    with at(one) as asker:
        asked = asker.post("/api/v1/requests", json=BODY).raise_for_status().json()
    with at(other, production.token("olli", at=other)) as worker:
        request_id = next(
            row["id"] for row in queue_of(worker) if row["reference"] == asked["reference"]
        )
        done(worker, request_id, "urgency", {"level": "normal", "because": "Ei hätää."})
    token = production.token("olli", at=one)
    with at(one, token) as worker:
        assert worker.get(f"/api/v1/requests/{request_id}").json()["message"] == MESSAGE
        done(worker, request_id, "claim", {})
    with at(other, token) as worker:
        done(worker, request_id, "reply", {"text": ANSWER, "kind": "answer"})
    with at(one) as asker:
        opened = asker.post("/api/v1/receipt-sessions", json={"receipt": asked["receipt"]})
    with at(other, opened.json()["token"]) as asker:
        texts = [each["text"] for each in asker.get("/api/v1/my-request").json()["messages"]]
        assert ANSWER in texts
        asker.post("/api/v1/my-request/messages", json={"text": QUESTION}).raise_for_status()
    with at(one, token) as worker:
        row = worker.get(f"/api/v1/requests/{request_id}").json()
    (follow_up,) = row["promise"]["follow_ups"]
    assert (row["waiting_for"], follow_up["answer_by"]) == ("us", row["answer_by"])
    assert follow_up["answer_by"] >= row["promise"]["answer_by"]


def queue_of(worker: httpx.Client) -> Iterator[dict[str, Any]]:
    """Page by page: what other tests left unanswered stands before the newest."""
    after: dict[str, str] = {}
    while True:
        page = worker.get("/api/v1/queue", params=after).raise_for_status().json()
        yield from page["items"]
        if page["next"] is None:
            return
        after = {"after": page["next"]}


def done(worker: httpx.Client, request_id: str, verb: str, body: dict[str, str]) -> None:
    answer = worker.post(f"/api/v1/requests/{request_id}/{verb}", json=body)
    assert answer.status_code == 200, answer.text


def test_one_key_at_both_webs_at_the_same_moment_is_one_request(production: Production) -> None:
    together = Barrier(TRIES)
    headers = {"Idempotency-Key": str(uuid4())}

    def submit(number: int) -> httpx.Response:
        address = production.addresses[number % 2]
        with at(address) as asker:
            together.wait(30)
            return asker.post("/api/v1/requests", json=BODY, headers=headers)

    with ThreadPoolExecutor(TRIES) as threads:
        answers = list(threads.map(submit, range(TRIES)))

    assert sorted(each.status_code for each in answers) == [200] * (TRIES - 1) + [201]
    assert len({each.json()["reference"] for each in answers}) == 1


def test_a_session_of_one_web_holds_at_the_other_and_ends_at_both(production: Production) -> None:
    one, other = production.addresses
    token = production.token("aino", at=one)
    with at(other, token) as worker:
        held = worker.get("/api/v1/queue").status_code
        worker.delete("/api/v1/session")
    with at(one, token) as worker:
        assert (held, worker.get("/api/v1/queue").status_code) == (200, 401)


def test_the_worker_does_the_clocks_work(production: Production) -> None:
    (request_id,) = submitted_then(production.settings, 1)
    with opened(production.settings) as beside:
        eventually(lambda: len(clocks_work(beside, request_id)) == len(FELL_DUE))
        assert clocks_work(beside, request_id) == FELL_DUE


@pytest.mark.parametrize("number", range(len(WEBS)))
def test_each_web_sees_all_of_the_rest(production: Production, number: int) -> None:
    parts = httpx.get(f"{production.addresses[number]}/readyz").json()["parts"]
    # The packaged catalogue names no number for the duty, and that is told.
    ill = {name: part["reason"] for name, part in parts.items() if not part["ok"]}
    assert ill == {
        "test_alarm": "test-alarm-no-way",
        "test_alarm_age_seconds": "test-alarm-never-left",
    }
    assert parts["sweep_age_seconds"]["value"] < 60


def test_what_was_done_is_verified_by_the_command(
    production: Production, process_as_before: None
) -> None:
    environment = production.part("web-1").environment
    settings = production.settings
    run = command_line(
        {
            "PYYDA_DATABASE_URL": settings.database_url,
            "PYYDA_MASTER_KEY_FILE": environment["PYYDA_MASTER_KEY_FILE"],
        },
        wall_clock,
    )
    verified = run("verify")
    assert (verified.exit_code, verified.stdout[:18]) == (0, "All is as it was: "), verified.output


@pytest.mark.parametrize("name", PARTS)
def test_a_health_check_finds_a_process_at_work_well(production: Production, name: str) -> None:
    eventually(production.part(name).is_well)


@pytest.mark.parametrize("name", ["web-1", "worker"])
def test_a_health_check_finds_one_that_has_stopped_unwell(
    production: Production, name: str
) -> None:
    part = production.part(name)
    part.stop()
    well = part.is_well()
    part.start()
    assert not well
    eventually(part.is_well)


@pytest.mark.parametrize("name", PARTS)
def test_each_process_stops_in_good_order_and_works_again(
    production: Production, name: str
) -> None:
    part = production.part(name)
    assert part.stop() == 0
    part.start()
    eventually(lambda: all(map(production.is_alive, production.addresses)))
    production.sweeps_again()
