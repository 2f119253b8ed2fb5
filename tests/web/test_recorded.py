"""Is it told on the page where a request stands on record, and when its content is destroyed?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import REQUESTS, act, id_of, sent
from tests.web.browsing import working


async def test_a_worker_confirms_the_record_and_reads_the_day(service: Service) -> None:
    receipt = await sent(service)
    aino = await working(service)
    path = f"/jono/{id_of(service, receipt)}"
    await aino.go(path)
    assert "Pyyntöä ei ole vahvistettu kirjatuksi asiakastietoihin." in aino.text
    await aino.send(f"{path}/response", text="Hei", kind="answer")
    await aino.send(f"{path}/recorded", system="Lifecare", on="2026-11-23")
    assert "Asiakastiedoissa: Lifecare, ma 23.11." in aino.text
    assert "Sisällön hävittämispäivä lasketaan päättämisestä." in aino.text
    await aino.send(f"{path}/closing", outcome="advice", retention_class="family-services")
    await aino.go(path)
    assert "Sisältö hävitetään sunnuntaina 23. toukokuuta 2027." in aino.text


async def test_a_day_ahead_is_refused_and_what_was_typed_stays(service: Service) -> None:
    receipt = await sent(service)
    aino = await working(service)
    path = f"/jono/{id_of(service, receipt)}"
    await aino.go(path)
    await aino.send(f"{path}/recorded", system="Lifecare", on="2026-11-24")
    assert aino.page.status_code == 422
    assert "Valitse päivä pyynnön saapumisen ja tämän päivän väliltä." in aino.text
    assert aino.form(f"{path}/recorded").fields["system"] == "Lifecare"


async def test_the_api_tells_it(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei", kind="answer")
        await act(aino, request_id, "closing", outcome="advice")
        await act(aino, request_id, "recorded", system="Lifecare", on="2026-11-23")
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    assert shown["retention"] == {
        "recorded_on": "2026-11-23",
        "recorded_system": "Lifecare",
        "destroyed_on": "2027-05-23",
        "held_back": False,
    }
