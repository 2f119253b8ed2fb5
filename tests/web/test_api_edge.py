"""What stands before and around the routes: headers, refusals, addresses, guards?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import IPv4Network, ip_network
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.requests import HTTPConnection

from api.app import make_app
from api.errors import problems, refusals
from api.http.access import SignedIn, open_to_all
from api.http.addresses import neighbourhood
from api.http.guards import UnguardedRoute
from tests.clock import HandWoundClock
from tests.service import UNWAITING, Service, make_service, quick_authenticator, web_parts
from triage.errors import requests
from triage.errors.requests import CatchingUp, Overloaded, TriageError

ONE_TRY = replace(UNWAITING, tries=1)
# A file for the pages of others.
FOR_ALL_SITES = ["/nappi.js"]
REMOTE = "198.51.100.7"
BROKEN = APIRouter()


@BROKEN.get("/api/v1/broken")
@open_to_all
async def broken() -> None:
    raise RuntimeError("Maija Meikäläinen, 040 123 4567")


@BROKEN.get("/api/v1/raises/{name}")
@open_to_all
async def raises(name: str) -> None:
    if name == "store":
        raise OperationalError("SELECT 'Maija'", {}, Exception("Maija"))
    raise {"overloaded": Overloaded, "catching-up": CatchingUp}[name]()


@pytest.fixture
def faulty(service: Service) -> Service:
    """The service with routes that fail."""
    app = make_app(web_parts(service.parts), pages=(BROKEN,))
    return Service(parts=service.parts, app=app, clock=service.clock)


def calls(service: Service) -> list[tuple[str, str]]:
    """Every route with every method of it, what is no route, and methods that no route takes."""
    named = [
        (method, re.sub(r"{[^}]+}", str(uuid4()), route.path))
        for route in service.app.routes
        if isinstance(route, APIRoute)
        for method in (*route.methods, "HEAD")
        # It goes on for as long as somebody listens.
        if not route.path.endswith("/ticks")
    ]
    return [*named, ("GET", "/nowhere"), ("PATCH", "/"), ("DELETE", "/vastaus")]


def is_safe(headers: httpx.Headers) -> bool:
    """Whether an answer lets no other site, frame, cache or device in."""
    policy, permissions = headers["content-security-policy"], headers["permissions-policy"]
    return (
        policy.startswith("default-src 'self'")
        and "'unsafe" not in policy
        and "frame-ancestors 'none'" in policy
        and {"camera=()", "geolocation=()", "microphone=()"} <= set(permissions.split(", "))
        and headers["referrer-policy"] == "no-referrer"
        and headers["x-content-type-options"] == "nosniff"
        and headers["x-frame-options"] == "DENY"
        and headers["cache-control"].startswith(("no-store", "public"))
    )


async def test_every_answer_of_every_route_has_safe_headers(service: Service) -> None:
    unsafe, stored, strict = [], [], []
    async with service.client() as caller:
        for method, path in calls(service):
            headers = (await caller.request(method, path)).headers
            unsafe += [] if is_safe(headers) else [(method, path)]
            stored += [] if headers["cache-control"] == "no-store" else [path]
            strict += ["strict-transport-security" in headers]
    assert unsafe == []
    assert {path for path in stored if not path.startswith("/static/")} == set(FOR_ALL_SITES)
    assert not any(strict)


async def test_what_is_served_by_https_stays_there(tmp_path: Path, clock: HandWoundClock) -> None:
    with make_service(tmp_path, clock, https=True) as service:
        async with service.client() as caller:
            answers = [await caller.request(*call) for call in calls(service)]
    lasting = [each.headers.get("strict-transport-security", "") for each in answers]
    assert all(each.startswith("max-age=63072000") for each in lasting)


async def test_a_failure_is_told_without_a_word_of_it(
    faulty: Service, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with faulty.client() as caller:
        answer = await caller.get("/api/v1/broken")
    logged = "".join((*capfd.readouterr(), caplog.text))
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "x-content-type-options" in answer.headers
    assert "Maija" not in answer.text
    assert "RuntimeError" in logged
    assert "Maija" not in logged


@pytest.mark.parametrize(
    ("name", "code"),
    [("overloaded", "overloaded"), ("catching-up", "catching-up"), ("store", "store-away")],
)
async def test_who_is_turned_away_for_a_moment_is_told_whom_to_call(
    faulty: Service, name: str, code: str
) -> None:
    async with faulty.client() as caller:
        answer = await caller.get(f"/api/v1/raises/{name}?lang=sv")
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["urgent_help"][0]["name"] == "Nödnumret"
    assert "Maija" not in answer.text


async def test_a_slash_too_many_sends_nobody_to_the_host_that_was_named(
    client: httpx.AsyncClient,
) -> None:
    for host, status in (("evil.example", 421), ("testserver", 404)):
        answer = await client.get("/vastaus/", headers={"Host": host})
        assert (answer.status_code, "location" in answer.headers) == (status, False)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not-found"),
        ("POST", "/api/v1/requests/x/dance", 404, "not-found"),
        ("PUT", "/api/v1/requests", 405, "method-not-allowed"),
        ("GET", "/api/v1/requests", 405, "method-not-allowed"),
    ],
)
async def test_what_is_not_there_is_a_problem_too(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert status != 405 or answer.headers["allow"]


def refusal_classes(of: type[TriageError] = TriageError) -> Iterator[type[TriageError]]:
    for each in of.__subclasses__():
        if each.__module__ in (requests.__name__, refusals.__name__):
            yield each
        yield from refusal_classes(each)


@pytest.mark.parametrize("refusal", list(refusal_classes()), ids=lambda each: each.__name__)
def test_every_refusal_has_a_status(refusal: type[TriageError]) -> None:
    assert refusal in problems.SAID


def test_no_two_refusals_of_one_status_share_a_code_by_accident() -> None:
    codes = Counter((said.status, each.code) for each, said in problems.SAID.items())
    # A receipt that opens nothing must look like anything else that is not there; a detail that
    # is refused is told as any other wrong field.
    shared = {code for code, times in codes.items() if times > 1}
    assert shared == {(404, "not-found"), (422, "invalid")}


@pytest.mark.parametrize("inside", ["", "/deep/inside"])
def test_a_route_without_a_guard_stops_the_start(service: Service, inside: str) -> None:
    bare = APIRouter()

    @bare.get(f"{inside}/bare")
    async def told(request: Request) -> None: ...

    with pytest.raises(UnguardedRoute, match=f"{inside}/bare"):
        make_app(web_parts(service.parts), pages=(bare,))


async def test_a_route_that_is_added_later_stops_the_start_too(service: Service) -> None:
    app = make_app(web_parts(service.parts), pages=())
    app.add_api_route("/late", lambda: None)
    with pytest.raises(UnguardedRoute, match="/late"):
        async with app.router.lifespan_context(app):
            pass


def test_a_guard_or_the_word_for_open_lets_it_start(service: Service) -> None:
    router = APIRouter()

    @router.get("/guarded")
    async def guarded(actor: SignedIn) -> None: ...

    @router.get("/open")
    @open_to_all
    async def free() -> None: ...

    make_app(web_parts(service.parts), pages=(router,))


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "Bearer " + "x" * 5_000, "\xff"]
)
async def test_a_token_that_is_none_signs_nobody_in(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/api/v1/queue", headers={b"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_who_is_not_signed_in_learns_nothing_of_the_input(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/v1/my-request/messages", content=b"{")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_this_machine"),
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", REMOTE, False),
        (REMOTE, "127.0.0.1", False),
        ("10.0.0.1", "127.0.0.1", False),
        ("10.0.0.1", "127.0.0.1, 203.0.113.9", False),
        ("::ffff:127.0.0.1", None, True),
        ("somewhere", None, False),
    ],
)
async def test_nobody_becomes_this_machine_by_saying_so(
    tmp_path: Path,
    clock: HandWoundClock,
    peer: str,
    forwarded: str | None,
    is_this_machine: bool,
) -> None:
    trusted = (ip_network("10.0.0.0/8"),)
    with make_service(tmp_path, clock, trusted_proxies=trusted) as service:
        headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
        async with service.client(address=peer) as caller:
            answer = await caller.get("/readyz", headers=headers)
    assert ("parts" in answer.json()) is is_this_machine


async def waits(service: Service, address: str, forwarded: str = "") -> bool:
    """Whether somebody who tries a password from this address has to wait for a turn."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    body = {"username": "aino", "password": "väärin"}
    async with service.client(address=address) as guesser:
        answer = await guesser.post("/api/v1/session", json=body, headers=headers)
    assert answer.status_code in {401, 429}
    return answer.status_code == 429


