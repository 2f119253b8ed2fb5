"""Is a request answered that is meant for another host, or for none?"""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from starlette.types import Message

from api.http.hosts import Hosts, hosts_of
from tests.clock import HandWoundClock
from tests.service import Service, make_service

PUBLIC = hosts_of(["apua.example.fi"])


async def answered(
    service: Service, *hosts: bytes, path: str = "/api/v1/catalogue", version: str = "1.1"
) -> list[Message]:
    """What is sent to a request with these Host headers."""
    said: list[Message] = []

    async def say(message: Message) -> None:
        said.append(message)

    async def nothing_more() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "http_version": version,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("203.0.113.9", 50_000),
        "headers": [(b"host", host) for host in hosts],
    }
    await service.app(scope, nothing_more, say)
    return said


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        ((b"testserver",), 200),
        ((b"testserver:8000",), 200),
        ((b"TestServer.",), 200),
        ((b"localhost:8000",), 200),
        ((b"demo.localhost",), 200),
        ((b"127.0.0.1:8000",), 200),
        ((b"127.9.9.9",), 200),
        ((b"[::1]:8000",), 200),
        ((b"evil.example",), 421),
        ((b"testserver.evil.example",), 421),
        ((b"localhost.evil.example",), 421),
        ((b"192.0.2.1",), 421),
        ((b"[2001:db8::1]",), 421),
        ((), 400),
        ((b"",), 400),
        ((b"testserver", b"testserver"), 400),
        ((b"testserver", b"evil.example"), 400),
        ((b"testserver, evil.example",), 400),
        ((b"testserver@evil.example",), 400),
        ((b"testserver/x",), 400),
        ((b"testserver:http",), 400),
        ((b"[::1",), 400),
        ((b"<script>",), 400),
        ((b"\xff",), 400),
        ((b" ",), 400),
    ],
    ids=str,
)
async def test_a_request_names_one_host_and_ours(
    service: Service, hosts: tuple[bytes, ...], status: int
) -> None:
    start, body = await answered(service, *hosts)
    assert start["status"] == status
    if status != 200:
        code = {400: "bad-host", 421: "unknown-host"}[status]
        assert json.loads(body["body"])["code"] == code
        assert (b"x-content-type-options", b"nosniff") in start["headers"]


@pytest.mark.parametrize("host", [b"evil.example", b"[", b'a"><b'])
async def test_a_page_says_it_without_the_name(service: Service, host: bytes) -> None:
    async with service.client() as caller:
        answer = await caller.get("/", headers={b"Host": host, b"Accept": b"text/html"})
    assert answer.status_code in (400, 421)
    assert "<h1>" in answer.text
    assert "evil" not in answer.text and 'a"><b' not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_health_is_asked_for_by_any_host(service: Service, path: str) -> None:
    assert (await answered(service, b"10.1.2.3:8000", path=path))[0]["status"] < 421
    assert (await answered(service, b"web-1", path=path))[0]["status"] < 421
    assert (await answered(service, path=path))[0]["status"] == 400


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/readyz", 400), ("/metrics", 400), ("/", 400)]
)
async def test_a_load_balancer_that_knows_no_host_asks_only_whether_we_are_alive(
    service: Service, path: str, status: int
) -> None:
    assert (await answered(service, path=path, version="1.0"))[0]["status"] == status
    assert (await answered(service, b"a", b"b", path=path, version="1.0"))[0]["status"] == 400


@pytest.mark.parametrize(
    ("hosts", "known", "unknown"),
    [
        (PUBLIC, ["apua.example.fi", "APUA.example.fi.", "127.0.0.1"], ["10.1.2.3", "example.fi"]),
        (hosts_of([], "0.0.0.0"), ["10.1.2.3", "2001:db8::1"], ["evil.example", "web"]),
        (hosts_of([], "::"), ["10.1.2.3", "::1"], ["evil.example"]),
        (hosts_of([], "192.168.1.5"), ["192.168.1.5", "localhost"], ["192.168.1.6"]),
        (hosts_of(["kone"], "0.0.0.0"), ["kone", "10.1.2.3"], ["evil.example"]),
        (hosts_of(["PYYDÄ.example"]), ["xn--pyyd-ooa.example"], ["pyyda.example"]),
    ],
    ids=["public", "any IPv4", "any IPv6", "one address", "by the machine's name", "not ASCII"],
)
def test_the_public_address_decides_else_what_the_machine_is_reached_by(
    hosts: Hosts, known: list[str], unknown: list[str]
) -> None:
    assert [each for each in known if not hosts.know(each)] == []
    assert [each for each in unknown if hosts.know(each)] == []


async def test_a_service_behind_its_public_address_answers_there(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    with make_service(tmp_path, clock, hosts=PUBLIC) as service:
        transport = httpx.ASGITransport(app=service.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="https://apua.example.fi"
        ) as caller:
            assert (await caller.get("/")).status_code == 200
            assert (await caller.get("https://testserver/")).status_code == 421
