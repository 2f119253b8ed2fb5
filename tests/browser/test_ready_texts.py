"""Is a ready text put in where the cursor was, with its language and kind?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.people import Served
from tests.browser.test_drafts import PATIENCE_MS, reply_of_aino


def test_a_ready_text_goes_where_the_cursor_was(served: Served) -> None:
    reply = reply_of_aino(served)
    page = reply.page
    reply.fill("Alku loppu")
    reply.evaluate("box => box.setSelectionRange(5, 5)")
    page.locator("#holding summary").click()
    page.locator("#holding select").select_option("sv")
    page.locator("#holding button").click()
    expect(reply).to_have_value(re.compile(r"^Alku Hej! .+ loppu$", re.S), timeout=PATIENCE_MS)
    expect(page.locator("#reply select[name=kind]")).to_have_value("holding")
    expect(page.locator("#reply select[name=language]")).to_have_value("sv")
    expect(page.locator("[data-ready-said]")).to_contain_text("Sitä ei ole vielä lähetetty.")
    expect(reply).to_be_focused()
