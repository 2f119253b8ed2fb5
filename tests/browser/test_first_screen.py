"""Does what matters most stand on the first screen of an old phone, and is Send near the words?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from api.pages.requester.form.paths import PATHS
from tests.browser.people import (
    Served,
    ask,
    open_first,
    open_receipt,
    sign_in,
    take_path,
)

OLD_PHONE = {"width": 320, "height": 568}
LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")
SCREENS_TO_SEND = 1.5
SCREENS_TO_WORDS = 1.8
PRESSES_TO_SEND = 8
# Enough of a box to see that it is one.
BEGINNING = 44


def span(page: Page, selector: str) -> tuple[float, float]:
    """From where to where a piece of the page reaches, in pixels from its top."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["y"], box["y"] + box["height"]


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


@pytest.mark.parametrize("code", sorted(PATHS))
def test_on_each_path_the_words_come_soon_and_send_is_near(served: Served, code: str) -> None:
    page = served.window(viewport=OLD_PHONE)
    take_path(page, served, code)

    screen = OLD_PHONE["height"]
    for piece in ("#exit", "a[href='tel:112']", "h1", "main .lead"):
        assert span(page, piece)[1] <= screen, piece
    box_from, _ = span(page, "#message")
    assert box_from <= SCREENS_TO_WORDS * screen
    assert span(page, "#send")[1] - box_from <= SCREENS_TO_SEND * screen
    assert presses_to_send(page) <= PRESSES_TO_SEND


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
    reply = worker.locator("#reply")
    reply.locator("summary").click()
    reply.locator("textarea").fill(words)
    reply.get_by_label("Vastaus", exact=False).first.check()
    reply.get_by_role("button", name="Lähetä").click()
    worker.wait_for_load_state()
