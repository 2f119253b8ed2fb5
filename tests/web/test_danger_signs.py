"""Are the words of danger underlined for those who read them, with the rule that saw them?"""

from __future__ import annotations

import re

import httpx
import pytest

from tests.service import Service
from tests.web.asking import act, asked, id_of, opened, sent
from tests.web.browsing import working
from triage.store.tables import core_tables

DANGER = "Hei.\n\nMieheni uhkaa tappaa minut <joskus>. Mitä teen?"


async def page_of(service: Service, request_id: str, username: str = "aino") -> str:
    worker = await working(service, username)
    return (await worker.go(f"/jono/{request_id}")).text


def marked(page: str) -> list[str]:
    return re.findall(r'<mark class="sign">([^<]*)<', page)


async def test_the_words_are_underlined_and_the_rest_is_as_it_was(service: Service) -> None:
    page = await page_of(service, await asked(service, message=DANGER))

    assert {"uhkaa", "tappaa"} <= set(marked(page))
    assert "vaaran merkki, sääntö" in page
    shown = re.search(r'<p class="words"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert shown is not None
    hidden = r'<span class="visually-hidden">.*?</span>'
    plain = re.sub(r"</?mark[^>]*>", "", re.sub(hidden, "", shown[1], flags=re.DOTALL))
    assert plain == DANGER.replace("<", "&lt;").replace(">", "&gt;")


async def test_a_later_message_is_read_too(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as visitor:
        answer = await visitor.post("/api/v1/my-request/messages", json={"text": DANGER})
    assert answer.status_code == 201

    assert "tappaa" in marked(await page_of(service, id_of(service, receipt)))


async def test_a_calm_message_is_shown_as_it_is(service: Service) -> None:
    page = await page_of(service, await asked(service))

    assert marked(page) == []
    assert "Alleviivatut" not in page


@pytest.mark.parametrize("username", ["onni"])
async def test_who_may_not_read_the_words_sees_no_rule(service: Service, username: str) -> None:
    request_id = await asked(service, message=DANGER)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")

    page = await page_of(service, request_id, username)
    assert marked(page) == []
    assert "sääntö" not in page


async def test_nothing_of_it_is_stored(service: Service) -> None:
    await page_of(service, await asked(service, message=DANGER))

    with service.parts.database.log.connect() as connection:
        for table in core_tables.metadata.sorted_tables:
            rows = connection.execute(table.select()).fetchall()
            assert "joskus" not in repr([tuple(row) for row in rows])


async def test_the_requester_is_shown_no_rule(service: Service, client: httpx.AsyncClient) -> None:
    receipt = await sent(service, message=DANGER)
    async with await opened(service, receipt) as visitor:
        answer = await visitor.get("/api/v1/my-request?first=1")
    assert "uhka" in answer.text
    assert "sign" not in answer.text
