"""Does what matters most stand on the first screen of an old phone, and is Send near the words?"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

import api
from api.pages.requester.form.paths import PATHS
from api.words.wording import read_wordings
from tests.browser.people import (
    Served,
    ask,
    open_first,
    open_receipt,
    sign_in,
    take_path,
)

TEXTS = read_wordings(Path(api.__file__ or "").parent / "texts")
OLD_PHONE = {"width": 320, "height": 568}
PHONE = {"width": 375, "height": 667}
QUICK_LINES = 2
LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")
SCREENS_TO_SEND = 1.5
PRESSES_TO_SEND = 8
# In Finnish; the words of other languages are longer, and Sámi says that it awaits its reader.
RECEIPT_HEIGHT, RECEIPT_HEIGHT_ELSEWHERE = 1_800, 2_000
# Enough of a box to see that it is one.
BEGINNING = 44


def span(page: Page, selector: str) -> tuple[float, float]:
    """From where to where a piece of the page reaches, in pixels from its top."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    # The focus may have scrolled; the way out stays where the screen is.
    scrolled = 0 if selector == "#exit" else page.evaluate("window.scrollY")
    return box["y"] + scrolled, box["y"] + box["height"] + scrolled


def span_height(page: Page, selector: str) -> float:
    top, bottom = span(page, selector)
    return bottom - top


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_begins_with_the_box_for_words(
    served: Served, language: str, *, scripts: bool
) -> None:
    page = served.window(viewport=OLD_PHONE, scripts=scripts)
    page.goto(f"{served.address}/?lang={language}")

    screen = OLD_PHONE["height"]
    for piece in ("#exit", "a[href='tel:112']", "h1", "main .lead"):
        assert span(page, piece)[1] <= screen, piece
    box_from, _ = span(page, "#message")
    assert box_from <= screen - BEGINNING
    assert span(page, "#send")[1] - box_from <= SCREENS_TO_SEND * screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_path_begins_with_what_must_be_said_and_the_box_and_send_is_near(
    served: Served, language: str
) -> None:
    page = served.window(viewport=OLD_PHONE)
    screen = OLD_PHONE["height"]
    for code in sorted(PATHS):
        take_path(page, served, code, language)
        for piece in ("#exit", "a[href='tel:112']", "h1", "main .lead", f"button[value={code}]"):
            assert span(page, piece)[1] <= screen, (code, piece)
        assert page.locator("main .lead").inner_text().endswith(said_last(code, language)), code
        box_from, _ = span(page, "#message")
        assert box_from <= screen - BEGINNING, code
        assert span(page, "#send")[1] - box_from <= SCREENS_TO_SEND * screen, code
        assert presses_to_send(page) <= PRESSES_TO_SEND, code


def said_last(code: str, language: str) -> str:
    """What the words before the box of a path end with: its own warning, else what must be told."""
    words = TEXTS[language]
    keys = (f"form.path.{code}.first", f"form.path.{code}.duty", "form.duty")
    return str(words.text(next(key for key in keys if words.has(key))))


def test_send_is_few_presses_from_the_words(served: Served) -> None:
    page = served.window(viewport=OLD_PHONE)
    page.goto(served.address)
    assert presses_to_send(page) <= PRESSES_TO_SEND


def presses_to_send(page: Page) -> int:
    """How often Tab is pressed from the box to Send."""
    page.locator("#message").focus()

    presses = 0
    while page.evaluate("document.activeElement.id") != "send":
        page.keyboard.press("Tab")
        presses += 1
    return presses


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
def test_the_dialogue_begins_with_the_answer(served: Served, *, scripts: bool) -> None:
    page = served.window(viewport=OLD_PHONE, scripts=scripts)
    receipt = ask(page, served)
    worker = served.window()
    sign_in(worker, served, "aino")
    open_first(worker)
    answer(worker, "Kiitos, että kirjoitit. Kuulostaa raskaalta. Soitan huomenna klo 9.")

    open_receipt(page, served, receipt)

    screen = OLD_PHONE["height"]
    assert page.locator("h1").inner_text() == "Olet saanut vastauksen"
    assert span(page, "h1")[1] <= screen
    assert span(page, ".messages li")[1] <= screen
    assert "Soitan huomenna" in page.locator(".messages li").first.inner_text()


def answer(worker: Page, words: str) -> None:
    """Answer as the request's page offers it."""
    sheet = worker.locator("#reply")
    sheet.get_by_label("Viesti pyytäjälle").fill(words)
    sheet.get_by_label("Kiireellisyys", exact=True).select_option("urgent")
    sheet.get_by_label("Millä perusteella").fill("Väkivallan pelko.")
    sheet.get_by_role("button", name="Lähetä", exact=True).click()
    worker.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_is_short(served: Served, language: str, *, scripts: bool) -> None:
    page = served.window(viewport=OLD_PHONE, scripts=scripts)
    take_path(page, served, "young", language)
    page.locator("#message").fill("Kuukkeli lauloi aamulla.")
    page.locator("#send").click()

    screen = OLD_PHONE["height"]
    assert span(page, "h1")[1] <= screen
    assert span(page, ".receipt .code")[1] <= screen
    assert page.locator("main .plain > li:visible").count() == 3
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= (RECEIPT_HEIGHT if language == "fi" else RECEIPT_HEIGHT_ELSEWHERE)


@pytest.mark.parametrize("username", ["aino", "kerttu"])
def test_the_first_row_of_the_queue_is_whole_on_a_phone(served: Served, username: str) -> None:
    page = served.window(viewport=PHONE)
    ask(page, served)
    sign_in(page, served, username)

    assert span(page, ".queue .row")[1] <= PHONE["height"]
    from_y, to_y = span(page, ".quick")
    assert (to_y - from_y) / span_height(page, ".quick a") < QUICK_LINES + 1
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
