"""What may a test of the browser ask for? A served application and a real Chromium, watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.people import Served
from tests.browser.serving import serving
from tests.clock import HandWoundClock
from tests.servers import CHROMIUM_FLAGS
from tests.service import make_service


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of one module."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """The real browser, started once a process."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def served(tmp_path: Path, chromium: Browser) -> Iterator[Served]:
    """A service of its own, served over plain http on this machine as the demo is."""
    yield from served_from(tmp_path, chromium)


def served_from(folder: Path, chromium: Browser) -> Iterator[Served]:
    """A service that keeps its data in a folder, for as long as the one that asked goes on."""
    clock = HandWoundClock()
    demo = make_service(folder, clock, every_language=True)
    with demo as service, serving(service.app) as port:
        served = Served(
            address=f"http://127.0.0.1:{port}", chromium=chromium, clock=clock, app=service.app
        )
        yield served
        served.close()
    served.refuse_what_was_noticed()
