"""Who may call what? Every route and verb, for every role, in the own and in a foreign unit.

The table is total: a route that it lacks fails a test. The own request is of aino's unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from api import health, requester, staff
from tests.service import HandWoundClock, Service, make_service
from tests.web.asking import SUBMISSION, Json, act, id_of, opened, sent

NOBODY, REQUESTER = "nobody", "requester"
# One of each role; `aino` works where the own request is.
STAFF = ("aino", "kerttu", "ville", "elli", "sanna", "tiina", "antti")
CALLERS = (NOBODY, REQUESTER, *STAFF)
OWN, FOREIGN = "own", "foreign"
REMOTE = "198.51.100.7"

# Expected statuses in the order of CALLERS, on a request of the own and of a foreign unit.
OPEN_TO_ALL = {"own": [200] * 9, "foreign": [200] * 9}
CREATES = {"own": [201] * 9, "foreign": [201] * 9}


def row(own: str, foreign: str | None = None) -> dict[str, list[int]]:
    """Statuses from words: `nobody requester aino kerttu ville elli sanna tiina antti`."""
    return {
        OWN: [int(status) for status in own.split()],
        FOREIGN: [int(status) for status in (foreign or own).split()],
    }


BY_STAFF_WHO_HANDLE = row(
    "401 403 200 200 404 403 403 403 403",
    "401 403 404 200 404 403 403 403 403",
)
# The duty never takes over what was offered, nor hands out work.
NOT_BY_DUTY = row(
    "401 403 200 200 403 403 403 403 403",
    "401 403 404 200 403 403 403 403 403",
)
RECEIVING = row(
    "401 403 409 200 403 403 403 403 403",
    "401 403 404 200 403 403 403 403 403",
)
BY_THE_REQUESTER = "401 {} 403 403 403 403 403 403 403"

TABLE: dict[str, dict[str, list[int]]] = {
    "GET /api/v1/catalogue": OPEN_TO_ALL,
    "POST /api/v1/requests": CREATES,
    "POST /api/v1/receipt-sessions": CREATES,
    "GET /api/v1/my-request": row(BY_THE_REQUESTER.format(200)),
    "POST /api/v1/my-request/messages": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/my-request/withdrawal": row(BY_THE_REQUESTER.format(204)),
    "POST /api/v1/my-request/reopening": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/session": CREATES,
    "DELETE /api/v1/session": row("401 204 204 204 204 204 204 204 204"),
    "GET /api/v1/queue": row("401 403 200 200 200 403 403 403 403"),
    "GET /api/v1/requests/{request_id}": BY_STAFF_WHO_HANDLE,
    "GET /api/v1/requests/{request_id}/trail": row(
        "401 403 403 403 403 403 200 200 403",
        "401 403 403 403 403 403 404 200 403",
    ),
    "GET /api/v1/response-times": row("401 403 403 403 403 403 200 403 403"),
    "GET /healthz": OPEN_TO_ALL,
    "GET /readyz": OPEN_TO_ALL,
    "GET /metrics": row("401 403 403 403 403 403 403 403 200"),
    "urgency": BY_STAFF_WHO_HANDLE,
    "claim": BY_STAFF_WHO_HANDLE,
    "release": BY_STAFF_WHO_HANDLE,
    "assignment": NOT_BY_DUTY,
    "reply": BY_STAFF_WHO_HANDLE,
    "note": BY_STAFF_WHO_HANDLE,
    "contact-attempt": BY_STAFF_WHO_HANDLE,
    "transfer": BY_STAFF_WHO_HANDLE,
    "transfer-acceptance": RECEIVING,
    "transfer-refusal": RECEIVING,
    "recusal": BY_STAFF_WHO_HANDLE,
    "opening": BY_STAFF_WHO_HANDLE,
    "protection-notice": BY_STAFF_WHO_HANDLE,
    "notice-release": BY_STAFF_WHO_HANDLE,
    "closing": BY_STAFF_WHO_HANDLE,
    "reopening": BY_STAFF_WHO_HANDLE,
}

BECAUSE = {"because": "Syy."}
BODIES: dict[str, Json] = {
    "POST /api/v1/requests": SUBMISSION,
    "POST /api/v1/my-request/messages": {"text": "Lisää."},
    "POST /api/v1/my-request/withdrawal": {},
    "POST /api/v1/my-request/reopening": {},
    "urgency": {"level": "normal", **BECAUSE},
    "claim": {},
    "release": BECAUSE,
    "reply": {"text": "Hei", "kind": "answer"},
    "note": {"text": "Soitan."},
    "contact-attempt": {"channel": "phone", "reached": False},
    "transfer": {"unit": "kotipalvelu", **BECAUSE},
    "transfer-acceptance": {},
    "transfer-refusal": BECAUSE,
    "recusal": BECAUSE,
    "opening": BECAUSE,
    "protection-notice": {"to": "lastensuojelu", "family_told": True, **BECAUSE},
    "notice-release": BECAUSE,
    "closing": {"outcome": "spam"},
    "reopening": BECAUSE,
}

# What must have happened for the verb to fit.
OFFER = ("transfer", BODIES["transfer"])
BEFORE: dict[str, tuple[str, Json]] = {
    "release": ("claim", {}),
    "transfer-acceptance": OFFER,
    "transfer-refusal": OFFER,
    "notice-release": ("protection-notice", BODIES["protection-notice"]),
    "reopening": ("closing", BODIES["closing"]),
    "POST /api/v1/my-request/reopening": ("closing", BODIES["closing"]),
}


@dataclass(slots=True)
class World:
    """The service, with requests of the one unit and of the other."""

    service: Service

    async def request(self, whose: str) -> Json:
        """The receipt of a fresh request: of aino's unit, or of iida's."""
        return await sent(self.service, topics=["TAL"] if whose == OWN else ["KOU"])

    async def caller(self, who: str, receipt: Json) -> httpx.AsyncClient:
        """Somebody with a session of theirs, somewhere on the internet."""
        tokens = self.service.tokens
        if who == REQUESTER and who not in tokens:
            requester = await opened(self.service, receipt)
            tokens[who] = requester.headers["authorization"].split()[1]
        elif who in STAFF:
            await self.service.token_of(who)
        return self.service.client(tokens.get(who), address=REMOTE)

    async def prepare(self, name: str, request_id: str, whose: str) -> None:
        """Bring the request where the verb fits, by one of those whose it is."""
        if name in BEFORE:
            verb, body = BEFORE[name]
            worker = "aino" if whose == OWN else "iida"
            async with await self.service.as_staff(worker) as colleague:
                await act(colleague, request_id, verb, **body)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with make_service(tmp_path_factory.mktemp("table"), HandWoundClock()) as service:
        yield World(service)


def routes() -> dict[str, tuple[str, str]]:
    """Name -> method and path of everything that is served to programs; verbs by their own name."""
    found = {}
    for router in (requester.router, staff.router, health.router):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            (method,) = route.methods or {""}
            is_verb = method == "POST" and "{request_id}" in route.path
            name = route.path.rsplit("/", 1)[1] if is_verb else f"{method} {route.path}"
            found[name] = (method, route.path)
    return found


ROUTES = routes()
CELLS = [
    pytest.param(name, who, whose, expected, id=f"{name} {who} {whose}")
    for name in TABLE
    for whose in ((OWN, FOREIGN) if "{request_id}" in ROUTES.get(name, ("", ""))[1] else (OWN,))
    for who, expected in zip(CALLERS, TABLE[name][whose], strict=True)
]


def test_the_table_holds_every_route_and_no_other() -> None:
    assert TABLE.keys() == ROUTES.keys()


@pytest.mark.parametrize(("name", "who", "whose", "expected"), CELLS)
async def test_a_caller_gets_what_the_table_says(
    world: World, name: str, who: str, whose: str, expected: int
) -> None:
    receipt = await world.request(whose)
    request_id = id_of(world.service, receipt)
    await world.prepare(name, request_id, whose)
    method, path = ROUTES[name]
    if "my-request" in path:
        world.service.tokens.pop(REQUESTER, None)
    async with await world.caller(who, receipt) as caller:
        answer = await caller.request(
            method, path.replace("{request_id}", request_id), json=_body(name, receipt, whose)
        )
    if method == "DELETE":
        world.service.tokens.pop(who, None)
    assert answer.status_code == expected, answer.text


def _body(name: str, receipt: Json, whose: str) -> Any:
    if name == "POST /api/v1/receipt-sessions":
        return {"receipt": receipt["receipt"]}
    if name == "POST /api/v1/session":
        return {"username": "aino", "password": "demo-salasana"}
    if name == "assignment":
        return {"worker": "onni" if whose == OWN else "iida"}
    return BODIES.get(name)
