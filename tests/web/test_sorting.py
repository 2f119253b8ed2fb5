"""What does a worker meet who sorts a request, on its page and over the JSON API?"""

from __future__ import annotations

import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, act, asked, named, queued, sent
from tests.web.asking import opened as receipt_opened
from tests.web.browsing import Browser, opened, request_path
from tests.web.browsing import asked as asked_on_the_page


async def send(worker: Browser, verb: str, /, **typed: object) -> None:
    await worker.send(f"{request_path(worker)}/{verb}", **typed)


LOOK = {"level": "normal", "because": "Luin viestin."}


# -- the JSON API --


async def test_who_sorts_it_away_is_told_id_and_version_alone(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        told = await act(aino, request_id, "sorting", topics=["RAS"])
        after = await aino.get(f"{REQUESTS}/{request_id}")

    assert told.keys() == {"id", "version"}
    assert after.status_code == 404


async def test_the_new_unit_finds_it_by_the_sorted_topic(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino, await service.as_staff("olli") as olli:
        await act(aino, request_id, "sorting", topics=["RAS"])
        found = await queued(olli, "?topic=RAS")
        told = await queued(olli, "?topic=TAL")

    assert ([each["id"] for each in found], told) == ([request_id], [])


async def test_the_look_may_sort_in_the_same_act(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        row = await act(aino, request_id, "urgency", **LOOK, topics=["TAL", "ITS"], concerns="self")
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()

    assert (row["urgency"], row["topics"]) == ("normal", ["TAL", "ITS"])
    assert shown["sorting"]["told"]["topics"] == ["TAL"]
    assert shown["sorting"]["by"]["username"] == "aino"
    assert shown["concerns"] == "self"


async def test_nobody_sorted_it_so_there_is_no_sorting(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        assert (await aino.get(f"{REQUESTS}/{request_id}")).json()["sorting"] is None


@pytest.mark.parametrize(
    ("field", "codes"), [("topics", ["KUU"]), ("age_bands", ["A99"])], ids=["topic", "age"]
)
async def test_an_unknown_code_names_its_field(
    service: Service, field: str, codes: list[str]
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"{REQUESTS}/{request_id}/sorting", json={field: codes})

    assert (answer.status_code, named(answer)) == (422, [(field, "unknown")])


async def test_an_offered_request_is_not_sorted(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "transfer", unit="neuvola", because="Vauva.")
        answer = await aino.post(f"{REQUESTS}/{request_id}/sorting", json={"topics": ["RAS"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "transfer-pending")


async def test_the_requester_is_told_whom_it_is_with_and_nothing_else(service: Service) -> None:
    receipt = await sent(service)
    async with await receipt_opened(service, receipt) as requester:
        before = (await requester.get("/api/v1/my-request")).json()
        async with await service.as_staff("aino") as aino:
            (row,) = await queued(aino)
            await act(aino, row["id"], "sorting", topics=["RAS"], because="Vauva-arkea.")
        after = (await requester.get("/api/v1/my-request")).json()

    assert after.pop("handled_by") != before.pop("handled_by")
    assert after == before


# -- the page --


async def test_the_first_look_sorts_and_leads_on_to_the_queue(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL")
    worker = await opened(service)

    await send(worker, "urgency", **LOOK, topics="RAS")

    assert worker.page.url.path == "/jono"
    assert "Pyyntö siirtyi yksikköön Neuvola" in worker.text


async def test_the_sheet_answers_and_then_sends_it_where_it_belongs(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL")
    worker = await opened(service)

    await send(worker, "response", text="Hei, luin tämän.", kind="answer", **LOOK, topics="RAS")

    assert worker.page.url.path == "/jono"
    assert "Pyyntö siirtyi yksikköön Neuvola" in worker.text
    async with await service.as_staff("olli") as olli:
        (row,) = await queued(olli)
    assert (row["topics"], row["claimed_by"]) == (["RAS"], None)


async def test_a_look_that_leaves_the_ticks_alone_sorts_nothing(service: Service) -> None:
    await asked_on_the_page(service, topics=["TAL", "ITS"])
    worker = await opened(service)

    await send(worker, "urgency", **LOOK)

    assert "Tallennettu: kiireellisyys arvioitu." in worker.text
    assert "Lajiteltu" not in worker.text


async def test_both_choices_stand_among_the_facts(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL")
    worker = await opened(service)

    await send(worker, "urgency", **LOOK, topics=["TAL", "ITS"], age_bands="A4")

    assert "Lajiteltu" in worker.text
    assert "Pyytäjän valinnat" in worker.text


async def test_later_it_is_sorted_by_a_form_of_its_own(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL")
    worker = await opened(service)
    await send(worker, "urgency", **LOOK)

    await send(worker, "sorting", topics=["TAL", "ITS"], because="Luin uudelleen.")

    assert "Tallennettu: pyyntö lajiteltu." in worker.text
    assert "Luin uudelleen." in worker.text


async def test_unticking_every_age_says_that_none_is_known(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL", age_bands="A3")
    worker = await opened(service)
    await send(worker, "urgency", **LOOK)

    await send(worker, "sorting", age_bands="")

    assert "Tallennettu: pyyntö lajiteltu." in worker.text


async def test_a_refused_look_keeps_what_was_ticked(service: Service) -> None:
    await asked_on_the_page(service, topics="TAL")
    worker = await opened(service)

    await send(worker, "urgency", level="soon", because="x", topics=["", "RAS", "ARK"])

    assert worker.page.status_code == 422
    path = f"{request_path(worker).removesuffix('/urgency')}/response"
    assert sorted(worker.form(path).fields["topics"]) == ["", "ARK", "RAS"]


async def test_the_address_names_no_unit_that_is_none(service: Service) -> None:
    await asked_on_the_page(service)
    worker = await opened(service)

    await worker.go("/jono?done=sorting&moved_to=kuu")

    assert "siirtyi" not in worker.text
