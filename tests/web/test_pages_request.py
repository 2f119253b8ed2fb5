"""What can a worker do on a request's page, and what comes back when it is refused?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import Browser, asked, browser, opened, request_path, working

WORDS = "Hei Minna, <b>soitin</b> juuri."
REPLY = {"text": WORDS, "kind": "answer"}
# A believable body for each verb that fits a request which Aino has claimed and answered.
BODIES: dict[str, dict[str, str]] = {
    "urgency": {"level": "urgent", "because": "Väkivaltaa kotona."},
    "guidance": {"service": "kela", "text": "Kela auttaa."},
    "response": REPLY,
    "note": {"text": "Kysy koulun tuesta."},
    "contact-attempt": {"channel": "phone", "reached": "false", "text": "Ei vastannut."},
    "transfer": {"unit": "neuvola", "because": "Vauva-arki.", "basis": ""},
    "handover": {"unit": "neuvola", "because": "Vauva-arki.", "follow_up_on": "2026-12-18"},
    "consent": {"purpose": "Ajan varaus.", "partner": "parish", "given_by": "requester"},
    "consultation": {"unit": "neuvola", "summary": "Vauva ei nuku. Mitä voi tehdä?"},
    "joint-contact": {"with_whom": "x", "because": "y", "requester_takes_part": "true"},
    "statutory-clock": {"clock": "assessment", "is_application": "false"},
    "police-notice": {"because": "Epäily."},
    "disclosure": {"asker": "court", "statute": "Laki", "parts": "message"},
    "protection-notice": {"to": "Lastensuojelu", "because": "Pelko", "family_told": "true"},
    "closing": {"outcome": "advice", "retention_class": "advice"},
    "release": {"because": "Loma alkaa."},
    "assignment": {"worker": "onni"},
    "recusal": {"because": "Olen sukulainen."},
}
LEADS_TO_QUEUE = {"assignment", "recusal"}


@pytest.fixture
async def worker(service: Service) -> Browser:
    """Aino with an unclaimed request open."""
    await asked(service)
    return await opened(service)


async def act(worker: Browser, verb: str, /, **typed: object) -> None:
    """Fill and send the verb's form on the request's page."""
    await worker.send(f"{request_path(worker)}/{verb}", **typed)


async def test_the_page_shows_the_words_and_what_comes_next(worker: Browser) -> None:
    assert worker.page.status_code == 200
    assert "Emme jaksa enää öitä." in worker.text
    assert "Tallenna vain arvio" in worker.text
    assert "viimeistään ke 25.11." in worker.text


async def test_looking_claiming_and_answering_lead_back_to_the_page(worker: Browser) -> None:
    await act(worker, "urgency", **BODIES["urgency"])
    assert "Tallennettu: kiireellisyys arvioitu." in worker.text
    await act(worker, "claim")
    assert "Sinun hoidossasi" in worker.text
    await act(worker, "response", **REPLY)
    assert worker.page.url.params["done"] == "response"
    assert "Tallennettu: viesti lähetetty pyytäjälle." in worker.text
    assert WORDS in worker.text


@pytest.mark.parametrize("verb", BODIES)
async def test_every_verb_can_be_done_on_the_page(worker: Browser, verb: str) -> None:
    await act(worker, "claim")
    await act(worker, "response", **REPLY)
    await act(worker, verb, **BODIES[verb])
    assert worker.page.status_code == 200, worker.text
    assert f"done={verb}" in str(worker.page.url)
    assert (worker.page.url.path == "/jono") == (verb in LEADS_TO_QUEUE)
    assert "Tallennettu:" in worker.text


async def test_a_chosen_service_gives_the_message_to_begin_with(worker: Browser) -> None:
    await worker.go(f"{request_path(worker)}?service=kela")

    text = worker.form(f"{request_path(worker)}/guidance").fields["text"]
    assert "https://www.kela.fi" in text


async def test_an_offer_is_accepted_by_the_other_unit(worker: Browser, service: Service) -> None:
    await act(worker, "transfer", **BODIES["transfer"])
    olli = await opened(service, "olli")
    assert "Emme jaksa enää öitä." not in olli.text
    await act(olli, "transfer-acceptance")
    assert "Emme jaksa enää öitä." in olli.text


async def test_an_offer_is_refused_by_the_other_unit(worker: Browser, service: Service) -> None:
    await act(worker, "transfer", **BODIES["transfer"])
    olli = await opened(service, "olli")
    await act(olli, "transfer-refusal", because="Ei ole vauvaa.")
    assert "Tallennettu: siirtoa ei otettu vastaan." in olli.text
    assert "Mikään pyyntö ei nyt odota vastausta." in olli.text


async def test_a_closed_request_is_taken_up_again(worker: Browser) -> None:
    await act(worker, "response", **REPLY)
    await act(worker, "closing", **BODIES["closing"])
    await act(worker, "reopening", because="Soitti uudelleen.")
    assert "pyyntö avattu uudelleen" in worker.text


async def test_what_a_notice_withheld_is_released(worker: Browser) -> None:
    await act(worker, "protection-notice", **BODIES["protection-notice"])
    await act(worker, "notice-release", because="Kaikille kerrottu.")
    assert "salattu merkintä vapautettu pyytäjälle" in worker.text


async def test_a_colleagues_request_asks_for_a_reason_first(
    worker: Browser, service: Service
) -> None:
    await act(worker, "claim")
    onni = await opened(service, "onni")
    assert onni.page.status_code == 403
    assert "hoitaa Aino." in onni.text
    assert "Emme jaksa enää öitä." not in onni.text
    await act(onni, "opening", because=" ")
    assert (onni.page.status_code, "Tarkista kohta: perustelu." in onni.text) == (422, True)
    await onni.send(request_path(onni), because="Sijaistan Ainoa.")
    assert onni.page.status_code == 200
    assert "Emme jaksa enää öitä." in onni.text


@pytest.mark.parametrize(
    ("verb", "typed", "status", "said"),
    [
        ("response", {"text": " ", "kind": "answer"}, 422, "Tarkista kohta: teksti."),
        ("response", {"text": WORDS, "kind": ""}, 422, "Tarkista kohta: viestin laji."),
        ("response", {"text": "x" * 10_001, "kind": "answer"}, 422, "Tarkista kohta: teksti."),
        ("urgency", {"level": "soon", "because": "x"}, 422, "Tarkista kohta: kiireellisyys."),
        ("assignment", {"worker": "olli"}, 422, "Hän ei voi hoitaa tätä pyyntöä."),
        ("transfer", {"unit": "nowhere", "because": "x"}, 422, "Pyyntöä ei voi siirtää"),
        ("transfer", {"unit": "kotipalvelu", "because": "x" * 3_000}, 422, "perustelu"),
        ("closing", {"outcome": "advice", "retention_class": "advice"}, 409, "Vastaa ensin."),
        ("closing", {"outcome": "withdrawn", "retention_class": "advice"}, 409, "ei ole perunut"),
        ("note", {"text": "a\0b"}, 422, "Tarkista kohta: teksti."),
    ],
)
async def test_a_refused_verb_says_why_and_what_to_do(
    worker: Browser, verb: str, typed: dict[str, str], status: int, said: str
) -> None:
    await act(worker, "urgency", **BODIES["urgency"])
    await act(worker, verb, **typed)
    assert worker.page.status_code == status
    assert said in worker.text


async def test_a_refused_reply_comes_back_with_every_word(worker: Browser) -> None:
    await act(worker, "response", text=WORDS, kind="")
    form = worker.form(request_path(worker))
    assert form.fields["text"] == WORDS


async def test_a_stale_page_tells_what_changed_and_sends_on(
    worker: Browser, service: Service
) -> None:
    onni = await opened(service, "onni")
    await act(onni, "note", text="Soitin koululle.")
    await act(worker, "note", text="Oma havaintoni.")
    assert worker.page.status_code == 412
    changed = worker.text.partition("Tällä välin tapahtui")[2]
    assert "Muistiinpano lisättiin" in changed
    assert "Onni" in changed.partition("Viesti")[0]
    await worker.send(request_path(worker))
    assert worker.page.status_code == 200
    assert "Oma havaintoni." in worker.text


async def test_a_button_pressed_twice_sends_once_and_shows_no_error(worker: Browser) -> None:
    form = worker.form(f"{request_path(worker)}/response")
    for _ in range(2):
        await worker.post(form.action, {**form.fields, **REPLY})
    assert worker.page.status_code == 200
    assert worker.text.count(WORDS) == 1


async def test_other_words_from_a_stale_page_are_not_taken_for_the_same(worker: Browser) -> None:
    form = worker.form(f"{request_path(worker)}/note")
    await worker.post(form.action, {**form.fields, "text": "Ensin."})
    await worker.post(form.action, {**form.fields, "text": "Sitten."})
    assert worker.page.status_code == 412


async def test_of_two_who_claim_at_once_one_is_told_who_won(
    worker: Browser, service: Service
) -> None:
    onni = await opened(service, "onni")
    await act(worker, "claim")
    form = onni.form(f"{request_path(onni)}/claim")
    await onni.post(form.action, {**form.fields, "version": ""})
    assert onni.page.status_code == 409
    assert "Pyyntöä hoitaa Aino." in onni.text
    assert "Emme jaksa enää öitä." not in onni.text


async def test_a_claim_from_a_stale_page_is_told_who_was_quicker(
    worker: Browser, service: Service
) -> None:
    onni = await opened(service, "onni")
    await act(worker, "claim")
    await act(onni, "claim")
    assert onni.page.status_code == 412
    assert "Aino ehti ottaa pyynnön hoitoonsa." in onni.text
    assert "Kirjoittamasi on tallella" not in onni.text


@pytest.mark.parametrize(
    ("verb", "typed", "kept"), [("claim", {}, False), ("note", {"text": WORDS}, True)]
)
async def test_a_stale_page_speaks_of_words_only_where_some_were_typed(
    worker: Browser, service: Service, verb: str, typed: dict[str, str], kept: bool
) -> None:
    onni = await opened(service, "onni")
    await act(onni, "note", text="Soitin koululle.")
    await act(worker, verb, **typed)
    assert worker.page.status_code == 412
    assert "Joku muutti pyyntöä sillä välin." in worker.text
    assert ("Kirjoittamasi on tallella" in worker.text) is kept


async def test_words_for_a_request_that_a_colleague_took_can_still_be_copied(
    worker: Browser, service: Service
) -> None:
    onni = await opened(service, "onni")
    await act(worker, "claim")
    await act(onni, "response", **REPLY)
    assert onni.page.status_code == 412
    assert "Aino ehti ottaa pyynnön hoitoonsa." in onni.text
    assert "Tekstiä ei tallennettu." in onni.text
    assert WORDS in onni.text


async def test_words_for_a_request_that_is_gone_can_still_be_copied(
    worker: Browser, service: Service
) -> None:
    onni = await opened(service, "onni")
    form = onni.form(f"{request_path(onni)}/response")
    await act(onni, "recusal", because="Naapuri.")
    await onni.post(form.action, {**form.fields, **REPLY})
    assert onni.page.status_code == 404
    assert WORDS in onni.text


async def test_words_typed_into_an_overloaded_service_can_still_be_copied(
    worker: Browser, service: Service
) -> None:
    service.parts.writer.stop()
    await act(worker, "response", **REPLY)
    assert worker.page.status_code == 503
    assert WORDS in worker.text


async def test_a_session_that_ends_meanwhile_shows_the_words_beside_the_sign_in(
    worker: Browser, clock: HandWoundClock
) -> None:
    path = request_path(worker)
    clock.wind(timedelta(hours=11))
    await act(worker, "response", **REPLY)
    assert worker.page.status_code == 401
    assert WORDS in worker.text
    assert "error-summary" not in worker.page.text
    assert "Kirjautumisesi on päättynyt." in worker.text
    await worker.send("/kirjaudu", username="aino", password="demo-salasana")
    assert request_path(worker) == path


async def test_a_form_of_another_session_keeps_its_words_and_does_nothing(
    worker: Browser,
) -> None:
    form = worker.form(f"{request_path(worker)}/response")
    await worker.post(form.action, {**form.fields, **REPLY, "csrf_token": "old"})
    assert worker.page.status_code == 403
    assert "Lähetä lomake uudelleen." in worker.text
    assert worker.form(request_path(worker)).fields["text"] == WORDS


@pytest.mark.parametrize("path", ["/jono/{}", "/jono/{}/kulku"])
@pytest.mark.parametrize("username", ["aino", "sanna", "tiina"])
async def test_a_request_that_is_not_there_is_not_found_by_anybody(
    service: Service, username: str, path: str
) -> None:
    worker = await working(service, username)
    await worker.go(path.format(uuid4()))
    assert worker.page.status_code in (403, 404)


async def test_a_foreign_units_request_is_not_told_from_none(
    worker: Browser, service: Service
) -> None:
    olli = await working(service, "olli")
    await olli.go(request_path(worker))
    foreign = olli.text
    await olli.go(f"/jono/{uuid4()}")
    assert olli.page.status_code == 404
    assert olli.text == foreign


@pytest.mark.parametrize("path", ["/jono/x", "/jono/x/reply", "/jono/%00"])
async def test_what_is_no_request_is_not_found(service: Service, path: str) -> None:
    worker = await working(service)
    await worker.go(path)
    assert worker.page.status_code == 404


async def test_an_unknown_verb_is_not_found(worker: Browser) -> None:
    await worker.post(f"{request_path(worker)}/deleting", {})
    assert worker.page.status_code == 404


async def test_the_address_of_a_verb_leads_back_to_the_request(worker: Browser) -> None:
    path = request_path(worker)
    await worker.go(f"{path}/response")
    assert request_path(worker) == path


async def test_the_page_stays_in_no_cache(worker: Browser) -> None:
    assert worker.page.headers["cache-control"] == "no-store"
    assert worker.page.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_the_page_speaks_every_language(worker: Browser, language: str) -> None:
    await worker.go(f"{request_path(worker)}?lang={language}")
    assert f'<html lang="{language}"' in worker.page.text


def test_a_browser_without_a_page_has_no_form(service: Service) -> None:
    with pytest.raises(StopIteration):
        browser(service).form("/")


async def test_the_page_tells_why_it_must_be_looked_at_and_which_language_it_is(
    service: Service,
) -> None:
    await asked(service, message="Kocam beni dövüyor, çok korkuyorum.", topics="TAL")
    worker = await opened(service)
    assert "Kieltä ei osattu lukea" in worker.text
    assert "Kieli on luultavasti turkki." in worker.text
    await act(worker, "urgency", **BODIES["urgency"])
    assert "Kieltä ei osattu lukea" not in worker.text


async def test_the_duty_is_led_on_when_a_look_ends_what_it_may_see(
    service: Service, clock: HandWoundClock
) -> None:
    clock.wind(timedelta(hours=10))
    await asked(service, message="Kocam beni dövüyor, çok korkuyorum.", topics="TAL")
    ville = await opened(service, "ville")
    await act(ville, "urgency", level="normal", because="Tulkki luki.")
    assert (ville.page.status_code, ville.page.url.path) == (200, "/jono")
    assert "Tallennettu: kiireellisyys arvioitu." in ville.text


async def test_the_summary_for_the_client_record_tells_what_was_asked(worker: Browser) -> None:
    summary = worker.page.text.partition('id="summary-text"')[2].partition("</textarea>")[0]
    assert "Saapui ma 23.11." in summary
    assert "Mitä pyydettiin: Emme jaksa enää öitä." in summary
