"""Is what a worker types kept while it is typed, in whichever tab, and never lost unseen?"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.people import Served, open_first, sign_in
from tests.browser.test_live import act, request_arrives

BEGUN = "Hei, luin viestisi ja"
SAVED = "Luonnos tallennettu klo"
PATIENCE_MS = 15_000


def reply_of_aino(served: Served, *, scripts: bool = True) -> Locator:
    """Where she writes the reply to the request that she has in hand."""
    request_arrives(served)
    act(served, "aino", "claim")
    page = served.window(scripts=scripts)
    sign_in(page, served, "aino")
    open_first(page)
    return field(page)


def field(page: Page) -> Locator:
    return page.locator("#reply textarea[name=text]")


def said(page: Page) -> Locator:
    return page.locator("[data-draft-said]")


def test_it_saves_by_itself_and_comes_back(served: Served) -> None:
    reply = reply_of_aino(served)
    reply.type(BEGUN)
    expect(said(reply.page)).to_contain_text(SAVED, timeout=PATIENCE_MS)
    reply.page.reload()
    expect(field(reply.page)).to_have_value(BEGUN)
    expect(said(reply.page)).to_contain_text("Luonnos ma 23.11. klo")


def test_leaving_the_field_saves_at_once(served: Served) -> None:
    reply = reply_of_aino(served)
    reply.fill(BEGUN)
    reply.page.locator("h1").click()
    expect(said(reply.page)).to_contain_text(SAVED, timeout=1_500)


def test_leaving_warns_only_while_something_is_not_saved(served: Served) -> None:
    reply, asked = reply_of_aino(served), list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page = reply.page
    page.on("dialog", stay)
    page.route("**/luonnos/rivi*", lambda route: route.fulfill(status=503))
    reply.type(BEGUN)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    expect(said(page)).to_contain_text("Luonnosta ei saatu talteen", timeout=PATIENCE_MS)
    page.unroute("**/luonnos/rivi*")
    reply.type(" mietin")
    expect(said(page)).to_contain_text(SAVED, timeout=PATIENCE_MS)
    page.reload()
    assert asked == ["beforeunload"]


def test_the_older_of_two_tabs_is_told_and_loses_nothing(served: Served) -> None:
    older = reply_of_aino(served)
    newer = older.page.context.new_page()
    newer.goto(older.page.url)
    field(newer).fill("Uudempi teksti")
    expect(said(newer)).to_contain_text(SAVED, timeout=PATIENCE_MS)
    served.clock.wind(timedelta(minutes=1))
    older.fill(BEGUN)
    expect(said(older.page)).to_contain_text("toisessa välilehdessä", timeout=PATIENCE_MS)
    expect(older).to_have_value(BEGUN)
    older.page.get_by_role("button", name="Tallenna tämä sen tilalle").click()
    expect(said(older.page)).to_contain_text(SAVED, timeout=PATIENCE_MS)
    newer.reload()
    expect(field(newer)).to_have_value(BEGUN)


def test_what_was_sent_is_no_draft_and_neither_is_it_by_coming_back(served: Served) -> None:
    reply = reply_of_aino(served)
    page = reply.page
    reply.fill(BEGUN)
    expect(said(page)).to_contain_text(SAVED, timeout=PATIENCE_MS)
    page.locator("#reply select[name=kind]").select_option("holding")
    page.locator("#reply select[name=level]").select_option("urgent")
    page.locator("#reply textarea[name=because]").fill("Väkivallan pelko.")
    page.locator("#reply button:not([formaction])").first.click()
    expect(page.locator(".messages")).to_contain_text(BEGUN)
    expect(field(page)).to_have_value("")
    page.go_back()
    field(page).blur()
    page.goto(page.url)
    expect(field(page)).to_have_value("")


def test_without_a_script_there_are_buttons(served: Served) -> None:
    reply = reply_of_aino(served, scripts=False)
    reply.fill(BEGUN)
    reply.page.get_by_role("button", name="Tallenna luonnos").click()
    expect(field(reply.page)).to_have_value(BEGUN)
    reply.page.get_by_role("button", name="Hylkää luonnos").click()
    expect(field(reply.page)).to_have_value("")
