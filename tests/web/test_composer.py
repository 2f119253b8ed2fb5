"""Is a request looked at, answered and closed by one sheet, and led on from to the next?"""

from __future__ import annotations

import re

import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, id_of, sent
from tests.web.browsing import Browser, asked, opened, request_path, working

WORDS = "Hei, soitan huomenna klo 10."
REPLY = {"text": WORDS, "kind": "answer"}
CALM = {"topics": "TAL"}


@pytest.fixture
async def worker(service: Service) -> Browser:
    """Aino with a free request open in which no danger shows."""
    await asked(service, **CALM)
    return await opened(service)


async def send(worker: Browser, **typed: object) -> None:
    await worker.send(f"{request_path(worker)}/response", **typed)


async def kinds(service: Service, worker: Browser) -> list[str]:
    request_id = request_path(worker).split("/")[2]
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    return [each["kind"] for each in shown["history"]][2:]


async def test_the_sheet_as_it_stands_looks_claims_and_answers(
    service: Service, worker: Browser
) -> None:
    await send(worker, text=WORDS)
    assert await kinds(service, worker) == ["claimed", "urgency-assessed", "replied"]
    assert "Luin kaiken. Vaaran merkkejä ei näy." in worker.text


async def test_an_outcome_closes_by_the_button_that_says_so(
    service: Service, worker: Browser
) -> None:
    await send(worker, text=WORDS, outcome="advice", closes="true")
    assert (await kinds(service, worker))[-1] == "closed"
    assert "Päätetty: Neuvonta riitti" in worker.text


async def test_a_chosen_outcome_closes_nothing_by_another_button(
    service: Service, worker: Browser
) -> None:
    await send(worker, text=WORDS, outcome="advice")
    assert (await kinds(service, worker))[-1] == "replied"


async def test_a_close_without_an_outcome_sends_nothing_and_keeps_the_words(
    service: Service, worker: Browser
) -> None:
    await send(worker, text=WORDS, closes="true")
    assert worker.page.status_code == 422
    assert "Tarkista kohta: lopputulos." in worker.text
    assert worker.form(request_path(worker)).fields["text"] == WORDS
    assert await kinds(service, worker) == []


async def test_a_refused_end_sends_no_message_either(service: Service, worker: Browser) -> None:
    await send(worker, text=WORDS, kind="holding", outcome="advice", closes="true")
    assert worker.page.status_code == 409
    assert re.search(r'id="response-outcome"[^>]*aria-invalid="true"', worker.page.text)
    assert await kinds(service, worker) == []


async def test_danger_is_judged_in_words_of_ones_own(service: Service) -> None:
    await asked(service, topics="VKV")
    worker = await opened(service)
    fields = worker.form(f"{request_path(worker)}/response").fields
    assert (fields.get("level", ""), "plain_reason" in fields) == ("", False)
    await send(worker, text=WORDS, level="normal")
    assert (worker.page.status_code, "perustelu" in worker.text) == (422, True)
    assert await kinds(service, worker) == []


async def test_words_stay_on_the_sheet_when_only_the_look_is_saved(
    service: Service, worker: Browser
) -> None:
    await worker.send(f"{request_path(worker)}/urgency", text=WORDS, level="urgent", because="Yöt.")
    assert (await kinds(service, worker))[-1] == "urgency-assessed"
    assert "Tallennettu: kiireellisyys arvioitu." in worker.text
    path = request_path(worker).removesuffix("/urgency")
    assert worker.form(f"{path}/response").fields["text"] == WORDS
    await worker.send(f"{path}/response")
    assert "viesti lähetetty pyytäjälle" in worker.text


async def test_words_stay_on_the_sheet_when_it_is_claimed(worker: Browser) -> None:
    path = request_path(worker)
    await worker.send(f"{path}/claim", text=WORDS)
    assert worker.form(f"{path}/response").fields["text"] == WORDS


