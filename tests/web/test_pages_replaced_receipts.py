"""Can somebody whose receipt was seen get another one on a page, and does nothing stale show?"""

from __future__ import annotations

import asyncio
import re
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import pytest

from tests.service import Service
from tests.web.asking import act
from tests.web.browsing import OWN, Browser, asked, browser, opened, reading
from triage.store.records import submissions

FORM = "/vastaus/kuitti"
TELLS_MORE = "/kuitti/lisaa"
# The exit waits for the store for a second at most; a test that waits longer has failed.
TIMEOUT_SECONDS = 60
NEW = "Tässä on uusi kuittisi"


async def replaced(service: Service) -> tuple[Browser, str]:
    """Somebody who has just replaced the receipt, and the earlier one."""
    visitor = await reading(service)
    await visitor.go("/kuitti")
    earlier = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send(FORM)
    assert NEW in visitor.text, visitor.text
    return visitor, earlier


async def test_the_page_shows_the_new_receipt_and_the_dialogue_is_closed(service: Service) -> None:
    visitor, earlier = await replaced(service)
    new = visitor.receipt

    assert visitor.page.url.path == "/kuitti"
    assert new != earlier
    await visitor.go("/vastaus")
    assert "Lue vastaus" in visitor.text
    await visitor.send("/vastaus", receipt=new)
    assert "Viestisi on perillä" in visitor.text


async def test_the_earlier_receipt_says_what_to_do(service: Service) -> None:
    _, earlier = await replaced(service)
    other = browser(service)
    await other.go("/vastaus")
    await other.send("/vastaus", receipt=earlier)

    assert other.page.status_code == 409
    assert "Jos et vaihtanut sitä itse, kirjoita meille uudestaan tai soita." in other.text


async def test_a_form_sent_again_shows_the_same_receipt(service: Service) -> None:
    """The answer was lost: the session is over, and the key of the form is still there."""
    visitor = await reading(service)
    form = visitor.form(FORM)
    await visitor.send(FORM)
    first = visitor.receipt
    await visitor.post(form.action, form.fields)

    assert visitor.receipt == first


async def test_another_own_word_under_the_same_form_is_neither_taken_nor_dropped_in_silence(
    service: Service,
) -> None:
    visitor = await reading(service)
    form = visitor.form(FORM)
    await visitor.send(FORM, new_own_word="kaarna")
    first = visitor.receipt
    await visitor.post(form.action, {**form.fields, "new_own_word": "kanerva"})

    assert visitor.page.status_code == 409
    assert "Omaa sanaa, jonka nyt kirjoitit, emme tallentaneet." in visitor.text
    assert first not in visitor.text
    await visitor.go("/kuitti")
    assert visitor.receipt == first
    for word, title in (("kanerva", "Lue vastaus"), ("kaarna", "Viestisi on perillä")):
        other = browser(service)
        await other.go("/vastaus")
        await other.send("/vastaus", receipt=first, own_word=word)
        assert title in other.text


async def test_a_form_that_was_left_replaces_nothing(service: Service) -> None:
    visitor = await reading(service)
    form, leaving = visitor.form(FORM), visitor.form("/poistu")
    await visitor.client.post("/poistu", data=leaving.fields)
    await visitor.post(form.action, form.fields)

    assert NEW not in visitor.text
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
    assert not row["writer_unconfirmed"]


