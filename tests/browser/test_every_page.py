"""Can everybody use every page: with a screen reader, on a small telephone, in the dark?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Page, Response, expect

from api.pages.requester.form.paths import PATHS
from tests.browser.people import (
    PHONE,
    Served,
    ask,
    open_receipt,
    sign_in,
    take_path,
    unfold,
)
from tests.browser.walking import every_page_of_staff, unfold_all

TELL_MORE = "Haluatko kertoa lisää?"
# Unpacked; what goes over the wire is held to one round trip in tests/web/test_first_page.py.
LIGHTEST_BYTES = 55_000
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark nothing else differs than the colours.
COLOURS = ["color-contrast"]
SCHEMES = [("light", EVERYTHING), ("dark", COLOURS)]


def every_public_page(page: Page, served: Served) -> Iterator[str]:
    """Goes through the requester's pages, one after the other."""
    for path in ("/", "/vastaus", "/tietosuoja", "/saavutettavuus", "/ei-ole", "/?lang=se"):
        page.goto(f"{served.address}{path}")
        yield path
    yield from feedback_on_accessibility(page, served)
    page.goto(served.address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield "the form unfolded"
    page.get_by_role("button", name="Lähetä", exact=True).click()
    yield "the form with a mistake"
    for path in PATHS:
        take_path(page, served, path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        yield f"the path {path} unfolded"
    receipt = ask(page, served, "Emme jaksa. " * 40 + "x" * 200)
    yield "the receipt"
    unfold(page, TELL_MORE)
    yield "the receipt with the step unfolded"
    step = page.locator("#more")
    unfold_all(page)
    step.locator("[name=reply_by][value=phone]").check()
    yield "the receipt with the step's parts unfolded"
    page.get_by_label("Puhelin").fill("abc")
    page.get_by_role("button", name="Lähetä lisätiedot").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "the receipt with a mistake in the step"
    page.get_by_label("Puhelin").fill("")
    step.locator("[name=reply_by][value=here]").check()
    unfold_all(page)
    page.get_by_label("Kuka ei saa hoitaa asiaani?").fill("Tätini")
    page.get_by_role("button", name="Lähetä lisätiedot").click()
    expect(page.get_by_role("status").first).to_contain_text("Kiitos.")
    yield "the receipt after the step"
    open_receipt(page, served, "1234")
    yield "a wrong receipt"
    open_receipt(page, served, receipt)
    yield "the dialogue"
    unfold(page, "Kerro ikä, kotikunta tai toiveet")
    yield "the dialogue with the step unfolded"
    page.goto(f"{served.address}/vastaus?first=1&done=message")
    yield "the dialogue with the first message"
    page.get_by_role("button", name="Lähetä", exact=True).click()
    yield "the dialogue with a mistake"
    page.goto(f"{served.address}/vastaus/lukijat")
    yield "who has read it"
    page.goto(f"{served.address}/vastaus/kopio")
    yield "a copy of the dialogue"
    page.goto(f"{served.address}/vastaus")
    unfold(page, "Haluan perua pyyntöni")
    page.get_by_role("button", name="Peru pyyntö").click()
    yield "the withdrawal"
    open_receipt(page, served, receipt)
    yield "the dialogue of what was withdrawn"
    page.get_by_role("button", name="Pyydä apua uudestaan").click()
    yield "the dialogue of what goes on"
    page.get_by_role("button", name="Sulje viestit").click()
    yield "the dialogue closed"


def feedback_on_accessibility(page: Page, served: Served) -> Iterator[str]:
    page.goto(f"{served.address}/saavutettavuus")
    page.get_by_label("Mikä ei toimi?").fill("Haluan kuolla. " + "x" * 200)
    page.get_by_label("Sähköpostiosoite").fill("nimi@")
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.locator("#errors")).to_be_visible()
    yield "feedback on accessibility with a mistake and danger"
    page.get_by_label("Sähköpostiosoite").fill("nimi@example.org")
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.get_by_role("status")).to_contain_text("Kiitos")
    yield "the thanks for feedback on accessibility"


