"""Can a page of another site make a browser do something here, whatever it is signed in to?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.http.guards import routes
from api.pages import ROUTERS
from api.pages.cross_site import FROM_ANY_SITE, SAFE, PageRouter
from tests.service import Service
from tests.web.browsing import Browser, reading

ANY_ID = "00000000-0000-0000-0000-000000000001"
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
)


def unsafe(app: FastAPI) -> dict[str, bool]:
    """Every route of the pages that may change something, and whether it takes any site's forms."""
    return {
        re.sub(r"{[^}]*}", ANY_ID, str(route.path)).replace(
            f"{ANY_ID}/{ANY_ID}", f"{ANY_ID}/claim"
        ): bool(getattr(route.endpoint, FROM_ANY_SITE, False))
        for route in routes(app)
        if not str(route.path).startswith("/api/")
        and set(getattr(route, "methods", None) or ()) - SAFE
    }


@pytest.fixture
async def everybody(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """One browser that has a dialogue open and is signed in to the workspace as well."""
    visitor = await reading(service)
    worker = Browser(client=visitor.client)
    await worker.sign_in("aino")
    yield visitor.client
    await visitor.client.aclose()


async def state_of(service: Service) -> list[tuple[str, int]]:
    async with await service.as_staff("kerttu") as kerttu:
        items = (await kerttu.get("/api/v1/queue?limit=200")).json()["items"]
    return [(item["id"], item["version"]) for item in items]


def test_every_room_of_the_pages_asks_where_a_form_comes_from() -> None:
    assert [each for each in ROUTERS if not isinstance(each, PageRouter)] == []


def test_the_quick_exit_alone_declines(service: Service) -> None:
    found = unsafe(service.app)
    assert len(found) >= 9
    assert {path for path, declines in found.items() if declines} == {"/poistu"}


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda each: " ".join(each.values()))
async def test_no_form_of_another_site_does_anything(
    service: Service, everybody: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    before = await state_of(service)
    for path, declines in unsafe(service.app).items():
        if not declines:
            answer = await everybody.post(path, data={"message": "Apua."}, headers=headers)
            assert (path, answer.status_code) == (path, 403)
    assert await state_of(service) == before
    assert (await everybody.get("/vastaus")).status_code == 200
    assert (await everybody.get("/jono")).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}], ids=["silent", "null"])
async def test_what_acts_for_a_session_wants_its_mark(
    service: Service, everybody: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """Of old browsers, which say nothing of where a form comes from, the mark alone protects."""
    before = await state_of(service)
    for path in unsafe(service.app):
        if path.startswith("/jono/"):
            path = path.replace(ANY_ID, before[0][0])
        if path not in ("/", "/vastaus", "/kirjaudu", "/poistu", "/poistu/auki"):
            await everybody.post(
                path, data={"text": "Apua.", "csrf_token": "0" * 64}, headers=headers
            )
    assert await state_of(service) == before
    assert (await everybody.get("/jono")).status_code == 200
    assert (await everybody.get("/vastaus")).status_code == 200
