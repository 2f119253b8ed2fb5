"""What may a test of the browser ask for? A served application and a real Chromium, watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Served
from tests.servers import CHROMIUM_FLAGS
from tests.service import HandWoundClock, make_service

# A cold start on a busy machine takes its time.
START_SECONDS = 60


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The real browser, started once a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path, chromium: Browser) -> Iterator[Served]:
    """A service of its own, served over plain http on this machine as the demo is."""
    clock = HandWoundClock()
    with make_service(tmp_path, clock) as service:
        server = uvicorn.Server(
            uvicorn.Config(service.app, port=0, log_config=None, access_log=False, ws="none")
        )
        started = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, started), daemon=True)
        thread.start()
        assert started.wait(START_SECONDS)
        port = server.servers[0].sockets[0].getsockname()[1]
        served = Served(address=f"http://127.0.0.1:{port}", chromium=chromium, clock=clock)
        yield served
        served.close()
        server.should_exit = True
        thread.join()
    served.refuse_what_was_noticed()


def _serve(server: uvicorn.Server, started: threading.Event) -> None:
    startup = server.startup

    async def startup_and_tell(*args: object, **named: object) -> None:
        await startup(*args, **named)  # type: ignore[arg-type]
        started.set()

    server.startup = startup_and_tell  # type: ignore[method-assign]
    server.run()
