"""Is nothing left to see when somebody must be gone at once?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, WEATHER, Served, ask, open_first, open_receipt, sign_in

SECRET = "Pelkään kotona."
LOOKS = 50


@pytest.fixture
def reader(served: Served) -> Page:
    """Somebody who reads the own dialogue, with scripts."""
    return reading(served, scripts=True, weather=True)


def reading(served: Served, **options: bool) -> Page:
    page = served.window(**options)
    receipt = ask(page, served, SECRET)
    open_receipt(page, served, receipt)
    page.get_by_role("link", name="Näytä ensimmäinen viestini").click()
    # Whole, with its scripts: the page before it shows the same words.
    page.wait_for_url("**/vastaus?*first=1*")
    expect(page.locator(".messages")).to_contain_text(SECRET)
    return page


def expect_nothing_to_see(page: Page, served: Served) -> None:
    # What closes the dialogue travels beside the way out: the weather may be there first.
    for _ in range(LOOKS):
        page.goto(f"{served.address}/vastaus")
        if not ours(page, served):
            break
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lue vastaus")
    assert ours(page, served) == set()


def ours(page: Page, served: Served) -> set[str]:
    """The cookies that are there; the one that lasts a second says nothing."""
    names = {cookie.get("name", "") for cookie in page.context.cookies(served.address)}
    return names - {"__Host-pois"}


@pytest.mark.parametrize("scripts", [False, True])
def test_the_quick_exit_leads_away_and_closes_the_dialogue(served: Served, scripts: bool) -> None:
    page = reading(served, scripts=scripts, weather=True)
    page.get_by_role("button", name="Poistu nopeasti").click()
    page.wait_for_url(WEATHER)
    expect_nothing_to_see(page, served)


def test_escape_pressed_three_times_leads_away(served: Served, reader: Page) -> None:
    for _ in range(3):
        reader.keyboard.press("Escape")
    reader.wait_for_url(WEATHER)
    expect_nothing_to_see(reader, served)


@pytest.mark.parametrize("scripts", [False, True])
def test_going_back_after_the_quick_exit_shows_no_word(served: Served, scripts: bool) -> None:
    page = reading(served, scripts=scripts, weather=True)
    page.get_by_role("button", name="Poistu nopeasti").click()
    page.wait_for_url(WEATHER)
    page.go_back()
    expect(page.locator("main")).to_be_visible()
    assert SECRET not in page.content()


@pytest.mark.parametrize("scripts", [False, True])
def test_going_back_after_closing_the_dialogue_shows_no_word(served: Served, scripts: bool) -> None:
    page = reading(served, scripts=scripts)
    page.get_by_role("button", name="Sulje viestit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Viestit on suljettu")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lue vastaus")
    assert SECRET not in page.content()


@pytest.mark.parametrize("scripts", [False, True])
def test_the_key_that_leads_away_is_told_only_where_it_does(served: Served, scripts: bool) -> None:
    page = served.window(scripts=scripts)
    page.goto(f"{served.address}/tietosuoja")
    told = page.get_by_text("Sama tapahtuu, kun painat Esc-näppäintä kolme kertaa.")
    expect(told).to_be_visible(visible=scripts)


def test_the_way_out_never_lies_on_a_field_that_is_typed_in(served: Served) -> None:
    page = served.window(viewport=PHONE)
    page.goto(served.address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    fields = page.locator(
        "main :is(textarea, input:not([type]), input[type=text], [type=tel]):visible"
    )
    assert fields.count() > 5
    for field in fields.all():
        # From below, so that the browser scrolls up to the field.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        field.press("End")
        page.keyboard.insert_text("Kirjoitan tähän jotakin pitkää. " * 8)
        page.keyboard.type("Loppu.")
        way_out, typed_in = page.locator("#exit").bounding_box(), field.bounding_box()
        assert way_out is not None and typed_in is not None
        assert way_out["y"] == 0
        assert way_out["y"] + way_out["height"] <= typed_in["y"]


@pytest.mark.parametrize("scripts", [False, True])
def test_the_form_is_left_as_quickly(served: Served, scripts: bool) -> None:
    page = served.window(scripts=scripts, weather=True)
    page.goto(served.address)
    page.get_by_role("button", name="Poistu nopeasti").click()
    page.wait_for_url(WEATHER)
    assert page.evaluate("document.referrer") == "" if scripts else True


def test_signing_out_leaves_nothing_behind_the_back_button(served: Served) -> None:
    parent, worker = served.window(), served.window()
    ask(parent, served, SECRET)
    sign_in(worker, served, "aino")
    open_first(worker)
    expect(worker.locator("main")).to_contain_text(SECRET)
    worker.get_by_role("button", name="Kirjaudu ulos").click()
    # A browser that is still on its way can't be asked to go back.
    expect(worker.get_by_role("heading", level=1)).to_have_text("Kirjaudu työtilaan")
    worker.go_back()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Kirjaudu työtilaan")
    assert SECRET not in worker.content()
