"""What does the page say while somebody writes, and does a word leave it before Send?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Served

FILE = Path(__file__).parents[1] / "domain" / "text" / "identifiers.toml"
EXAMPLES = tomllib.loads(FILE.read_text())
LONGER_THAN_THE_PAUSE_MS = 500


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """The form, in a window whose clock is wound by hand."""
    page = served.window(viewport=PHONE)
    page.clock.install()
    page.goto(served.address)
    page.locator("#message").focus()
    expect(page.locator("#message-room[data-ready]")).to_be_attached()
    yield page


def write(page: Page, words: str) -> None:
    """Write this into the box, and pause."""
    page.locator("#message").fill(words)
    page.clock.run_for(LONGER_THAN_THE_PAUSE_MS)


def told(page: Page) -> list[str]:
    shown = page.locator("[data-holds]:not([hidden])").all()
    return [str(each.get_attribute("data-holds")) for each in shown]


def test_each_example_is_told_in_place_as_the_server_tells_it(page: Page) -> None:
    differing = []
    for kind, texts in EXAMPLES.items():
        for text in texts:
            write(page, text)
            if told(page) != ([] if kind == "nothing" else [kind]):
                differing.append((text, told(page)))
    assert differing == []


def test_words_that_came_back_are_told_of_once_somebody_goes_on(served: Served) -> None:
    page = served.window(viewport=PHONE)
    page.goto(served.address)
    page.locator("#message").fill("Tunnukseni on 010190-123M. " + "x" * 9_500)
    page.get_by_role("button", name="Minä tai perheeni").click()
    expect(page.locator("[name=path][value=own]")).to_be_attached()
    assert told(page) == ["identity-code"]
    page.locator("#message").focus()
    expect(page.locator("#message-room")).to_have_text("Jäljellä 473 merkkiä.")


def test_a_hint_goes_when_what_it_is_about_goes(page: Page) -> None:
    write(page, "Tunnukseni on 010190-123M ja osoite Koskikatu 12.")
    assert told(page) == ["identity-code", "street-address"]
    expect(page.get_by_text("Viestissäsi näyttää olevan henkilötunnus.")).to_be_visible()
    write(page, "Osoite on Koskikatu 12.")
    assert told(page) == ["street-address"]
    write(page, "")
    assert told(page) == []


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (8_999, ""),
        (9_000, "Jäljellä 1000 merkkiä."),
        (9_990, "Jäljellä 10 merkkiä."),
        (10_000, "Jäljellä 0 merkkiä."),
        (10_020, "20 merkkiä liikaa. Lyhennä vähän."),
    ],
)
def test_the_counter_comes_when_the_end_is_near(page: Page, length: int, said: str) -> None:
    write(page, "😀" * 10 + "x" * (length - 10) + " \n ")
    expect(page.locator("#message-room")).to_have_text(said)


def test_no_word_leaves_the_page_while_somebody_writes(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, "Tunnukseni on 010190-123M. " * 380)
    assert told(page) == ["identity-code"]
    assert asked == []
