"""Does what a worker has begun to write wait on the request's page, for them alone?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, id_of, named, sent
from tests.web.browsing import Browser, asked, browser, opened, request_path

BEGUN = "Hei Minna, <b>luin</b> viestisi ja"
NOTICE = "Luonnos ma 23.11. klo 10"


@pytest.fixture
async def worker(service: Service) -> Browser:
    """Aino with a request of hers open."""
    await asked(service)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/claim")
    return worker


async def save(worker: Browser, text: str = BEGUN, **typed: object) -> httpx.Response:
    """The button of who has no script: the reply's own form, sent to another address."""
    path = request_path(worker)
    fields = worker.form(f"{path}/response").fields
    return await worker.post(f"{path}/luonnos", {**fields, "text": text, **typed})


async def line(worker: Browser, text: str = BEGUN, **typed: object) -> str:
    """What the page's script is told of a save."""
    path = request_path(worker)
    fields = worker.form(f"{path}/response").fields
    answer = await worker.client.post(
        f"{path}/luonnos/rivi",
        data={**fields, "text": text, **typed},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    return answer.text


def begun(worker: Browser) -> str:
    """What stands in the form of the reply."""
    path = "/".join(worker.page.url.path.split("/")[:3])
    return unescape(worker.form(f"{path}/response").fields["text"])


async def test_it_waits_in_the_form_with_its_hour(worker: Browser) -> None:
    await save(worker, kind="question")
    assert "Tallennettu: luonnos tallennettu." in worker.text
    assert begun(worker) == BEGUN
    assert NOTICE in worker.text
    assert worker.form(f"{request_path(worker)}/response").fields["kind"] == "question"


async def test_it_keeps_the_language_that_was_chosen(
    worker: Browser, clock: HandWoundClock
) -> None:
    await save(worker, language="so")
    reply = worker.form(f"{request_path(worker)}/response")
    assert (begun(worker), reply.fields["language"]) == (BEGUN, "so")

    clock.wind(timedelta(minutes=1))
    await save(worker, language="")
    assert worker.form(f"{request_path(worker)}/response").fields["language"] == ""


async def test_it_waits_for_nobody_else(worker: Browser, service: Service) -> None:
    await save(worker)
    onni = await opened(service, "onni")
    await onni.send(f"{request_path(worker)}/opening", because="Sijaistan.")
    assert begun(onni) == "" and NOTICE not in onni.text


async def test_it_is_gone_when_it_is_discarded_wiped_out_or_sent(
    worker: Browser, clock: HandWoundClock
) -> None:
    path = request_path(worker)
    for ending in ("pois", "", "reply"):
        clock.wind(timedelta(minutes=1))
        await save(worker)
        assert begun(worker) == BEGUN
        if ending == "reply":
            await worker.send(f"{path}/response", kind="holding")
        elif ending:
            await worker.post(f"{path}/luonnos/pois", worker.form(f"{path}/response").fields)
        else:
            await save(worker, text=" ")
        assert begun(worker) == "", ending


async def test_words_that_were_refused_win_over_the_draft(worker: Browser) -> None:
    await save(worker)
    await worker.send(f"{request_path(worker)}/response", text="Aivan muuta", kind="")
    assert worker.page.status_code == 422
    assert begun(worker) == "Aivan muuta"
    # What the page holds is not what is kept: its script saves it.
    assert "data-unsaved" in worker.page.text


async def test_another_refused_form_leaves_the_draft_in_its_place(worker: Browser) -> None:
    await save(worker)
    await worker.send(f"{request_path(worker)}/note", text=" ")
    assert worker.page.status_code == 422
    assert begun(worker) == BEGUN


async def test_a_draft_that_cannot_be_kept_comes_back_to_be_copied(
    worker: Browser, service: Service
) -> None:
    fields = {**worker.form(f"{request_path(worker)}/response").fields, "text": BEGUN}
    path = request_path(worker)
    await worker.send(f"{path}/recusal", because="Olen sukulainen.")
    await worker.post(f"{path}/luonnos", fields)
    assert worker.page.status_code == 404
    assert BEGUN in unescape(worker.page.text)


async def test_the_script_is_told_the_hour_and_the_moment(worker: Browser) -> None:
    told = await line(worker)
    assert "Luonnos tallennettu klo 10." in told
    assert 'data-saved-at="2026-11-23T08:00:00+00:00"' in told
    assert "<html" not in told and BEGUN[:9] not in told


async def test_the_older_tab_is_told_and_writes_over_only_when_it_says_so(
    worker: Browser, clock: HandWoundClock
) -> None:
    await line(worker, is_new="true")
    clock.wind(timedelta(minutes=5))
    told = await line(worker, text="Toisesta välilehdestä", is_new="true")
    assert 'data-refused="draft-changed"' in told and "Tätä tekstiä ei tallennettu." in told
    await line(worker, text="Toisesta välilehdestä")
    await worker.go(request_path(worker))
    assert begun(worker) == "Toisesta välilehdestä"


async def test_a_script_of_another_site_saves_nothing(worker: Browser) -> None:
    path = request_path(worker)
    fields = {**worker.form(f"{path}/response").fields, "text": BEGUN}
    for instead in ({"csrf_token": "väärä"}, {"csrf_token": ""}):
        answer = await worker.client.post(f"{path}/luonnos/rivi", data={**fields, **instead})
        assert answer.status_code == 403
    await worker.go(path)
    assert begun(worker) == ""


async def test_who_loads_the_address_of_a_form_again_gets_the_request(worker: Browser) -> None:
    path = request_path(worker)
    for address in ("luonnos", "luonnos/rivi", "luonnos/pois"):
        await worker.go(f"{path}/{address}")
        assert (worker.page.status_code, worker.page.url.path) == (200, path)


async def test_who_is_not_signed_in_keeps_nothing(service: Service, worker: Browser) -> None:
    stranger = browser(service)
    answer = await stranger.post(f"{request_path(worker)}/luonnos", {"text": BEGUN})
    assert answer.status_code == 401


# -- by a program --


async def test_a_draft_of_a_program_is_kept_read_and_discarded(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    address = f"/api/v1/requests/{request_id}/draft"
    async with await service.as_staff("aino") as aino:
        saved = await aino.put(
            address, json={"text": " Hei ", "kind": "question", "language": "ar"}
        )
        assert saved.status_code == 200, saved.text
        told: dict[str, Any] = saved.json()
        assert (told["text"], told["kind"], told["language"]) == ("Hei", "question", "ar")
        assert told["saved_at"] == "2026-11-23T08:00:00Z"
        assert (await aino.get(address)).json() == told
        assert (await aino.delete(address)).status_code == 204
        for answer in (await aino.get(address), await aino.delete(address)):
            assert (answer.status_code, answer.json()["code"]) == (404, "no-draft")


async def test_a_program_is_told_of_a_draft_that_it_does_not_know(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    address = f"/api/v1/requests/{request_id}/draft"
    async with await service.as_staff("aino") as aino:
        saved = (await aino.put(address, json={"text": "Hei"})).json()
        soon = await aino.put(address, json={"text": "Hei taas", "seen_at": saved["saved_at"]})
        assert (soon.status_code, soon.headers["retry-after"]) == (429, "1")
        service.clock.wind(timedelta(seconds=1))
        known = {"text": "Hei taas", "seen_at": saved["saved_at"]}
        assert (await aino.put(address, json=known)).status_code == 200
        behind = await aino.put(address, json={**known, "text": "Hei vielä"})
        assert (behind.status_code, behind.json()["code"]) == (409, "draft-changed")


async def test_a_draft_is_as_long_as_a_reply_and_no_longer(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    address = f"/api/v1/requests/{request_id}/draft"
    async with await service.as_staff("aino") as aino:
        assert named(await aino.put(address, json={"text": "x" * 10_001})) == [("text", "too-long")]
        assert (await aino.put(address, json={"text": "x" * 10_000})).status_code == 200
        await act(aino, request_id, "reply", text="Hei", kind="holding")
        assert (await aino.get(address)).status_code == 404
