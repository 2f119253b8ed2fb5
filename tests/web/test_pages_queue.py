"""What does the queue's page count, find and remember, without any script?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from api.pages.staff.queue.working_terms import when_due
from tests.clock import HandWoundClock
from tests.domain.given import AINO, CATALOGUE, Case, at, submitted
from tests.domain.shown import row_of
from tests.service import Service
from tests.web.asking import act, asked, opened, queued, sent
from tests.web.browsing import working
from triage.codes import Urgency
from triage.request.commands.handling import AssessUrgency

ROWS = 50
KILOBYTE = 1_000
RICH = {
    "topics": ["TAL", "VKV", "RAS"],
    "age_bands": ["A3", "A4"],
    "language": "ar",
    "interpreter": "so",
    "reply_by": "email",
    "contact": {
        "phone": "040 1234567",
        "email": "a@b.fi",
        "safe_times": "9–11",
        "must_not_know": "Isä",
    },
}


async def test_fifty_rich_rows_are_a_light_page(service: Service, clock: HandWoundClock) -> None:
    for number in range(ROWS):
        await asked(service, **RICH, message=f"Kocam beni dövüyor {number}.")
        clock.wind(timedelta(minutes=1))
    worker = await working(service)

    assert worker.page.text.count('class="row') == ROWS
    assert len(worker.page.content) < 60 * KILOBYTE


async def test_a_row_tells_signs_and_no_address(service: Service) -> None:
    await asked(service, **RICH)
    worker = await working(service)

    for sign in ("sähköpostilla", "ei soiteta", "ei saa tulla ilmi", "vain sopivina aikoina"):
        assert sign in worker.page.text
    for told in ("1234567", "a@b.fi", "9–11", "Isä"):
        assert told not in worker.page.text


async def test_the_signs_are_told_to_programs(service: Service) -> None:
    await asked(service, **RICH)
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)

    assert (row["channel"], row["wrote_at"], row["unread_since"]) == ("email", None, None)
    assert row["safe_contact"] == ["no-calls", "must-not-know", "safe-times"]


# -- counts --


async def test_the_choices_count_what_the_viewer_may_see(
    service: Service, clock: HandWoundClock
) -> None:
    mine, _ = await asked(service), await asked(service)
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, mine, "claim")
    clock.wind(timedelta(minutes=1))
    async with await opened(service, receipt) as visitor:
        await visitor.post("/api/v1/my-request/messages", json={"text": "Vielä yksi asia."})
    worker, elsewhere = await working(service), await working(service, "olli")

    found = re.findall(r'>([^<]+) <span class="number">(\d+)</span>', worker.page.text)
    assert dict(found) == {
        "Odottaa": "3",
        "Omat": "1",
        "Myöhässä": "0",
        "Katsomatta": "2",
        "Tänään": "0",
        "Avoimet": "3",
    }
    assert "<title>(1) Jono – Pyydä apua</title>" in worker.page.text
    assert "kirjoitti 0 min sitten" in worker.page.text
    assert 'Odottaa <span class="number">0</span>' in elsewhere.page.text


async def test_what_a_colleague_holds_is_not_mine_to_read(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("onni") as onni:
        await act(onni, (await queued(onni))[0]["id"], "claim")
    async with await opened(service, receipt) as visitor:
        await visitor.post("/api/v1/my-request/messages", json={"text": "Vielä yksi asia."})

    titles = [
        re.findall("<title>([^<]+)", (await working(service, username)).page.text)[0]
        for username in ("onni", "aino")
    ]

    assert titles == ["(1) Jono – Pyydä apua", "Jono – Pyydä apua"]


# -- the way back --


@pytest.mark.parametrize(
    ("query", "kept"), [("state=new&topic=TAL", "state=new&amp;topic=TAL"), ("due=", "due=")]
)
async def test_whoever_comes_back_finds_the_queue_as_it_was_left(
    service: Service, query: str, kept: str
) -> None:
    await asked(service)
    worker = await working(service)
    await worker.go(f"/jono?{query}")
    found = re.search(r'href="(/jono/[0-9a-f-]{36})', worker.page.text)
    assert found is not None

    await worker.go(found[1])

    assert f'href="/jono?lang=fi&amp;{kept}"' in worker.page.text


async def test_a_choice_that_was_cleared_is_forgotten(service: Service) -> None:
    await asked(service)
    worker = await working(service)
    await worker.go("/jono?state=new")
    assert '<li class="clear"><a href="/jono?lang=fi">' in worker.page.text
    await worker.go("/jono")
    found = re.search(r'href="(/jono/[0-9a-f-]{36})', worker.page.text)
    assert found is not None

    await worker.go(found[1])

    assert 'href="/jono?lang=fi">←' in worker.page.text


# -- in working terms --


def codes(case: Case, now: datetime) -> list[str]:
    row = row_of(case, now)
    return [each["code"] for each in when_due(row, now, CATALOGUE)]


def assessed(level: Urgency = Urgency.NORMAL) -> Case:
    """Came on Tuesday the 8th at nine: promised for Thursday the 10th."""
    case = submitted("Emme jaksa.", moment=at(8, 9))
    case.do(AINO, AssessUrgency, level=level)
    return case


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (at(8, 10), "day"),
        (at(9, 10), "tomorrow"),
        (at(10, 10), "today-by"),
        (at(10, 16), "today"),
        (at(11, 8), "late-since-yesterday"),
        (at(12, 8), "late-since"),
        (at(16, 23), "late-since"),
        (at(17, 8), "late-since-day"),
    ],
)
def test_a_promise_is_told_in_working_terms(now: datetime, code: str) -> None:
    assert codes(assessed(), now) == [code]


def test_an_emergency_is_told_in_minutes_before_and_after() -> None:
    case = assessed(Urgency.EMERGENCY)

    assert [codes(case, now) for now in (at(8, 9, 30), at(8, 11))] == [
        ["minutes"],
        ["minutes-late"],
    ]


@pytest.mark.parametrize(
    ("message", "now", "code"),
    [
        ("Mieheni uhkaa tappaa minut.", at(8, 9, 10), "look-within"),
        ("Mieheni uhkaa tappaa minut.", at(8, 9, 31), "look-now"),
        ("Emme jaksa.", at(8, 9, 10), "look-by"),
        ("Emme jaksa.", at(7, 20), "look-by-day"),
    ],
)
def test_a_look_comes_first_and_then_the_answer(message: str, now: datetime, code: str) -> None:
    assert codes(submitted(message, moment=at(8, 9)), now)[0] == code
