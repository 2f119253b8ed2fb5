"""How many clicks and keys lie between the queue and a sent answer, and do the keys stay quiet?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Served, ask, open_first, sign_in

WORDS = "Hei! Soitan huomenna klo 10."
PHONE = {"width": 375, "height": 667}
KEYS_AT_MOST = 12
CLICKS_AT_MOST = 3


def calm_ones(served: Served, number: int) -> None:
    """Requests in which no danger shows."""
    parent = served.window()
    for _ in range(number):
        parent.goto(served.address)
        parent.get_by_label("Viestisi").fill("Miten saisimme vauvan nukkumaan?")
        parent.get_by_role("button", name="Lähetä", exact=True).click()
        expect(parent.locator(".receipt .code")).to_be_visible()


def desk(served: Served, username: str = "kerttu", **options: object) -> Page:
    page = served.window(**options)
    sign_in(page, served, username)
    page.locator(".queue").wait_for()
    if options.get("scripts", True):
        page.locator("#keys-open").wait_for()
    return page


def test_three_clicks_lie_between_the_queue_and_a_sent_answer(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served, scripts=False)
    clicks = [page.locator(".queue h3 a").first]
    clicks += [page.locator("#response-text")]
    clicks += [page.get_by_role("button", name="Lähetä", exact=True)]
    for each in clicks:
        each.click()
        if each is clicks[1]:
            page.keyboard.insert_text(WORDS)
    expect(page.locator(".note.good")).to_contain_text("viesti lähetetty pyytäjälle")
    print(f"from the queue to a sent answer: {len(clicks)} clicks")
    assert len(clicks) <= CLICKS_AT_MOST


def test_the_keys_lead_from_the_queue_to_an_answer_and_to_the_next(served: Served) -> None:
    calm_ones(served, 2)
    page, pressed = desk(served), []

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            pressed.append(key)

    press("j", "Enter")
    page.locator("#response-text").wait_for()
    page.locator("#keys-open").wait_for()
    press("r")
    expect(page.locator("#response-text")).to_be_focused()
    page.keyboard.insert_text(WORDS)
    press("Control+Enter")
    expect(page.locator(".note.good")).to_contain_text("viesti lähetetty pyytäjälle")
    print(f"from the queue to a sent answer: {len(pressed)} keys beside the text")
    assert len(pressed) <= KEYS_AT_MOST
    page.locator("#keys-open").wait_for()
    first = page.url
    press("n")
    expect(page.locator(".note.good")).to_contain_text("pyyntö on nyt sinun hoidossasi")
    assert page.url.partition("?")[0] != first.partition("?")[0]


def test_the_keys_answer_and_close_on_the_same_sheet(served: Served) -> None:
    calm_ones(served, 1)
    page, pressed = desk(served), []

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            pressed.append(key)

    press("j", "Enter")
    page.locator("#response-text").wait_for()
    page.locator("#keys-open").wait_for()
    press("r")
    page.keyboard.insert_text(WORDS)
    press("Control+Shift+Enter")
    expect(page.locator("#response-outcome")).to_be_focused()
    press("ArrowDown", "Tab", "Tab", "Enter")
    expect(page.locator(".note.good")).to_contain_text("viesti lähetetty pyytäjälle")
    expect(page.locator(".status")).to_contain_text("Päätetty: Neuvonta riitti")
    print(f"from the queue to an answer and an end: {len(pressed)} keys beside the text")
    assert len(pressed) <= KEYS_AT_MOST


def test_no_key_does_anything_while_somebody_types(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served)
    open_first(page)
    field, before = page.locator("#response-text"), page.url
    field.focus()
    page.keyboard.type("jk cr n/?")
    expect(field).to_have_value("jk cr n/?")
    assert page.url == before
    assert not page.locator("#keys").is_visible()


def test_keys_with_others_held_are_the_browsers(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served)
    for held in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{held}+j")
    assert page.evaluate("document.activeElement === document.body")


def test_the_search_is_one_key_away(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served)
    page.keyboard.press("/")
    expect(page.get_by_label("Hae pyyntöä")).to_be_focused()
    expect(page.get_by_label("Hae pyyntöä")).to_have_value("")


def test_the_help_opens_and_closes_by_keys_and_turns_them_off(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Pikanäppäimet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.get_by_role("button", name="Pikanäppäimet").click()
    page.get_by_label("Pikanäppäimet ovat käytössä").uncheck()
    page.get_by_role("button", name="Sulje").click()
    page.reload()
    page.locator("#keys-open").wait_for()
    page.keyboard.press("j")
    assert page.locator(":focus").count() == 0
    assert page.locator("[data-key=n]").get_attribute("aria-keyshortcuts") is None


def test_a_row_comes_back_whole_by_the_back_button(served: Served) -> None:
    calm_ones(served, 2)
    page = desk(served)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jono/*-*")
    page.go_back()
    page.keyboard.press("j")
    expect(page.locator(".queue h3 a:focus")).to_have_count(1)


def test_of_two_who_answer_at_once_one_is_told_who_was_quicker(served: Served) -> None:
    ask(served.window(), served)
    aino, onni = desk(served, "aino"), desk(served, "onni")
    for each in (aino, onni):
        open_first(each)
        each.locator("#response-text").fill(WORDS)
        each.locator("#response-level").select_option("urgent")
        each.locator("#response-because").fill("Väkivallan pelko.")
    aino.get_by_role("button", name="Lähetä", exact=True).click()
    expect(aino.locator(".note.good")).to_contain_text("viesti lähetetty")
    onni.get_by_role("button", name="Lähetä", exact=True).click()
    expect(onni.get_by_role("alert")).to_contain_text("ehti ottaa pyynnön hoitoonsa")
    expect(onni.locator("textarea[readonly]")).to_have_value(WORDS)


@pytest.mark.parametrize("width", [320, 375])
def test_the_head_stays_in_sight_and_leaves_the_screen_to_the_words(
    served: Served, width: int
) -> None:
    calm_ones(served, 1)
    page = desk(served, viewport={**PHONE, "width": width})
    open_first(page)
    page.locator("#response-text").scroll_into_view_if_needed()
    head = page.locator(".desk-head").bounding_box()
    assert head is not None
    assert head["y"] >= 0
    assert head["height"] <= PHONE["height"] / 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_request_is_found_by_a_word_with_the_keys_alone(served: Served) -> None:
    calm_ones(served, 1)
    page = desk(served)
    page.keyboard.press("/")
    expect(page.get_by_label("Hae pyyntöä")).to_be_focused()
    page.keyboard.insert_text("VAUVA nukku")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Löytyi")
    assert "auva" not in page.url
    page.keyboard.press("Tab")
    page.locator("#keys-open").wait_for()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#response-text").wait_for()
    page.locator("#keys-open").wait_for()
    page.keyboard.press("/")
    page.wait_for_url("**/haku?**")
