"""What comes out when a form goes in? Stored once or not at all, and never a word lost."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from api.pages.qr_code import qr_path
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import OWN, Browser, asked, browser, stored

SATURDAY_NIGHT = datetime(2026, 11, 28, 22, tzinfo=UTC)
EVERY_FIELD = {
    "message": "Meillä on ollut vaikeaa.\nToinen rivi.",
    "topics": ["VAN", "ERO"],
    "asker": "close_person",
    "concerns": "my_family",
    "age_bands": ["A2", "A3"],
    "municipality": "698",
    "guardian_may_know": "ask",
    "reply_by": "phone",
    "contact.name": "Ulla-mummo",
    "contact.phone": "040 123 4567",
    "contact.email": "ulla@esimerkki.fi",
    "contact.safe_times": "aamuisin",
    "contact.sms_ok": "true",
    "contact.must_not_know": "naapurin Pekka",
    "language": "ru",
    "interpreter": "so",
    "own_word": "kuukkeli",
    "has_worker": "kuraattori Ounasvaaralla",
    "avoid": "serkkuni",
    "elsewhere": "true",
    "consents.partners": ["parish", "ngo"],
    "consents.consult": "true",
}
SENT_BY_FORM = "Viestisi on perillä"
KEPT = "Kaikki, mitä kirjoitit, on tallella"
NOT_SENT = "Viesti ei lähtenyt vielä"


@pytest.fixture
async def visitor(service: Service) -> Browser:
    """Somebody with the empty form open."""
    visitor = browser(service)
    await visitor.go("/")
    return visitor


@pytest.mark.parametrize(
    ("typed", "kept"),
    [({}, False), ({"message": "x" * 10_001}, True), ({"contact.name": "Ulla"}, True)],
)
async def test_a_refused_form_speaks_of_what_was_written_only_where_something_was(
    visitor: Browser, typed: dict[str, str], kept: bool
) -> None:
    await visitor.send("/", **typed)
    assert NOT_SENT in visitor.text
    assert (KEPT in visitor.text) is kept


async def test_the_receipt_is_spoken_digit_by_digit(service: Service) -> None:
    visitor = await asked(service)
    spoken = re.search(r'<p class="visually-hidden spoken"[^>]*>(.*?)</p>', visitor.page.text)
    assert spoken is not None
    assert re.fullmatch(r"(\d \d \d \d, ){5}\d \d", spoken[1])
    assert re.sub(r"\D", "", spoken[1]) == visitor.receipt


async def test_the_printed_receipt_tells_no_topic(service: Service) -> None:
    visitor = await asked(service, topics="VAN", message="Emme jaksa.")
    start, end = '<section class="paper"', "</section>"
    paper = visitor.page.text.partition(start)[2].partition(end)[0]
    words = " ".join(re.sub(r"<[^>]*>", " ", paper.partition(">")[2]).split())
    groups = " ".join(re.findall(r"\d{4}|\d{2}", visitor.receipt))
    assert words.startswith(f"Pyydä apua Kuittisi {groups} Lue vastaus täällä: testserver/vastaus")
    assert f'd="{qr_path(visitor.receipt)}"' in paper
    assert "Vanhemmuus" not in paper


async def test_the_receipt_says_how_long_it_is_shown_and_leads_on_by_a_quiet_button(
    visitor: Browser,
) -> None:
    await visitor.send("/", message="Apua.")
    assert "Tämä selain näyttää kuitin vielä puolen tunnin ajan" in visitor.text
    (onwards,) = re.findall(r'<a class="(button[^"]*)" href="/vastaus', visitor.page.text)
    assert onwards == "button quiet"
    assert "Siirry vastaussivulle" in visitor.text
    assert "voit vain sulkea tämän sivun" in visitor.text


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"message": "Apua."}, 200, SENT_BY_FORM),
        ({"topics": "VAN"}, 200, SENT_BY_FORM),
        (EVERY_FIELD, 200, SENT_BY_FORM),
        ({"message": "ก" * 10_000}, 200, SENT_BY_FORM),
        ({"message": "rivi\r\n" * 2_000}, 200, SENT_BY_FORM),
        ({}, 422, "Kirjoita viesti tai valitse, mistä on kyse."),
        ({"message": " \n "}, 422, "Kirjoita viesti tai valitse, mistä on kyse."),
        ({"message": "x" * 10_001}, 422, "Viesti on liian pitkä: siihen mahtuu 10 000 merkkiä."),
        ({"message": "a", "has_worker": "x" * 201}, 422, "Teksti on liian pitkä."),
        ({"message": "a\0b"}, 422, "Tarkista tämä kohta."),
        ({"topics": "XYZ"}, 422, "Mistä on kyse: Tätä vaihtoehtoa ei ole."),
        ({"topics": ["VAN"] * 100}, 422, "Mistä on kyse: Tarkista tämä kohta."),
        ({"message": "a", "asker": "cat"}, 422, "Kuka sinä olet: Tätä vaihtoehtoa ei ole."),
        ({"message": "a", "municipality": "999"}, 422, "Kotikunta: Tätä vaihtoehtoa ei ole."),
        ({"message": "a", "age_bands": "Z"}, 422, "Tätä vaihtoehtoa ei ole."),
        ({"message": "a", "language": "?"}, 422, "Tarkista tämä kohta."),
        ({"message": "a", "elsewhere": "maybe"}, 422, "Tarkista tämä kohta."),
        ({"message": "a", "reply_by": "phone"}, 422, "Puhelin: Täytä tämä kohta"),
        ({"message": "a", "contact.email": "ulla"}, 422, "Sähköposti: Tähän osoitteeseen"),
        ({"message": "a", "contact.phone": "040 1"}, 422, "Puhelin: Tähän numeroon"),
        ({"message": "a", "consents.partners": "nobody"}, 422, "Tätä vaihtoehtoa ei ole."),
        ({"message": "a", "idempotency_key": "guess"}, 422, "Lomake oli auki liian kauan."),
    ],
)
async def test_a_form_in_gives_its_page_out(
    visitor: Browser, service: Service, typed: dict[str, object], status: int, said: str
) -> None:
    await visitor.send("/", **typed)
    assert visitor.page.status_code == status
    assert said in visitor.text
    assert (NOT_SENT in visitor.text) == (status == 422)
    assert await stored(service) == (status == 200)


async def test_a_refused_form_comes_back_with_every_word(visitor: Browser) -> None:
    before = visitor.form("/").fields["idempotency_key"]
    await visitor.send("/", **{**EVERY_FIELD, "municipality": "999"})
    kept = visitor.form("/").fields
    for name, value in EVERY_FIELD.items():
        assert name == "municipality" or kept[name] == value, name
    assert visitor.page.text.count(" checked") == 13
    assert kept["idempotency_key"] == before


async def test_a_group_of_topics_suffices_and_what_stands_under_it_wins(service: Service) -> None:
    for typed in ({"topic_groups": "violence"}, {"topic_groups": "home", "topics": "PAR"}):
        visitor = browser(service)
        await visitor.go("/")
        await visitor.send("/", **typed)
        assert SENT_BY_FORM in visitor.text
    async with await service.as_staff("kerttu") as kerttu:
        items = (await kerttu.get("/api/v1/queue")).json()["items"]
    assert sorted(each["topics"] for each in items) == [["PAR"], ["VKV"]]


async def test_a_chosen_group_comes_back_chosen_and_a_chosen_topic_in_sight(
    visitor: Browser,
) -> None:
    await visitor.send("/", topic_groups="violence", topics="PAR", municipality="999")
    kept = visitor.form("/").fields
    assert (kept["topic_groups"], kept["topics"]) == ("violence", "PAR")
    details = re.findall(r"<details( open)?>\s*<summary>Tarkemmin.*?: ([^<]*)<", visitor.page.text)
    assert [name for is_open, name in details if is_open] == [
        "Arki kotona: vanhemmuus, parisuhde, apu kotiin"
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_the_title_of_a_page_with_a_mistake_begins_with_that(
    visitor: Browser, language: str
) -> None:
    said = {"sv": "Fel:", "en": "Error:", "se": "Meattáhus:"}.get(language, "Virhe:")
    for path, typed in (("/", {}), ("/vastaus", {"receipt": "1234"})):
        await visitor.go(f"{path}?lang={language}")
        assert f"<title>{said}" not in visitor.page.text
        await visitor.send(path, **typed)
        assert f"<title>{said} " in visitor.page.text


async def test_a_form_sent_again_gives_the_same_receipt_and_stores_nothing(
    visitor: Browser, service: Service
) -> None:
    form = visitor.form("/")
    fields = {**form.fields, "message": "Kerran vain."}
    await visitor.post(form.action, fields)
    first = visitor.receipt
    await visitor.post(form.action, fields)
    assert (visitor.page.status_code, visitor.receipt) == (200, first)
    assert await stored(service) == 1


async def test_a_button_pressed_in_a_panic_stores_once(service: Service, visitor: Browser) -> None:
    form = visitor.form("/")
    panic = [browser(service) for _ in range(16)]
    fields = {**form.fields, "message": "Apua."}
    await asyncio.gather(*(each.post(form.action, fields) for each in panic))
    assert len({each.receipt for each in panic}) == 1
    assert await stored(service) == 1


async def test_other_words_under_a_spent_key_are_told_what_is_stored_instead(
    visitor: Browser, service: Service, clock: HandWoundClock
) -> None:
    form = visitor.form("/")
    await visitor.post(form.action, {**form.fields, "message": "Ensin."})
    clock.wind(timedelta(minutes=5))
    await visitor.post(form.action, {**form.fields, **EVERY_FIELD})
    assert visitor.page.status_code == 409
    assert "Viesti tuli meille maanantaina 23. marraskuuta klo 10" in visitor.text
    assert "Tätä uutta tekstiä emme tallentaneet." in visitor.text
    assert await stored(service) == 1


async def test_another_request_is_sent_on_purpose_with_every_word(
    visitor: Browser, service: Service
) -> None:
    form = visitor.form("/")
    await visitor.post(form.action, {**form.fields, "message": "Ensin."})
    await visitor.post(form.action, {**form.fields, **EVERY_FIELD})

    await visitor.send("/")
    assert (visitor.page.status_code, await stored(service)) == (200, 1)
    kept = visitor.form("/").fields
    lists = {"topics": "ERO", "age_bands": "A3", "consents.partners": "ngo"}
    for name, value in {**EVERY_FIELD, **lists}.items():
        assert kept[name] == value, name

    await visitor.send("/")
    assert (visitor.page.status_code, await stored(service)) == (200, 2)


async def test_a_form_sent_again_days_later_is_told_that_it_was_sent_and_when(
    visitor: Browser, service: Service, clock: HandWoundClock
) -> None:
    form = visitor.form("/")
    fields = {**form.fields, "message": "Apua."}
    await visitor.post(form.action, fields)
    clock.wind(timedelta(hours=25))
    await visitor.post(form.action, fields)
    assert visitor.page.status_code == 409
    assert "Viesti tuli meille maanantaina 23. marraskuuta klo 10" in visitor.text
    assert NOT_SENT not in visitor.text
    assert 'href="/vastaus' in visitor.page.text
    assert visitor.form("/").fields["message"] == "Apua."
    assert await stored(service) == 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=25)])
async def test_a_form_that_was_sent_before_is_told_so_whatever_is_wrong_with_it_now(
    visitor: Browser, clock: HandWoundClock, later: timedelta
) -> None:
    form = visitor.form("/")
    await visitor.post(form.action, {**form.fields, "message": "Apua."})
    clock.wind(later)
    await visitor.post(form.action, {**form.fields, "message": "Apua.", "topics": "XYZ"})
    assert visitor.page.status_code == 409
    assert NOT_SENT not in visitor.text


async def test_an_overloaded_service_says_whom_to_call_and_keeps_the_words(
    visitor: Browser, service: Service
) -> None:
    service.parts.writer.stop()
    await visitor.send("/", message="Apua.", own_word="kuukkeli")
    assert visitor.page.status_code == 503
    assert visitor.page.headers["retry-after"]
    assert "Yhteys ei juuri nyt toimi, ja vika on meillä." in visitor.text
    assert 'href="tel:112"' in visitor.page.text
    kept = visitor.form("/").fields
    assert (kept["message"], kept["own_word"]) == ("Apua.", "kuukkeli")


async def test_another_language_loses_no_word(visitor: Browser, service: Service) -> None:
    await visitor.post(
        "/?lang=sv", {**visitor.form("/").fields, **EVERY_FIELD, "leaves_language": "fi"}
    )
    assert visitor.page.status_code == 200
    assert '<html lang="sv"' in visitor.page.text
    kept = visitor.form("/").fields
    assert all(kept[name] == EVERY_FIELD[name] for name in ("message", "own_word", "language"))
    assert await stored(service) == 0


async def test_the_wished_language_follows_the_page_until_somebody_chooses(
    visitor: Browser,
) -> None:
    await visitor.post("/?lang=sv", {**visitor.form("/").fields, "leaves_language": "fi"})
    assert visitor.form("/").fields["language"] == "sv"


async def test_an_open_service_says_by_when_a_person_reads_and_answers(visitor: Browser) -> None:
    before_writing = visitor.text.partition("Viestisi Mitä on tapahtunut?")[0]
    assert "lukee viestisi viimeistään maanantaina 23. marraskuuta klo 12." in before_writing
    assert "Saat vastauksen viimeistään keskiviikkona 25. marraskuuta." in before_writing
    assert "Jos lapsi on vaarassa, ilmoitamme siitä lastensuojeluun." in before_writing


async def test_a_closed_service_says_when_somebody_next_reads(
    service: Service, clock: HandWoundClock
) -> None:
    clock.now = SATURDAY_NIGHT
    visitor = browser(service)
    await visitor.go("/")
    before_writing = visitor.text.partition("Viestisi Mitä on tapahtunut?")[0]
    assert "lukee viestisi viimeistään maanantaina 30. marraskuuta klo 10." in before_writing
    assert "Nyt kukaan ei lue viestejä. Jos et voi odottaa, soita." in visitor.text
    assert "viimeistään tiistaina 1. joulukuuta" in before_writing
    assert "Onko hätä? 112" in before_writing
    await visitor.send("/", message="Apua.")
    assert "maanantaina 30. marraskuuta klo 8" in visitor.text


async def test_a_number_that_nobody_confirmed_is_shown_to_nobody(visitor: Browser) -> None:
    assert "040 726 6965" not in visitor.text
    assert "080 005 005" in visitor.text


async def test_a_receipt_is_in_no_address_and_stays_in_no_cache(service: Service) -> None:
    visitor = await asked(service, own_word="kuukkeli")
    assert str(visitor.page.url) == "https://testserver/kuitti?lang=fi&done=sent"
    assert visitor.page.headers["cache-control"] == "no-store"
    assert "Asetit oman sanan." in visitor.text
    assert "lang=sv" not in visitor.page.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_form_is_not_taken(
    visitor: Browser, service: Service, site: str
) -> None:
    form = visitor.form("/")
    fields = {**form.fields, "message": "Apua."}
    await visitor.post(form.action, fields, **{"Sec-Fetch-Site": site})
    assert visitor.page.status_code == 403
    assert await stored(service) == 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://testserver", 307),
        ("http://testserver", 307),
        ("https://testserver.evil.example", 403),
        ("null", 307),
        ("https://[", 403),
    ],
)
async def test_an_older_browser_is_known_by_its_origin(
    visitor: Browser, origin: str, status: int
) -> None:
    answer = await visitor.client.post(
        "/",
        data={**visitor.form("/").fields, "message": "Apua."},
        headers={"Origin": origin},
    )
    assert answer.status_code == status


async def test_a_body_beyond_the_limit_gets_a_page_that_says_so(visitor: Browser) -> None:
    await visitor.send("/", message="x" * 70_000)
    assert visitor.page.status_code == 413
    assert "Viesti on liian suuri" in visitor.text


@pytest.mark.parametrize("script", ["ก", "😀"])
async def test_as_long_a_message_fits_in_a_form_that_spells_each_sign(
    visitor: Browser, service: Service, script: str
) -> None:
    fields = {**visitor.form("/").fields, "message": script * 10_000}
    answer = await visitor.client.post("/", data=fields, headers=OWN)
    assert answer.status_code == 307
    assert await stored(service) == 1


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{}", "application/json", 422),
        (b"message=%ff%fe&topics=%00", "application/x-www-form-urlencoded", 422),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
        (b"", "text/plain", 422),
    ],
)
async def test_what_is_no_form_of_ours_is_refused_with_a_page(
    service: Service, content: bytes, content_type: str, status: int
) -> None:
    visitor = browser(service)
    answer = await visitor.client.post("/", content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert await stored(service) == 0


async def test_a_file_is_not_taken(service: Service) -> None:
    visitor = browser(service)
    answer = await visitor.client.post("/", files={"message": ("a.txt", b"Apua")})
    assert answer.status_code == 400
    assert await stored(service) == 0


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("fi", "Sivua ei löytynyt"), ("sv-FI,sv;q=0.9", "hittades inte"), ("en", "not found")],
)
async def test_a_wrong_address_is_told_in_the_browsers_language(
    service: Service, accepted: str, said: str
) -> None:
    visitor = browser(service, **{"Accept-Language": accepted})
    await visitor.go("/ei-ole")
    assert visitor.page.status_code == 404
    assert said in visitor.text


async def test_a_wrong_method_is_told_with_the_right_ones(service: Service) -> None:
    visitor = browser(service)
    await visitor.post("/tietosuoja", {})
    assert (visitor.page.status_code, visitor.page.headers["allow"]) == (405, "GET, HEAD")


async def test_a_program_gets_a_problem_and_no_page(service: Service) -> None:
    visitor = browser(service, Accept="*/*")
    await visitor.go("/ei-ole")
    assert visitor.page.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/vastaus", "/tietosuoja", "/saavutettavuus", "/ei-ole"])
@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_every_page_speaks_every_language(service: Service, path: str, language: str) -> None:
    visitor = browser(service)
    await visitor.go(f"{path}?lang={language}")
    assert f'<html lang="{language}"' in visitor.page.text
    assert f'href="/tietosuoja?lang={language}"' in visitor.page.text
