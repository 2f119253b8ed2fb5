"""How does a program of the staff sign in, and what is a token worth?"""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.integration.store.guessing import under_way
from tests.service import PASSWORD, Service


async def test_signing_in_gives_a_token_and_says_who_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"username": "sanna", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json().keys() == {"token", "expires_at", "actor"}
    assert answer.json()["actor"] == {
        "username": "sanna",
        "name": "Sanna",
        "role": "supervisor",
        "units": ["neuvola", "perhesosiaalityo"],
    }


@pytest.mark.parametrize("username", ["aino", "nobody"])
async def test_a_wrong_password_and_a_wrong_name_look_the_same(
    client: httpx.AsyncClient, username: str
) -> None:
    answer = await client.post("/api/v1/session", json={"username": username, "password": "väärin"})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-password")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_guessing_passwords_is_slowed_down_and_locks_nobody_out(
    client: httpx.AsyncClient,
) -> None:
    wrong = {"username": "aino", "password": "väärin"}
    guessing = [asyncio.create_task(client.post("/api/v1/session", json=wrong)) for _ in range(40)]
    await under_way(guessing)
    right = {"username": "Aino ", "password": PASSWORD}
    assert (await client.post("/api/v1/session", json=right)).status_code == 201
    answers = await asyncio.gather(*guessing)
    slowed = [each for each in answers if each.status_code == 429]
    assert slowed and all("retry-after" in each.headers for each in slowed)
    assert {each.status_code for each in answers} == {401, 429}


@pytest.mark.parametrize("password", [f"  {PASSWORD}", f"{PASSWORD}\u00a0"])
async def test_the_spaces_around_a_password_do_not_count(
    client: httpx.AsyncClient, password: str
) -> None:
    answer = await client.post("/api/v1/session", json={"username": "aino", "password": password})
    assert answer.status_code == 201


@pytest.mark.parametrize(("length", "code"), [(2_000, "wrong-password"), (3_001, "invalid")])
async def test_a_password_may_be_typed_in_parts(
    client: httpx.AsyncClient, length: int, code: str
) -> None:
    body = {"username": "aino", "password": "x" * length}
    assert (await client.post("/api/v1/session", json=body)).json()["code"] == code


async def test_a_token_is_worth_nothing_after_signing_out(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        assert (await aino.delete("/api/v1/session")).status_code == 204
        assert (await aino.get("/api/v1/queue")).status_code == 401