@contextmanager
def one_try_service(
    directory: Path, clock: HandWoundClock, *trusted: IPv4Network
) -> Iterator[Service]:
    """One where the second try of a name would wait for longer than anybody does."""
    with make_service(directory, clock) as plain:
        desk = quick_authenticator(plain.parts, ONE_TRY)
        told = web_parts(plain.parts, authenticator=desk, trusted_proxies=trusted)
        yield replace(plain, app=make_app(told))


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_the_same"),
    [
        ("10.0.0.1", "203.0.113.1", False),
        ("10.0.0.1", "203.0.113.0", True),
        ("10.0.0.1", "203.0.113.1, 203.0.113.0", True),
        ("10.0.0.1", "203.0.113.0, 10.2.3.4", True),
        ("10.0.0.1", "203.0.113.0:52811", True),
        ("10.0.0.1", "203.0.113.0:52811, 10.2.3.4:80", True),
        ("10.0.0.1", '"203.0.113.0:52811"', True),
        ("10.0.0.1", "::ffff:203.0.113.0", True),
        ("10.0.0.1", "[::ffff:203.0.113.0]:443", True),
        ("10.0.0.1", "203.0.113.0,", True),
        ("10.0.0.1", "203.0.113.0, hidden", False),
        ("10.0.0.1", "hidden, 203.0.113.0", True),
        ("203.0.113.0", "203.0.113.1", True),
        ("203.0.113.1", "203.0.113.0", False),
    ],
)
async def test_only_a_trusted_proxy_says_where_somebody_is(
    tmp_path: Path, clock: HandWoundClock, peer: str, forwarded: str, is_the_same: bool
) -> None:
    with one_try_service(tmp_path, clock, IPv4Network("10.0.0.0/8")) as service:
        assert not await waits(service, "203.0.113.0")
        assert await waits(service, peer, forwarded) == is_the_same


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ({}, "10.0.0.1"),
        ({"X-Forwarded-For": "[2001:db8::1]:443"}, "2001:db8::/64"),
        ({"X-Forwarded-For": "2001:db8::1"}, "2001:db8::/64"),
        ({"X-Forwarded-For": "fe80::1%eth0"}, "fe80::/64"),
        ({"X-Forwarded-For": "::2"}, "::/64"),
        ({"X-Forwarded-For": "unknown"}, "unknown"),
        ({"X-Forwarded-For": "203.0.113.1, _one"}, "_one"),
        ({"X-Forwarded-For": "_" * 500}, "_" * 100),
        ({"X-Forwarded-For": ", ,"}, "10.0.0.1"),
        ({"Forwarded": "for=192.0.2.60;proto=http;by=203.0.113.43"}, "192.0.2.60"),
        ({"Forwarded": 'proto=https; For="[2001:db8:cafe::17]:4711"'}, "2001:db8:cafe::/64"),
        ({"Forwarded": "for=198.51.100.1, for=192.0.2.43"}, "192.0.2.43"),
        ({"Forwarded": "for=192.0.2.43, for=10.0.0.9;proto=https"}, "192.0.2.43"),
        ({"Forwarded": 'for="_SEVKISEK"'}, '"_SEVKISEK"'),
        ({"Forwarded": "proto=https"}, "10.0.0.1"),
        ({"Forwarded": "for=192.0.2.1", "X-Forwarded-For": "192.0.2.2"}, "192.0.2.2"),
    ],
    ids=str,
)
def test_proxies_may_say_in_many_ways_where_somebody_is(
    headers: dict[str, str], place: str
) -> None:
    scope = {
        "type": "http",
        "client": ("10.0.0.1", 50_000),
        "headers": [(name.lower().encode(), said.encode()) for name, said in headers.items()],
    }
    assert neighbourhood(HTTPConnection(scope), (ip_network("10.0.0.0/8"),)) == place


async def test_callers_whose_proxy_names_no_address_are_not_one_guesser(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    with one_try_service(tmp_path, clock, IPv4Network("10.0.0.0/8")) as service:
        assert not await waits(service, "10.0.0.1", "_one")
        assert await waits(service, "10.0.0.1", "_one")
        assert not await waits(service, "10.0.0.1", "_other")
        assert not await waits(service, "10.0.0.1")


async def test_all_addresses_of_a_household_are_one_guesser(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    with one_try_service(tmp_path, clock) as service:
        assert not await waits(service, "2001:db8::1")
        assert await waits(service, "2001:db8::ffff")
        assert not await waits(service, "2001:db8:0:1::1")
