"""What do the pages and the API say of helplines at this hour, to this reader?"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import Browser, asked, browser

SUNDAY_NOON = datetime(2026, 11, 29, 10, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 8, tzinfo=UTC)
CHRISTMAS_EVE = datetime(2026, 12, 24, 10, tzinfo=UTC)


def said_of(page: Browser, name: str) -> str:
    """What stands on the page about a helpline, up to the next one."""
    (item,) = re.findall(rf"<li>\s*{name}[^<]*(?:<a|\s*<span)(.*?)</li>", page.page.text, re.S)
    return " ".join(re.sub("<[^>]*>", " ", f"<{item}").split())


async def seen_at(service: Service, clock: HandWoundClock, now: datetime, path: str) -> Browser:
    clock.now = now
    visitor = browser(service)
    await visitor.go(path)
    return visitor


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("fi", "Lasten ja nuorten chat", "Avautuu tänään klo 17"),
        ("fi", "Nollalinjan chat", "Avautuu ma klo 9"),
        ("sv", "Nollinjens chatt", "Öppnar mån kl. 9"),
        ("en", "Nollalinja chat", "Opens Mon at 9:00"),
        ("se", "Nollalinja čátta", "Rahpasa vu dii. 9"),
        ("fi-simple", "Nollalinjan chat", "Aukeaa ma kello 9"),
    ],
)
async def test_a_closed_line_says_when_it_opens(
    service: Service, clock: HandWoundClock, language: str, name: str, words: str
) -> None:
    visitor = await seen_at(service, clock, SUNDAY_NOON, f"/?lang={language}")
    assert words in said_of(visitor, name)


async def test_a_line_that_is_closed_over_the_holidays_names_the_day(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await seen_at(service, clock, CHRISTMAS_EVE, "/?lang=fi")
    assert "Avautuu ma klo 9" in said_of(visitor, "Nollalinjan chat")


async def test_an_open_line_says_so_and_one_of_unknown_hours_says_nothing(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await seen_at(service, clock, MONDAY_MORNING, "/?lang=fi")
    assert "Auki nyt" in said_of(visitor, "Nollalinjan chat")
    assert "Auki aina" in said_of(visitor, "Nollalinja:")
    unknown = said_of(visitor, "Lasten ja nuorten puhelin:")
    assert not any(word in unknown for word in ("Auki nyt", "Auki aina", "Avautuu"))


async def test_the_order_follows_the_hour(service: Service, clock: HandWoundClock) -> None:
    by_day = await seen_at(service, clock, MONDAY_MORNING, "/?lang=fi")
    by_night = await seen_at(service, clock, SUNDAY_NIGHT, "/?lang=fi")
    chat, phone = "Nollalinjan chat", "Lasten ja nuorten puhelin"
    assert by_day.text.index(chat) < by_day.text.index(phone)
    assert by_night.text.index(chat) > by_night.text.index(phone)


async def test_a_swede_is_told_of_the_swedish_line_first(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await seen_at(service, clock, SUNDAY_NIGHT, "/?lang=sv")
    assert visitor.text.index("0800 96 116") < visitor.text.index("116 111")


@pytest.mark.parametrize(("asker", "first"), [("child", True), ("youth", True), ("parent", False)])
async def test_a_child_reads_of_the_childrens_line_first(
    service: Service, asker: str, first: bool
) -> None:
    visitor = await asked(service, asker=asker)
    helplines = visitor.text.partition("Jos et voi odottaa")[2]
    assert (helplines.index("116 111") < helplines.index("080 005 005")) is first


async def test_the_api_tells_the_hour_the_languages_and_the_ages(
    client: httpx.AsyncClient, clock: HandWoundClock
) -> None:
    clock.now = SUNDAY_NOON
    answer = await client.get("/api/v1/catalogue", headers={"Accept-Language": "fi"})
    by_name = {each["name"]: each for each in answer.json()["emergency"]}
    chat, line = by_name["Nollalinjan chat"], by_name["Lasten ja nuorten puhelin"]
    assert (chat["open_now"], chat["opens_at"]) == (False, "2026-11-30T07:00:00Z")
    assert (line["open_now"], line["opens_at"]) == (None, None)
    assert (line["languages"], line["ages"]) == (["fi"], ["A3", "A4", "A5", "A6"])


async def test_the_catalogue_is_told_by_the_hour_though_it_is_remembered(
    client: httpx.AsyncClient, clock: HandWoundClock
) -> None:
    found = []
    for now in (SUNDAY_NIGHT, MONDAY_MORNING):
        clock.now = now
        answer = await client.get("/api/v1/catalogue", headers={"Accept-Language": "fi"})
        found += [
            each["open_now"]
            for each in answer.json()["emergency"]
            if each["name"] == "Nollalinjan chat"
        ]
    assert found == [False, True]
