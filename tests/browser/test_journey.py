"""Does the whole journey work in a browser, with and without JavaScript?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Served, ask, open_first, open_receipt, sign_in, unfold


@pytest.mark.parametrize("scripts", [False, True])
def test_a_parent_asks_a_worker_answers_and_the_parent_reads_and_writes_on(
    served: Served, scripts: bool
) -> None:
    parent = served.window(scripts=scripts, viewport=PHONE)
    worker = served.window(scripts=scripts)
    receipt = ask(parent, served)
    expect(parent.get_by_role("heading", level=1)).to_have_text("Viestisi on perillä")
    assert receipt not in parent.url

    sign_in(worker, served, "aino")
    open_first(worker)
    expect(worker.locator("main")).to_contain_text("Emme jaksa enää öitä.")
    look_claim_and_answer(worker)

    open_receipt(parent, served, receipt)
    expect(parent.locator(".messages")).to_contain_text("Hei! Soitetaan huomenna.")
    parent.get_by_label("Kirjoita lisää").fill("Kiitos, klo 10 sopii.")
    parent.get_by_role("button", name="Lähetä", exact=True).click()
    expect(parent.get_by_role("status")).to_have_text("Viestisi on lähetetty.")

    worker.reload()
    expect(worker.locator(".messages")).to_contain_text("Kiitos, klo 10 sopii.")
    expect(worker.locator(".status")).to_contain_text("Odottaa meitä")


def look_claim_and_answer(worker: Page) -> None:
    sheet = worker.locator("#reply")
    sheet.get_by_label("Kiireellisyys", exact=True).select_option("urgent")
    sheet.get_by_label("Millä perusteella").fill("Väsymys ja väkivallan pelko.")
    sheet.get_by_role("button", name="Tallenna vain arvio").click()
    worker.get_by_role("button", name="Ota hoitoosi").click()
    expect(worker.locator(".note.good")).to_contain_text("pyyntö on nyt sinun hoidossasi")
    sheet.get_by_label("Viesti pyytäjälle").fill("Hei! Soitetaan huomenna.")
    sheet.get_by_role("button", name="Lähetä", exact=True).click()
    expect(worker.locator(".note.good")).to_contain_text("viesti lähetetty pyytäjälle")


def test_loading_the_receipt_again_shows_the_same_receipt(served: Served) -> None:
    parent = served.window(scripts=False)
    ask(parent, served)
    before = parent.locator(".receipt .code").inner_text()
    parent.reload()
    assert parent.locator(".receipt .code").inner_text() == before


def test_two_quick_clicks_store_one_request(served: Served) -> None:
    parent, worker = served.window(scripts=False), served.window()
    parent.goto(served.address)
    parent.get_by_label("Viestisi").fill("Apua.")
    parent.get_by_role("button", name="Lähetä", exact=True).dblclick()
    expect(parent.locator(".receipt .code")).to_be_visible()
    sign_in(worker, served, "kerttu")
    expect(worker.locator(".queue .row")).to_have_count(1)


def test_another_language_keeps_what_was_written_without_scripts(served: Served) -> None:
    parent = served.window(scripts=False)
    parent.goto(served.address)
    parent.get_by_label("Viestisi").fill("Emme jaksa.")
    unfold(parent, "Kenestä on kyse")
    parent.get_by_label("Isovanhempi tai muu läheinen").check()
    parent.get_by_role("button", name="Svenska").click()
    expect(parent.locator("html")).to_have_attribute("lang", "sv")
    expect(parent.locator("#message")).to_have_value("Emme jaksa.")
    expect(parent.locator("input[value=close_person]")).to_be_checked()


def test_enter_in_a_field_sends_the_form_and_changes_no_language(served: Served) -> None:
    parent = served.window()
    parent.goto(served.address)
    parent.get_by_label("Viestisi").fill("Apua.")
    unfold(parent, "Turva ja toiveet")
    parent.get_by_label("Oma sana kuitin lisäksi").press("Enter")
    expect(parent.get_by_role("heading", level=1)).to_have_text("Viestisi on perillä")
    expect(parent.locator("html")).to_have_attribute("lang", "fi")


def test_a_mistake_is_read_out_and_leads_to_its_field(served: Served) -> None:
    parent = served.window()
    parent.goto(served.address)
    parent.get_by_role("button", name="Lähetä", exact=True).click()
    summary = parent.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(parent.locator("#message")).to_be_focused()


def test_the_form_can_be_filled_and_sent_with_the_keyboard_alone(served: Served) -> None:
    parent = served.window()
    parent.goto(served.address)
    tab_to(parent, "#message")
    parent.keyboard.type("Emme jaksa enää.")
    tab_to(parent, "#ask > details:nth-of-type(1) > summary")
    parent.keyboard.press("Enter")
    tab_to(parent, "#topics")
    parent.keyboard.press("Space")
    tab_to(parent, "#ask > details:nth-of-type(2) > summary")
    parent.keyboard.press("Enter")
    tab_to(parent, "#asker")
    parent.keyboard.press("Space")
    tab_to(parent, "#municipality")
    parent.keyboard.type("Rov")
    tab_to(parent, "#send")
    parent.keyboard.press("Enter")
    expect(parent.locator(".receipt .code")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus and shows it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    focused = page.locator(":focus")
    assert focused.evaluate("element => element.matches(':focus-visible')")
    expect(focused).to_be_in_viewport()
    assert page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_the_receipt_can_be_copied(served: Served) -> None:
    parent = served.window(permissions=["clipboard-write"])
    receipt = ask(parent, served)
    parent.get_by_role("button", name="Kopioi kuitti").click()
    expect(parent.locator("#copy-status")).to_have_text("Kuitti on kopioitu.")
    # No page of ours may read the clipboard; a person pastes.
    parent.goto(f"{served.address}/vastaus")
    field = parent.get_by_label("Kuitin numero")
    field.press("ControlOrMeta+v")
    assert "".join(filter(str.isalnum, field.input_value())) == receipt