async def test_a_page_left_while_the_receipt_is_replaced_shows_no_new_one(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await reading(service)
    leaving, form = visitor.form("/poistu"), visitor.form(FORM)
    loop, replace = asyncio.get_running_loop(), submissions.replace_receipt

    def left_meanwhile(*of: Any) -> None:
        replace(*of)
        pressed = visitor.client.post("/poistu", data=leaving.fields, headers=OWN)
        asyncio.run_coroutine_threadsafe(pressed, loop).result(TIMEOUT_SECONDS)

    monkeypatch.setattr(submissions, "replace_receipt", left_meanwhile)
    await visitor.post(form.action, form.fields)

    assert NEW not in visitor.text
    assert "__Host-lomake" not in visitor.client.cookies
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
    assert row["writer_unconfirmed"]


async def test_the_receipt_that_was_first_is_shown_no_more(service: Service) -> None:
    visitor, window = await reading(service), browser(service)
    window.client.cookies = visitor.client.cookies
    await window.go("/kuitti")
    first = window.receipt
    await visitor.send(FORM)
    await window.go("/kuitti")

    assert "Lue vastaus" in window.text
    assert first not in re.sub(r"\s", "", window.page.text)


async def test_a_compromised_contact_ends_the_page_of_the_receipt(service: Service) -> None:
    visitor = await asked(service)
    form, receipt = visitor.form(TELLS_MORE), visitor.receipt
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
        await act(aino, row["id"], "contact-compromised", because="Puoliso lukee.")
        await visitor.go("/kuitti")
        assert "Lue vastaus" in visitor.text
        await visitor.post(form.action, {**form.fields, "avoid": "Tätini Anneli"})
        assert 'class="code"' not in visitor.page.text
        told = (await aino.get(f"/api/v1/requests/{row['id']}")).text
        assert "Anneli" not in told
        await act(aino, row["id"], "reply", text="Hei", kind="answer", writer_confirmed=True)

    await visitor.go("/kuitti")
    assert "Lue vastaus" in visitor.text
    await visitor.send("/vastaus", receipt=receipt)
    assert "Hei" in visitor.text


async def test_a_form_sent_again_shows_no_receipt_of_a_compromised_contact(
    service: Service,
) -> None:
    """A browser without cookies shows the receipt by sending the whole form."""
    visitor = browser(service)
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    await visitor.go("/")
    form = visitor.form("/")
    fields = {**form.fields, "message": "Emme jaksa enää öitä."}
    await visitor.post(form.action, fields)
    assert 'class="code"' in visitor.page.text
    async with await service.as_staff("kerttu") as kerttu:
        (row,) = (await kerttu.get("/api/v1/queue")).json()["items"]
        await act(kerttu, row["id"], "contact-compromised", because="Puoliso lukee.")
    await visitor.post(form.action, fields)
    assert 'class="code"' not in visitor.page.text


async def test_the_use_of_the_earlier_receipt_ends_the_page_of_the_new_one(
    service: Service,
) -> None:
    visitor, earlier = await replaced(service)
    other, new = browser(service), visitor.receipt
    await other.go("/vastaus")
    await other.send("/vastaus", receipt=earlier)

    await visitor.go("/kuitti")
    assert "Lue vastaus" in visitor.text
    await visitor.send("/vastaus", receipt=new)
    await visitor.send(FORM)
    assert NEW in visitor.text
    assert visitor.receipt not in (new, earlier)


async def test_without_a_key_of_ours_nothing_is_replaced(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send(FORM, page_key="")

    assert visitor.page.status_code == 403
    assert "Kuittia ei vielä vaihdettu" in visitor.text


async def test_a_wrong_own_word_is_said_at_its_field(service: Service) -> None:
    visitor = await reading(service, own_word="vene")
    await visitor.send(FORM, own_word="laiva")

    assert visitor.page.status_code == 404
    assert "Oma sana ei ole oikea." in visitor.text
    field = re.search(r'<input id="own_word"[^>]*>', visitor.page.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    await visitor.send(FORM, own_word="vene")
    assert NEW in visitor.text


async def test_another_session_cannot_replace_the_receipt(service: Service) -> None:
    visitor, stranger = await reading(service), await reading(service, message="Toinen asia.")
    await visitor.send(FORM, csrf_token=stranger.form(FORM).fields["csrf_token"])

    assert visitor.page.status_code == 403
    assert NEW not in visitor.text


async def test_the_worker_is_told_and_confirms_on_the_page(service: Service) -> None:
    await replaced(service)
    worker = await opened(service)
    assert "Kirjoittaja voi olla joku muu" in worker.text
    reply = next(f for f in [worker.form(f"{worker.page.url.path}/response")])
    await worker.post(reply.action, {**reply.fields, "text": "Hei", "kind": "answer"})
    assert "Varmista, kuka kirjoittaa" in worker.text
    await worker.post(
        reply.action,
        {**reply.fields, "text": "Hei", "kind": "answer", "writer_confirmed": "true"},
    )
    assert "Kirjoittaja on varmistettu tämän jälkeen." in worker.text
