"""What is the journey over HTTP with planted words in everything that can be typed?"""

from __future__ import annotations

from typing import Any

import httpx

from api.app import make_app
from tests.integration.store.plants import WORDS, planted
from tests.integration.store.world import PASSWORD, TestedService
from tests.service import web_parts

KEY = "7c2f7a0e-0f3c-4b8e-9a55-2d0c6a1f4b77"
# A field that takes numbers alone.
PHONE = "+358405558421"
BODY: dict[str, Any] = {
    "message": planted("message"),
    "topics": ["VAN"],
    "asker": "parent",
    "concerns": "my_child",
    "age_bands": ["A3"],
    "municipality": "698",
    "language": "fi",
    "interpreter": "so",
    "reply_by": "phone",
    "contact": {
        "name": planted("name"),
        "phone": PHONE,
        "email": f"{WORDS[0]}@esimerkki.example",
        "safe_times": planted("safe times"),
        "must_not_know": planted("must not know"),
    },
    "own_word": planted("own word"),
    "guardian_may_know": "ask",
}
LATER: dict[str, Any] = {"has_worker": planted("has worker"), "avoid": planted("avoid")}


async def calls(service: TestedService) -> tuple[list[str], str]:
    """Make the calls; the secrets that were handed out, and what `/metrics` says at the end."""
    transport = httpx.ASGITransport(
        make_app(web_parts(service.parts)), client=("127.0.0.1", 50_000)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        told = await _requester_s(client)
        told += await _staff_s(client)
        await _mistaken(client)
        metrics = (await client.get("/metrics")).text
    return [KEY, PHONE, *told], metrics


async def _ok(call: Any) -> Any:
    answer = await call
    assert answer.is_success, (answer.status_code, answer.text)
    return answer.json() if answer.content else None


async def _requester_s(client: httpx.AsyncClient) -> list[str]:
    headers = {"Idempotency-Key": KEY}
    sent = client.post("/api/v1/requests", json=BODY, headers=headers)
    receipt = (await _ok(sent))["receipt"]
    await client.post("/api/v1/requests", json=BODY | {"topics": []}, headers=headers)
    own = {"receipt": receipt, "own_word": BODY["own_word"]}
    token = (await _ok(client.post("/api/v1/receipt-sessions", json=own)))["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    message = {"text": planted("message over HTTP")}
    await _ok(client.post("/api/v1/my-request/messages", json=message, headers=bearer))
    await _ok(client.post("/api/v1/my-request/details", json=LATER, headers=bearer))
    otherwise = {"avoid": planted("avoid otherwise")}
    await client.post("/api/v1/my-request/details", json=otherwise, headers=bearer)
    await _ok(client.get("/api/v1/my-request?first=1", headers=bearer))
    return [receipt, receipt.replace(" ", ""), token]


async def _staff_s(client: httpx.AsyncClient) -> list[str]:
    signing_in = {"username": "aino", "password": PASSWORD.reveal()}
    token = (await _ok(client.post("/api/v1/session", json=signing_in)))["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    queue = await _ok(client.get("/api/v1/queue", headers=bearer))
    here = f"/api/v1/requests/{queue['items'][0]['id']}"
    for verb, body in (
        ("note", {"text": planted("note over HTTP")}),
        ("reply", {"text": planted("reply over HTTP"), "kind": "answer"}),
        ("transfer", {"unit": "neuvola", "because": planted("because over HTTP")}),
        ("no-such-verb", {"text": planted("no such verb")}),
        ("closing", {"outcome": planted("outcome")}),
    ):
        await client.post(f"{here}/{verb}", json=body, headers=bearer)
    await _ok(client.get(here, headers=bearer))
    await client.get(f"/api/v1/queue?topic={planted('topic')}", headers=bearer)
    return [token]


async def _mistaken(client: httpx.AsyncClient) -> None:
    """What is refused must not stay anywhere either."""
    send = client.post
    await send("/api/v1/requests", json=BODY | {planted("unknown field"): planted("value")})
    await send("/api/v1/requests", json=BODY | {"municipality": planted("municipality")})
    await send("/api/v1/requests", json=BODY | {"contact": {"phone": planted("phone")}})
    await send("/api/v1/requests", content=planted("no JSON").encode())
    await send("/api/v1/requests", json=BODY, headers={b"Idempotency-Key": planted("key").encode()})
    await send("/api/v1/receipt-sessions", json={"receipt": planted("receipt")})
    await send("/api/v1/session", json={"username": planted("user"), "password": planted("word")})
    await client.get("/api/v1/my-request", headers={"Authorization": f"Bearer {KEY}"})
    await client.get(f"/{planted('page')}?{planted('question')}")
    await send("/", data={"message": planted("message of the form"), "topics": "VAN"})
    await send("/vastaus", data={"receipt": planted("receipt of the form")})
