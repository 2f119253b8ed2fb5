"""Is the picture of a promise on the desk's pages, in words too, and on none of a requester's?"""

from __future__ import annotations

import re
from html import unescape

from tests.service import Service
from tests.web.browsing import Browser, asked, opened, reading, request_path, working

CALM = {"topics": "TAL"}
PICTURE = re.compile(r'<div class="days" role="img" aria-label="([^"]*)">')


def pictures(page: Browser) -> list[str]:
    """What the pictures of a page say aloud."""
    return [unescape(said) for said in PICTURE.findall(page.page.text)]


async def test_the_request_says_its_days_in_one_sentence(service: Service) -> None:
    await asked(service, **CALM)
    worker = await opened(service)

    # The hand-wound clock stands at a Monday, the 23rd.
    assert pictures(worker) == [
        "Tuli ma 23.11.; lasketaan ti 24.11., ke 25.11.; vastaus viimeistään ke 25.11.; "
        "nyt ma 23.11."
    ]


async def test_the_answer_takes_the_place_of_today(service: Service) -> None:
    await asked(service, **CALM)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/response", text="Hei", kind="answer")

    (said,) = pictures(worker)
    assert said.endswith("; vastattu ma 23.11.")


async def test_the_trail_shows_the_same_picture(service: Service) -> None:
    await asked(service, **CALM)
    worker = await opened(service)
    officer = await working(service, "tiina")
    await officer.go(f"{request_path(worker)}/kulku")

    assert pictures(officer) == pictures(worker) != []


async def test_no_page_of_the_requester_shows_it(service: Service) -> None:
    receipt = await asked(service, **CALM)
    dialogue = await reading(service, **CALM)

    assert pictures(receipt) == pictures(dialogue) == []


async def test_facts_stand_before_the_sheet(service: Service) -> None:
    await asked(service, **CALM)
    html = (await opened(service)).page.text

    assert html.index('id="h-facts"') < html.index('id="reply"') < html.index('id="h-grave"')


async def test_one_element_says_what_was_done(service: Service) -> None:
    await asked(service, **CALM)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/claim")

    assert worker.page.text.count('role="status"') == 1