async def test_a_preview_shows_the_words_and_stores_nothing(
    service: Service, worker: Browser
) -> None:
    path = request_path(worker)
    await worker.send(f"{path}/esikatselu", text="<b>Hei</b>", kind="question")
    assert worker.page.status_code == 200
    assert "Näin pyytäjä näkee viestin" in worker.text
    assert "&lt;b&gt;Hei&lt;/b&gt;</p>" in worker.page.text
    fields = worker.form(f"{path}/response").fields
    assert (fields["text"], fields["kind"]) == ("<b>Hei</b>", "question")
    await worker.go(path)
    assert await kinds(service, worker) == []


async def test_a_preview_of_another_session_is_refused(worker: Browser) -> None:
    path = f"{request_path(worker)}/esikatselu"
    await worker.post(path, {"text": WORDS, "csrf_token": "made up"})
    assert worker.page.status_code == 403


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "Pyytäjän kieli on arabia."), ("fi", None), ("fi-simple", None)]
)
async def test_the_sheet_says_that_nobody_translates(
    service: Service, language: str, said: str | None
) -> None:
    await asked(service, **CALM, language=language)
    worker = await opened(service)
    note = "palvelu ei käännä sitä"
    assert (note in worker.text) is (said is not None)
    assert said is None or said in worker.text


async def test_who_was_quicker_is_named_by_the_api(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino, await service.as_staff("onni") as onni:
        await aino.post(f"{REQUESTS}/{request_id}/claim", json={})
        refused = await onni.post(f"{REQUESTS}/{request_id}/response", json=REPLY)
    assert (refused.status_code, refused.json()["code"]) == (409, "already-claimed")
    assert refused.json()["by"] == "aino"


async def test_a_level_wants_its_reason(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{request_id}/response"
        refused = await aino.post(path, json={**REPLY, "level": "normal"})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "because", "code": "required"}]


async def test_a_refused_part_is_named_by_its_field(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{request_id}/response"
        body = {"text": WORDS, "kind": "holding", "outcome": "advice"}
        refused = await aino.post(path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-answered")
    assert refused.json()["errors"] == [{"field": "outcome", "code": "invalid"}]


async def test_after_an_answer_the_next_one_is_named_with_why(
    service: Service, worker: Browser
) -> None:
    await asked(service, topics="VKV")
    await send(worker, text=WORDS)
    assert "siinä on vaaran merkkejä." in worker.text
    await worker.send("/jono/seuraava")
    assert "Sinun hoidossasi" in worker.text
    assert "Väkivalta" in worker.text


async def test_nothing_is_next_where_nothing_is_free(service: Service, worker: Browser) -> None:
    await send(worker, text=WORDS)
    assert 'id="next-why"' not in worker.page.text
    await worker.send("/jono/seuraava")
    assert worker.page.url.path == "/jono"
    assert "Mikään vapaa pyyntö ei nyt odota sinua." in worker.text


async def test_the_next_one_is_never_one_that_somebody_stepped_aside_from(
    service: Service, worker: Browser
) -> None:
    await worker.send(f"{request_path(worker)}/recusal", because="Naapuri.")
    await worker.send("/jono/seuraava")
    assert worker.page.url.path == "/jono"


async def test_the_next_one_is_neither_a_colleagues_nor_another_units(
    service: Service, worker: Browser
) -> None:
    onni = await opened(service, "onni")
    await onni.send(f"{request_path(onni)}/claim")
    olli = await working(service, "olli")
    for each in (worker, olli):
        await each.go("/jono")
        await each.send("/jono/seuraava")
        assert each.page.url.path == "/jono"


async def test_what_is_offered_to_a_unit_is_not_taken_as_its_next(
    service: Service, worker: Browser
) -> None:
    path = request_path(worker)
    await worker.send(f"{path}/transfer", unit="neuvola", because="Vauva-arki.", basis="")
    olli = await working(service, "olli")
    await olli.send("/jono/seuraava")
    assert olli.page.url.path == "/jono"


async def test_looking_for_the_next_one_is_logged(service: Service, worker: Browser) -> None:
    await send(worker, text=WORDS)
    officer = await working(service, "tiina")
    await officer.go("/loki?username=aino")
    assert "katsoi, mikä pyyntö on seuraava" in officer.text


async def test_loading_the_address_again_takes_nothing(service: Service, worker: Browser) -> None:
    await worker.go("/jono/seuraava")
    assert await kinds(service, await opened(service)) == []
