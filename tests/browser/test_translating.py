"""Does a translator read and send by keyboard alone, with the code taken out of the address?"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Served, open_first, sign_in
from tests.browser.test_live import act, request_arrives

TRANSLATED = "We are tired."


def link_for_translator(page: Page) -> str:
    """What the worker is shown once they have asked, by keyboard, for the only message."""
    for fold in ("#rare", "#translation"):
        page.locator(f"{fold} > summary").focus()
        page.keyboard.press("Enter")
    page.locator("#translation input[name=messages]").focus()
    page.keyboard.press("Space")
    page.locator("#translation-because").focus()
    page.keyboard.type("En osaa kieltä.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    return page.locator("#link-1").input_value()


def test_a_translation_by_keyboard_alone(served: Served) -> None:
    request_arrives(served)
    act(served, "aino", "claim")
    worker = served.window()
    sign_in(worker, served, "aino")
    open_first(worker)
    link = link_for_translator(worker)

    translator = served.window()
    translator.goto(link)
    code = link.partition("#")[2]
    expect(translator.locator("#code")).to_have_value(code)
    assert code not in translator.url
    translator.locator("#accepts").focus()
    translator.keyboard.press("Space")
    translator.keyboard.press("Tab")
    translator.keyboard.press("Enter")
    expect(translator.locator("#h-words-1")).to_be_focused()
    translator.locator("#text").focus()
    translator.keyboard.type(TRANSLATED)
    translator.keyboard.press("Tab")
    translator.keyboard.press("Enter")
    expect(translator.locator("[role=status]")).to_be_visible()

    worker.reload()
    expect(worker.locator("#translation-1")).to_contain_text(TRANSLATED)
