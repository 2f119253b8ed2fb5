"""Can callers take so much of a process's files or memory that nobody else gets in?"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.integration.clockwork import SERVE
from tests.integration.conftest import environment_for
from tests.integration.running import Running, running
from tests.integration.store.world import stock
from wiring.processes.connection_limit import SHARE_OF_CONNECTIONS
from wiring.processes.timeouts import HEAD_LIMIT_BYTES
from wiring.settings import read_settings

READY = "Pyydä apua: "
USUAL_FILES, FILES = 200, 400
FLOOD = 800
SECONDS = 10
MEGABYTE = 1 << 20
AT_ONCE, IN_A_ROW = 150, 4
Json = dict[str, object]
LIMITED = ("sh", "-c", f'ulimit -S -n {USUAL_FILES}; ulimit -H -n {FILES}; exec "$@"', "sh")
SLOW_BODY = (
    b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b'Content-Length: 60000\r\n\r\n{"message": "'
)
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
WHOLE = HEAD + b"\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("crowded")
    environment = environment_for(folder / "data")
    stock(read_settings(environment))
    with running([*LIMITED, *SERVE], environment, folder, ready=READY) as service:
        yield service


@pytest.fixture(scope="module")
def address(service: Running) -> str:
    found = re.search(r"http://\S+", service.ready)
    assert found
    return found[0]


async def connected(address: str, said: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(said)
    return reader, writer


async def answered(address: str, *pieces: bytes) -> bytes:
    """What comes back to somebody who says all of this and then waits until the end."""
    reader, writer = await connected(address, b"")
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
    answer = b""
    with suppress(ConnectionError):
        while piece := await reader.read(MEGABYTE):
            answer += piece
    writer.close()
    return answer


async def helped_meanwhile(address: str) -> tuple[int, float]:
    """Status and seconds of a submission while very many bodies are on their way for ever."""
    slow = await asyncio.gather(*(connected(address, SLOW_BODY) for _ in range(FLOOD)))
    began_at = time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=SECONDS) as client:
        answer = await client.post("/api/v1/requests", json={"message": "Emme jaksa enää öitä."})
    took = time.monotonic() - began_at
    for _, writer in slow:
        writer.close()
    return answer.status_code, took


def let_go(service: Running) -> int:
    lines = [json.loads(line) for line in service.logged.splitlines() if line.startswith("{")]
    return sum(line["count"] for line in lines if line["event"] == "connections-let-go")


def test_bodies_that_never_end_keep_nobody_out(service: Running, address: str) -> None:
    status, seconds = asyncio.run(helped_meanwhile(address))
    assert (status, seconds < SECONDS) == (201, True)
    assert let_go(service) > 0
    assert "out of system resource" not in service.logged


def test_a_process_opens_as_many_files_as_it_may(service: Running) -> None:
    limits = psutil.Process(service.child.pid).rlimit(psutil.RLIMIT_NOFILE)
    assert limits == (FILES, FILES)
    assert psutil.Process(service.child.pid).num_fds() < FILES * SHARE_OF_CONNECTIONS + 100


def endless(*begun: bytes, piece: bytes) -> tuple[bytes, ...]:
    return (*begun, *[piece] * (150 * MEGABYTE // len(piece)))


LARGE = {
    "one field": endless(HEAD + b"A: ", piece=b"a" * MEGABYTE),
    "many fields": endless(HEAD, piece=(b"A: " + b"a" * 1000 + b"\r\n") * 1000),
    "empty fields": endless(HEAD, piece=b"A:\r\n" * 100_000),
    "a long path": endless(b"GET /", piece=b"a" * MEGABYTE),
    "a name": endless(HEAD, piece=b"a" * MEGABYTE),
    "a method of its own": endless(b"CONNECT x:1 HTTP/1.1\r\n\r\n", piece=b"a" * MEGABYTE),
    "another protocol": endless(
        HEAD + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n", piece=b"a" * MEGABYTE
    ),
    "trailers": endless(
        b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"1\r\n{\r\n0\r\n",
        piece=b"A: " + b"a" * MEGABYTE + b"\r\n",
    ),
    "a chunk's extension": endless(
        b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        piece=b"a" * MEGABYTE,
    ),
    "requests in one breath": endless(piece=WHOLE * 30_000),
}


def most_memory(kept: Path) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", (kept / "status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.parametrize("said", LARGE.values(), ids=LARGE)
def test_what_is_sent_ahead_takes_no_memory(
    service: Running, address: str, said: tuple[bytes, ...]
) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(answered(address, *said) for _ in range(4)))

    kept = Path(f"/proc/{service.child.pid}")
    # From here on the most that it ever has.
    (kept / "clear_refs").write_text("5")
    before = most_memory(kept)
    asyncio.run(all_at_once())
    assert most_memory(kept) - before < 40 * MEGABYTE


@pytest.mark.parametrize(
    "ahead",
    [b"A: " + b"a" * HEAD_LIMIT_BYTES + b"\r\n", b"A: b\r\n" * 101],
    ids=["too large", "too many"],
)
def test_a_head_beyond_the_limits_is_told_so(address: str, ahead: bytes) -> None:
    answer = asyncio.run(answered(address, HEAD, ahead, b"\r\n"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert json.loads(body)["code"] == "head-too-large"


def test_a_head_within_the_limits_is_answered(address: str) -> None:
    large = b"A: " + b"a" * (HEAD_LIMIT_BYTES - 200) + b"\r\n" + b"A: b\r\n" * 5
    answer = asyncio.run(answered(address, HEAD, large, b"Connection: close\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_small_body_in_very_small_pieces_is_taken(address: str) -> None:
    def pieces() -> Iterator[bytes]:
        for sign in json.dumps({"message": "a" * 9_000}):
            yield sign.encode()

    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{address}/api/v1/requests", content=pieces(), headers=headers, timeout=60)
    assert answer.status_code == 201


async def flooded(address: str, path: str, body: Callable[[int], Json]) -> set[int]:
    """The statuses that very many callers get who send this as often as they can."""

    async def one_after_another(number: int) -> set[int]:
        said = [await flooding.post(path, json=body(number)) for _ in range(IN_A_ROW)]
        return {each.status_code for each in said}

    anew = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=anew) as flooding:
        found = await asyncio.gather(*map(one_after_another, range(AT_ONCE)))
    return set[int]().union(*found)


async def meanwhile(address: str, *, path: str, body: Callable[[int], Json]) -> dict[str, set[int]]:
    """The statuses of a flood, and of requests and receipts of somebody else during it."""
    found: dict[str, set[int]] = {"asked": set(), "opened": set()}
    flood = asyncio.create_task(flooded(address, path, body))
    async with httpx.AsyncClient(base_url=address, timeout=SECONDS) as somebody:
        for number in range(4):
            own_word = {"own_word": f"sana {number}"} if number % 2 else {}
            asked = await somebody.post("/api/v1/requests", json={"message": "Apua."} | own_word)
            found["asked"].add(asked.status_code)
            receipt = {"receipt": asked.json()["receipt"]} | own_word
            opened = await somebody.post("/api/v1/receipt-sessions", json=receipt)
            found["opened"].add(opened.status_code)
    return found | {"flood": await flood}


HELPED = {"asked": {201}, "opened": {201}}


def test_own_words_of_very_many_keep_nobody_from_asking_or_reading(address: str) -> None:
    def body(number: int) -> Json:
        return {"message": "Apua.", "own_word": f"sana {number}"}

    found = asyncio.run(meanwhile(address, path="/api/v1/requests", body=body))
    assert found == HELPED | {"flood": {201}}


def test_very_many_who_sign_in_keep_nobody_from_asking_or_reading(address: str) -> None:
    def body(number: int) -> Json:
        return {"username": f"nimi{number}", "password": "arvaus"}

    found = asyncio.run(meanwhile(address, path="/api/v1/session", body=body))
    assert found.pop("flood") <= {401, 429, 503}
    assert found == HELPED
