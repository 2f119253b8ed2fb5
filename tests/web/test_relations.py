"""How somebody stands to a request decides what they learn of it, on every route that there is.

The permission table says what a role may do. Here the same people meet requests to which they stand
in every way that changes what they may know: recused, to be avoided, offered to their unit, passed
on by it, asked of it, merged, ended, erased. To whom a request is none of their business, no route
may answer otherwise than for one that does not exist. Routes are read from the application: a new
one is tried without being named here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import BECAUSE, REQUESTS, VERB_BODIES, Json, act, id_of, opened, sent
from tests.web.browsing import OWN, Browser, Forms, working
from tests.web.test_permission_table import BODIES
from wiring.upkeep.erasing import erase

NOT_THERE = "00000000-0000-4000-8000-000000000000"
WORDS = "Salaisuuteni on hirvenmetsästys."
# The request is of aino's and onni's unit; leena's is the one that it is passed on to or that is
# asked, maria works for a partner, olli's unit has nothing to do with it.
CALLERS = ("aino", "onni", "leena", "olli", "maria", "kerttu", "ville")
TO_LEENA: Json = {"unit": "kotipalvelu", **BECAUSE}
TO_MARIA: Json = {"unit": "seurakunta-perheneuvonta", "basis": "consent", **BECAUSE}

Steps = Callable[[Service], Awaitable[Json]]


async def by(service: Service, username: str, receipt: Json, *steps: tuple[str, Json]) -> None:
    """Let a member of staff take these steps with the request of a receipt."""
    async with await service.as_staff(username) as caller:
        for verb, body in steps:
            await act(caller, id_of(service, receipt), verb, **body)


async def new(service: Service) -> Json:
    return await sent(service, message=WORDS, consents={"partners": ["parish"], "consult": True})


async def claimed(service: Service) -> Json:
    receipt = await new(service)
    await by(service, "aino", receipt, ("claim", {}))
    return receipt


async def after(first: Steps, *acts: tuple[str, str, Json], service: Service) -> Json:
    """What comes of a request when these people do these things to it, in turn."""
    receipt = await first(service)
    for username, verb, body in acts:
        await by(service, username, receipt, (verb, body))
    return receipt


async def avoided(service: Service) -> Json:
    receipt = await sent(service, message=WORDS, avoid="Naapurini on teillä töissä.")
    await by(service, "aino", receipt, ("avoidance", {"workers": ["onni"]}))
    return receipt


async def merged(service: Service) -> Json:
    receipt, other = await new(service), await claimed(service)
    body = {**VERB_BODIES["merging"], "other": other["reference"]}
    for each in (receipt, other):
        await by(service, "aino", each, ("urgency", VERB_BODIES["urgency"]))
    await by(service, "aino", receipt, ("merging", body))
    return receipt


async def withdrawn(service: Service) -> Json:
    receipt = await new(service)
    async with await opened(service, receipt) as requester:
        assert (await requester.post("/api/v1/my-request/withdrawal", json={})).is_success
    return receipt


async def erased(service: Service) -> Json:
    receipt = await after(claimed, ("aino", "closing", {"outcome": "spam"}), service=service)
    # It waits for what an event loop must not wait for.
    await asyncio.to_thread(
        erase, service.parts, receipt["reference"], reason="Pyydettiin.", despite_class=None
    )
    return receipt


def then(first: Steps, *acts: tuple[str, str, Json]) -> Steps:
    return lambda service: after(first, *acts, service=service)


TRANSFER, PASSED = ("aino", "transfer", TO_LEENA), ("aino", "transfer", TO_MARIA)
HANDOVER = ("aino", "handover", {**VERB_BODIES["handover"], **TO_LEENA})
DANGEROUS = partial(sent, message=f"{WORDS} Hän uhkaa tappaa minut.")

# How the request came where it is; what its page answers to each of CALLERS: 200 its words, 403 its
# row alone, 404 that there is none; and who of the last is tried on every route.
RELATIONS: dict[str, tuple[Steps, str, str]] = {
    "new": (new, "200 200 404 404 404 200 404", "leena maria ville"),
    "flagged": (DANGEROUS, "200 200 404 404 404 200 200", ""),
    "claimed": (claimed, "200 403 404 404 404 403 404", "olli"),
    "opened by a colleague": (
        then(claimed, ("onni", "opening", BECAUSE)),
        "200 200 404 404 404 403 404",
        "",
    ),
    "stepped aside from": (
        then(new, ("aino", "recusal", BECAUSE)),
        "404 200 404 404 404 200 404",
        "aino",
    ),
    "let go by who stepped aside": (
        then(claimed, ("aino", "recusal", BECAUSE)),
        "404 200 404 404 404 200 404",
        "aino",
    ),
    "to be kept from somebody": (avoided, "200 404 404 404 404 200 404", "onni"),
    "offered": (then(claimed, TRANSFER), "200 403 403 404 404 403 404", "maria"),
    "offered to a partner": (then(claimed, PASSED), "200 403 404 404 403 403 404", "leena"),
    "passed on": (
        then(claimed, TRANSFER, ("leena", "transfer-acceptance", {})),
        "404 404 200 404 404 403 404",
        "aino onni",
    ),
    "passed on to a partner": (
        then(claimed, PASSED, ("maria", "transfer-acceptance", {})),
        "404 404 404 404 200 403 404",
        "aino onni",
    ),
    "sent back": (
        then(claimed, TRANSFER, ("leena", "transfer-refusal", BECAUSE)),
        "200 403 404 404 404 403 404",
        "leena",
    ),
    "offered in vain": (
        then(claimed, PASSED, ("aino", "transfer-withdrawal", BECAUSE)),
        "200 403 404 404 404 403 404",
        "maria",
    ),
    "offered without consent any more": (
        then(claimed, PASSED, ("aino", "consent-revocation", VERB_BODIES["consent-revocation"])),
        "200 403 404 404 404 403 404",
        "maria",
    ),
    "handed over": (
        then(claimed, HANDOVER, ("leena", "handover-acceptance", {})),
        "403 403 200 404 404 403 404",
        "maria",
    ),
    "asked about": (
        then(claimed, ("aino", "consultation", VERB_BODIES["consultation"])),
        "200 403 404 404 404 403 404",
        "leena olli",
    ),
    "merged into another": (merged, "200 200 404 404 404 200 404", "olli"),
    "closed": (
        then(claimed, ("aino", "closing", {"outcome": "spam"})),
        "200 403 404 404 404 403 404",
        "olli",
    ),
    "withdrawn": (withdrawn, "200 200 404 404 404 200 404", "maria"),
    "erased": (erased, "200 403 404 404 404 403 404", "olli"),
}
# Of the pages' verbs, which share one address, these stand for all.
VERBS_OF_PAGES = ("claim", "reply")


@dataclass(slots=True)
class World:
    """The service, and one request for each relation, made when it is first asked for."""

    service: Service
    receipts: dict[str, Json] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    unknown: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)

    async def met(self, relation: str) -> tuple[str, str]:
        """Id and reference of the request that stands so."""
        if relation not in self.receipts:
            steps = RELATIONS[relation][0]
            self.receipts[relation] = await steps(self.service)
            model = self.service.parts.models
            for each in model.follower.models:
                model.follower.bring_up_to_date(each)
        receipt = self.receipts[relation]
        return id_of(self.service, receipt), receipt["reference"]

    async def browser(self, username: str) -> Browser:
        if username not in self.browsers:
            self.browsers[username] = await working(self.service, username)
        return self.browsers[username]

    async def answer(
        self, username: str, method: str, path: str, request_id: str
    ) -> tuple[int, str]:
        """Status and body, with the id that was asked for taken out."""
        asked = path.replace("{request_id}", request_id)
        if path.startswith("/api/"):
            async with await self.service.as_staff(username) as caller:
                answer = await caller.request(method, asked, json=_body(method, path, request_id))
        else:
            answer = await self.of_a_page(await self.browser(username), method, asked)
        return answer.status_code, _alike(answer.text, request_id)

    async def of_a_page(self, browser: Browser, method: str, path: str) -> httpx.Response:
        if method == "GET":
            return await browser.client.get(path)
        (out,) = [form for form in Forms(browser.page.text).found if "/ulos" in form.action]
        parts = {name: (None, str(value)) for name, value in {**out.fields, **BECAUSE}.items()}
        return await browser.client.post(path, files=parts, headers=OWN)

    async def of_none(self, username: str, method: str, path: str) -> tuple[int, str]:
        """The answer about a request that does not exist."""
        key = username, method, path
        if key not in self.unknown:
            self.unknown[key] = await self.answer(username, method, path, NOT_THERE)
        return self.unknown[key]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with make_service(tmp_path_factory.mktemp("relations"), HandWoundClock()) as service:
        yield World(service)


def _body(method: str, path: str, request_id: str) -> Any:
    name = path.rsplit("/", 1)[1]
    if method == "POST" and name == "assignment":
        return {"worker": "onni"}
    return BODIES.get(name if method == "POST" else f"{method} {path}")


def _alike(text: str, request_id: str) -> str:
    """A page's words without what each page has of its own."""
    for sign in (request_id, NOT_THERE):
        text = text.replace(sign, "ID")
    return re.sub(r"""(?s)<head.*?</head>|(?:value|content|nonce|data-\w+)="[^"]*\"""", "", text)


