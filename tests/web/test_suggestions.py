"""Does the sorting sheet suggest what the words say, without choosing or keeping any of it?"""

from __future__ import annotations

import re

import pytest

from tests.service import Service
from tests.web.asking import REQUESTS, act, asked, id_of, opened, sent
from tests.web.browsing import Browser, working
from triage.store.tables import core_tables

WORDS = "Poikaani kiusataan yläkoulussa ja <b>lintsaaminen</b> lisääntyy."
SUGGESTED = re.compile(r'<label class="suggested">(.*?)</label>', re.DOTALL)


async def page_of(service: Service, request_id: str, username: str = "aino") -> Browser:
    worker = await working(service, username)
    await worker.go(f"/jono/{request_id}")
    return worker


def suggested(page: str) -> dict[str, list[str]]:
    """The suggested values and the words that made them, as the page's source has them."""
    found = SUGGESTED.findall(page)
    return {
        re.search(r'value="([^"]*)"', each)[1]: re.findall(r"<q[^>]*>(.*?)</q>", each)  # type: ignore[index]
        for each in found
    }


async def test_topic_age_and_whom_it_concerns_are_suggested_with_their_words(
    service: Service,
) -> None:
    worker = await page_of(service, await asked(service, message=WORDS))

    assert suggested(worker.page.text) == {
        "KOU": ["kiusataan", "lintsaaminen"],
        "A4": ["yläkoulussa"],
        "my_child": ["Poikaani"],
    }


async def test_nothing_of_it_is_chosen_before_the_worker_does(service: Service) -> None:
    request_id = await asked(service, message=WORDS)
    worker = await page_of(service, request_id)

    assert "checked" not in "".join(SUGGESTED.findall(worker.page.text))
    await worker.send(f"/jono/{request_id}/urgency", level="normal", because="Luin viestin.")

    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    assert (shown["topics"], shown["sorting"]) == (["TAL"], None)


async def test_what_is_taken_is_sorted_and_suggested_no_more(service: Service) -> None:
    request_id = await asked(service, message=WORDS)
    worker = await page_of(service, request_id, "kerttu")

    await worker.send(
        f"/jono/{request_id}/urgency", level="normal", because="Luin.", topics=["TAL", "KOU"],
        age_bands="A4", concerns="my_child",
    )  # fmt: skip

    assert suggested((await worker.go(f"/jono/{request_id}")).text) == {}
    async with await service.as_staff("kerttu") as kerttu:
        shown = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()
    assert (shown["topics"], shown["concerns"]) == (["TAL", "KOU"], "my_child")


async def test_a_refused_look_keeps_what_was_taken(service: Service) -> None:
    request_id = await asked(service, message=WORDS)
    worker = await page_of(service, request_id)

    await worker.send(
        f"/jono/{request_id}/urgency", level="soon", because="x", topics=["", "KOU"],
        concerns="my_child",
    )  # fmt: skip

    fields = worker.form(f"/jono/{request_id}/response").fields
    assert (fields["topics"], fields["concerns"]) == (["", "KOU"], "my_child")


async def test_a_later_message_is_read_too(service: Service) -> None:
    receipt = await sent(service, message="Hei, soittaisitteko?")
    async with await opened(service, receipt) as visitor:
        await visitor.post(
            "/api/v1/my-request/messages", json={"text": "Mies muutti pois, eroamme."}
        )

    worker = await page_of(service, id_of(service, receipt))
    assert suggested(worker.page.text) == {"ERO": ["eroamme"]}


@pytest.mark.parametrize("username", ["onni", "olli"])
async def test_who_may_not_read_the_words_gets_no_suggestion(
    service: Service, username: str
) -> None:
    request_id = await asked(service, message=WORDS)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")

    worker = await page_of(service, request_id, username)
    assert "lintsaa" not in worker.page.text
    assert suggested(worker.page.text) == {}


async def test_neither_the_store_nor_a_log_line_keeps_it(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await page_of(service, await asked(service, message=WORDS))

    assert "lintsaa" not in caplog.text
    with service.parts.database.log.connect() as connection:
        for table in core_tables.metadata.sorted_tables:
            rows = [tuple(row) for row in connection.execute(table.select()).fetchall()]
            assert not re.search("lintsaa|kiusataan|'KOU'", repr(rows)), table.name


async def test_neither_the_json_api_nor_the_requester_is_told(service: Service) -> None:
    receipt = await sent(service, message=WORDS)
    async with await service.as_staff("aino") as aino:
        told = (await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")).text
    async with await opened(service, receipt) as visitor:
        own = (await visitor.get("/api/v1/my-request?first=1")).text

    assert "KOU" not in told + own
    assert "suggest" not in told + own
