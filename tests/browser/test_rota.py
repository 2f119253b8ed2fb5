"""Can the rota be planned with the keyboard alone, and does a gap stand on the page until then?"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.people import Served, sign_in
from triage.time.calendar import HELSINKI

LOCAL = "%Y-%m-%dT%H:%M"


def test_a_shift_is_planned_and_ended_by_keyboard(served: Served) -> None:
    page = served.window()
    sign_in(page, served, "kerttu")
    page.goto(f"{served.address}/vuorot")
    expect(page.get_by_role("heading", name="Aukot vuoroissa")).to_be_visible()
    now = served.clock().astimezone(HELSINKI)
    tab_to(page, "Kuka ja missä")
    page.keyboard.type("Ville")
    for label, moment in (("Vuoro alkaa", now), ("Vuoro päättyy", now + timedelta(days=1))):
        tab_to(page, label)
        type_moment(page, label, moment.strftime(LOCAL))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Vuoro on suunniteltu.")
    expect(page.locator("li", has_text="Ville").first).to_contain_text("asti")

    tab_to(page, "Päätä vuoro")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Vuoro on päätetty.")
    expect(page.get_by_text("Kukaan ei ole nyt vuorossa.")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    found = page.get_by_label(name).or_(page.get_by_role("button", name=name)).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if found.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def type_moment(page: Page, label: str, wanted: str) -> None:
    """Type the parts in the order in which this browser's field has them."""
    (year, month, day), clock = wanted[:10].split("-"), wanted[11:].replace(":", "")
    hour = int(clock[:2])
    twelve = f"{(hour - 1) % 12 + 1:02}{clock[2:]}{'AM' if hour < 12 else 'PM'}"
    for first, second in ((month, day), (day, month)):
        for hours in (clock, twelve):
            page.keyboard.type(first + second + year)
            page.keyboard.press("ArrowRight")
            page.keyboard.type(hours)
            if page.get_by_label(label).input_value() == wanted:
                return
            page.keyboard.press("Shift+Tab")
            tab_to(page, label)
    raise AssertionError(page.get_by_label(label).input_value())
