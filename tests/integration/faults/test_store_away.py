"""What do people get while the store is away? Whom to call, when to try again, and no wrong yes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx

from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import BODY, under_load
from tests.integration.faults.waiting import goes_on, pass_by
from tests.integration.production import Production

WAITED_LONG = 30
OUTAGE_SECONDS = 30
PATIENCE_SECONDS = 10
EMERGENCY = "112"


@contextmanager
def store_away(production: Production) -> Iterator[None]:
    production.postgres.running.kill()
    try:
        yield
    finally:
        production.postgres.running.start()


def asked(address: str, key: str) -> httpx.Response:
    body = BODY | {"message": "Apua katkon aikana"}
    headers = {"Idempotency-Key": key}
    return httpx.post(f"{address}/api/v1/requests", json=body, headers=headers, timeout=60)


def asked_by_form(address: str) -> httpx.Response:
    """What a browser without scripts does: get the form, fill it, send it."""
    with httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=60) as browser:
        form = browser.get("/")
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text)
        return browser.post("/", data={**dict(hidden), "message": "Kirjoitin tämän lomakkeella."})


def test_while_the_store_is_away_everybody_is_told_whom_to_call(production: Production) -> None:
    one, other = production.addresses
    key = str(uuid4())
    with store_away(production):
        began_at = time.monotonic()
        by_program, by_form = asked(one, key), asked_by_form(other)
        took = time.monotonic() - began_at
    stored = [asked(address, key) for address in (one, other, one)]

    assert (by_program.status_code, by_form.status_code) == (503, 503)
    assert by_program.headers["Content-Type"] == "application/problem+json"
    assert by_form.headers["Content-Type"].startswith("text/html")
    assert all(int(each.headers["Retry-After"]) > 0 for each in (by_program, by_form))
    assert EMERGENCY in {each["number"] for each in by_program.json()["urgent_help"]}
    assert f"tel:{EMERGENCY}" in by_form.text
    assert "Kirjoitin tämän lomakkeella." in by_form.text
    assert took < PATIENCE_SECONDS
    assert [each.status_code for each in stored] == [201, 200, 200]
    assert len({each.json()["reference"] for each in stored}) == 1


def test_nothing_acknowledged_is_lost_while_the_store_is_away(production: Production) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        with store_away(production):
            ready = httpx.get(f"{production.addresses[0]}/readyz", timeout=60)
            pass_by(OUTAGE_SECONDS)
        goes_on(load)
    production.sweeps_again()

    assert (ready.status_code, load.cut_off) == (503, 0)
    assert load.turned_away
    assert {each.json()["code"] for each in load.turned_away} == {"store-away"}
    judge(production.settings, load, waited_long)
