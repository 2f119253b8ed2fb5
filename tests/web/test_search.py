"""Who finds which request by what is said in it, and who learns that they looked?"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from projections.door.requests import search as searching
from tests.service import Service
from tests.web.asking import act, asked, opened, sent
from tests.web.browsing import Browser, working
from triage.evidence import access_log
from triage.store.tables import core_tables

RICH = {
    "message": "Meidän koiramme karkasi ja Äiti itkee.",
    "reply_by": "phone",
    "contact": {"name": "Aino-Kaisa Körkkö", "phone": "+358 40 123 4567", "must_not_know": "Ukki"},
    "avoid": "Terapeutti Tuulikki",
}


async def found(caller: httpx.AsyncClient, typed: str, **more: object) -> Any:
    answer = await caller.get("/api/v1/search", params={"q": typed, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def places(service: Service, username: str, typed: str) -> list[list[str]]:
    async with await service.as_staff(username) as caller:
        return [each["found_in"] for each in (await found(caller, typed))["items"]]


def logged(service: Service, request_id: str) -> list[tuple[str, str]]:
    with service.parts.database.reads.connect() as connection:
        rows = access_log.reads_of(connection, UUID(request_id))
    return [(str(row.action), str(row.ground)) for row in rows]


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("koira", ["message"]),
        ("AITI", ["message"]),
        ("korkko", ["name"]),
        ("040-1234567", ["phone"]),
        ("4567", ["phone"]),
        ("ukki", ["told"]),
        ("tuulikki", ["told"]),
        ("karkasi körkkö", ["name", "message"]),
        ("kissa", None),
        ("karkasi kissa", None),
    ],
)
async def test_what_was_told_is_found(service: Service, typed: str, where: list[str]) -> None:
    await asked(service, **RICH)
    await asked(service)

    assert await places(service, "aino", typed) == ([where] if where else [])


async def test_what_staff_and_the_requester_wrote_on_is_found(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        (row,) = (await found(aino, receipt["reference"]))["items"]
        await act(aino, row["id"], "note", text="Soitin kouluun.")
        await act(aino, row["id"], "claim")
        await act(aino, row["id"], "reply", text="Tapaamme torstaina.", kind="answer")
    async with await opened(service, receipt) as visitor:
        await visitor.post("/api/v1/my-request/messages", json={"text": "Torstai ei sovi."})

    assert await places(service, "aino", "koulu") == [["note"]]
    assert await places(service, "aino", "torstai") == [["message", "reply"]]


async def test_a_row_has_the_shape_of_the_contract(service: Service) -> None:
    await asked(service, **RICH)
    async with await service.as_staff("aino") as aino:
        (queued,) = (await aino.get("/api/v1/queue")).json()["items"]
        answer = await found(aino, "koira")

    assert answer == {"items": [{**queued, "found_in": ["message"]}], "searched": 1, "more": False}


async def test_the_reference_and_a_part_of_it_are_found(service: Service) -> None:
    receipt = await sent(service)
    await sent(service)
    whole = receipt["reference"]

    for typed in (whole, whole.lower(), whole.replace("-", ""), whole[:6]):
        assert await places(service, "aino", typed) == [["reference"]]


# -- need to know --


async def test_a_colleagues_words_are_not_searched_and_the_reference_is(service: Service) -> None:
    receipt = await sent(service, **RICH)
    async with await service.as_staff("aino") as aino:
        (row,) = (await found(aino, "koira"))["items"]
        await act(aino, row["id"], "claim")

    assert await places(service, "onni", "koira") == []
    assert await places(service, "onni", receipt["reference"]) == [["reference"]]
    assert await places(service, "aino", "koira") == [["message"]]
    async with await service.as_staff("onni") as onni:
        await act(onni, row["id"], "opening", because="Sijaistan.")
    assert await places(service, "onni", "koira") == []


@pytest.mark.parametrize(("username", "number"), [("olli", 0), ("maria", 0), ("kerttu", 1)])
async def test_another_units_request_is_not_found_at_all(
    service: Service, username: str, number: int
) -> None:
    receipt = await sent(service, **RICH)

    for typed in ("koira", receipt["reference"]):
        assert len(await places(service, username, typed)) == number


async def test_who_stands_in_for_the_absent_finds_what_they_hold(service: Service) -> None:
    request_id = await asked(service, **RICH)
    body = {"from_on": "2026-11-23", "until_on": "2026-11-23", "substitute": "onni"}
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        answer = await aino.post("/api/v1/absences", json=body)
        assert answer.status_code == 201, answer.text

    assert await places(service, "onni", "koira") == [["message"]]
    assert await places(service, "risten", "koira") == []
    assert logged(service, request_id)[-1] == ("found", "substitute")


async def test_a_partner_finds_none_of_the_countys_records(service: Service) -> None:
    request_id = await asked(
        service, message="Parisuhde.", consents={"partners": ["parish"], "consult": False}
    )
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "note", text="Lapsilisä haettu.")
        await act(aino, request_id, "claim")
        body = {"unit": "seurakunta-perheneuvonta", "because": "Sopii.", "basis": "statute"}
        answer = await aino.post(f"/api/v1/requests/{request_id}/transfer", json=body)
        assert answer.status_code == 200, answer.text
    assert await places(service, "maria", "parisuhde") == []
    async with await service.as_staff("maria") as maria:
        await act(maria, request_id, "transfer-acceptance")

    assert await places(service, "maria", "parisuhde") == [["message"]]
    assert await places(service, "maria", "lapsilisä") == []


async def test_what_is_erased_is_not_found(service: Service) -> None:
    receipt = await sent(service, **RICH)
    erased = await asked(service, **RICH)
    with service.parts.database.log.begin() as connection:
        service.parts.models.ring.destroy(connection, UUID(erased))

    assert len(await places(service, "aino", "koira")) == 1
    assert receipt


# -- the access log --


async def test_a_search_is_one_row_and_each_hit_a_read_of_it(service: Service) -> None:
    hit, miss = await asked(service, **RICH), await asked(service)
    await places(service, "aino", "koira")

    with service.parts.database.reads.connect() as connection:
        log = core_tables.access_log
        rows = connection.execute(select(log).where(log.c.action == "search")).fetchall()
    assert [(row.username, row.request_id, row.version) for row in rows] == [("aino", None, 2)]
    assert (logged(service, hit), logged(service, miss)) == ([("found", "triage")], [])


async def test_the_requester_is_told_of_the_read_of_the_words(service: Service) -> None:
    receipt = await sent(service, **RICH)
    await places(service, "aino", receipt["reference"])
    await places(service, "aino", "koira")

    async with await opened(service, receipt) as visitor:
        reads = (await visitor.get("/api/v1/my-request")).json()["reads"]
    assert [each["by_role"] for each in reads] == ["worker"]


async def test_the_officer_reads_how_many_were_searched_and_no_word(service: Service) -> None:
    await asked(service, **RICH)
    await places(service, "aino", "koira")
    officer = await working(service, "tiina")
    await officer.go("/loki")

    assert "haki pyyntöjä" in officer.text
    assert "1 pyynnöstä" in officer.text
    assert "löysi pyynnön haulla sen sanoista" in officer.text
    assert "koira" not in officer.page.text


# -- bounds --


async def test_more_than_is_told_is_said(service: Service) -> None:
    for _ in range(3):
        await asked(service, **RICH)
    async with await service.as_staff("aino") as aino:
        some, all_of_them = await found(aino, "koira", limit=2), await found(aino, "koira")

    assert (len(some["items"]), some["more"]) == (2, True)
    assert (len(all_of_them["items"]), all_of_them["more"]) == (3, False)


@pytest.mark.parametrize("bound", ["SEARCHED_FOR_SECONDS", "SEARCHED_AT_MOST"])
async def test_a_search_that_is_cut_short_says_so(
    service: Service, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    for _ in range(2):
        await asked(service, **RICH)
    monkeypatch.setattr(searching, bound, {"SEARCHED_AT_MOST": 1}.get(bound, -1.0))
    async with await service.as_staff("aino") as aino:
        answer = await found(aino, "koira")

    assert (answer["more"], answer["searched"] < 2) == (True, True)


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=a&limit=51", "?q=a&page=2"])
async def test_a_question_that_is_none_is_refused_without_its_words(
    service: Service, query: str
) -> None:
    async with await service.as_staff("aino") as aino:
        answer = await aino.get(f"/api/v1/search{query}")

    assert answer.status_code == 422


# -- the page --


async def looked_for(service: Service, typed: str, username: str = "aino") -> Browser:
    worker = await working(service, username)
    await worker.send("/haku", q=typed)
    return worker


async def test_the_page_shows_what_was_found_and_keeps_the_words_out_of_the_address(
    service: Service,
) -> None:
    await asked(service, **RICH)
    worker = await looked_for(service, "koira")

    assert str(worker.page.url) == "https://testserver/haku?lang=fi"
    assert "löytyi: pyytäjän viesti" in worker.text
    assert "Löytyi 1, haettiin 1 pyynnöstä." in worker.text
    assert 'value="koira"' in worker.page.text
    assert re.search(r'<a href="/jono/[0-9a-f-]{36}', worker.page.text)


@pytest.mark.parametrize("typed", [str, str.lower, lambda text: text.replace("-", "")])
async def test_a_reference_leads_straight_to_its_request(service: Service, typed: Any) -> None:
    receipt = await sent(service)
    worker = await looked_for(service, typed(receipt["reference"]))

    assert re.fullmatch(r"/jono/[0-9a-f-]{36}", worker.page.url.path)
    assert receipt["reference"] in worker.page.text


async def test_a_reference_of_another_unit_is_told_like_one_that_is_none(service: Service) -> None:
    receipt = await sent(service)

    said = [
        (await looked_for(service, reference, "olli")).text.replace(reference, "")
        for reference in (receipt["reference"], "AAAABBBBCCCC")
    ]
    assert said[0] == said[1]
    assert "Löytyi 0" in said[0]


async def test_the_empty_field_is_a_page_for_those_who_search_alone(service: Service) -> None:
    worker, editor = await working(service), await working(service, "elli")

    assert (await worker.go("/haku")).status_code == 200
    assert (await editor.go("/haku")).status_code == 403
