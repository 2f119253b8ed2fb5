"""How fast does a server answer the same kind of POST over kept connections, and was any lost?"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of a run: answers per second, milliseconds at p50 and p99, and the bodies."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answers: list[dict[str, object]]


async def post_many(
    port: int, path: str, *, count: int, clients: int, body: dict[str, object]
) -> Load:
    """POST `count` bodies over `clients` connections to the loopback, each with its own key."""
    waiting = iter(range(count))
    seconds: list[float] = []
    answers: list[dict[str, object]] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            started = time.perf_counter()
            writer.write(_request(path, body | {"message": f"{body['message']} {number}"}, number))
            answers.append(await _answer(reader))
            seconds.append(time.perf_counter() - started)
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - started
    seconds.sort()
    return Load(
        per_second=count / took,
        p50_ms=seconds[len(seconds) // 2] * 1000,
        p99_ms=seconds[int(len(seconds) * 0.99)] * 1000,
        answers=answers,
    )


def _request(path: str, body: dict[str, object], number: int) -> bytes:
    payload = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {UUID(int=time.time_ns() * 100_000 + number, version=4)}\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


async def _answer(reader: asyncio.StreamReader) -> dict[str, object]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    answer: dict[str, object] = json.loads(await reader.readexactly(length))
    if status != 201:
        raise RuntimeError(f"answered {status}: {answer.get('code')}")
    return answer
