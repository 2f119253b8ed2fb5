"""Which language does somebody get, is it whole and said to be one, and does it stay?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from markupsafe import Markup

import api
from api.words.fallback import BEGINS, marked, marked_up
from api.words.guests import guest_of, lines
from api.words.wording import read_wordings
from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.browsing import Browser, asked, browser, opened
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.database.engine import write_lock
from triage.store.records import catalogue_store

TEXTS = Path(api.__file__ or "").parent / "texts"
FULL = ("fi", "sv", "en", "se", "fi-simple")
OPENING = '<html lang="{language}" dir="{direction}">'
RIGHT_TO_LEFT = ("ar", "fa")


@pytest.fixture
def demo(tmp_path: Path, clock: HandWoundClock) -> Iterator[Service]:
    (tmp_path / "demo").mkdir()
    with make_service(tmp_path / "demo", clock, every_language=True) as made:
        yield made


def opening(language: str) -> str:
    return OPENING.format(
        language=language, direction="rtl" if language in RIGHT_TO_LEFT else "ltr"
    )


def guest_line(visitor: Browser) -> str | None:
    """The paragraph for those whose language no page is in, as markup."""
    found = re.search(r'<p class="guest".*?</p>', visitor.page.text)
    return found[0] if found else None


def chosen(visitor: Browser) -> object:
    """In which language the form as it stands asks to be answered."""
    return visitor.form("/").fields["language"]


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
async def test_a_prepared_language_is_given_in_the_demo_and_said_to_be_a_draft(
    demo: Service, language: str
) -> None:
    visitor = browser(demo)
    await visitor.go(f"/?lang={language}")
    assert opening(language) in visitor.page.text
    assert "Luonnos (draft)" in visitor.text
    assert guest_line(visitor) is None


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
async def test_a_browser_of_a_prepared_language_gets_it_in_the_demo(
    demo: Service, language: str
) -> None:
    visitor = browser(demo, **{"Accept-Language": f"{language},en;q=0.5"})
    await visitor.go("/")
    assert opening(language) in visitor.page.text
    assert chosen(visitor) == language


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
async def test_an_unsigned_language_gives_the_finnish_page_with_one_line(
    service: Service, language: str
) -> None:
    visitor = browser(service)
    await visitor.go(f"/?lang={language}")
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    assert opening("fi") in visitor.page.text
    line = guest_line(visitor)
    assert line is not None and "112" in line
    assert f'lang="{language}" dir="{direction}"' in line
    assert f"lang={language}" not in visitor.page.text


@pytest.mark.parametrize("language", ["tr", "et", "pl", "vi", "th", "zh", "fr", "es", "de"])
@pytest.mark.parametrize("behind", ["", ",fi;q=0.5"])
async def test_a_guest_reads_one_line_and_is_answered_in_their_language(
    service: Service, language: str, behind: str
) -> None:
    visitor = browser(service, **{"Accept-Language": f"{language}{behind}"})
    await visitor.go("/")
    line = guest_line(visitor)
    assert opening("fi") in visitor.page.text
    assert line is not None and f'lang="{language}" dir="ltr"' in line and "112" in line
    assert chosen(visitor) == language


KEPT = "Bu numarayı saklayın. Yanıtı yalnızca bununla okuyabilirsiniz."


@pytest.mark.parametrize("accepted", ["tr", "tr-TR,tr;q=0.9,en;q=0.5"])
async def test_a_guest_reads_at_the_receipt_and_where_it_is_asked_for_that_it_is_kept(
    service: Service, accepted: str
) -> None:
    visitor = browser(service, **{"Accept-Language": accepted})
    await visitor.go("/")
    await visitor.send("/", message="Yardım.")
    assert visitor.page.url.path == "/kuitti"
    html, line = visitor.page.text, guest_line(visitor)
    assert line == f'<p class="guest" lang="tr" dir="ltr">{KEPT}</p>'
    assert html.index(KEPT) < html.index('class="code"')
    await visitor.go(linked(visitor, "/vastaus"))
    html, line = visitor.page.text, guest_line(visitor)
    assert line is not None and KEPT in line
    assert html.index(KEPT) < html.index('id="receipt"')


@pytest.mark.parametrize("language", FULL)
async def test_who_reads_a_page_reads_no_other_line_at_the_receipt(
    service: Service, language: str
) -> None:
    visitor = browser(service, **{"Accept-Language": f"{language},tr;q=0.5"})
    await visitor.go("/")
    await visitor.send("/", message="Apua.")
    assert visitor.receipt and guest_line(visitor) is None
    await visitor.go("/vastaus")
    assert guest_line(visitor) is None


def test_every_guest_has_both_lines() -> None:
    assert lines().keys() == lines("receipt").keys()
    both = [*lines().values(), *lines("receipt").values()]
    assert len(set(both)) == len(both)


async def test_the_request_of_a_guest_names_their_language(service: Service) -> None:
    visitor = browser(service, **{"Accept-Language": "pl-PL,pl;q=0.9"})
    await visitor.go("/")
    await visitor.send("/", message="Nie mam już siły.")
    assert visitor.page.url.path == "/kuitti"
    async with await service.as_staff("kerttu") as kerttu:
        row = (await kerttu.get("/api/v1/queue")).json()["items"][0]
    assert row["language"] == "pl"


async def test_a_guest_who_chose_a_language_reads_no_line(service: Service) -> None:
    visitor = browser(service, **{"Accept-Language": "tr"})
    await visitor.go("/?lang=en")
    assert opening("en") in visitor.page.text
    assert guest_line(visitor) is None


@pytest.mark.parametrize("language", [*FULL, "sv-FI", "en-GB", "*"])
async def test_nobody_else_is_a_guest(service: Service, language: str) -> None:
    visitor = browser(service, **{"Accept-Language": language})
    await visitor.go("/")
    assert guest_line(visitor) is None


@pytest.mark.parametrize(
    ("accepted", "language", "line"),
    [
        ("ku", "kmr", "kmr"),
        ("ckb-IQ", "ckb", "ckb"),
        ("ti-ER,en;q=0.1", "ti", "ti"),
        ("am", "am", "am"),
        ("sq-AL", "sq", "sq"),
        ("prs", "fa", "fa"),
        ("no", "nb", "nb"),
        ("zh-TW", "zh-Hant", "zh-Hant"),
        ("zh-CN", "zh", "zh"),
        ("en;q=0.1,tr;q=0.9", "tr", "tr"),
        ("haw", "haw", "en"),
    ],
)
def test_a_guest_is_known_by_any_tag(accepted: str, language: str, line: str) -> None:
    guest = guest_of(None, accepted, FULL)
    assert guest is not None
    assert (guest.language, guest.line_language, guest.line) == (language, line, lines()[line])


def test_every_line_for_guests_names_112_once() -> None:
    assert [tag for tag, line in lines().items() if line.count("112") != 1] == []
    assert {*PREPARED_LANGUAGES, "en"} <= set(lines())


def test_who_asks_for_no_language_that_there_is_is_no_guest() -> None:
    assert [guest_of(None, tag, FULL) for tag in ("x-strange", "i-klingon", "*", "")] == [None] * 4


def published(service: Service, text: str) -> None:
    """Puts another edition of the catalogue in force."""
    with write_lock(service.parts.database) as connection:
        catalogue_store.publish(
            connection, text, published_at=service.parts.clock(), published_by=None
        )


async def test_a_signed_language_is_open_and_no_draft(service: Service) -> None:
    signed = '[[language_reader]]\nlanguage = "ru"\nreader = "Tulkki"\nsigned_on = 2026-11-01\n'
    text = packaged_lapland_text().replace("[[language]]", f"{signed}\n[[language]]", 1)
    published(service, text.replace('version = "', 'version = "signed-', 1))
    visitor = browser(service)
    await service.app.state.catalogue.latest()
    await visitor.go("/?lang=ru")
    assert opening("ru") in visitor.page.text
    assert "Luonnos" not in visitor.text
    assert "lang=ru" in visitor.page.text and "lang=uk" not in visitor.page.text
    await visitor.go("/?lang=uk")
    assert opening("fi") in visitor.page.text


async def test_the_api_lists_what_is_open(service: Service, demo: Service) -> None:
    for serving, expected in ((service, FULL), (demo, (*FULL, *PREPARED_LANGUAGES))):
        async with serving.client() as caller:
            told = (await caller.get("/api/v1/catalogue?lang=ru")).json()
        assert tuple(told["languages"]) == expected


async def test_the_api_marks_no_text_by_its_language(demo: Service) -> None:
    async with demo.client() as caller:
        told = (await caller.get("/api/v1/catalogue?lang=ar")).text
    assert BEGINS not in told and "<span" not in told


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
async def test_a_prepared_language_stays_through_the_whole_visit(
    demo: Service, language: str
) -> None:
    visitor = browser(demo)
    await visitor.go(f"/?lang={language}")
    await visitor.send("/", message="")
    assert_in(visitor, language)
    await visitor.send("/", message="Apua.")
    assert_in(visitor, language)
    receipt = visitor.receipt
    await visitor.go(linked(visitor, "/vastaus"))
    await visitor.send("/vastaus", receipt="1234")
    assert_in(visitor, language)
    await visitor.send("/vastaus", receipt=receipt)
    await visitor.send("/vastaus/viesti", text="Lisää.")
    assert_in(visitor, language)
    await visitor.send("/vastaus/peru", reason="")
    await visitor.go(linked(visitor, "/vastaus"))
    await visitor.send("/vastaus", receipt=receipt)
    await visitor.send("/vastaus/uudestaan", text="")
    assert_in(visitor, language)
    await visitor.send("/vastaus/poistu")
    assert_in(visitor, language)


def assert_in(visitor: Browser, language: str) -> None:
    """The page is in this language, and so is every page of ours that it leads to."""
    assert opening(language) in visitor.page.text, visitor.page.url
    assert BEGINS not in visitor.page.text
    menu = re.compile(r'<nav class="languages.*?</nav>', re.S)
    leads = re.findall(r'(?:href|action)="(/[^"#]*)', menu.sub("", visitor.page.text))
    ways = [each for each in leads if not each.startswith(("/static", "/poistu"))]
    assert ways and [each for each in ways if f"lang={language}" not in each] == []


def linked(visitor: Browser, path: str) -> str:
    """The first address on the page that leads to this path."""
    found = re.search(rf'href="({path}\?[^"]*)"', visitor.page.text)
    assert found is not None, visitor.page.text
    return unescape(found[1])


@pytest.mark.parametrize("path", ["/kirjaudu", "/jono"])
async def test_staff_get_a_language_that_their_pages_have(demo: Service, path: str) -> None:
    visitor = browser(demo, **{"Accept-Language": "ru,sv;q=0.5"})
    await visitor.go(f"{path}?lang=ru")
    assert opening("sv") in visitor.page.text


async def test_marks_that_a_requester_types_change_nothing_on_a_page_of_staff(
    service: Service,
) -> None:
    typed = str(marked("abc", "ar"))
    await asked(service, message=typed)
    worker = await opened(service)
    assert "abc" in worker.text
    assert 'lang="ar" dir="rtl"' not in worker.page.text


async def test_a_text_that_a_prepared_language_lacks_says_its_language(demo: Service) -> None:
    visitor = browser(demo)
    await visitor.go("/tietosuoja?lang=ar")
    assert '<p class="lead" lang="en" dir="ltr">In short: ' in visitor.page.text
    await visitor.go("/tietosuoja?lang=smn")
    assert '<p class="lead" lang="fi" dir="ltr">Lyhyesti: ' in visitor.page.text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>{}</p>", '<p lang="en" dir="ltr">Hi</p>'),
        ('<p class="a">{}</p>', '<p class="a" lang="en" dir="ltr">Hi</p>'),
        ("<p>Moi {}</p>", '<p>Moi <span lang="en" dir="ltr">Hi</span></p>'),
        ('<a title="{}">x</a>', '<a title="Hi">x</a>'),
        ("<title>{}</title>", "<title>Hi</title>"),
        ("<option>{}</option>", "<option>Hi</option>"),
        ("<textarea>{}</textarea>", "<textarea>Hi</textarea>"),
        ("<b>1 &gt; 0</b> {}", '<b>1 &gt; 0</b> <span lang="en" dir="ltr">Hi</span>'),
        ('<p lang="fi">{}</p>', '<p lang="fi">Hi</p>'),
    ],
)
def test_a_piece_in_another_language_is_marked_where_markup_may_stand(
    page: str, expected: str
) -> None:
    assert marked_up(page.format(marked("Hi", "en"))) == expected


def test_a_piece_within_a_piece_is_marked_too() -> None:
    inner = marked("moi", "fi")
    assert marked_up(f"<b>{marked(Markup('Hi ') + inner, 'ar')}</b>") == (
        '<b><span lang="ar" dir="rtl">Hi <span lang="fi" dir="ltr">moi</span></span></b>'
    )


def test_a_piece_in_another_language_is_escaped() -> None:
    assert marked_up(f"<b>{marked('<i>', 'en')}</b>") == (
        '<b><span lang="en" dir="ltr">&lt;i&gt;</span></b>'
    )


def test_a_sentence_of_another_language_says_its_day_in_its_own() -> None:
    words = read_wordings(TEXTS)["ar"]
    kept = {key: text for key, text in words.texts.items() if key != "form.answer_by"}
    said = replace(words, texts=kept).text("form.answer_by", day=words.day(date(2026, 9, 10)))
    assert said == "You will have an answer by Thursday 10 September."
