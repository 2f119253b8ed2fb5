"""What do the queue, the response times, the log, the catalogue and the static files show?"""

from __future__ import annotations

import gzip
import re

import pytest

from tests.service import Service
from tests.web.browsing import (
    Browser,
    asked,
    browser,
    opened,
    reading,
    request_path,
    working,
)

STAFF_PAGES = {"aino": "/jono", "sanna": "/vastausajat", "tiina": "/loki", "elli": "/luettelo"}


async def test_the_queue_shows_rows_without_a_word_of_anybody(service: Service) -> None:
    await asked(service, message="Salainen huoli.", municipality="698", language="ar")
    worker = await working(service)
    assert "Väkivalta, pelko tai vaino" in worker.text
    assert "Rovaniemi" in worker.text
    assert "arabia" in worker.text
    assert "Salainen huoli." not in worker.text


async def answered(service: Service) -> Browser:
    """A worker who has answered the one request that there is."""
    await asked(service)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/response", text="Soitetaan.", kind="answer")
    assert worker.page.status_code == 200
    return worker


@pytest.mark.parametrize(
    ("query", "rows", "shown"),
    [
        ("", 0, "Odottaa"),
        ("?lang=fi", 0, "Odottaa"),
        ("?done=recusal", 0, "Odottaa"),
        ("?due=", 1, "Avoimet"),
        ("?due=any", 0, "Odottaa"),
        ("?claimed_by=aino", 1, "Omat"),
    ],
)
async def test_the_bare_queue_shows_what_waits_for_an_answer(
    service: Service, query: str, rows: int, shown: str
) -> None:
    worker = await answered(service)
    await worker.go(f"/jono{query}")
    assert worker.page.text.count('class="row') == rows
    assert re.findall(r'aria-current="true">([^<]+?) <span', worker.page.text)[0] == shown


async def test_what_waits_is_the_first_quick_choice_and_everything_the_last(
    service: Service,
) -> None:
    worker = await working(service)
    quick = worker.page.text.partition('class="quick"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+?) <span', quick)
    links = [links[0], links[-1]]
    assert [text for _, text in links] == ["Odottaa", "Avoimet"]
    assert [address.partition("lang=fi&amp;")[2] for address, _ in links] == ["due=any", "due="]


@pytest.mark.parametrize("due", ["", "any"])
async def test_loading_again_and_going_on_stay_with_what_was_chosen(
    service: Service, due: str
) -> None:
    await answered(service)
    for number in range(2):
        await asked(service, message=f"Viesti {number}")
    worker = await working(service)
    await worker.go(f"/jono?due={due}&limit=1")
    seen = 1
    while onwards := re.search(r'class="button" href="(/jono\?[^"]*)"', worker.page.text):
        await worker.go(onwards[1].replace("&amp;", "&"))
        seen += worker.page.text.count('class="row')
    assert seen == (2 if due else 3)
    again = re.findall(r'href="(/jono\?[^"]*)">(Päivitä|Alkuun)<', worker.page.text)
    # With the line that says that something is new.
    assert len(again) == 3
    assert all(f"due={due}&amp;" in f"{address}&amp;" for address, _ in again)


async def test_a_look_that_is_waited_for_is_never_left_out_of_what_waits(
    service: Service,
) -> None:
    visitor = await reading(service)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/response", text="Soitetaan.", kind="answer")
    await visitor.go("/vastaus")
    await visitor.send("/vastaus/peru", reason="Tapan itseni tänä yönä.")
    await worker.go("/jono")
    assert worker.page.text.count("Katso 30 min") == 1


async def test_an_empty_filter_asks_for_everything(service: Service) -> None:
    await asked(service)
    worker = await working(service)
    await worker.go("/jono?lang=fi&state=&unit=&topic=&due=&claimed_by=")
    assert worker.page.text.count('class="row') == 1


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("state=new", 1),
        ("state=closed", 0),
        ("topic=VKV", 1),
        ("topic=VAN", 0),
        ("unit=perhesosiaalityo", 1),
        ("unit=neuvola", 0),
        ("claimed_by=aino", 0),
        ("due=any", 1),
        ("due=today", 0),
        ("due=week", 1),
    ],
)
async def test_a_filter_narrows_the_queue(service: Service, query: str, rows: int) -> None:
    await asked(service)
    worker = await working(service)
    await worker.go(f"/jono?{query}")
    assert worker.page.status_code == 200
    assert worker.page.text.count('class="row') == rows


@pytest.mark.parametrize("query", ["state=lost", "due=never", "limit=0", "after=!", "after=abcd"])
async def test_a_wrong_filter_is_told_in_words(service: Service, query: str) -> None:
    worker = await working(service)
    await worker.go(f"/jono?{query}")
    assert worker.page.status_code == 422
    assert "Takaisin" in worker.text


async def test_the_queue_goes_on_page_by_page_with_its_filters(service: Service) -> None:
    for number in range(3):
        await asked(service, message=f"Viesti {number}")
    worker = await working(service)
    await worker.go("/jono?state=new&limit=2")
    onwards = re.search(r'href="(/jono\?[^"]*after=[^"]*)"', worker.page.text)
    assert onwards is not None
    await worker.go(onwards[1].replace("&amp;", "&"))
    assert worker.page.text.count('class="row') == 1
    assert "state=new" in str(worker.page.url)