def routes(service: Service) -> list[tuple[str, str]]:
    """Method and path of whatever is asked about one request by its id; verbs of pages by name."""
    found = []
    for route in service.app.routes:
        if isinstance(route, APIRoute) and "{request_id}" in route.path:
            (method,) = route.methods
            verbs = VERBS_OF_PAGES if "{verb}" in route.path else ("",)
            found += [(method, route.path.replace("{verb}", verb)) for verb in verbs]
    return found


def lists(service: Service) -> list[str]:
    """Paths of what is read without naming a request; ticks never end."""
    return [
        route.path
        for route in service.app.routes
        if isinstance(route, APIRoute)
        and route.methods == {"GET"}
        and "{" not in route.path
        and not route.path.endswith(("tikit", "ticks"))
    ]


def expected(relation: str) -> dict[str, int]:
    return dict(zip(CALLERS, map(int, RELATIONS[relation][1].split()), strict=True))


CELLS = [
    pytest.param(relation, who, status, id=f"{relation} {who}")
    for relation in RELATIONS
    for who, status in expected(relation).items()
]
KEPT_OUT = [
    pytest.param(relation, who, id=f"{relation} {who}")
    for relation, (*_, tried) in RELATIONS.items()
    for who in tried.split()
]
WITH_ITS_ROW = [
    pytest.param(relation, who, id=f"{relation} {who}")
    for relation in RELATIONS
    for who, status in expected(relation).items()
    if status == 403 and who != "kerttu"
]
# Who is asked for advice learns that there is a request: of the question, by addresses of its own,
# and whoever learns of a child in danger has the duty to notify.
ASKED, OF_THE_ASKED = ("asked about", "leena"), ("consultation", "konsultaatiot", "notice")


