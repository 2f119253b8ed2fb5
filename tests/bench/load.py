"""How fast does a server answer the same kind of POST over kept connections, and was any lost?"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

SUBMIT = "/api/v1/requests"
SUBMISSION: dict[str, object] = {
    "message": "Lapsi valvoo yöt ja minä hänen kanssaan, enkä jaksa enää kauan",
    "topics": ["ARK"],
    "asker": "parent",
    "age_bands": ["A2"],
    "municipality": "698",
    "language": "fi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of a run: answers per second, milliseconds at p50 and p99, and the bodies."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answers: list[dict[str, object]]


def submitted(port: int, count: int, *, clients: int, path: str = SUBMIT) -> Load:
    """Submit `count` requests, or send the same bodies to the floor's path.

    Raises:
        RuntimeError: an answer was refused, or two were given the same reference.
    """
    load = asyncio.run(post_many(port, path, count=count, clients=clients, body=SUBMISSION))
    if len({answer["reference"] for answer in load.answers}) != count:
        raise RuntimeError("submissions were lost or mixed up")
    return load


async def post_many(
    port: int, path: str, *, count: int, clients: int, body: dict[str, object]
) -> Load:
    """POST `count` bodies over `clients` connections to the loopback, each with its own key."""
    requests = (
        _request(path, body | {"message": f"{body['message']} {number}"}, _key(number))
        for number in range(count)
    )
    return await _sent(port, requests, clients=clients)


async def post_to_each(
    port: int, paths: Sequence[str], *, clients: int, body: dict[str, object], tokens: Sequence[str]
) -> Load:
    """POST the same body to every path, signed in with one token after the other."""
    heads = cycle(f"Authorization: Bearer {token}\r\n" for token in tokens)
    requests = (_request(path, body, head) for path, head in zip(paths, heads, strict=False))
    return await _sent(port, requests, clients=clients)


async def _sent(port: int, requests: Iterator[bytes], *, clients: int) -> Load:
    seconds: list[float] = []
    answers: list[dict[str, object]] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            started = time.perf_counter()
            writer.write(request)
            answers.append(await _answer(reader))
            seconds.append(time.perf_counter() - started)
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - started
    seconds.sort()
    return Load(
        per_second=len(answers) / took,
        p50_ms=seconds[len(seconds) // 2] * 1000,
        p99_ms=seconds[int(len(seconds) * 0.99)] * 1000,
        answers=answers,
    )


def _key(number: int) -> str:
    return f"Idempotency-Key: {UUID(int=time.time_ns() * 100_000 + number, version=4)}\r\n"


def _request(path: str, body: dict[str, object], head: str) -> bytes:
    payload = json.dumps(body).encode()
    whole = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{head}Content-Length: {len(payload)}\r\n\r\n"
    )
    return whole.encode() + payload


async def _answer(reader: asyncio.StreamReader) -> dict[str, object]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    answer: dict[str, object] = json.loads(await reader.readexactly(length))
    if status not in (200, 201):
        raise RuntimeError(f"answered {status}: {answer.get('code')}")
    return answer
