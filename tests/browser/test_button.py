"""Does the button work on a page of others, under a strict policy, giving nobody away?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import api.pages.static
from tests.browser.people import Served

NAMES = {
    "fi": "Pyydä apua",
    "sv": "Be om hjälp",
    "en": "Ask for help",
    "se": "Bivdde veahki",
    "fi-simple": "Pyydä apua",
}
LARGEST = 4096
BUTTON = "pyyda-apua"


@dataclass
class Host:
    """A school's site, on another port than the service."""

    address: str
    service: str
    chromium: Browser
    windows: list[BrowserContext] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    def window(self, *, scripts: bool = True) -> Page:
        """A window of its own; what a script or the policy complains of is noticed."""
        context = self.chromium.new_context(java_script_enabled=scripts, locale="fi-FI")
        context.on("console", lambda message: self.noticed.append(message.text))
        self.windows.append(context)
        return context.new_page()

    def page(self, path: str = "/?lang=fi", *, scripts: bool = True) -> Page:
        window = self.window(scripts=scripts)
        window.goto(f"{self.address}{path}")
        return window


@pytest.fixture
def host(served: Served) -> Iterator[Host]:
    school = ThreadingHTTPServer(("127.0.0.1", 0), school_of(served.address))
    thread = Thread(target=school.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{school.server_port}"
    host = Host(address=address, service=served.address, chromium=served.chromium)
    yield host
    for window in host.windows:
        window.close()
    school.shutdown()
    school.server_close()
    assert host.noticed == []


def school_of(service: str) -> type[BaseHTTPRequestHandler]:
    """Its policy lets in our script and nothing else. `?frame=1` shows its page in a frame."""

    class School(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query))
            body = page_of_school(service, **asked).encode()
            self.send_response(200 if urlsplit(self.path).path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            policy = f"default-src 'none'; script-src {service}; frame-src 'self'; img-src data:"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests keep no log of it."""

    return School


def page_of_school(service: str, lang: str = "fi", more: str = "", frame: str = "") -> str:
    shown = f"""<pyyda-apua {more}><a href="{service}/">Pyydä apua</a></pyyda-apua>
        <script src="{service}/nappi.js" defer></script>"""
    inside = '<iframe src="/?lang=fi"></iframe>' if frame else shown
    icon = '<link rel="icon" href="data:,">'
    return f'<!doctype html><html lang="{lang}"><title>Koulu</title>{icon}<h1>Koulu</h1>{inside}'


def links(page: Page) -> list[str]:
    """The names of the links as a screen reader finds them: what is shown is closed to scripts."""
    page.wait_for_selector(f"{BUTTON}:defined")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [
        each["name"]["value"]
        for each in tree["nodes"]
        if not each["ignored"] and each["role"]["value"] == "link"
    ]


@pytest.mark.parametrize("language", NAMES)
def test_it_opens_the_form_in_the_language_of_the_page(host: Host, language: str) -> None:
    page = host.page(f"/?lang={language}")
    assert links(page) == [NAMES[language]]
    page.locator(BUTTON).click()
    page.wait_for_url(f"{host.service}/?lang={language}")
    expect(page.locator("#message")).to_be_visible()
    assert page.evaluate("document.referrer") == ""


def test_without_scripts_it_is_a_plain_link(host: Host) -> None:
    page = host.page(scripts=False)
    page.get_by_role("link", name="Pyydä apua").click()
    expect(page.locator("#message")).to_be_visible()


def test_it_asks_the_service_for_nothing_but_itself_and_keeps_nothing(host: Host) -> None:
    window = host.window()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.goto(f"{host.address}/?more=hint")
    assert links(window) == ["Pyydä apua Ihminen vastaa. Voit olla nimetön."]
    ours = [url for url in asked if url.startswith(host.service)]
    assert ours == [f"{host.service}/nappi.js"]
    assert window.context.cookies() == []
    assert window.evaluate("localStorage.length + sessionStorage.length") == 0


def test_in_a_frame_it_takes_the_whole_window(host: Host) -> None:
    page = host.page("/?frame=1")
    page.frame_locator("iframe").locator(BUTTON).click()
    page.wait_for_url(f"{host.service}/**")
    expect(page.locator("#message")).to_be_visible()


def test_a_new_tab_knows_nothing_of_the_page_that_opened_it(host: Host) -> None:
    page = host.page("/?more=target%3D_blank")
    with page.context.expect_page() as opened:
        page.locator(BUTTON).click()
    expect(opened.value.locator("#message")).to_be_visible()
    assert opened.value.evaluate("[document.referrer, window.opener]") == ["", None]


def test_a_page_s_own_counting_of_clicks_does_not_learn_where_one_led(host: Host) -> None:
    page = host.page()
    page.evaluate(
        """() => document.addEventListener("click", (event) => {
            event.preventDefault();
            window.seen = event.composedPath().map((each) => each.href ?? "").join("");
        })"""
    )
    page.locator(BUTTON).click()
    assert page.evaluate("window.seen") == ""


def test_it_can_be_reached_with_keys_and_touched(host: Host) -> None:
    page = host.page()
    page.keyboard.press("Tab")
    box = page.locator(BUTTON).bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_be_visible()


def test_it_weighs_little() -> None:
    assert len(api.pages.static.assets()["nappi.js"].content) < LARGEST
