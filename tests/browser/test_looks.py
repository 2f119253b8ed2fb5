"""Do the pages hold where somebody needs large text, or colours of their own?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.people import Served
from tests.browser.test_every_page import every_public_page

NARROW = {"width": 320, "height": 568}
LANGUAGES = ("fi", "sv", "en", "se", "fi-simple", "ru", "ar", "so")


def sideways(page: Page) -> list[str]:
    """What reaches beyond the right edge, by its markup."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1)
                .map((each) => each.outerHTML.slice(0, 120))"""
    )
    return found


def test_text_at_twice_its_size_scrolls_one_way_on_every_page(served: Served) -> None:
    page = served.window(viewport=NARROW)
    wide = []
    for name in every_public_page(page, served):
        page.wait_for_load_state()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide += [f"{name}: {each}" for each in sideways(page)]
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_scrolls_one_way_in_every_language(served: Served, language: str) -> None:
    page = served.window(viewport=NARROW)
    page.goto(f"{served.address}/?lang={language}")
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    assert sideways(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page) == []


def test_the_way_past_and_the_way_out_show_in_forced_colours(served: Served) -> None:
    page = served.window(viewport=NARROW, forced_colors="active")
    page.goto(served.address)
    page.keyboard.press("Tab")
    for way in (".skip", "#exit"):
        page.locator(way).focus()
        shown = page.locator(way).evaluate(
            """(each) => {
                const style = getComputedStyle(each);
                return [style.color !== style.backgroundColor, style.outlineStyle !== "none",
                    each.getBoundingClientRect().top >= 0];
            }"""
        )
        assert shown == [True, True, True], way
    page.keyboard.press("Tab")
    edge = page.locator("#exit").evaluate("(each) => getComputedStyle(each).outlineStyle")
    assert edge == "solid"
