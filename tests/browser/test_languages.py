"""Can a page in a prepared language be used: from right to left, on a phone, by a screen reader?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Served
from tests.browser.test_every_page import EVERYTHING, faults
from tests.browser.test_first_screen import BEGINNING
from tests.browser.walking import unfold_everything
from triage.catalogue.languages import PREPARED_LANGUAGES

OLD_PHONE = {"width": 320, "height": 568}
RECEIPT = re.compile(r"[\d\s]+")


def send(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.address}/?lang={language}")
    page.locator("#message").fill("Caawimo.")
    page.locator("#send").click()


@pytest.mark.parametrize("language", ["ar", "so"])
def test_a_page_in_a_prepared_language_is_accessible_on_an_old_phone(
    served: Served, language: str
) -> None:
    page = served.window(viewport=OLD_PHONE)
    found = []
    for path in ("/", "/vastaus", "/tietosuoja"):
        page.goto(f"{served.address}{path}?lang={language}")
        unfold_everything(page)
        found += faults(page, f"{path} in {language}", EVERYTHING)
    send(page, served, language)
    unfold_everything(page)
    found += faults(page, f"the receipt in {language}", EVERYTHING)
    assert found == []


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_the_box_for_words_begins_on_the_first_screen(served: Served, language: str) -> None:
    page = served.window(viewport=OLD_PHONE)
    page.goto(f"{served.address}/?lang={language}")
    box = page.locator("#message").bounding_box()
    assert box is not None and box["y"] <= OLD_PHONE["height"] - BEGINNING


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_receipt_reads_from_the_left_in_a_page_from_the_right(
    served: Served, language: str
) -> None:
    page = served.window(viewport=OLD_PHONE)
    send(page, served, language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    groups = page.locator(".receipt:not(.only-print) .code span")
    first, second = groups.nth(0).bounding_box(), groups.nth(1).bounding_box()
    assert first is not None and second is not None
    assert RECEIPT.fullmatch(groups.nth(0).inner_text())
    assert first["x"] < second["x"]


def test_the_prepared_languages_are_found_in_a_fold_and_lose_no_word(served: Served) -> None:
    page = served.window(viewport=OLD_PHONE, scripts=False)
    page.goto(served.address)
    page.locator("#message").fill("Emme jaksa.")
    page.locator(".languages summary").click()
    page.locator(".languages button[lang=ar]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("#message")).to_have_value("Emme jaksa.")
    expect(page.locator(".languages > ul [aria-current]")).to_have_attribute("lang", "ar")


def test_a_guest_reads_the_line_on_the_first_screen(served: Served) -> None:
    page = served.window(viewport=OLD_PHONE, locale="vi-VN")
    page.goto(served.address)
    line = page.locator(".guest")
    expect(line).to_have_attribute("lang", "vi")
    box = line.bounding_box()
    assert box is not None and box["y"] + box["height"] <= OLD_PHONE["height"]
