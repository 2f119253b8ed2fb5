"""Can one person's two requests be merged, and answered at once, with the keyboard alone?"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Served, open_receipt, sign_in

ANSWER = "Soitamme huomenna."


def asked(served: Served, words: str) -> str:
    """A calm request; gives the receipt."""
    page = served.window()
    page.goto(served.address)
    page.get_by_label("Viestisi").fill(words)
    page.get_by_role("button", name="Lähetä", exact=True).click()
    return page.locator(".receipt .code").inner_text()


def type_into(page: Page, field: str, words: str) -> None:
    page.locator(field).focus()
    page.keyboard.insert_text(words)


def looked_at(page: Page, address: str) -> str:
    """Let a human look at the request; gives its reference."""
    page.goto(address)
    page.get_by_role("button", name="Tallenna vain arvio").press("Enter")
    expect(page.locator(".note.good")).to_be_visible()
    return page.locator(".desk-head .ref").inner_text()


def test_two_requests_are_merged_and_answered_by_the_keys(served: Served) -> None:
    receipts = [asked(served, words) for words in ("Vauva ei nuku.", "Kirjoitin jo eilen.")]
    page = served.window()
    sign_in(page, served, "kerttu")
    links = page.locator(".queue h3 a")
    first, second = (links.nth(each).evaluate("link => link.href") for each in (0, 1))
    reference = looked_at(page, first)
    looked_at(page, second)

    page.locator("#rare > summary").press("Enter")
    page.locator("#merging > summary").press("Enter")
    type_into(page, "#merging-other", reference)
    page.locator("#merging [name=ground][value=own-statement]").press("Space")
    type_into(page, "#merging-because", "Kertoi itse puhelimessa.")
    page.get_by_role("button", name="Yhdistä pyynnöt").press("Enter")
    expect(page.get_by_text("Asia jatkuu pyynnössä")).to_be_visible()

    page.locator(".note a.ref").press("Enter")
    expect(page.get_by_label("Lähetä sama myös yhdistettyyn pyyntöön")).to_be_checked()
    type_into(page, "#response-text", ANSWER)
    page.get_by_role("button", name="Lähetä", exact=True).press("Enter")
    expect(page.locator(".note.good")).to_contain_text("viesti lähetetty pyytäjälle")

    for receipt in receipts:
        requester = served.window()
        open_receipt(requester, served, receipt)
        expect(requester.locator(".messages")).to_contain_text(ANSWER)
