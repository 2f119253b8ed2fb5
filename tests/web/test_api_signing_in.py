"""How does a program of the staff sign in, and what is a token worth?"""

from __future__ import annotations

import httpx
import pytest

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


async def test_guessing_passwords_is_slowed_down(client: httpx.AsyncClient) -> None:
    wrong = {"username": "aino", "password": "väärin"}
    for _ in range(10):
        await client.post("/api/v1/session", json=wrong)
    answer = await client.post("/api/v1/session", json=wrong)
    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


async def test_a_token_is_worth_nothing_after_signing_out(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        assert (await aino.delete("/api/v1/session")).status_code == 204
        assert (await aino.get("/api/v1/queue")).status_code == 401
