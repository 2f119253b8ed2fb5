"""Who learns that a colleague is on the same request, and for how long?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, asked, opened, sent
from tests.web.browsing import Browser, working
from triage.store.tables import core_tables


async def says(worker: Browser, request_id: str, **more: str) -> str:
    """What the page's script is told, and with it that its reader is there."""
    await worker.go(f"/jono/{request_id}")
    mark = re.search(r'name="csrf_token" value="([^"]+)"', worker.page.text)
    assert mark is not None
    fields = {"csrf_token": mark[1], **more}
    await worker.post(f"/jono/{request_id}/lasna?lang=fi", fields)
    if worker.page.status_code != 200:
        return str(worker.page.status_code)
    return " ".join(re.sub(r"<[^>]*>", " ", worker.page.text).split())


async def test_colleagues_learn_of_each_other_by_name(service: Service) -> None:
    request_id = await asked(service)
    aino, onni = await working(service, "aino"), await working(service, "onni")

    assert await says(aino, request_id) == ""
    assert await says(onni, request_id) == "Aino on tässä pyynnössä."
    assert await says(aino, request_id) == "Onni on tässä pyynnössä."
    assert await says(onni, request_id, writes="true") == "Aino on tässä pyynnössä."
    assert await says(aino, request_id) == "Onni kirjoittaa …"
    await says(onni, request_id, gone="true")
    assert await says(aino, request_id) == ""


async def test_it_is_forgotten_after_half_a_minute(service: Service, clock: HandWoundClock) -> None:
    request_id = await asked(service)
    aino, onni = await working(service, "aino"), await working(service, "onni")
    await says(aino, request_id)

    clock.wind(timedelta(seconds=29))
    assert "Aino" in await says(onni, request_id)
    clock.wind(timedelta(seconds=1))
    assert await says(onni, request_id) == ""


@pytest.mark.parametrize("username", ["olli", "maria", "sanna", "tiina", "elli", "antti", "ville"])
async def test_who_may_not_read_the_words_learns_nothing_and_is_never_shown(
    service: Service, username: str
) -> None:
    request_id = await asked(service)
    aino, other = await working(service, "aino"), await working(service, username)
    await says(aino, request_id)
    mark = re.search(r'name="csrf_token" value="([^"]+)"', (await other.go("/luettelo")).text)
    assert mark is not None
    await other.post(f"/jono/{request_id}/lasna?lang=fi", {"csrf_token": mark[1]})

    assert other.page.status_code in (403, 404)
    assert "Aino on" not in other.page.text
    assert await says(aino, request_id) == ""


async def test_a_colleague_without_a_reason_learns_nothing(service: Service) -> None:
    request_id = await asked(service)
    aino, onni = await working(service, "aino"), await working(service, "onni")
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "claim")
    await says(aino, request_id, writes="true")

    assert await says(onni, request_id) == "403"
    assert await says(aino, request_id) == ""


async def test_who_loses_the_words_is_there_no_more(service: Service) -> None:
    request_id = await asked(service)
    aino, onni = await working(service, "aino"), await working(service, "onni")
    await says(onni, request_id)
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "claim")
    assert "Onni on" in await says(aino, request_id)

    assert await says(onni, request_id) == "403"
    assert "Onni on" not in await says(aino, request_id)


async def test_what_others_did_since_is_named(service: Service, clock: HandWoundClock) -> None:
    receipt = await sent(service)
    aino = await working(service, "aino")
    await aino.go("/jono")
    found = re.search(r"/jono/([0-9a-f-]{36})", aino.page.text)
    assert found is not None
    request_id = found[1]
    await aino.go(f"/jono/{request_id}")
    seen = re.search(r'data-seen="([^"]+)"', aino.page.text)
    assert seen is not None
    clock.wind(timedelta(minutes=5))
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "note", text="Soitin.")
    async with await service.as_staff("kerttu") as caller:
        await act(caller, request_id, "note", text="Minäkin.")
    async with await opened(service, receipt) as visitor:
        await visitor.post("/api/v1/my-request/messages", json={"text": "Vielä yksi asia."})

    told = await says(aino, request_id, seen=seen[1])
    assert told == "Kerttu lisäsi muistiinpanon (10.05). Pyytäjä kirjoitti (10.05)."
    assert await says(aino, request_id, seen="eilen") == ""


async def test_nothing_of_it_is_stored_or_logged(service: Service) -> None:
    request_id = await asked(service)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")

    def rows() -> dict[str, int]:
        with service.parts.database.log.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in core_tables.metadata.sorted_tables
            }

    mark = re.search(r'name="csrf_token" value="([^"]+)"', aino.page.text)
    assert mark is not None
    before = rows()
    await aino.post(f"/jono/{request_id}/lasna", {"csrf_token": mark[1], "writes": "true"})

    assert aino.page.status_code == 200
    assert rows() == before


async def test_a_form_without_the_mark_of_the_session_is_refused(service: Service) -> None:
    request_id = await asked(service)
    aino, onni = await working(service, "aino"), await working(service, "onni")
    await aino.post(f"/jono/{request_id}/lasna", {"csrf_token": "0" * 64})

    assert aino.page.status_code == 403
    assert await says(onni, request_id) == ""
