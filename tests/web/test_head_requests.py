"""Does HEAD tell what GET tells, without the body, wherever there is something to get?"""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.service import Service
from tests.web.asking import asked


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/vastaus",
        "/kirjaudu",
        "/tietosuoja",
        "/api/v1/catalogue",
        "/api/v1/queue",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nowhere",
        "/api/v1/nowhere",
    ],
)
async def test_head_answers_like_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    head, get = await client.head(path), await client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    # A page has a key of its own each time, and its length with it.
    assert head.headers.keys() == get.headers.keys()
    assert head.headers["content-type"] == get.headers["content-type"]
    assert int(head.headers["content-length"]) > 0


async def test_head_is_for_whom_get_is_for(service: Service) -> None:
    request_id = await asked(service)
    for username, status in (("aino", 200), ("olli", 404), ("sanna", 403)):
        async with await service.as_staff(username) as caller:
            answer = await caller.head(f"/api/v1/requests/{request_id}")
        assert (answer.status_code, answer.content) == (status, b"")


async def test_head_of_a_stream_ends_and_leaves_its_place(service: Service) -> None:
    live_streams = service.app.state.live_streams
    async with live_streams.ticking(), await service.as_staff("aino") as aino:
        for _ in range(30):
            async with asyncio.timeout(10):
                answer = await aino.head("/api/v1/ticks")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
    assert live_streams.number() == 0


async def test_head_of_what_is_only_sent_is_refused_like_get(client: httpx.AsyncClient) -> None:
    answer = await client.head("/api/v1/requests")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_where_get_is_allowed_head_is_named_with_it(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/v1/catalogue")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
