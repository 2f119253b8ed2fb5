"""Does the receipt's field help while somebody types, pastes and mends?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PHONE, Served, ask, open_receipt

TYPED = "4711042013372026081551"
SHOWN = "4711 0420 1337 2026 0815 51"


@pytest.fixture
def field(served: Served) -> Locator:
    page = served.window(viewport=PHONE)
    page.goto(f"{served.address}/vastaus")
    return page.get_by_label("Kuitin numero")


def caret(field: Locator) -> int:
    place: int = field.evaluate("field => field.selectionStart")
    return place


def put_caret(field: Locator, place: int) -> None:
    field.evaluate("(field, place) => field.setSelectionRange(place, place)", place)


def test_digits_stand_in_groups_while_they_are_typed(field: Locator) -> None:
    field.press_sequentially(TYPED)
    expect(field).to_have_value(SHOWN)
    expect(field).to_have_attribute("inputmode", "numeric")


def test_pasted_digits_stand_in_groups(field: Locator) -> None:
    field.fill("4711-0420.1337–2026 0815 51")
    expect(field).to_have_value(SHOWN)


def test_words_stay_as_they_are_typed(field: Locator) -> None:
    field.press_sequentially("koodi 47110")
    expect(field).to_have_value("koodi 47110")


def test_a_digit_in_the_middle_keeps_the_caret_beside_it(field: Locator) -> None:
    field.fill("4711 0420 1337")
    put_caret(field, 4)
    field.press("9")
    expect(field).to_have_value("4711 9042 0133 7")
    assert caret(field) == len("4711 9")


@pytest.mark.parametrize(
    ("key", "place", "left", "then"),
    [
        ("Backspace", 5, "4710 420", 3),
        ("Backspace", 3, "4710 420", 2),
        ("Delete", 4, "4711 420", 4),
        ("Backspace", 0, "4711 0420", 0),
    ],
)
def test_deleting_takes_a_digit_and_never_only_a_space(
    field: Locator, key: str, place: int, left: str, then: int
) -> None:
    field.fill("4711 0420")
    put_caret(field, place)
    field.press(key)
    expect(field).to_have_value(left)
    assert caret(field) == then


def test_a_typed_receipt_opens_without_scripts_too(served: Served) -> None:
    page: Page = served.window(scripts=False)
    receipt = ask(page, served)
    open_receipt(page, served, receipt[:-1] + str((int(receipt[-1]) + 1) % 10))
    field = page.get_by_label("Kuitin numero")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#receipt-error")).to_contain_text("Jokin numeroista on väärin")
    field.fill(receipt)
    page.get_by_role("button", name="Avaa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Viestisi on perillä")


def test_the_printed_page_holds_the_receipt_and_little_else(served: Served) -> None:
    page = served.window()
    receipt = ask(page, served)
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert receipt in "".join(filter(str.isdigit, shown))
    expect(page.locator(".paper .qr")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