# What answers with no page of its own: a way back, the quick exit, a stream, a file.
NO_PAGES = frozenset(
    {
        "back",
        "leave",
        "of_queue",
        "of_request",
        "of_dialogue",
        "static",
        "button",
        "proof",
        "table",
        "as_a_file",
        "copy_as_a_file",
        "days_as_a_file",
        "readers_as_a_file",
        "readers_as_a_table",
        "to_provider",
        "finish",
    }
)


def routes_of_pages(served: Served, side: str) -> dict[str, re.Pattern[str]]:
    """The addresses of the pages of a side, as the application tells them, in its order."""
    assert served.app is not None
    return {
        route.path: route.path_regex
        for route in served.app.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and route.endpoint.__module__.startswith(f"api.pages.{side}")
        and route.endpoint.__name__ not in NO_PAGES
    }


def never_seen(served: Served, side: str, seen: set[str]) -> list[str]:
    """The pages that none of these addresses is of."""
    routes = routes_of_pages(served, side)
    paths = {urlsplit(address).path for address in seen}
    found = {next((r for r, its in routes.items() if its.match(path)), None) for path in paths}
    return sorted(routes.keys() - found)


def faults(page: Page, where: str, rules: list[str]) -> list[str]:
    """What axe finds by these rules, and whether the page must be moved sideways."""
    # A click is over as soon as the next page begins to come.
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": rules}).response["violations"] if rules else []
    said = [
        f"{where}: {each['id']} {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return said + ([f"{where}: {beyond} px too wide"] if beyond > 0 else [])


@pytest.mark.parametrize(("scheme", "rules"), SCHEMES)
def test_every_public_page_is_accessible_on_a_small_telephone(
    served: Served, scheme: str, rules: list[str]
) -> None:
    page, seen = served.window(viewport=PHONE, color_scheme=scheme), set[str]()
    found = []
    for name in every_public_page(page, served):
        found += faults(page, name, rules)
        seen.add(page.url)
    assert found == []
    assert never_seen(served, "requester", seen) == []


@pytest.mark.parametrize(("scheme", "rules"), SCHEMES)
def test_every_page_of_staff_is_accessible_on_a_small_telephone(
    served: Served, scheme: str, rules: list[str]
) -> None:
    ask(served.window(), served, "Emme jaksa. " * 40 + "x" * 200)
    page, seen = served.window(viewport=PHONE, color_scheme=scheme), set[str]()
    found = []
    for name in every_page_of_staff(page, served):
        found += faults(page, name, rules)
        seen.add(page.url)
    assert found == []
    assert never_seen(served, "staff", seen) == []


def test_no_word_of_the_staffs_frame_is_broken_on_a_small_telephone(served: Served) -> None:
    page = served.window(viewport=PHONE)
    sign_in(page, served, "tiina")
    who = page.locator(".staff-out .who")
    expect(who).to_contain_text("tietosuojavastaava")
    # The link is higher than its words, to be pressed by a thumb: only they are measured.
    height = who.evaluate(
        "each => { const words = document.createRange(); words.selectNodeContents(each);"
        " return words.getBoundingClientRect().height }"
    )
    one_line = who.evaluate("each => parseFloat(getComputedStyle(each).lineHeight)")
    assert height <= one_line + 1


def test_every_page_of_staff_fits_a_desk(served: Served) -> None:
    ask(served.window(), served)
    page = served.window()
    seen = every_page_of_staff(page, served)
    assert [fault for name in seen for fault in faults(page, name, [])] == []


def test_enlarged_text_needs_no_moving_sideways(served: Served) -> None:
    """WCAG 1.4.4: text can be made twice as large."""
    page = served.window(viewport={"width": 640, "height": 900})
    page.goto(served.address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_form_with_all_that_it_needs_stays_light_unpacked(served: Served) -> None:
    page = served.window()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(served.address, wait_until="networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < LIGHTEST_BYTES


def test_a_script_that_is_not_ours_is_stopped_and_noticed(served: Served) -> None:
    page = served.window()
    page.goto(served.address)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken'";
        document.head.append(script);
    }""")
    assert page.title() != "taken"
    assert "Content Security Policy" in " ".join(served.noticed)
    served.noticed.clear()
