"""Can the officer find any read in the log, page through all of it, and see why it was opened?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, id_of, sent
from tests.web.browsing import working
from triage.store.database.engine import write_lock
from triage.store.tables.core_tables import access_log

LOG, OWN = "/api/v1/access-log", "/api/v1/own-reads"
REQUESTS = "/api/v1/requests"
WHY = "Aino on sairaana."
SAID = "Rahat eivät riitä ruokaan."


async def asked(officer: httpx.AsyncClient, path: str = LOG, **query: object) -> dict[str, Any]:
    answer = await officer.get(path, params={name: str(said) for name, said in query.items()})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def some_reads(service: Service, clock: HandWoundClock) -> tuple[str, str]:
    """Two requests: the first is aino's and was opened by onni the next day; references."""
    first, second = await sent(service), await sent(service)
    one, other = id_of(service, first), id_of(service, second)
    async with await service.as_staff("aino") as aino:
        await act(aino, one, "claim")
        await aino.get(f"{REQUESTS}/{one}")
        await aino.get(f"{REQUESTS}/{other}")
    clock.wind(timedelta(days=1))
    service.tokens.clear()
    async with await service.as_staff("onni") as onni:
        await onni.get(f"{REQUESTS}/{one}")
        await act(onni, one, "opening", because=WHY)
        await onni.get(f"{REQUESTS}/{one}")
    async with await service.as_staff("olli") as olli:
        await olli.get(f"{REQUESTS}/{one}")
    return str(first["reference"]), str(second["reference"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"username": "onni", "kind": "view"}, ["view", "row", "view"]),
        ({"username": "onni", "outcome": "denied"}, ["view"]),
        ({"username": "olli"}, ["view"]),
        ({"ground": "opened"}, ["view", "row"]),
        ({"from": "2026-11-24", "username": "aino"}, []),
        ({"to": "2026-11-23", "username": "aino"}, ["view", "view", "row"]),
        ({"from": "2026-11-24", "to": "2026-11-24", "username": "olli"}, ["view"]),
        ({"username": "aino", "kind": "print"}, []),
    ],
)
async def test_the_log_is_narrowed_down(
    service: Service, clock: HandWoundClock, query: dict[str, str], expected: list[str]
) -> None:
    await some_reads(service, clock)
    async with await service.as_staff("tiina") as tiina:
        found = await asked(tiina, **query)
    assert [each["action"] for each in found["items"]] == expected


async def test_by_a_reference_only_that_request_is_told(
    service: Service, clock: HandWoundClock
) -> None:
    _, second = await some_reads(service, clock)
    async with await service.as_staff("tiina") as tiina:
        found = await asked(tiina, reference=second.lower())
        unknown = await asked(tiina, reference="XXXX-XXXX-XXXX")
    assert [(each["reference"], each["by"]["username"]) for each in found["items"]] == [
        (second, "aino")
    ]
    assert (unknown["items"], unknown["next"]) == ([], None)


async def test_the_reason_that_was_typed_stands_with_what_it_opened(
    service: Service, clock: HandWoundClock
) -> None:
    await some_reads(service, clock)
    async with await service.as_staff("tiina") as tiina:
        found = await asked(tiina)
    with_reason = {each["position"] for each in found["items"] if each["reason"] == WHY}
    by_reason = {each["position"] for each in found["items"] if each["ground"] == "opened"}
    assert with_reason == by_reason != set()
    assert all(each["reason"] is None for each in found["items"] if each["ground"] != "opened")
    assert SAID not in str(found)


async def test_the_pages_hold_every_row_once_while_the_log_grows(
    service: Service, clock: HandWoundClock
) -> None:
    await some_reads(service, clock)
    async with await service.as_staff("tiina") as tiina:
        page = await asked(tiina, limit=2)
        seen = [each["position"] for each in page["items"]]
        while page["next"]:
            page = await asked(tiina, limit=2, after=page["next"])
            seen += [each["position"] for each in page["items"]]
    assert seen == list(range(seen[0], 0, -1))


async def test_a_row_that_somebody_changed_is_counted_and_ends_no_page(
    service: Service, clock: HandWoundClock
) -> None:
    await some_reads(service, clock)
    with write_lock(service.parts.database) as connection:
        newest = access_log.c.position == 5
        connection.execute(update(access_log).where(newest).values(username="outi"))
    async with await service.as_staff("tiina") as tiina:
        first = await asked(tiina, limit=1, after=6)
        behind = await asked(tiina, limit=1, after=first["next"])
    assert (first["items"], first["refused"], first["next"]) == ([], 1, 5)
    assert [each["position"] for each in behind["items"]] == [4]


async def test_reading_the_log_is_a_row_of_it(service: Service) -> None:
    async with await service.as_staff("tiina") as tiina:
        await asked(tiina, username="aino")
        found = await asked(tiina, kind="audit")
    assert [(each["action"], each["by"]["username"]) for each in found["items"]] == [
        ("log", "tiina")
    ]
    assert found["items"][0]["purpose"] == "data-protection"


@pytest.mark.parametrize(
    "query", [{"from": "2026-12-02", "to": "2026-12-01"}, {"kind": "all"}, {"after": "0"}]
)
async def test_a_wrong_filter_is_refused_by_its_name(
    service: Service, query: dict[str, str]
) -> None:
    async with await service.as_staff("tiina") as tiina:
        answer = await tiina.get(LOG, params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in query


async def test_a_worker_sees_the_own_reads_of_words_and_nobody_elses(
    service: Service, clock: HandWoundClock
) -> None:
    first, second = await some_reads(service, clock)
    async with await service.as_staff("aino") as aino:
        found = await asked(aino, OWN)
    async with await service.as_staff("onni") as onni:
        of_onni = await asked(onni, OWN)
    assert [each["reference"] for each in found["items"]] == [second, first]
    assert [(each["reference"], each["reason"]) for each in of_onni["items"]] == [(first, WHY)]


async def test_the_page_leads_from_filters_to_the_next_page(
    service: Service, clock: HandWoundClock
) -> None:
    await some_reads(service, clock)
    tiina = await working(service, "tiina")
    await tiina.go("/loki?username=onni&kind=view")
    assert WHY in tiina.text and SAID not in tiina.text
    assert "avattu perustellusta syystä" in tiina.text
    await tiina.go("/loki?after=3")
    assert "Uusimmat" in tiina.text
    onni = await working(service, "onni")
    await onni.go("/omat-avaukset")
    assert WHY in onni.text and SAID not in onni.text


@pytest.mark.parametrize(
    ("path", "username", "action"),
    [
        ("/vastausajat/taulukko", "sanna", "statistics-export"),
        ("/vastausajat/tuloste", "sanna", "statistics-print"),
        ("/vastausajat", "sanna", "missed"),
    ],
)
async def test_what_leaves_the_service_is_told_apart(
    service: Service, path: str, username: str, action: str
) -> None:
    supervisor = await working(service, username)
    await supervisor.go(path)
    async with await service.as_staff("tiina") as tiina:
        found = await asked(tiina, username=username)
    assert found["items"][0]["action"] == action


async def test_a_certificate_as_a_file_is_an_export(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    supervisor = await working(service, "sanna")
    await supervisor.go(f"/jono/{request_id}/todistus.json")
    async with await service.as_staff("tiina") as tiina:
        found = await asked(tiina, kind="export")
    assert [each["action"] for each in found["items"]] == ["certificate-export"]
