"""How long until an open page shows what was stored? From the answer to a real Chromium's list."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.bench.load import SUBMISSION, SUBMIT
from tests.bench.service import PASSWORD, USERNAME, Service
from tests.bench.serving import serving
from tests.bench.table import Figure
from tests.servers import CHROMIUM_FLAGS, program

# A page rests for a second after it was told; what comes meanwhile is shown late on purpose.
APART_SECONDS = 1.5
WARM_UP = 2
WATCH = """() => {
  window.shownAt = [];
  const isList = (node) => node.dataset?.live === "list";
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some(isList))) shownAt.push(Date.now());
  }).observe(document.body, { childList: true, subtree: true });
}"""
SHOWN = "(before) => shownAt.length > before ? shownAt[before] : false"
FETCH = """async () => {
  const began = performance.now();
  await (await fetch("/healthz")).text();
  return performance.now() - began;
}"""


def live(service: Service) -> Iterator[Figure]:
    """Milliseconds from the answer to a submission until the open queue's list was swapped.

    In production another web serves the page. Floor: the same page fetches an empty answer.
    """
    with ExitStack() as closing:
        looked_at = service.web.port
        if service.another:
            other = serving(service.folder, service.another, service.settings)
            looked_at = closing.enter_context(other).port
        page = closing.enter_context(_queue_of_staff(looked_at))
        took, bare = _samples(page, service.web.port, service.sizes.ticks)
    for name, of in (("p50", statistics.median), ("slowest", max)):
        yield Figure(
            name=f"live update of a page, {name}", measured=of(took), unit="ms", floor=of(bare)
        )


@contextmanager
def _queue_of_staff(port: int) -> Iterator[Page]:
    chromium = program("chromium", "chromium-browser", "google-chrome", package="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        page = browser.new_page(locale="fi-FI")
        page.goto(f"http://127.0.0.1:{port}/kirjaudu")
        page.get_by_label("Käyttäjätunnus").fill(USERNAME)
        page.get_by_label("Salasana").fill(PASSWORD)
        page.get_by_role("button", name="Kirjaudu", exact=True).click()
        page.locator("#news").wait_for(state="attached")
        yield page
        browser.close()


def _samples(page: Page, port: int, count: int) -> tuple[list[float], list[float]]:
    took, bare = [], []
    page.evaluate(WATCH)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(WARM_UP + count):
            time.sleep(APART_SECONDS)
            bare.append(page.evaluate(FETCH))
            before = page.evaluate("shownAt.length")
            client.post(SUBMIT, json=SUBMISSION).raise_for_status()
            answered_at = time.time()
            shown = page.wait_for_function(SHOWN, arg=before).json_value()
            took.append(shown - answered_at * 1000)
    return took[WARM_UP:], bare[WARM_UP:]