async def test_another_language_keeps_the_filters(service: Service) -> None:
    worker = await working(service)
    await worker.go("/jono?state=new&due=week")
    assert 'href="/jono?state=new&amp;due=week&amp;lang=sv"' in worker.page.text


async def test_response_times_are_told_by_day_and_group(service: Service) -> None:
    for number in range(5):
        await asked(service, message=f"Viesti {number}")
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat?from=2026-11-23&to=&by=topic")
    assert "Väkivalta, pelko tai vaino" in sanna.text
    await sanna.go("/vastausajat?from=2026-11-24&to=2026-11-25&by=unit")
    assert "Tältä ajalta ei ole pyyntöjä." in sanna.text


async def test_places_show_the_quarters_that_they_are_told_by(service: Service) -> None:
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat?from=2026-11-24&to=2026-11-25&by=municipality")
    assert "päivät laajenevat kokonaisiin neljännesvuosiin" in sanna.text
    assert 'value="2026-10-01"' in sanna.page.text
    assert 'value="2026-12-31"' in sanna.page.text


@pytest.mark.parametrize(
    "query", ["from=2026-12-02&to=2026-12-01", "from=eilen", "by=person", "to=9999-01-01"]
)
async def test_wrong_days_are_told_in_words(service: Service, query: str) -> None:
    sanna = await working(service, "sanna")
    await sanna.go(f"/vastausajat?{query}")
    assert sanna.page.status_code == 422


async def test_the_log_leads_from_a_reference_to_the_whole_trail(service: Service) -> None:
    await asked(service)
    worker = await opened(service)
    reference = re.search(r'class="ref">([^<]+)<', worker.page.text)
    assert reference is not None
    tiina = await working(service, "tiina")
    await tiina.go(f"/loki?reference={reference[1].lower()}")
    assert "luki pyynnön" in tiina.text
    trail = re.search(r'href="(/jono/[^"]+/kulku)', tiina.page.text)
    assert trail is not None
    await tiina.go(trail[1])
    assert "Pyyntö saapui" in tiina.text
    assert "Emme jaksa enää öitä." not in tiina.text


async def test_the_log_of_an_unknown_reference_is_empty(service: Service) -> None:
    await asked(service)
    await opened(service)
    tiina = await working(service, "tiina")
    await tiina.go("/loki?reference=XXXX-XXXX-XXXX")
    assert "Näillä ehdoilla ei ole merkintöjä." in tiina.text


async def test_a_supervisor_reads_the_trail_of_the_own_units_alone(service: Service) -> None:
    await asked(service)
    worker = await opened(service)
    sanna = await working(service, "sanna")
    await sanna.go(f"{request_path(worker)}/kulku")
    assert "Pyyntö saapui" in sanna.text


async def test_the_catalogue_shows_first_what_nobody_has_confirmed(service: Service) -> None:
    elli = await working(service, "elli")
    assert "040 726 6965" in elli.text.partition("Vahvistetut numerot")[0]
    assert "lappi-2026.19" in elli.text


@pytest.mark.parametrize(("username", "path"), STAFF_PAGES.items())
@pytest.mark.parametrize("language", ["fi", "sv", "en", "se", "fi-simple"])
async def test_every_page_of_the_staff_speaks_every_language(
    service: Service, username: str, path: str, language: str
) -> None:
    worker = await working(service, username)
    await worker.go(f"{path}?lang={language}")
    assert worker.page.status_code == 200
    assert f'<html lang="{language}"' in worker.page.text


@pytest.fixture
async def visitor(service: Service) -> Browser:
    visitor = browser(service)
    await visitor.go("/")
    return visitor


async def test_every_file_that_a_page_names_is_there_for_a_year(visitor: Browser) -> None:
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.page.text)
    assert len(named) == 2
    for address in named:
        answer = await visitor.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("pyyda.css", "text/css; charset=utf-8"),
        ("staff.css", "text/css; charset=utf-8"),
        ("exit.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_a_file_has_its_type_and_without_its_mark_no_long_life(
    visitor: Browser, name: str, media_type: str
) -> None:
    answer = await visitor.client.get(f"/static/{name}?v=old")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_packed_for_slow_connections(visitor: Browser) -> None:
    plain = await visitor.client.get("/static/pyyda.css", headers={"Accept-Encoding": "identity"})
    packed = await visitor.client.get("/static/pyyda.css")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2


async def test_a_file_that_is_known_is_not_sent_again(visitor: Browser) -> None:
    first = await visitor.client.get("/static/pyyda.css")
    again = await visitor.client.get(
        "/static/pyyda.css", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.css", "..%2Fapp.py", "%2e%2e/app.py"])
async def test_no_other_file_is_given_out(visitor: Browser, name: str) -> None:
    assert (await visitor.client.get(f"/static/{name}")).status_code == 404
