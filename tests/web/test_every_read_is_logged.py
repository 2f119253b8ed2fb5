"""Does every route that shows staff something leave a row in the access log, and each denied try?

The routes are those of the application itself: one that is new fails here until it leaves a row, or
stands below with the ground why it needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from api.http.access import signed_in_staff
from api.http.guards import dependencies, routes
from api.pages.session import STAFF, staff_here, staff_proven, staff_writing
from tests.service import Service
from tests.web.asking import VERB_BODIES, id_of, sent
from triage.store.tables.core_tables import access_log

STAFF_ROLES = ("aino", "onni", "maria", "kerttu", "ville", "elli", "sanna", "tiina", "antti")
NONE = "00000000-0000-4000-8000-000000000000"
# Why a route of staff leaves no row.
NO_ROW = {
    "/api/v1/requests/{request_id}/draft": "one's own unsent words",
    "/api/v1/notice-settings": "one's own choices",
    "/ilmoitukset": "one's own choices",
    "/jono/tikit": "that something is new, never what",
    "/jono/{request_id}/tikit": "that something is new, never what",
    "/jono/{request_id}/luonnos/rivi": "one's own unsent words",
    "/luettelo": "the catalogue, which names nobody",
}
# One's own account and its sign-ins.
OWN_ACCOUNT = ("/oma-tunnus", "/api/v1/own-account", "/api/v1/session")
# Empty forms: they show nothing, but who may not use them is written down.
FORMS = {"/jono/uusi", "/haku", "/lahtevat", "/pohjat/uusi"}
ASKED_WITH = {"/api/v1/search": "?q=rahat"}
# Whatever lets staff in.
GUARDS = {staff_here, staff_proven, staff_writing, signed_in_staff}
SHOWS_NOTHING = {303, 307, 405, 422}


def reads(app: FastAPI) -> Iterator[str]:
    """The path of every route by which staff read something."""
    for route in routes(app):
        guards = set(dependencies(route))
        if guards & GUARDS and "GET" in (route.methods or ()):
            yield str(route.path)


def rows(service: Service) -> int:
    with service.parts.database.lasting.connect() as connection:
        count: int = connection.scalar(select(func.count()).select_from(access_log)) or 0
    return count


def last_row(service: Service) -> dict[str, Any]:
    with service.parts.database.lasting.connect() as connection:
        newest = select(access_log).order_by(access_log.c.position.desc()).limit(1)
        return dict(connection.execute(newest).one()._mapping)


async def caller(service: Service, username: str) -> httpx.AsyncClient:
    """A member of staff, by token for the API and by cookie for pages."""
    client = await service.as_staff(username)
    client.cookies.set(STAFF.name, await service.token_of(username))
    return client


def filled(path: str, request_id: str) -> str:
    """The path with the request in it, and with ids of nothing for all else."""
    own = path.replace("{request_id}", request_id).replace("{verb}", "note")
    own = own.replace("{number}", "1")
    return re.sub(r"\{[a-z_]+\}", NONE, own).replace(f"leavers/{NONE}", "leavers/onni")


@pytest.mark.parametrize("username", STAFF_ROLES)
async def test_what_is_shown_or_refused_leaves_a_row(service: Service, username: str) -> None:
    request_id = id_of(service, await sent(service))
    client = await caller(service, username)
    unlogged = []
    for path in dict.fromkeys(reads(service.app)):
        if path in NO_ROW or path.startswith(OWN_ACCOUNT):
            continue
        before = rows(service)
        answer = await client.get(filled(path, request_id) + ASKED_WITH.get(path, ""))
        shows = answer.status_code not in SHOWS_NOTHING
        if path in FORMS and answer.status_code == 200:
            shows = False
        if shows and rows(service) == before:
            unlogged.append((path, answer.status_code))
    assert not unlogged, "\n".join(map(str, unlogged))


def test_what_leaves_no_row_is_a_route(service: Service) -> None:
    assert NO_ROW.keys() <= set(reads(service.app))


async def test_an_act_that_is_not_theirs_leaves_a_row(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    unlogged = []
    async with await service.as_staff("olli") as olli:
        for verb, body in VERB_BODIES.items():
            before = rows(service)
            answer = await olli.post(f"/api/v1/requests/{request_id}/{verb}", json=body)
            row = last_row(service)
            told = (row["username"], row["action"], row["outcome"], str(row["request_id"]))
            is_told = told == ("olli", "act", "denied", request_id)
            if answer.status_code not in (403, 404) or rows(service) != before + 1 or not is_told:
                unlogged.append((verb, answer.status_code))
    assert not unlogged, "\n".join(map(str, unlogged))


async def test_what_a_rule_refuses_everybody_is_no_denied_try(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"/api/v1/requests/{request_id}/transfer-acceptance", json={})
    assert answer.status_code == 409
    assert rows(service) == 0
