"""What does a requester see with the receipt, and what can be done there?"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import OWN, Browser, asked, browser, opened, reading, request_path

COOKIE = "__Host-vastaus"
WORDS = "Isä on töissä yöt."


async def answered(service: Service, text: str = "Hei, soitetaan huomenna.") -> Browser:
    """A worker who has answered the first request of the queue."""
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/response", text=text, kind="answer")
    assert worker.page.status_code == 200, worker.text
    return worker


async def test_a_receipt_opens_the_dialogue_however_it_is_spelled(service: Service) -> None:
    visitor = await asked(service)
    code = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=f" {code[:4]}-{code[4:9]}. {code[9:]} ")
    assert visitor.page.url.path == "/vastaus"
    assert code not in str(visitor.page.url)
    assert "Viestisi on perillä" in visitor.text


async def test_the_session_lives_in_a_cookie_that_scripts_and_other_sites_never_see(
    service: Service,
) -> None:
    visitor = await asked(service)
    answer = await visitor.client.post("/vastaus", data={"receipt": visitor.receipt}, headers=OWN)
    assert answer.status_code == 303
    said = answer.headers["set-cookie"]
    name, *attributes = [part.strip().lower() for part in said.split(";")]
    assert name.startswith(f"{COOKIE.lower()}=")
    assert {"httponly", "secure", "samesite=strict", "path=/", "max-age=1800"} <= set(attributes)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"receipt": "1234 1234 1234 1234 1234"}, 404, "Tällä kuitilla ei löytynyt viestejä."),
        ({"receipt": "1234"}, 404, "Kuitissa on 22 numeroa"),
        ({"receipt": "1234 1234 1234 1234 1234 1"}, 404, "Kuitissa on 22 numeroa"),
        ({"receipt": "4711 0420 1337 2026 0815 15"}, 422, "Jokin numeroista on väärin"),
        ({"receipt": "4711 0420 1337 2026 0815 51"}, 404, "Tällä kuitilla ei löytynyt viestejä."),
        ({"receipt": "en muista"}, 404, "Kuitissa on 22 numeroa"),
        ({"receipt": " "}, 422, "Kirjoita kuitin numero."),
        ({"receipt": "1" * 300}, 422, "Kuitissa on 22 numeroa"),
    ],
)
async def test_a_wrong_receipt_opens_nothing_and_stays_to_be_mended(
    service: Service, typed: dict[str, str], status: int, said: str
) -> None:
    visitor = browser(service)
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", **typed)
    assert visitor.page.status_code == status
    assert said in visitor.text
    assert visitor.form("/vastaus").fields["receipt"] == typed["receipt"]
    field = re.search(r'<input id="receipt"[^>]*>', visitor.page.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="receipt-hint receipt-error"' in field[0]
    assert COOKIE not in visitor.client.cookies


async def test_guessing_is_slowed_down(service: Service) -> None:
    visitors = [browser(service) for _ in range(40)]
    await asyncio.gather(*(visitor.go("/vastaus") for visitor in visitors))
    wrong = {"receipt": "1234 1234 1234 1234 1234"}
    await asyncio.gather(*(visitor.send("/vastaus", **wrong) for visitor in visitors))
    slowed = next(each for each in visitors if each.page.status_code == 429)
    assert int(slowed.page.headers["retry-after"]) > 0
    assert "Yrityksiä on ollut paljon." in slowed.text


async def test_a_receipt_with_an_own_word_asks_for_it(service: Service) -> None:
    visitor = await asked(service, own_word="Kuukkeli")
    code = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=code, own_word="kettu")
    assert visitor.page.status_code == 404
    await visitor.send("/vastaus", receipt=code, own_word="kuukkeli ")
    assert visitor.page.status_code == 200


async def test_the_first_message_is_shown_only_when_it_is_asked_for(service: Service) -> None:
    visitor = await reading(service, message="Pelkään kotona.")
    assert "Pelkään kotona." not in visitor.text
    await visitor.go("/vastaus?first=1")
    assert "Pelkään kotona." in visitor.text


async def test_both_sides_write_on(service: Service) -> None:
    visitor = await reading(service)
    worker = await answered(service)
    await visitor.go("/vastaus")
    assert "Hei, soitetaan huomenna." in visitor.text
    assert "Olet saanut vastauksen" in visitor.text
    assert "perhekeskuksen työntekijä" in visitor.text
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert "Viestisi on lähetetty." in visitor.text
    await worker.go(request_path(worker))
    assert WORDS in worker.text


async def test_a_message_sent_twice_from_one_page_is_stored_once(service: Service) -> None:
    visitor = await reading(service)
    form = visitor.form("/vastaus/viesti")
    for _ in range(2):
        await visitor.post(form.action, {**form.fields, "text": WORDS})
    assert visitor.text.count(WORDS) == 1


async def test_a_message_sent_twice_at_once_is_stored_once(service: Service) -> None:
    visitor = await reading(service)
    fields = {**visitor.form("/vastaus/viesti").fields, "text": WORDS}
    posts = (visitor.client.post("/vastaus/viesti", data=fields, headers=OWN) for _ in range(4))
    assert {answer.status_code for answer in await asyncio.gather(*posts)} == {303}
    await visitor.go("/vastaus")
    assert visitor.text.count(WORDS) == 1


async def test_the_same_words_from_a_later_page_are_a_new_message(service: Service) -> None:
    visitor = await reading(service)
    for _ in range(2):
        await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.text.count(WORDS) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("  ", "Kirjoita viesti."), ("x" * 10_001, "Viesti on liian pitkä.")],
)
async def test_a_refused_message_comes_back_with_its_words(
    service: Service, text: str, said: str
) -> None:
    visitor = await reading(service)
    await visitor.send("/vastaus/viesti", text=text)
    assert visitor.page.status_code == 422
    assert said in visitor.text
    assert visitor.form("/vastaus/viesti").fields["text"].strip() == text.strip()


async def test_whoever_writes_without_end_is_asked_to_wait_and_told_whom_to_call(
    service: Service,
) -> None:
    visitor = await reading(service)
    while visitor.page.status_code == 200:
        await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.page.status_code == 409
    assert "Odota vastaustamme." in visitor.text
    assert visitor.form("/vastaus/viesti").fields["text"] == WORDS


async def test_a_message_of_an_overloaded_service_comes_back(service: Service) -> None:
    visitor = await reading(service)
    service.parts.writer.stop()
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.page.status_code == 503
    assert visitor.page.headers["retry-after"]
    assert 'href="tel:112"' in visitor.page.text
    assert visitor.form("/vastaus/viesti").fields["text"] == WORDS


async def test_a_session_that_ends_meanwhile_keeps_the_words_for_after_the_receipt(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service)
    code = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=code)
    clock.wind(timedelta(minutes=31))
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.page.status_code == 401
    assert 'class="error-summary"' not in visitor.page.text
    assert "Olit hetken poissa" in visitor.text
    assert "Kirjoittamasi viesti on tallella." in visitor.text
    await visitor.send("/vastaus", receipt=code)
    assert visitor.form("/vastaus/viesti").fields["text"] == WORDS
    await visitor.send("/vastaus/viesti")
    assert "Viestisi on lähetetty." in visitor.text


async def test_a_page_of_another_receipt_sends_nothing_into_this_one(service: Service) -> None:
    visitor = await reading(service)
    form = visitor.form("/vastaus/viesti")
    other = await asked(service)
    await visitor.go("/vastaus")
    await visitor.post("/vastaus", {"receipt": other.receipt})
    await visitor.post(form.action, {**form.fields, "text": WORDS})
    assert visitor.page.status_code == 403
    assert "Tarkista, että tämä on oikea keskustelu" in visitor.text
    await visitor.go("/vastaus")
    assert WORDS not in visitor.text


async def test_a_withdrawn_request_is_still_looked_at(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send("/vastaus/peru", reason="Asia ratkesi.")
    assert "Pyyntösi on peruttu" in visitor.text
    worker = await opened(service)
    assert "Pyytäjä perui, katso silti" in worker.text


async def test_leaving_ends_the_session_and_back_shows_nothing(service: Service) -> None:
    visitor = await reading(service)
    cookie = visitor.client.cookies[COOKIE]
    assert visitor.page.headers["cache-control"] == "no-store"
    await visitor.send("/vastaus/poistu")
    assert "Viestit on suljettu" in visitor.text
    assert COOKIE not in visitor.client.cookies
    visitor.client.cookies.set(COOKIE, cookie)
    await visitor.go("/vastaus")
    assert "Lue vastaus" in visitor.text


async def test_the_quick_exit_closes_an_open_dialogue_on_its_way_out(service: Service) -> None:
    visitor = await reading(service)
    cookie = visitor.client.cookies[COOKIE]
    answer = await visitor.client.get("/vastaus/poistu")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("https://www.ilmatieteenlaitos.fi")
    visitor.client.cookies.set(COOKIE, cookie)
    await visitor.go("/vastaus")
    assert "Lue vastaus" in visitor.text


async def test_the_quick_exit_leads_away_whatever_the_store_does(service: Service) -> None:
    visitor = await reading(service)
    service.parts.writer.stop()
    answer = await visitor.client.get("/vastaus/poistu")
    assert answer.status_code == 303
    assert "max-age=0" in answer.headers["set-cookie"].lower()


async def test_who_asks_about_anothers_child_learns_nothing_of_the_handling(
    service: Service,
) -> None:
    visitor = await reading(service, concerns="other_child_or_family")
    await answered(service)
    await visitor.go("/vastaus")
    assert "Sinua auttaa nyt" not in visitor.text
    assert "luki viestisi" not in visitor.text
    assert "emme voi kertoa, kuka sen on lukenut" in visitor.text


CLOSED = "Nyt kukaan ei lue viestejä. Luemme taas"


@pytest.mark.parametrize(("later", "closed"), [(timedelta(), False), (timedelta(hours=9), True)])
async def test_the_dialogue_tells_before_and_after_writing_when_nobody_reads(
    service: Service, clock: HandWoundClock, later: timedelta, closed: bool
) -> None:
    clock.wind(later)
    visitor = await reading(service)
    assert (CLOSED in visitor.text) is closed
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert "Viestisi on lähetetty." in visitor.text
    assert (CLOSED in visitor.text) is closed


@pytest.mark.parametrize("message", ["Isä uhkaa tappaa minut.", "Haluan jutella."])
async def test_the_numbers_of_the_dialogue_are_folded_whatever_was_written(
    service: Service, message: str
) -> None:
    visitor = await reading(service, message=message, topics="VAN")
    numbers = visitor.page.text.partition("<details>")[2].partition("</details>")[0]
    assert 'href="tel:116111"' in numbers


async def test_reads_are_told_once_a_role_and_day_with_the_last_moment(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service)
    code = visitor.receipt
    worker = await opened(service)
    clock.wind(timedelta(minutes=5))
    await worker.go(request_path(worker))
    await opened(service, "kerttu")
    clock.wind(timedelta(days=1))
    await opened(service)
    await visitor.post("/vastaus", {"receipt": code})
    assert re.findall(r"([\w ]+ luki viestisi \w\w [0-9.]+ klo [0-9.]+)\.<", visitor.page.text) == [
        "Perhekeskuksen työntekijä luki viestisi ma 23.11. klo 10.05",
        "Palveluohjaaja luki viestisi ma 23.11. klo 10.05",
        "Perhekeskuksen työntekijä luki viestisi ti 24.11. klo 10.05",
    ]


async def test_a_withdrawal_leads_back_to_the_answer_by_one_link(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send("/vastaus/peru", reason="")
    assert visitor.text.count("Lue vastaus kuitilla") == 1


@pytest.mark.parametrize("path", ["/vastaus/viesti", "/vastaus/peru", "/vastaus/uudestaan"])
async def test_the_address_of_a_form_leads_back_to_the_dialogue(
    service: Service, path: str
) -> None:
    visitor = await reading(service)
    await visitor.go(path)
    assert visitor.page.url.path == "/vastaus"


@pytest.mark.parametrize("end", ["viesti", "peru", "poistu", "uudestaan"])
async def test_a_form_without_the_sessions_mark_does_nothing(service: Service, end: str) -> None:
    visitor = await reading(service)
    await visitor.post(f"/vastaus/{end}", {"text": WORDS, "csrf_token": "guess"})
    assert visitor.page.status_code == 403
    await visitor.go("/vastaus")
    assert "Viestisi on perillä" in visitor.text
    assert WORDS not in visitor.text


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_the_journey_keeps_its_language(service: Service, language: str) -> None:
    visitor = browser(service)
    await visitor.go(f"/?lang={language}")
    await visitor.send("/", message="Apua.")
    assert f'<html lang="{language}"' in visitor.page.text
    await visitor.post(f"/vastaus?lang={language}", {"receipt": visitor.receipt})
    await visitor.send("/vastaus/viesti", text=WORDS)
    assert f'<html lang="{language}"' in visitor.page.text
    assert WORDS in visitor.text


async def test_a_right_receipt_in_a_browser_without_cookies_is_told_what_is_missing(
    service: Service,
) -> None:
    receipt = (await asked(service)).receipt
    visitor = browser(service)
    await visitor.go("/vastaus")
    # What is set is thrown away, as such browsers do.
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    await visitor.send("/vastaus", receipt=receipt)
    assert "Salli evästeet" in visitor.text
    assert visitor.form("/vastaus").fields["receipt"] == ""


async def test_the_address_of_an_open_dialogue_stays_clean(service: Service) -> None:
    visitor = browser(service)
    receipt = (await asked(service)).receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    assert visitor.page.url.query == b"lang=fi" or not visitor.page.url.query
    assert "Salli evästeet" not in visitor.text


async def test_two_answers_in_a_row_both_stand_open(service: Service) -> None:
    visitor = await reading(service)
    worker = await opened(service)
    for text in ("Ensimmäinen vastaus.", "Toinen vastaus."):
        await worker.send(f"{request_path(worker)}/response", text=text, kind="answer")
    await visitor.go("/vastaus")

    talk = visitor.page.text.partition('data-live="talk"')[2].partition('data-live="more"')[0]
    assert "Ensimmäinen vastaus." in talk
    assert "Toinen vastaus." in talk
    assert 'id="messages"' not in visitor.page.text


def talk(visitor: Browser) -> str:
    """What stands open of the talk."""
    return visitor.page.text.partition('data-live="talk"')[2].partition("<form")[0]


async def test_before_an_answer_own_words_stand_open(service: Service) -> None:
    visitor = await reading(service, message="Pelkään kotona.")
    await visitor.send("/vastaus/viesti", text=WORDS)
    await visitor.go("/vastaus")
    assert WORDS in talk(visitor)
    assert 'id="messages"' not in visitor.page.text
    await visitor.go("/vastaus?first=1")
    assert 'id="messages"' in talk(visitor) and "Pelkään kotona." in talk(visitor)


async def test_what_was_sent_stands_right_below_what_says_so(service: Service) -> None:
    visitor = await reading(service)
    await answered(service)
    await visitor.go("/vastaus")
    for text in ("Ensimmäinen.", WORDS):
        await visitor.send("/vastaus/viesti", text=text)
    before, said, after = talk(visitor).partition("Viestisi on lähetetty.")
    assert said and 'id="sent"' in before
    assert WORDS in after and "Hei, soitetaan huomenna." in before and "Ensimmäinen." in before
    assert visitor.page.text.count("Viestisi on lähetetty.") == 1


async def test_a_withdrawal_closes_the_dialogue_and_the_receipt_still_opens_it(
    service: Service,
) -> None:
    visitor = await asked(service)
    receipt = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    cookie = visitor.client.cookies[COOKIE]
    form = visitor.form("/vastaus/peru")
    await visitor.send("/vastaus/peru", reason="")
    assert "Suljimme viestisi. Kuitti avaa ne yhä" in visitor.text
    assert "storage" in visitor.page.headers["clear-site-data"]
    assert COOKIE not in visitor.client.cookies
    await visitor.post(form.action, form.fields)
    assert "Lue vastaus" in visitor.text
    visitor.client.cookies.set(COOKIE, cookie)
    for path in ("/vastaus", "/kuitti"):
        await visitor.go(path)
        assert "Lue vastaus" in visitor.text
    visitor.client.cookies.clear()
    await visitor.send("/vastaus", receipt=receipt)
    assert "Olet perunut pyyntösi" in visitor.text and "Tarvitsetko vielä apua?" in visitor.text
