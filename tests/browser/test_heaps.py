"""Can the coordinator deal with a flood, and say what has happened, in a real browser?"""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.http.floods import LIMIT
from tests.browser.people import DESK, PHONE, Served, ask, open_receipt, sign_in, unfold
from tests.browser.test_every_page import EVERYTHING, faults
from tests.web.flooding import JOKE

ALIKE = 4
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def flood(served: Served) -> None:
    """So many times the same from one network, and one in grief."""
    with httpx.Client(base_url=served.address) as school:
        for message in [JOKE] * (LIMIT + ALIKE) + ["Mun kaveri kuoli eilen."]:
            answer = school.post("/api/v1/requests", json={"message": message, "topics": ["SUR"]})
            assert answer.status_code == 201


@SCRIPTS
def test_a_heap_is_opened_closed_in_one_act_and_taken_back(served: Served, scripts: bool) -> None:
    flood(served)
    page = served.window(viewport=DESK, scripts=scripts)
    sign_in(page, served, "kerttu")
    expect(page.locator(".queue .row")).to_have_count(LIMIT)
    page.locator(".heaps a").click()
    expect(page.locator(".queue .row")).to_have_count(ALIKE + 1)
    unfold(page, "Päätä samanlaiset asiattomina: 4")
    page.get_by_label("Perustelu").first.fill("Sama teksti.")
    page.get_by_role("button", name="Päätä samanlaiset asiattomina: 4").click()
    expect(page.get_by_role("status")).to_contain_text("Niitä oli 4.")
    expect(page.locator(".queue .row")).to_have_count(1)
    unfold(page, "Peru päättäminen")
    page.get_by_label("Perustelu").first.fill("Luokalla on suru.")
    page.get_by_role("button", name="Peru päättäminen").click()
    expect(page.get_by_role("status")).to_contain_text("Pyyntöjä palasi jonoon: 4.")
    expect(page.locator(".queue .row")).to_have_count(ALIKE + 1)


def publish(page: Page, served: Served) -> None:
    sign_in(page, served, "ville")
    unfold(page, "Lisää")
    page.get_by_role("link", name="Kriisitiedote").click()
    page.get_by_label("Suru koulussa").check()
    page.get_by_role("button", name="Julkaise tiedote").click()
    expect(page.get_by_role("status")).to_contain_text("Tiedote näkyy nyt.")


@SCRIPTS
def test_a_notice_is_published_read_and_ended(served: Served, scripts: bool) -> None:
    page, pupil = served.window(scripts=scripts), served.window(viewport=PHONE, scripts=scripts)
    publish(page, served)
    pupil.goto(served.address)
    notice = pupil.locator(".crisis")
    expect(notice.get_by_role("heading", name="Suru koulussa")).to_be_visible()
    box = pupil.get_by_label("Viestisi")
    assert notice.bounding_box()["y"] < box.bounding_box()["y"]  # type: ignore[index]
    page.get_by_role("button", name="Lopeta tiedote nyt").click()
    pupil.reload()
    expect(notice).to_have_count(0)


def test_the_pages_of_heaps_and_notices_are_accessible_on_a_small_telephone(
    served: Served,
) -> None:
    flood(served)
    receipt = ask(served.window(), served)
    page, found = served.window(viewport=PHONE), []
    publish(page, served)
    found += faults(page, "publishing", EVERYTHING)
    page.context.clear_cookies()
    sign_in(page, served, "kerttu")
    found += faults(page, "the queue with a heap", EVERYTHING)
    page.locator(".heaps a").click()
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found += faults(page, "a heap", EVERYTHING)
    page.goto(served.address)
    found += faults(page, "the form with a notice", EVERYTHING)
    page.goto(f"{served.address}/vastaus")
    found += faults(page, "the receipt's page with a notice", EVERYTHING)
    open_receipt(page, served, receipt)
    page.locator(".crisis summary").click()
    found += faults(page, "the dialogue with a notice", EVERYTHING)
    assert found == []
