"""Does an open page learn by itself that something is new, and lose nothing by it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.app import make_app
from tests.browser.holding_back import holding_back
from tests.browser.people import Served, ask, open_first, open_receipt, sign_in
from tests.browser.serving import serving
from tests.clock import HandWoundClock
from tests.integration.running import eventually
from tests.service import PASSWORD, Service, make_service, web_parts
from tests.web.asking import SUBMISSION

NEWS_IN_QUEUE = "Jonossa on uutta."
NEWS_IN_REQUEST = "Tässä pyynnössä on uutta."
NEWS_FOR_YOU = "Sinulle on tullut jotain uutta."
TYPED = "Hei, olen lukenut viestisi ja"
LOADED_ONCE = "window.loadedOnce"
# Longer than a browser waits before it comes back.
PATIENCE_MS = 30_000


def act(served: Served, username: str, verb: str, **body: str) -> None:
    """What a member of staff does to the first request of the queue, by a program."""
    with httpx.Client(base_url=f"{served.address}/api/v1") as caller:
        signed_in = caller.post("/session", json={"username": username, "password": PASSWORD})
        caller.headers["authorization"] = f"Bearer {signed_in.json()['token']}"
        row = caller.get("/queue").json()["items"][0]
        answer = caller.post(f"/requests/{row['id']}/{verb}", json=body)
    assert answer.status_code == 200, answer.text


def request_arrives(served: Served) -> None:
    """A request of aino's unit."""
    assert httpx.post(f"{served.address}/api/v1/requests", json=SUBMISSION).status_code == 201


def listeners(served: Served) -> str:
    """How many pages listen."""
    told = httpx.get(f"{served.address}/metrics").text
    found = re.search(r"^pyyda_streams (\d+)", told, re.MULTILINE)
    assert found is not None
    return found[1]


def queue_of_aino(served: Served) -> Page:
    """The queue, which remembers whether it was loaded again."""
    page = served.window()
    sign_in(page, served, "aino")
    page.evaluate(f"{LOADED_ONCE} = true")
    return page


def reply_of_aino(served: Served) -> Locator:
    """Where she writes the reply to the request that she has in hand."""
    request_arrives(served)
    act(served, "aino", "claim")
    page = queue_of_aino(served)
    open_first(page)
    return page.locator("#reply textarea[name=text]")


def rows(page: Page, number: int) -> None:
    """Wait until the queue shows so many requests."""
    expect(page.locator(".queue .row")).to_have_count(number, timeout=PATIENCE_MS)


def test_the_queue_shows_a_new_request_by_itself(served: Served) -> None:
    page = queue_of_aino(served)
    request_arrives(served)
    rows(page, 1)
    assert page.evaluate(LOADED_ONCE)


def test_counts_and_title_change_with_the_rows_and_are_announced(served: Served) -> None:
    page = queue_of_aino(served)
    expect(page.locator(".quick [aria-current] .number")).to_have_text("0")
    visitor = served.window()
    receipt = ask(visitor, served)
    rows(page, 1)
    expect(page).to_have_title("Jono – Pyydä apua")
    open_receipt(visitor, served, receipt)
    visitor.locator("textarea[name=text]").fill("Vielä yksi asia.")
    visitor.get_by_role("button", name="Lähetä", exact=True).click()
    expect(page).to_have_title("(1) Jono – Pyydä apua", timeout=PATIENCE_MS)
    expect(page.locator(".quick [aria-current] .number")).to_have_text("1")
    expect(page.locator("#news-shown")).to_have_text("Jono päivittyi. Odottaa 1, lukematta 1.")
    assert page.evaluate(LOADED_ONCE)


def test_the_queue_changes_under_nobody_who_is_in_it(served: Served) -> None:
    request_arrives(served)
    page = queue_of_aino(served)
    page.locator(".queue h3 a").focus()
    request_arrives(served)
    page.get_by_text(NEWS_IN_QUEUE).wait_for()
    rows(page, 1)
    page.locator("#news a").click()
    rows(page, 2)


def test_a_reply_that_is_being_typed_survives_news(served: Served) -> None:
    reply = reply_of_aino(served)
    reply.fill(TYPED)
    act(served, "aino", "note", text="Soitan.")
    reply.page.get_by_text(NEWS_IN_REQUEST).wait_for()
    assert reply.input_value() == TYPED


