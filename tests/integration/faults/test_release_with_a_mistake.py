"""What waits, under load, for the next release where one has a mistake in its queue? The queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

from projections.views.queue.waiting import QueueModel
from tests.integration.faults import mistaken
from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import BODY, Load, under_load
from tests.integration.faults.waiting import SUBMISSIONS, goes_on
from tests.integration.production import Part, Production
from tests.integration.running import by_way_of, eventually

# The worker follows it too, to find what lies with units that are gone.
FOLLOWING = ("web-1", "web-2", "worker", "follower")
WAITED_LONG = 10


@contextmanager
def released_with_a_mistake(parts: Sequence[Part]) -> Iterator[None]:
    """These processes from another release, one after the other; in the end from this one again."""
    usual = [part.command for part in parts]
    for part in parts:
        part.start_anew(by_way_of(mistaken.__name__, part.command))
    try:
        yield
    finally:
        for part, command in zip(parts, usual, strict=True):
            part.start_anew(command)


def test_all_but_the_queue_goes_on_and_the_next_release_takes_it(production: Production) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        with released_with_a_mistake([production.part(name) for name in FOLLOWING]):
            eventually(lambda: all(map(production.is_alive, production.addresses)))
            taken_by_no_queue(production, load)
            waited_long = submitted_then(production.settings, WAITED_LONG)
            submitted, written = len(load.submitted), len(load.written)
            eventually(lambda: len(load.submitted) > submitted and len(load.written) > written)
            queue = asked(production, "/api/v1/queue")
            ready = asked(production, "/readyz")
        replied = len(load.replied)
        eventually(lambda: len(load.replied) > replied)
    production.sweeps_again()

    assert (queue.status_code, queue.json()["code"]) == (503, "read-model-stopped")
    assert ready.status_code == 200
    assert ready.json()["parts"][f"behind_{QueueModel.name}"] == {"ok": False, "value": None}
    judge(production.settings, load, waited_long)


def taken_by_no_queue(production: Production, load: Load) -> None:
    """Somebody asks for help with what the queue cannot take; it is acknowledged all the same."""
    key = "5f3c1c0e-98a1-4c5d-8d3b-5a2f5a7e0001"
    answer = httpx.post(
        production.addresses[0] + SUBMISSIONS,
        json=BODY | {"topics": [mistaken.TOPIC]},
        headers={"Idempotency-Key": key},
    )
    load.submitted[key] = answer.raise_for_status().json()["reference"]


def asked(production: Production, path: str) -> httpx.Response:
    """As a coordinator of this machine."""
    bearer = {"Authorization": f"Bearer {production.token('olli')}"}
    return httpx.get(production.addresses[1] + path, headers=bearer)
