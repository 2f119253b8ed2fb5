"""Does a translator read what was chosen, and nothing else, by a link that ends?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, act, id_of, opened, sent
from tests.web.browsing import Browser, browser, working

PATH, OWN = "/kaannos", "/api/v1/my-request"
MESSAGE = "Waan daalnay. Ilmuhu ma seexdo."
CONTACT = {"name": "Liisa Virtanen", "phone": "040 123 4567"}
LINK = re.compile(r'value="https?://testserver/kaannos#([\w-]{43})"')
ASKED = {
    "messages": "0",
    "language": "fi",
    "translator": "sopimuskaantaja",
    "because": "En osaa somalia.",
}


async def at_a_request(service: Service, **instead: object) -> tuple[Browser, str]:
    receipt = await sent(service, message=MESSAGE, language="so", contact=CONTACT, **instead)
    aino, request_id = await working(service, "aino"), id_of(service, receipt)
    await aino.go(f"/jono/{request_id}")
    return aino, request_id


async def asked(service: Service, **instead: object) -> tuple[Browser, str, str]:
    aino, request_id = await at_a_request(service)
    await aino.send(f"/jono/{request_id}/translation", **{**ASKED, **instead})
    if aino.page.status_code == 409:
        await aino.send(
            f"/jono/{request_id}/translation", **{**ASKED, **instead, "knowingly": "true"}
        )
    return aino, request_id, code_on(aino)


def code_on(page: Browser) -> str:
    found = LINK.search(page.page.text)
    assert found, page.text[-600:]
    return found[1]


async def reading(service: Service, code: str) -> Browser:
    translator = browser(service)
    await translator.post(PATH, {"code": code, "accepts": "true"})
    return translator


async def delivering(translator: Browser, code: str, text: str = "Olemme väsyneitä.") -> None:
    await translator.post(f"{PATH}/valmis", {"code": code, "accepts": "true", "text": text})


async def test_the_words_go_and_the_translation_comes_back_beside_them(service: Service) -> None:
    aino, request_id, code = await asked(service)
    translator = await reading(service, code)
    assert MESSAGE in translator.text and "somali – suomi" in translator.text

    await delivering(translator, code)

    assert translator.page.url.path == f"{PATH}/kiitos"
    await aino.go(f"/jono/{request_id}")
    assert "Käännöksen teki Hyvinvointialueen sopimuskääntäjä" in aino.text
    assert "Olemme väsyneitä." in aino.text and "ei pyytäjän omia sanoja" in aino.text


async def test_the_translator_learns_nothing_else(service: Service) -> None:
    aino, request_id, code = await asked(service)
    reference = aino.page.text.partition('class="ref">')[2].partition("<")[0]
    translator = await reading(service, code)
    for secret in (*CONTACT.values(), reference, request_id, "Aino", "Perhesosiaality", "osaa"):
        assert secret and secret not in translator.page.text


async def test_nothing_is_read_before_secrecy_is_promised(service: Service) -> None:
    _, _, code = await asked(service)
    translator = browser(service)
    await translator.post(PATH, {"code": code})
    assert translator.page.status_code == 422
    assert "lupaat pitää tekstin salassa" in translator.text and MESSAGE not in translator.text


async def test_following_the_link_opens_nothing_and_uses_nothing_up(service: Service) -> None:
    aino, request_id, code = await asked(service)
    scanner = browser(service)
    for address in (PATH, f"{PATH}/valmis", f"{PATH}/kiitos", f"{PATH}?koodi={code}"):
        await scanner.go(address)
        assert MESSAGE not in scanner.text
    await aino.go(f"/jono/{request_id}")
    assert code_on(aino) == code


async def test_the_link_is_shown_to_whoever_asked_until_it_is_opened(service: Service) -> None:
    aino, request_id, code = await asked(service)
    onni = await working(service, "onni")
    await onni.go(f"/jono/{request_id}")
    assert "Odottaa kääntäjää." in onni.text and not LINK.search(onni.page.text)

    await reading(service, code)

    await aino.go(f"/jono/{request_id}")
    assert "Kääntäjä on avannut tekstin." in aino.text and not LINK.search(aino.page.text)


async def test_wrong_used_and_ended_links_get_one_answer(
    service: Service, clock: HandWoundClock
) -> None:
    wrong = browser(service)
    for code in ("", "abc", "A" * 43, "ä" * 43):
        await wrong.post(PATH, {"code": code, "accepts": "true"})
        assert wrong.page.status_code == 404, code
    plain = wrong.text
    for ending in ("used", "ended", "over", "withdrawn"):
        aino, request_id, code = await asked(service)
        translator = await reading(service, code)
        if ending == "used":
            await delivering(translator, code)
        elif ending == "ended":
            await aino.go(f"/jono/{request_id}")
            await aino.send(f"/jono/{request_id}/translation-end")
        elif ending == "withdrawn":
            async with await service.as_staff("onni") as onni:
                await act(onni, request_id, "claim")
        else:
            clock.wind(timedelta(hours=48))
        late = await reading(service, code)
        assert late.page.status_code == 404
        assert late.text == plain, ending


async def test_a_translation_that_comes_too_late_can_be_copied(
    service: Service, clock: HandWoundClock
) -> None:
    _, _, code = await asked(service)
    translator = await reading(service, code)
    clock.wind(timedelta(hours=48))
    await delivering(translator, code, "Olemme <b>väsyneitä</b>.")
    assert translator.page.status_code == 404
    assert "Olemme &lt;b&gt;väsyneitä&lt;/b&gt;." in translator.page.text


async def test_another_language_of_the_page_keeps_the_code_and_the_words(service: Service) -> None:
    _, _, code = await asked(service)
    translator = browser(service)
    await translator.post(f"{PATH}?lang=sv", {"code": code, "leaves_language": "fi"})
    assert "Tystnadsplikt" in translator.text and code in translator.page.text
    typed = {"code": code, "accepts": "true", "reads": "true", "text": "Olemme"}
    await translator.post(f"{PATH}?lang=en", {**typed, "leaves_language": "sv"})
    assert "The link ends" in translator.text and "Olemme" in translator.text


async def test_an_empty_translation_is_asked_for_again(service: Service) -> None:
    _, _, code = await asked(service)
    translator = await reading(service, code)
    await delivering(translator, code, " ")
    assert translator.page.status_code == 422 and MESSAGE in translator.text


async def test_a_worker_is_warned_of_what_tells_who_it_is(service: Service) -> None:
    aino, request_id = await at_a_request(service)
    text = "Tervetuloa, Liisa. Soita 040 1234567."
    await aino.send(f"/jono/{request_id}/translation", **{**ASKED, "messages": "", "text": text})
    assert aino.page.status_code == 409
    assert "Siinä on: nimi, puhelinnumero" in aino.text and not LINK.search(aino.page.text)
    assert text in aino.form(f"/jono/{request_id}/translation").fields["text"]


@pytest.mark.parametrize(("language", "offered"), [("so", True), ("fi", False)])
async def test_it_is_offered_in_sight_where_the_request_is_in_another_language(
    service: Service, language: str, offered: bool
) -> None:
    receipt = await sent(service, message=MESSAGE if offered else "Emme jaksa.", language=language)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{id_of(service, receipt)}")
    before, rare, after = aino.page.text.partition('id="rare"')

    assert rare and ("/kaannettava" in aino.page.text) is offered
    assert ('id="translation"' in before, 'id="translation"' in after) == (offered, not offered)


async def test_a_translated_reply_waits_in_the_composer_and_is_sent_by_the_worker(
    service: Service,
) -> None:
    receipt = await sent(service, message=MESSAGE, language="so")
    aino, request_id = await working(service, "aino"), id_of(service, receipt)
    await aino.go(f"/jono/{request_id}")
    reply = "Hei. Soitamme huomenna."
    await aino.post(
        f"/jono/{request_id}/kaannettava",
        {**aino.form(f"/jono/{request_id}/response").fields, "text": reply},
    )
    assert aino.form(f"/jono/{request_id}/translation").fields["text"].strip() == reply
    fields = {**ASKED, "messages": "", "text": reply, "language": "so", "knowingly": "true"}
    await aino.send(f"/jono/{request_id}/translation", **fields)
    code = code_on(aino)
    translator = await reading(service, code)

    await delivering(translator, code, "Waan ku soo wici doonnaa berri.")

    await aino.go(f"/jono/{request_id}")
    composer = aino.form(f"/jono/{request_id}/response").fields
    assert composer["text"].strip() == "Waan ku soo wici doonnaa berri."
    assert composer["language"] == "so"
    async with await opened(service, receipt) as requester:
        told = (await requester.get(OWN)).json()
    assert [each["text"] for each in told["messages"] if each["from"] == "worker"] == []


async def test_words_that_were_typed_meanwhile_stay(
    service: Service, clock: HandWoundClock
) -> None:
    fields = {"messages": "", "text": "Hei.", "language": "so"}
    aino, request_id, code = await asked(service, **fields)
    async with await service.as_staff("aino") as caller:
        draft = f"{REQUESTS}/{request_id}/draft"
        await caller.put(draft, json={"text": "Aivan muuta."})
        translator = await reading(service, code)
        await delivering(translator, code, "Salaan.")
        assert (await caller.get(draft)).json()["text"] == "Aivan muuta."
    await aino.go(f"/jono/{request_id}")
    page = aino.form(f"/jono/{request_id}/response").fields

    await aino.post(f"/jono/{request_id}/kaannos", {**page, "translation": "1"})

    text = aino.form(f"/jono/{request_id}/response").fields["text"]
    assert text.strip() == "Aivan muuta.\n\nSalaan."


async def test_the_requester_is_told_that_a_translator_read(service: Service) -> None:
    receipt = await sent(service, message=MESSAGE, language="so")
    aino, request_id = await working(service, "aino"), id_of(service, receipt)
    await aino.go(f"/jono/{request_id}")
    await aino.send(f"/jono/{request_id}/translation", **ASKED, knowingly="true")
    await reading(service, code_on(aino))

    async with await opened(service, receipt) as requester:
        reads = (await requester.get(OWN)).json()["reads"]
    assert "translator" in [each["by_role"] for each in reads]
    own = browser(service)
    await own.go("/vastaus")
    await own.send("/vastaus", receipt=receipt["receipt"])
    assert "Kääntäjä luki tekstiä viestistäsi" in own.text


async def test_the_log_tells_of_the_translators_reading(service: Service) -> None:
    _, _, code = await asked(service)
    await reading(service, code)
    tiina = await working(service, "tiina")
    await tiina.go("/loki")
    assert "luki käännettävän tekstin" in tiina.text and "käännettävä teksti" in tiina.text


@pytest.mark.parametrize("header", ["cache-control", "referrer-policy"])
async def test_no_cache_and_no_referrer_keeps_anything(service: Service, header: str) -> None:
    _, _, code = await asked(service)
    translator = await reading(service, code)
    expected = {"cache-control": "no-store", "referrer-policy": "no-referrer"}[header]
    assert translator.page.headers[header] == expected
    assert not translator.client.cookies