@pytest.mark.parametrize(("relation", "who", "status"), CELLS)
async def test_who_reads_a_request_that_stands_so(
    world: World, relation: str, who: str, status: int
) -> None:
    request_id, _ = await world.met(relation)
    answered, _ = await world.answer(who, "GET", f"{REQUESTS}/{{request_id}}", request_id)
    assert answered == status


@pytest.mark.parametrize(("relation", "who"), KEPT_OUT)
async def test_whose_business_it_is_not_learns_nowhere_that_it_exists(
    world: World, relation: str, who: str
) -> None:
    request_id, _ = await world.met(relation)
    for method, path in routes(world.service):
        if (relation, who) == ASKED and any(each in path for each in OF_THE_ASKED):
            continue
        answered = await world.answer(who, method, path, request_id)
        assert answered == await world.of_none(who, method, path), f"{method} {path}"


@pytest.mark.parametrize(("relation", "who"), KEPT_OUT)
async def test_whose_business_it_is_not_finds_it_in_no_list(
    world: World, relation: str, who: str
) -> None:
    request_id, reference = await world.met(relation)
    browser = await world.browser(who)
    async with await world.service.as_staff(who) as caller:
        for path in lists(world.service):
            asking = caller if path.startswith("/api/") else browser.client
            answer = await asking.get(path, params={"q": "hirvenmetsästys"})
            assert reference not in answer.text, path
            if (relation, who) != ASKED:
                assert request_id not in answer.text, path


@pytest.mark.parametrize(("relation", "who"), WITH_ITS_ROW)
async def test_who_sees_its_row_alone_reads_its_words_nowhere(
    world: World, relation: str, who: str
) -> None:
    request_id, _ = await world.met(relation)
    gets = [
        path for method, path in routes(world.service) if method == "GET" and "tikit" not in path
    ]
    for path in gets:
        _, text = await world.answer(who, "GET", path, request_id)
        assert "hirvenmetsästys" not in text, path
