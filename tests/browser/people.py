"""Who sits before the browser? People with their own window, and what they do there.

Whatever a page does that it must not (a script that fails, a rule of the content policy broken, a
request to anybody else) is noticed and fails the test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from api.pages.requester.form.paths import PATHS
from tests.clock import HandWoundClock
from tests.service import PASSWORD

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
WEATHER = "https://www.ilmatieteenlaitos.fi/"
# Chromium notes every page that is answered with an error; the tests look at those themselves.
OWN_NOTE = "Failed to load resource: the server responded with a status of"


@dataclass
class Served:
    """A served application and the windows that look at it."""

    address: str
    chromium: Browser
    clock: HandWoundClock
    app: FastAPI | None = None
    windows: list[BrowserContext] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    def window(self, *, scripts: bool = True, weather: bool = False, **options: Any) -> Page:
        """A window of its own, without a history, in Finnish; `weather` can be reached from it.

        What is answered for the weather's service turns the browser's own cache off.
        """
        given = {"locale": "fi-FI", "viewport": DESK, **options}
        context = self.chromium.new_context(java_script_enabled=scripts, **given)
        if weather:
            context.route(f"{WEATHER}**", show_weather)
        context.on("request", self._follow)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.noticed.append(str(error.error)))
        self.windows.append(context)
        return context.new_page()

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.address, WEATHER)):
            self.noticed.append(f"a request to {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OWN_NOTE):
            self.noticed.append(message.text)

    def refuse_what_was_noticed(self) -> None:
        """Fail where a page did what it must not."""
        assert self.noticed == []

    def close(self) -> None:
        for context in self.windows:
            context.close()


def show_weather(route: Route) -> None:
    route.fulfill(body="<title>Sää</title>", content_type="text/html")


def ask(page: Page, served: Served, message: str = "Emme jaksa enää öitä.") -> str:
    """Write and send; gives the receipt."""
    page.goto(served.address)
    page.get_by_label("Viestisi").fill(message)
    unfold(page, "Mistä on kyse?")
    page.get_by_label("Väkivalta tai pelko").check()
    page.get_by_role("button", name="Lähetä", exact=True).click()
    return re.sub(r"\s", "", page.locator(".receipt .code").inner_text())


def take_path(page: Page, served: Served, code: str, language: str = "fi") -> None:
    """Open the form and go through the doors to a path."""
    page.goto(f"{served.address}/?lang={language}")
    door = PATHS[code].within
    page.locator(f"[name=takes_path][value={door}]").click()
    if code != door:
        page.locator("#finer").click()
        page.locator(f"[name=takes_path][value={code}]").click()
    page.locator(f"#ask [name=path][value={code}]").wait_for(state="attached")


def open_receipt(page: Page, served: Served, receipt: str) -> None:
    page.goto(f"{served.address}/vastaus")
    page.get_by_label("Kuitin numero").fill(receipt)
    page.get_by_role("button", name="Avaa").click()


def sign_in(page: Page, served: Served, username: str) -> None:
    page.goto(f"{served.address}/kirjaudu")
    page.get_by_label("Käyttäjätunnus").fill(username)
    page.get_by_label("Salasana").fill(PASSWORD)
    page.get_by_role("button", name="Kirjaudu", exact=True).click()


def open_first(page: Page) -> None:
    """From the queue to the first request in it."""
    page.locator(".queue h3 a").first.click()


def unfold(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).first.click()
