"""What if a process starts with a clock three weeks ahead, and anew with a right one?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx

from tests.integration.clockwork import SERVE, SWEEPS_OFTEN
from tests.integration.commands import command_line
from tests.integration.conftest import environment_for
from tests.integration.faults import stepping
from tests.integration.production import signed_in
from tests.integration.running import by_way_of, eventually, kinds_of, running
from tests.integration.store.world import stock
from triage.store.records.submissions import by_reference
from wiring.composition.parts import open_database, wall_clock
from wiring.settings import Settings, read_settings

READY = "Pyydä apua: "
AHEAD = timedelta(days=21)
AS_SUBMITTED = ["submitted", "routed"]
MARKS = ["look-overdue", "look-overdue", "reminded", "escalated", "promise-missed"]
RETRACTED = [*AS_SUBMITTED, *MARKS, "marks-retracted"]
ANSWERED = ["claimed", "replied"]


def test_the_one_is_kept_and_the_other_is_told_at_its_moment(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data") | SWEEPS_OFTEN
    settings = read_settings(environment)
    stock(settings)
    flag = tmp_path / "stepped"

    def at(ahead: timedelta, act: Callable[[str], None]) -> None:
        """Let a process of its own live so far ahead for as long as this takes."""
        stepping.step(flag, ahead)
        serve = by_way_of(stepping.__name__, SERVE, str(flag))
        with running(serve, environment, tmp_path, ready=READY) as service:
            act(service.ready.removeprefix(READY).strip())
            assert service.stop() == 0

    found: list[UUID] = []

    def submit(address: str) -> None:
        found.extend(asked(settings, address) for _ in range(2))

    def have(*expected: list[str]) -> None:
        eventually(lambda: [kinds_of(settings, each) for each in found] == list(expected))

    def answer(address: str) -> None:
        have(RETRACTED, RETRACTED)
        reply(address, found[0])

    at(stepping.NOWHERE, submit)
    at(AHEAD, lambda _: have(AS_SUBMITTED + MARKS, AS_SUBMITTED + MARKS))
    at(stepping.NOWHERE, answer)
    at(AHEAD, lambda _: have(RETRACTED + ANSWERED, RETRACTED + MARKS))

    assert command_line(environment, wall_clock)("verify").exit_code == 0


def asked(settings: Settings, address: str) -> UUID:
    body = {"message": "Emme jaksa enää.", "topics": ["RAS"], "municipality": "698"}
    answer = httpx.post(f"{address}/api/v1/requests", json=body).raise_for_status().json()
    database = open_database(settings)
    try:
        with database.reads.connect() as connection:
            request_id = by_reference(connection, answer["reference"])
    finally:
        database.dispose()
    assert request_id
    return request_id


def reply(address: str, request_id: UUID) -> None:
    own = {"Authorization": f"Bearer {signed_in(address, 'olli')}"}
    for verb, body in (("claim", {}), ("reply", {"text": "Tule käymään.", "kind": "answer"})):
        path = f"{address}/api/v1/requests/{request_id}/{verb}"
        httpx.post(path, json=body, headers=own).raise_for_status()
