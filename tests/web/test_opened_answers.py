"""Is it noted that an answer was opened, without anybody waiting for it?"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import httpx

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, opened, queued, sent
from tests.web.browsing import opened as worker_reading
from tests.web.browsing import reading
from triage.errors.requests import Overloaded

OWN = "/api/v1/my-request"


async def row_after(aino: httpx.AsyncClient, request_id: str) -> Json:
    """The row that a later write answers with: what was on the writer's list before is done."""
    return await act(aino, request_id, "note", text="Katsottu.")


async def answered(service: Service) -> tuple[Json, str]:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        row = await act(aino, request_id, "reply", text="Hei", kind="answer")
    assert row["answer_unopened"]
    return receipt, request_id


async def test_reading_the_answer_opens_it(service: Service) -> None:
    receipt, request_id = await answered(service)
    async with await opened(service, receipt) as requester, await service.as_staff("aino") as aino:
        version = (await queued(aino))[0]["version"]
        assert (await requester.get(OWN)).status_code == 200
        row = await row_after(aino, request_id)
        history = (await aino.get(f"{REQUESTS}/{request_id}")).json()["history"]

    assert not row["answer_unopened"]
    # The note of the worker is the only version more.
    assert row["version"] == version + 1
    assert "answer-opened" not in [each["kind"] for each in history]


async def test_asking_for_the_head_alone_opens_no_answer(service: Service) -> None:
    receipt, request_id = await answered(service)
    async with await opened(service, receipt) as requester, await service.as_staff("aino") as aino:
        assert (await requester.head(OWN)).status_code == 200
        assert (await row_after(aino, request_id))["answer_unopened"]


async def test_the_moment_of_reading_is_in_the_officer_s_trail_alone(service: Service) -> None:
    receipt, request_id = await answered(service)
    async with await opened(service, receipt) as requester, await service.as_staff("aino") as aino:
        await requester.get(OWN)
        await row_after(aino, request_id)
    for username, is_told in (("sanna", False), ("tiina", True)):
        async with await service.as_staff(username) as caller:
            trail = (await caller.get(f"{REQUESTS}/{request_id}/trail")).json()
        kinds = [each["kind"] for each in trail["events"]]
        assert ("answer-opened" in kinds) is is_told
        assert "replied" in kinds


async def test_opening_the_dialogue_alone_opens_no_answer(service: Service) -> None:
    receipt, request_id = await answered(service)
    async with await opened(service, receipt), await service.as_staff("aino") as aino:
        assert (await row_after(aino, request_id))["answer_unopened"]


async def test_reading_the_page_opens_the_answer_and_the_worker_sees_it(service: Service) -> None:
    visitor = await reading(service)
    worker = await worker_reading(service)
    path = str(worker.page.url.path)
    reply = worker.form(f"{path}/response")
    await worker.post(reply.action, {**reply.fields, "text": "Hei", "kind": "answer"})
    assert "Vastausta ei ole avattu" in worker.text

    await visitor.go("/vastaus")
    async with await service.as_staff("aino") as aino:
        await row_after(aino, path.rsplit("/", 1)[1])
    await worker.go(path)
    assert "Vastausta ei ole avattu" not in worker.text


class FullDoor:
    """A door to write whose list is full."""

    def begin(self, *_: object) -> NoReturn:
        raise Overloaded()


async def test_an_answer_is_read_though_nothing_more_can_be_noted(service: Service) -> None:
    receipt, request_id = await answered(service)
    parts = service.app.state.parts
    async with await opened(service, receipt) as requester, await service.as_staff("aino") as aino:
        service.app.state.parts = replace(parts, triage=FullDoor())
        answer = await requester.get(OWN)
        service.app.state.parts = parts
        row = await row_after(aino, request_id)

    assert [each["text"] for each in answer.json()["messages"]] == ["Hei"]
    assert row["answer_unopened"]


async def test_the_supervisor_sees_the_share_of_opened_answers(service: Service) -> None:
    receipts = [await answered(service) for _ in range(5)]
    for receipt, request_id in receipts[:2]:
        async with await opened(service, receipt) as requester:
            await requester.get(OWN)
        async with await service.as_staff("aino") as aino:
            await row_after(aino, request_id)
    async with await service.as_staff("sanna") as sanna:
        rows = (await sanna.get("/api/v1/response-times")).json()["rows"]

    assert [(each["opened"], each["opened_share"]) for each in rows if each["answered"]] == [
        (2, 0.4)
    ]