def test_who_follows_the_news_keeps_what_was_typed(served: Served) -> None:
    reply = reply_of_aino(served)
    reply.fill(TYPED)
    act(served, "aino", "note", text="Soitan.")
    with reply.page.context.expect_page() as beside:
        reply.page.locator("#news a").click()
    expect(beside.value.locator(".notes")).to_contain_text("Soitan.")
    assert reply.input_value() == TYPED


def test_an_answer_comes_while_the_requester_types(served: Served) -> None:
    page = served.window()
    open_receipt(page, served, ask(page, served))
    page.locator("textarea[name=text]").fill(TYPED)
    act(served, "kerttu", "reply", text="Hei, luin viestisi.", kind="answer")
    page.get_by_text(NEWS_FOR_YOU).wait_for()
    page.get_by_role("link", name="Näytä", exact=True).click()
    page.get_by_text("Hei, luin viestisi.").wait_for()
    assert page.locator("textarea[name=text]").input_value() == TYPED


def test_a_page_that_nobody_looks_at_listens_no_more(served: Served) -> None:
    page = served.window()
    page.clock.install()
    sign_in(page, served, "aino")
    eventually(lambda: listeners(served) == "1")
    look_away(page, True)
    page.clock.fast_forward("05:01")
    eventually(lambda: listeners(served) == "0")
    look_away(page, False)
    eventually(lambda: listeners(served) == "1")


def look_away(page: Page, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with make_service(tmp_path, HandWoundClock()) as service:
        yield service


@contextmanager
def seen_at(port: int, chromium: Browser, service: Service) -> Iterator[Served]:
    """The service as it is seen at this port."""
    assert isinstance(service.clock, HandWoundClock)
    address = f"http://127.0.0.1:{port}"
    served = Served(address=address, chromium=chromium, clock=service.clock)
    try:
        yield served
    finally:
        served.close()


def test_a_page_comes_back_after_the_server_was_restarted(
    service: Service, chromium: Browser
) -> None:
    with serving(service.app) as port:
        again = seen_at(port, chromium, service)
        served = again.__enter__()
        page = queue_of_aino(served)
        request_arrives(served)
        rows(page, 1)
    with serving(make_app(web_parts(service.parts)), port):
        request_arrives(served)
        rows(page, 2)
        assert page.evaluate(LOADED_ONCE)
        again.__exit__(None, None, None)


def test_ticks_get_through_a_proxy_that_holds_back(service: Service, chromium: Browser) -> None:
    with (
        serving(service.app) as port,
        holding_back(port) as proxy,
        seen_at(proxy, chromium, service) as served,
    ):
        page = queue_of_aino(served)
        for number in range(1, 4):
            request_arrives(served)
            rows(page, number)
        assert page.evaluate(LOADED_ONCE)


def test_colleagues_see_each_other_and_who_writes(served: Served) -> None:
    request_arrives(served)
    pages = [served.window(), served.window()]
    for page, username in zip(pages, ("aino", "onni"), strict=True):
        sign_in(page, served, username)
        open_first(page)
    aino, onni = (page.locator(".present") for page in pages)
    expect(aino).to_contain_text("Onni on tässä pyynnössä.", timeout=PATIENCE_MS)
    expect(onni).to_contain_text("Aino on tässä pyynnössä.", timeout=PATIENCE_MS)
    pages[1].locator("#reply textarea[name=text]").fill("Hei")
    expect(aino).to_contain_text("Onni kirjoittaa …", timeout=PATIENCE_MS)
    act(served, "onni", "claim")
    expect(aino).to_have_text("", timeout=PATIENCE_MS)
    expect(onni).to_have_text("", timeout=PATIENCE_MS)


def test_what_a_colleague_did_is_named_beside_the_composer(served: Served) -> None:
    request_arrives(served)
    page = served.window()
    sign_in(page, served, "kerttu")
    open_first(page)
    act(served, "aino", "note", text="Soitin.")
    expect(page.locator(".present")).to_contain_text(
        "Aino lisäsi muistiinpanon", timeout=PATIENCE_MS
    )
