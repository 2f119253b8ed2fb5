"""Does a session end when the organisation's provider says so, and by no other word?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import Browser, working
from tests.web.providing import ISSUER, WORKERS, StandIn, key, signed_in, signing_in_at
from triage.accounts.provider.tokens import LOGOUT_EVENT
from triage.store.database.engine import write_lock
from triage.store.records import spent_tokens

PATH = "/api/v1/back-channel-logout"
MIRA: dict[str, Any] = {"sub": "0f3c", "name": "Mira", "groups": [WORKERS]}


@pytest.fixture
def provider(service: Service, clock: HandWoundClock) -> Iterator[StandIn]:
    with signing_in_at(StandIn(clock), service) as stand_in:
        yield stand_in


async def told(service: Service, token: str) -> httpx.Response:
    async with service.client(address="198.51.100.7") as caller:
        return await caller.post(PATH, data={"logout_token": token})


async def at_work(person: Browser) -> bool:
    await person.go("/jono")
    return bool(person.page.url.path == "/jono")


async def test_the_end_of_a_session_there_ends_the_one_that_began_by_it(
    service: Service, provider: StandIn
) -> None:
    phone = await signed_in(service, provider, **MIRA, sid="puhelin")
    desk = await signed_in(service, provider, **MIRA, sid="kone")
    answer = await told(service, provider.logout_token(sub="0f3c", sid="puhelin"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (await at_work(phone), await at_work(desk)) == (False, True)


async def test_the_end_of_a_session_by_its_own_name_alone(
    service: Service, provider: StandIn
) -> None:
    person = await signed_in(service, provider, **MIRA, sid="kone")
    assert (await told(service, provider.logout_token(sid="kone"))).status_code == 200
    assert not await at_work(person)


async def test_the_end_of_all_that_somebody_has_there_ends_all_here(
    service: Service, provider: StandIn
) -> None:
    people = [await signed_in(service, provider, **MIRA, sid=sid) for sid in ("puhelin", "kone")]
    other = await signed_in(service, provider, **MIRA | {"sub": "1a", "name": "Ilta"})
    local = await working(service, "aino")
    await told(service, provider.logout_token(sub="0f3c"))
    assert [await at_work(person) for person in (*people, other, local)] == [
        *(False, False),
        *(True, True),
    ]


async def test_a_session_of_which_the_provider_told_no_name_ends_by_any(
    service: Service, provider: StandIn
) -> None:
    person = await signed_in(service, provider, **MIRA)
    await told(service, provider.logout_token(sub="0f3c", sid="kone"))
    assert not await at_work(person)


async def test_nobody_s_end_is_no_failure(service: Service, provider: StandIn) -> None:
    assert (await told(service, provider.logout_token(sub="unknown"))).status_code == 200


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "for somebody else": {"aud": "other"},
    "no moment": {"iat": None},
    "no moment that is one": {"iat": "now"},
    "before all time": {"iat": -(10**30)},
    "no number of its own": {"jti": None},
    "no event": {"events": None},
    "another event": {"events": {"https://id.example/other": {}}},
    "an event that is no object": {"events": {LOGOUT_EVENT: True}},
    "events in a list": {"events": [LOGOUT_EVENT]},
    "a nonce, as in an ID token": {"nonce": "x"},
    "nobody": {"sub": None},
    "a number": {"sub": 7},
    "a session that is none": {"sid": ""},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_token_that_says_something_else_ends_nothing(
    service: Service, provider: StandIn, lie: dict[str, Any]
) -> None:
    person = await signed_in(service, provider, **MIRA)
    provider.claims = lie
    answer = await told(service, provider.logout_token(sub="0f3c"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-logout-token")
    assert await at_work(person)


@pytest.mark.parametrize("kind", ["at+jwt", "secevent+jwt"])
async def test_a_token_of_another_kind_ends_nothing(
    service: Service, provider: StandIn, kind: str
) -> None:
    provider.header = {"typ": kind}
    assert (await told(service, provider.logout_token(sub="0f3c"))).status_code == 400


@pytest.mark.parametrize(
    ("issued", "expires"), [(timedelta(minutes=-7), None), (timedelta(minutes=2), None)]
)
async def test_a_token_of_another_time_ends_nothing(
    service: Service, provider: StandIn, clock: HandWoundClock, issued: timedelta, expires: None
) -> None:
    provider.claims = {"iat": int((clock() + issued).timestamp()), "exp": expires}
    assert (await told(service, provider.logout_token(sub="0f3c"))).status_code == 400


async def test_an_expired_token_ends_nothing(
    service: Service, provider: StandIn, clock: HandWoundClock
) -> None:
    provider.claims = {"exp": int((clock() - timedelta(seconds=61)).timestamp())}
    assert (await told(service, provider.logout_token(sub="0f3c"))).status_code == 400


async def test_a_token_works_once(service: Service, provider: StandIn) -> None:
    """Otherwise who has seen one signs somebody out as often as they like."""
    token = provider.logout_token(sub="0f3c")
    answers = await asyncio.gather(*(told(service, token) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]
    person = await signed_in(service, provider, **MIRA)
    assert (await told(service, token)).status_code == 400
    assert await at_work(person)


async def test_a_used_token_is_remembered_for_as_long_as_it_would_be_taken(
    service: Service, provider: StandIn, clock: HandWoundClock
) -> None:
    token = provider.logout_token(sub="0f3c", exp=None)
    await told(service, token)
    clock.wind(timedelta(minutes=5, seconds=59))
    with write_lock(service.parts.database) as connection:
        spent_tokens.sweep_out(connection, clock())
    assert (await told(service, token)).status_code == 400


async def test_another_keys_signature_ends_nothing(service: Service, provider: StandIn) -> None:
    person = await signed_in(service, provider, **MIRA)
    provider.published, provider.signs_with = [provider.signs_with], key("first")
    assert (await told(service, provider.logout_token(sub="0f3c"))).status_code == 400
    assert await at_work(person)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "é.é.é", "e30.e30.e30", "x" * 40_000])
async def test_what_is_no_token_is_refused(service: Service, provider: StandIn, token: str) -> None:
    assert (await told(service, token)).status_code == 400


async def test_the_providers_own_id_token_ends_nothing(
    service: Service, provider: StandIn, clock: HandWoundClock
) -> None:
    now = int(clock().timestamp())
    said = {"iss": ISSUER, "aud": "pyyda", "sub": "0f3c", "iat": now, "exp": now + 60, "jti": "1"}
    assert (await told(service, provider.signed(said))).status_code == 400


async def test_another_body_is_refused(service: Service, provider: StandIn) -> None:
    token = provider.logout_token(sub="0f3c")
    async with service.client() as caller:
        as_json = await caller.post(PATH, json={"logout_token": token})
        as_file = await caller.post(PATH, files={"logout_token": ("x", token)})
        bare = await caller.post(PATH)
    assert [answer.status_code for answer in (as_json, as_file, bare)] == [400, 400, 400]


async def test_a_provider_whose_keys_are_away_may_tell_again(
    service: Service, provider: StandIn
) -> None:
    provider.away = True
    answer = await told(service, provider.logout_token(sub="0f3c"))
    assert answer.status_code == 503


async def test_without_a_provider_nobody_ends_anything(
    service: Service, clock: HandWoundClock
) -> None:
    token = StandIn(clock).logout_token(sub="0f3c")
    assert (await told(service, token)).status_code == 400
