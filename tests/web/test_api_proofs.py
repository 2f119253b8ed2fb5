"""Who gets checkpoints, proofs and certificates over the API, and do they hold?"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, opened, sent
from triage.evidence.checkpoints.closing import Checkpoint, close
from triage.evidence.checkpoints.holders import Holder
from triage.evidence.checkpoints.notes import VerifierKey, tree_head
from triage.evidence.checkpoints.notes import opened as note_opened
from triage.store.tables.core_tables import access_log

SCRIPTS = Path(__file__).parents[2] / "script"
TOKEN = "k" * 64
HOLDER = Holder(name="valvoja", token_sha256=hashlib.sha256(TOKEN.encode()).hexdigest())
DAY = timedelta(days=1)


def closed(service: Service) -> list[Checkpoint]:
    parts = service.parts
    job = partial(close, ring=parts.ring, service="apua.example", now=service.clock())
    return parts.writer.submit(job).result(30)


def checked(script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPTS / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def holder(service: Service) -> Iterator[httpx.AsyncClient]:
    service.app.state.parts = replace(service.app.state.parts, holders=(HOLDER,))
    yield service.client(TOKEN, address="198.51.100.7")


@pytest.mark.parametrize("username", ["sanna", "tiina", "antti"])
async def test_who_watches_over_the_service_gets_the_newest_checkpoint(
    service: Service, username: str
) -> None:
    closed(service)
    events, reads = closed(service)
    async with await service.as_staff(username) as watcher:
        for each in (events, reads):
            answer = await watcher.get(f"/api/v1/checkpoints/{each.tree}")
            assert answer.text == each.note
            assert answer.headers["content-type"].startswith("text/plain")


async def test_a_holder_gets_it_by_a_token_and_nothing_else(
    service: Service, holder: httpx.AsyncClient
) -> None:
    events, _ = closed(service)
    async with holder:
        answer = await holder.get("/api/v1/checkpoints/events")
        elsewhere = [
            (await holder.get(path)).status_code
            for path in ("/api/v1/queue", "/api/v1/my-request", "/api/v1/response-times")
        ]
    async with service.client("w" * 64) as stranger:
        refused = await stranger.get("/api/v1/checkpoints/events")
    with service.parts.database.lasting.connect() as connection:
        row = connection.execute(
            select(access_log).where(access_log.c.action == "checkpoint")
        ).one()

    assert answer.text == events.note
    assert elsewhere == [401, 401, 401]
    assert refused.status_code == 401
    assert (row.username, row.role, row.request_id) == ("valvoja", "system", None)


async def test_it_comes_with_the_proof_that_it_goes_on_from_an_older_one(
    service: Service, holder: httpx.AsyncClient, tmp_path: Path
) -> None:
    first, *_ = closed(service)
    second, *_ = closed(service)
    kept, later = tmp_path / "kept", tmp_path / "later"
    kept.write_text(first.note, encoding="utf-8")
    async with holder:
        asked = await holder.get("/api/v1/checkpoints/events", params={"since": first.size})
        never = await holder.get("/api/v1/checkpoints/events", params={"since": 256})
    later.write_text(asked.text, encoding="utf-8")

    said = checked("check_proof.py", "grown", str(kept), str(later), "--key", first.signed_by)
    assert f"from {first.size} leaves to {second.size}" in said
    assert (never.status_code, never.json()["code"]) == (404, "no-checkpoint-yet")


async def test_a_requester_gets_a_proof_once_a_checkpoint_is_closed(
    service: Service, tmp_path: Path
) -> None:
    receipt = await sent(service)
    path = tmp_path / "arrival.tlog-proof"
    async with await opened(service, receipt) as requester:
        before = await requester.get("/api/v1/my-request/proof")
        events, _ = closed(service)
        answer = await requester.get("/api/v1/my-request/proof")
    path.write_text(answer.text, encoding="utf-8")
    said = checked(
        "check_proof.py",
        "arrival",
        str(path),
        "--key",
        events.signed_by,
        "--reference",
        receipt["reference"],
        "--chain-head",
        receipt["chain_head"],
    )

    assert (before.status_code, before.json()["code"]) == (404, "no-checkpoint-yet")
    assert "arrival.tlog-proof" in answer.headers["content-disposition"]
    assert receipt["reference"] in said
    assert tree_head(note_opened(events.note, [VerifierKey.read(events.signed_by)])).size


async def test_a_certificate_tells_the_days_and_holds_offline(
    service: Service, clock: HandWoundClock, tmp_path: Path
) -> None:
    await sent(service, topics=["TAL"])
    path = tmp_path / "certificate.json"
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
        address = f"/api/v1/requests/{row['id']}/certificate"
        waiting = (await aino.get(address)).json()
        await act(aino, row["id"], "urgency", level="normal", because="Ei kiirettä.")
        await act(aino, row["id"], "claim")
        await act(aino, row["id"], "reply", text="Tule käymään.", kind="answer")
        clock.wind(7 * DAY)
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get(address)
    path.write_text(answer.text, encoding="utf-8")

    assert waiting["verdict"] == "open"
    assert [each["why"] for each in answer.json()["days"]] == [
        "arrival",
        "working-day",
        "working-day",
    ]
    assert answer.json()["service"] == "pyyda-apua"
    assert "It holds: kept." in checked("check_certificate.py", str(path))
    assert "käymään" not in json.dumps(answer.json())
