"""What does a person see of a request that ended, and of a page that fails after a deed?"""

from __future__ import annotations

import re

import pytest

from tests.service import Service
from tests.web.breaking import nothing_can_be_read
from tests.web.browsing import OWN, Browser, asked, opened, reading, request_path, working

WORDS = "Tilanne on taas huono."
REOPENED = "Pyyntösi on taas avoinna."


async def ended(service: Service) -> Browser:
    """A requester who has read that the request is closed."""
    visitor = await reading(service)
    await close(service)
    await visitor.go("/vastaus")
    return visitor


async def close(service: Service) -> None:
    worker = await opened(service)
    path = request_path(worker)
    await worker.send(f"{path}/response", text="Hei, soitetaan huomenna.", kind="answer")
    await worker.send(f"{path}/closing", outcome="advice", retention_class="advice")
    assert worker.page.status_code == 200, worker.text


# -- asking for help again --


async def test_who_needs_help_again_writes_it_and_is_told_the_day(service: Service) -> None:
    visitor = await ended(service)
    assert "Asia on päätetty" in visitor.text
    assert "saat vastauksen viimeistään keskiviikkona 25. marraskuuta" in visitor.text
    await visitor.send("/vastaus/uudestaan", text=WORDS)
    assert visitor.page.url.path == "/vastaus"
    assert REOPENED in visitor.text
    assert "Saat vastauksen viimeistään keskiviikkona 25. marraskuuta" in visitor.text
    assert WORDS in visitor.text
    worker = await opened(service, "onni")
    assert WORDS in worker.text


async def test_nothing_has_to_be_written(service: Service) -> None:
    visitor = await ended(service)
    await visitor.send("/vastaus/uudestaan")
    assert REOPENED in visitor.text
    assert visitor.form("/vastaus/viesti").fields["text"] == ""


async def test_a_button_pressed_twice_asks_once(service: Service) -> None:
    visitor = await ended(service)
    form = visitor.form("/vastaus/uudestaan")
    for _ in range(2):
        await visitor.post(form.action, {**form.fields, "text": WORDS})
    assert REOPENED in visitor.text
    assert visitor.text.count(WORDS) == 1


async def test_who_withdrew_may_change_their_mind(service: Service) -> None:
    visitor = await asked(service)
    receipt = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    await visitor.send("/vastaus/peru")
    assert "Jos muutat mielesi" in visitor.text
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    assert "Olet perunut pyyntösi" in visitor.text
    await visitor.send("/vastaus/uudestaan", text=WORDS)
    assert REOPENED in visitor.text
    assert "Olet perunut pyyntösi" not in visitor.text
    assert WORDS in visitor.text


async def test_too_many_words_reopen_nothing_and_come_back(service: Service) -> None:
    visitor = await ended(service)
    await visitor.send("/vastaus/uudestaan", text="x" * 10_001)
    assert visitor.page.status_code == 422
    assert "Asia on päätetty" in visitor.text
    assert len(visitor.form("/vastaus/uudestaan").fields["text"]) == 10_001


async def test_a_message_to_what_was_closed_meanwhile_comes_back_and_can_be_sent(
    service: Service,
) -> None:
    visitor = await reading(service)
    await close(service)
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.page.status_code == 409
    assert "Asia päätettiin ennen kuin viestisi lähti." in visitor.text
    assert visitor.form("/vastaus/uudestaan").fields["text"] == WORDS
    await visitor.send("/vastaus/uudestaan")
    assert REOPENED in visitor.text
    assert WORDS in visitor.text


async def test_withdrawing_what_was_closed_meanwhile_shows_that_it_is(service: Service) -> None:
    visitor = await reading(service)
    await close(service)
    await visitor.send("/vastaus/peru")
    assert visitor.page.url.path == "/vastaus"
    assert "Asia on päätetty" in visitor.text


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_asking_again_keeps_its_language(service: Service, language: str) -> None:
    visitor = await ended(service)
    await visitor.go(f"/vastaus?lang={language}")
    await visitor.send("/vastaus/uudestaan", text=WORDS)
    assert f'<html lang="{language}"' in visitor.page.text
    assert WORDS in visitor.text


# -- a protected address --


async def test_a_helper_is_told_once_somebody_has_the_request_in_hand(service: Service) -> None:
    visitor = await reading(service)
    assert "Perhekeskus lukee viestisi." in visitor.text
    assert "Sinua auttaa nyt" not in visitor.text
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/claim")
    await visitor.go("/vastaus")
    assert "Sinua auttaa nyt: perhekeskuksen työntekijä." in visitor.text
    assert "Perhekeskus lukee viestisi." not in visitor.text
    assert "perhesosiaali" not in visitor.page.text.lower()


async def test_a_unit_whose_name_may_be_shown_is_named(service: Service) -> None:
    visitor = await reading(service, topics="RAS", message="Vauva ei nuku.")
    worker = await opened(service, "olli")
    await worker.send(f"{request_path(worker)}/claim")
    await visitor.go("/vastaus")
    assert "Sinua auttaa nyt: Neuvola." in visitor.text


async def test_a_protected_address_is_shown_no_unit_of_a_place(service: Service) -> None:
    visitor = await reading(service, protected_address="true")
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/claim")
    await visitor.go("/vastaus")
    assert "Sinua auttaa nyt: Lapin hyvinvointialueen perheiden palvelut." in visitor.text
    assert "perhesosiaali" not in visitor.page.text.lower()


# -- what was done is done --


async def test_a_message_whose_page_fails_is_not_sent_again(service: Service) -> None:
    visitor = await reading(service)
    with nothing_can_be_read(service):
        await visitor.send("/vastaus/viesti", text=WORDS)
        assert visitor.page.status_code == 503
        assert "Lähetyksesi on perillä" in visitor.text
        assert 'href="tel:112"' in visitor.page.text
        await visitor.go("/vastaus")
        assert "Lähetyksesi on perillä" not in visitor.text
    await visitor.go("/vastaus")
    assert WORDS in visitor.text


async def test_a_verb_whose_page_fails_is_told_as_done(service: Service) -> None:
    await asked(service)
    worker = await opened(service)
    path = request_path(worker)
    with nothing_can_be_read(service):
        await worker.send(f"{path}/claim")
        assert worker.page.status_code == 503
        assert "Tekemäsi on tallessa" in worker.text
        assert "mitään tallennettu" not in worker.text
        await worker.go(path)
        assert "mitään tallennettu" in worker.text
    await worker.go(path)
    assert "Sinun hoidossasi" in worker.text


# -- who may not know is told no name --


@pytest.mark.parametrize("path", ["/loki", "{request}/kulku"])
async def test_a_page_that_is_denied_tells_neither_names_nor_references(
    service: Service, path: str
) -> None:
    await reading(service)
    worker = await opened(service)
    reference = re.search(r'class="ref">([^<]+)<', worker.page.text)
    assert reference is not None
    onni = await working(service, "onni")
    await onni.go(path.format(request=request_path(worker)))
    assert onni.page.status_code == 403
    assert "Aino" not in onni.text
    assert reference[1] not in onni.text


async def test_a_form_of_another_site_reopens_nothing(service: Service) -> None:
    visitor = await ended(service)
    fields = visitor.form("/vastaus/uudestaan").fields
    foreign = {**OWN, "Sec-Fetch-Site": "cross-site"}
    answer = await visitor.client.post("/vastaus/uudestaan", data=fields, headers=foreign)
    assert answer.status_code == 403
    await visitor.go("/vastaus")
    assert "Asia on päätetty" in visitor.text
