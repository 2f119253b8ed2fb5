"""Who tells what does not work, by when are they answered, and who reads it?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from api.http.floods import LIMIT
from api.words.wording import LANGUAGES
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import Json, named
from tests.web.browsing import OWN, Browser, browser, working

PATH, LIST, API = "/saavutettavuus", "/saavutettavuuspalaute", "/api/v1/accessibility-feedback"
WORDS, MAIL = "Ruudunlukija ei lue lomakkeen <b>virhettä</b>.", "lukija@example.org"
DANGER = "Haluan kuolla."


async def told(service: Service, text: str = WORDS, email: str = MAIL, **typed: str) -> Browser:
    """Somebody who has just sent feedback on accessibility."""
    visitor = browser(service)
    await visitor.go(PATH)
    await visitor.send(PATH, text=text, email=email, **typed)
    return visitor


async def listed(service: Service, username: str = "kerttu") -> list[Json]:
    # Days may have gone by, and no session lasts so long.
    service.tokens.pop(username, None)
    async with await service.as_staff(username) as caller:
        answer = await caller.get(API)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def answered(service: Service, feedback_id: str, done: str = "Korjattu.") -> int:
    async with await service.as_staff("kerttu") as caller:
        return (await caller.post(f"{API}/{feedback_id}/answer", json={"done": done})).status_code


# -- who tells --


async def test_it_is_thanked_for_at_once_with_its_due_day(service: Service) -> None:
    visitor = await told(service)
    assert visitor.page.status_code == 200
    # The clock of the tests begins on Monday, 23 November 2026.
    assert "Kiitos, palautteesi on perillä." in visitor.text
    assert "Vastaamme sinulle viimeistään maanantaina 7. joulukuuta" in visitor.text
    (item,) = await listed(service)
    assert (item["text"], item["email"]) == (WORDS, MAIL)
    assert (item["due_on"], item["overdue"], item["danger"]) == ("2026-12-07", False, False)


async def test_days_are_counted_in_helsinki(service: Service, clock: HandWoundClock) -> None:
    # Half past midnight of Tuesday there, still Monday in UTC.
    clock.wind(timedelta(hours=14, minutes=30))
    await told(service)
    (item,) = await listed(service)
    assert (item["received_at"][:10], item["due_on"]) == ("2026-11-23", "2026-12-08")


async def test_without_an_address_no_answer_is_promised(service: Service) -> None:
    visitor = await told(service, email="")
    assert "Et antanut osoitetta" in visitor.text and "Vastaamme sinulle" not in visitor.text
    (item,) = await listed(service)
    assert item["email"] is None


async def test_the_form_is_empty_after_it_was_taken(service: Service) -> None:
    visitor = await told(service)
    fields = visitor.form(PATH).fields
    assert (fields["text"], fields["email"]) == ("", "")


async def test_sent_again_as_it_was_it_is_stored_once(service: Service) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    form = visitor.form(PATH)
    for words in (WORDS, WORDS, "Muuta."):
        await visitor.post(form.action, {**form.fields, "text": words})
        assert "Kiitos" in visitor.text
    assert [each["text"] for each in await listed(service)].count(WORDS) == 1
    assert len(await listed(service)) == 2


async def test_an_address_that_is_mended_is_taken(service: Service) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    form = visitor.form(PATH)
    for email in ("vaara@example.org", MAIL):
        await visitor.post(form.action, {**form.fields, "text": WORDS, "email": email})
    assert MAIL in [each["email"] for each in await listed(service)]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text": " \u200b "}, "text", "Kirjoita, mikä ei toimi."),
        ({"text": "x" * 10_001}, "text", "siihen mahtuu 10 000 merkkiä"),
        ({"text": "x\x00y"}, "text", "Tätä emme pystyneet lukemaan."),
        ({"email": "nimi@"}, "email", "Tähän osoitteeseen sähköposti ei mene perille."),
        ({"email": "n" * 300 + "@example.org"}, "email", "sähköposti ei mene perille"),
    ],
)
async def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    service: Service, typed: dict[str, str], field: str, said: str
) -> None:
    sent = {"text": WORDS, "email": MAIL, **typed}
    visitor = await told(service, **sent)
    assert visitor.page.status_code == 422
    html = visitor.page.text
    assert said in html.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert f'<a href="#{field}">' in html.partition('role="alert"')[2].partition("</div>")[0]
    fields = visitor.form(PATH).fields
    other = "email" if field == "text" else "text"
    assert fields[other].replace("&lt;", "<") == sent[other]
    assert await listed(service) == []


async def test_ten_thousand_characters_fit(service: Service) -> None:
    visitor = await told(service, text="ä" * 10_000)
    assert visitor.page.status_code == 200
    (item,) = await listed(service)
    assert len(item["text"]) == 10_000


async def test_a_form_of_another_site_tells_nothing(service: Service) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    fields = {**visitor.form(PATH).fields, "text": WORDS}
    await visitor.post(PATH, fields, **{"Sec-Fetch-Site": "cross-site"})
    assert visitor.page.status_code == 403
    assert await listed(service) == []


async def test_an_outage_keeps_every_word(service: Service) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    service.parts.writer.stop()
    await visitor.send(PATH, text="Ei toimi.", email=MAIL)
    assert visitor.page.status_code == 503
    fields = visitor.form(PATH).fields
    assert (fields["text"], fields["email"]) == ("Ei toimi.", MAIL)


async def test_one_network_fills_no_list_and_its_requests_are_no_flood(service: Service) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    for number in range(LIMIT):
        await visitor.send(PATH, text=f"Palaute {number}.")
    assert visitor.page.status_code == 200
    await visitor.send(PATH, text="Yksi vielä.")
    assert visitor.page.status_code == 429
    assert visitor.page.headers["retry-after"] == "30"
    assert visitor.form(PATH).fields["text"] == "Yksi vielä."
    assert len(await listed(service)) == LIMIT
    await visitor.go("/")
    await visitor.send("/", message="Emme jaksa.")
    async with await service.as_staff("kerttu") as kerttu:
        assert (await kerttu.get("/api/v1/heaps")).json()["heaps"] == []


# -- danger --


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_leads_to_the_form_for_help_before_its_own(
    service: Service, language: str
) -> None:
    visitor = browser(service)
    await visitor.go(f"{PATH}?lang={language}")
    before = visitor.page.text.partition('name="text"')[0]
    assert '<a href="/"' in before or f'<a href="/?lang={language}"' in before
    assert 'id="danger"' not in visitor.page.text


@pytest.mark.parametrize("email", [MAIL, "nimi@"])
async def test_words_of_danger_are_answered_with_112_and_the_form(
    service: Service, email: str
) -> None:
    visitor = await told(service, text=DANGER, email=email)
    aside = visitor.page.text.partition('id="danger"')[2].partition("</div>")[0]
    assert 'href="tel:112"' in aside and "lomakkeella" in aside
    assert "kuolla" not in str(visitor.page.url)
    assert [each["danger"] for each in await listed(service)] == ([True] if email == MAIL else [])


async def test_words_without_danger_call_nobody(service: Service) -> None:
    visitor = await told(service)
    assert 'id="danger"' not in visitor.page.text


# -- leaving --


@pytest.mark.parametrize("typed", [{"text": DANGER}, {"text": WORDS, "email": "nimi@"}])
async def test_what_was_left_is_not_shown_again(service: Service, typed: dict[str, str]) -> None:
    visitor = browser(service)
    await visitor.go(PATH)
    form = visitor.form(PATH)
    sent = {**form.fields, **typed}
    await visitor.post(form.action, sent)
    leaving = visitor.form("/poistu")
    parts = [
        (name, (None, value))
        for name, said in leaving.fields.items()
        for value in (said if isinstance(said, list) else [said])
    ]
    assert (await visitor.client.post("/poistu", files=parts, headers=OWN)).status_code == 303
    await visitor.post(form.action, sent)
    assert typed["text"] not in visitor.text and 'id="danger"' not in visitor.page.text


# -- who answers --


@pytest.mark.parametrize("username", ["kerttu", "antti"])
async def test_coordinator_and_administrator_read_and_answer_on_the_page(
    service: Service, username: str
) -> None:
    await told(service)
    reader = await working(service, username)
    await reader.go(LIST)
    assert "Vastaa viimeistään ma 7.12." in reader.text and MAIL in reader.text
    (item,) = await listed(service)
    await reader.send(f"{LIST}/{item['id']}", done="Virhe luetaan nyt ääneen.")
    assert "Palaute on merkitty vastatuksi." in reader.text
    assert "Virhe luetaan nyt ääneen." in reader.text
    assert WORDS not in reader.text and MAIL not in reader.text
    (item,) = await listed(service)
    assert (item["text"], item["email"], item["answered_by"]) == (None, None, username)
    assert item["done"] == "Virhe luetaan nyt ääneen."


async def test_what_is_late_stands_first_and_is_marked(
    service: Service, clock: HandWoundClock
) -> None:
    await told(service, text="Ensimmäinen.")
    clock.wind(timedelta(days=14))
    await told(service, text="Toinen.")
    assert [each["overdue"] for each in await listed(service)] == [False, False]
    clock.wind(timedelta(days=1))
    items = await listed(service)
    assert [each["text"] for each in items] == ["Ensimmäinen.", "Toinen."]
    assert [each["overdue"] for each in items] == [True, False]
    kerttu = await working(service, "kerttu")
    await kerttu.go(LIST)
    assert kerttu.text.count("Myöhässä") == 1
    await answered(service, items[0]["id"])
    assert [each["overdue"] for each in await listed(service)] == [False, False]


async def test_without_what_was_done_it_is_refused_and_everything_stays(service: Service) -> None:
    await told(service)
    kerttu = await working(service, "kerttu")
    await kerttu.go(LIST)
    (item,) = await listed(service)
    await kerttu.send(f"{LIST}/{item['id']}", done=" ")
    assert kerttu.page.status_code == 422 and "mitä tehtiin" in kerttu.text
    assert [each["text"] for each in await listed(service)] == [WORDS]


async def test_it_is_answered_once_and_the_second_keeps_the_words(service: Service) -> None:
    await told(service)
    kerttu = await working(service, "kerttu")
    await kerttu.go(LIST)
    (item,) = await listed(service)
    assert await answered(service, item["id"], "Ensin.") == 204
    await kerttu.send(f"{LIST}/{item['id']}", done="Toiseksi.")
    assert kerttu.page.status_code == 409
    assert "jo merkitty vastatuksi" in kerttu.text and "Toiseksi." in kerttu.text
    assert await answered(service, item["id"]) == 409
    assert [each["done"] for each in await listed(service)] == ["Ensin."]
    assert await answered(service, str(uuid4())) == 404


async def test_what_was_done_must_be_said(service: Service) -> None:
    await told(service)
    (item,) = await listed(service)
    async with await service.as_staff("kerttu") as kerttu:
        answer = await kerttu.post(f"{API}/{item['id']}/answer", json={})
    assert (answer.status_code, named(answer)) == (422, [("done", "required")])


async def test_a_form_of_another_session_answers_nothing(service: Service) -> None:
    await told(service)
    kerttu = await working(service, "kerttu")
    await kerttu.go(LIST)
    (item,) = await listed(service)
    await kerttu.send(f"{LIST}/{item['id']}", done="Tehty.", csrf_token="x")
    assert kerttu.page.status_code == 403
    assert [each["answered_at"] for each in await listed(service)] == [None]


@pytest.mark.parametrize("username", ["aino", "ville", "sanna", "elli", "tiina"])
async def test_nobody_else_has_such_a_page(service: Service, username: str) -> None:
    await told(service)
    other = await working(service, username)
    assert LIST not in other.page.text
    await other.go(LIST)
    assert other.page.status_code == 403 and WORDS not in other.text


async def test_the_officer_reads_in_the_log_who_read_and_who_answered(service: Service) -> None:
    await told(service)
    (item,) = await listed(service)
    await answered(service, item["id"])
    tiina = await working(service, "tiina")
    await tiina.go("/loki")
    assert "katsoi saavutettavuuspalautetta" in tiina.text
    assert "merkitsi saavutettavuuspalautteen vastatuksi" in tiina.text
