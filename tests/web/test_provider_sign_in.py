"""Who gets in by the provider of the organisation, as whom, and who does not?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import select, update

from api.pages.session import STAFF, UNDER_WAY
from tests.clock import HandWoundClock
from tests.service import PASSWORD, Service
from tests.web.browsing import Browser, browser, working
from tests.web.providing import (
    BEGIN,
    COORDINATORS,
    EDITORS,
    ISSUER,
    NEUVOLA,
    NOWHERE,
    SUPERVISORS,
    WORKERS,
    StandIn,
    began,
    came_back,
    key,
    signed_in,
    signing_in_at,
)
from triage.actors import Role
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.tables.core_tables import sessions
from triage.store.tables.provider_tables import provider_accounts

MIRA: dict[str, Any] = {
    "sub": "0f3c",
    "name": "Mira Määttä",
    "preferred_username": "mira.maatta@lapha.example",
    "groups": [WORKERS],
}


@pytest.fixture
def provider(service: Service, clock: HandWoundClock) -> Iterator[StandIn]:
    with signing_in_at(StandIn(clock), service) as stand_in:
        yield stand_in


def account_of(service: Service, username: str) -> staff.Account | None:
    with service.parts.database.reads.connect() as connection:
        return staff.find(connection, username)


def accounts(service: Service) -> set[str]:
    with service.parts.database.reads.connect() as connection:
        return {account.username for account in staff.everybody(connection)}


@contextmanager
def nobody_new(service: Service) -> Iterator[None]:
    before = accounts(service)
    yield
    assert accounts(service) == before


def is_in(person: Browser) -> bool:
    return STAFF.name in person.client.cookies


async def test_the_browser_is_sent_with_all_that_ties_the_answer_to_it(
    service: Service, provider: StandIn
) -> None:
    person = await began(service)
    address = urlsplit(person.page.headers["location"])
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/authorize"
    assert asked["tenant"] == ["1"]
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "profile"}
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit((await began(service)).page.headers["location"]).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


async def test_what_is_under_way_lies_sealed_in_the_browser(
    service: Service, provider: StandIn
) -> None:
    person = await began(service)
    said = person.page.headers["set-cookie"].lower()
    assert all(part in said for part in ("httponly", "secure", "samesite=lax", "path=/"))
    asked = parse_qs(urlsplit(person.page.headers["location"]).query)
    assert asked["state"][0] not in person.client.cookies[UNDER_WAY.name]


async def test_somebody_of_a_known_group_gets_an_account_and_to_work(
    service: Service, provider: StandIn
) -> None:
    person = await signed_in(service, provider, **MIRA)
    assert (person.page.status_code, person.page.url.path) == (200, "/jono")
    assert account_of(service, "mira.maatta") == staff.Account(
        username="mira.maatta",
        name="Mira Määttä",
        role=Role.WORKER,
        units=("perhesosiaalityo",),
        languages=("fi",),
    )
    assert UNDER_WAY.name not in person.client.cookies


async def test_the_same_subject_is_the_same_account_whatever_it_is_called_now(
    service: Service, provider: StandIn
) -> None:
    await signed_in(service, provider, **MIRA)
    before = accounts(service)
    renamed = MIRA | {"preferred_username": "aino", "name": "Mira Niemi"}
    await signed_in(service, provider, **renamed)
    assert accounts(service) == before
    changed = account_of(service, "mira.maatta")
    assert changed is not None and changed.name == "Mira Niemi"


@pytest.mark.parametrize("alike", ["preferred_username", "name"])
async def test_who_may_have_a_local_account_gets_in_only_when_that_is_settled(
    service: Service, provider: StandIn, alike: str
) -> None:
    """What kerttu stepped aside from stands under her user name: she must not come by another."""
    before = account_of(service, "kerttu")
    assert before is not None
    said = {"preferred_username": "kerttu", "name": ", ".join(reversed(before.name.split()))}
    for _ in range(2):
        person = await signed_in(service, provider, **MIRA | {alike: said[alike]})
        assert not is_in(person)
    assert account_of(service, "kerttu") == before
    made = account_of(service, "kerttu-2" if alike == "preferred_username" else "mira.maatta")
    assert made is not None and not made.active


@pytest.mark.parametrize("told", [None, "", "@", "王芳", "../../etc", "a" * 300, 7, "-9"])
async def test_every_name_of_the_providers_gives_a_user_name_of_ours(
    service: Service, provider: StandIn, told: object
) -> None:
    before = accounts(service)
    await signed_in(service, provider, **MIRA | {"preferred_username": told})
    (made,) = accounts(service) - before
    assert made.isascii() and len(made) <= 32 and made[0].isalpha()


@pytest.mark.parametrize(
    "groups", [None, [], "", ["muu"], ["PA-TYO"], {"pa-tyo": True}, [["pa-tyo"]], [7], [NOWHERE]]
)
async def test_an_unknown_claim_grants_nothing(
    service: Service, provider: StandIn, groups: object
) -> None:
    with nobody_new(service):
        person = await signed_in(service, provider, **MIRA | {"groups": groups})
    assert (person.page.status_code, is_in(person)) == (403, False)
    assert "ei ole annettu roolia" in person.text


@pytest.mark.parametrize(
    ("groups", "role", "units", "languages"),
    [
        ([EDITORS], Role.EDITOR, (), ("fi",)),
        (WORKERS, Role.WORKER, ("perhesosiaalityo",), ("fi",)),
        ([NEUVOLA, WORKERS, "x"], Role.WORKER, ("neuvola", "perhesosiaalityo"), ("fi", "sv")),
        ([WORKERS, SUPERVISORS], Role.SUPERVISOR, ("neuvola",), ("fi",)),
        ([COORDINATORS], Role.COORDINATOR, ("palveluohjaus",), ("fi",)),
    ],
)
async def test_groups_give_the_first_role_that_fits_with_all_its_units(
    service: Service,
    provider: StandIn,
    groups: object,
    role: Role,
    units: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    await signed_in(service, provider, **MIRA | {"groups": groups})
    made = account_of(service, "mira.maatta")
    assert made is not None
    assert (made.role, made.units, made.languages) == (role, units, languages)


async def test_groups_may_be_told_beside_the_token(service: Service, provider: StandIn) -> None:
    provider.userinfo = MIRA
    person = await signed_in(service, provider, sub=MIRA["sub"])
    assert is_in(person)
    assert account_of(service, "mira.maatta") is not None


async def test_what_is_told_beside_the_token_of_somebody_else_counts_nothing(
    service: Service, provider: StandIn
) -> None:
    provider.userinfo = MIRA | {"sub": "another"}
    with nobody_new(service):
        assert not is_in(await signed_in(service, provider, sub=MIRA["sub"]))


async def test_what_the_token_says_goes_before_what_is_told_beside_it(
    service: Service, provider: StandIn
) -> None:
    provider.userinfo = MIRA | {"groups": [COORDINATORS]}
    await signed_in(service, provider, **MIRA | {"groups": []})
    assert account_of(service, "mira.maatta") is None


async def test_a_group_that_is_gone_ends_the_role_everywhere(
    service: Service, provider: StandIn
) -> None:
    person = await signed_in(service, provider, **MIRA)
    elsewhere = await signed_in(service, provider, **MIRA | {"groups": []})
    assert not is_in(elsewhere)
    await person.go("/jono")
    assert person.page.url.path == "/kirjaudu"
    closed = account_of(service, "mira.maatta")
    assert closed is not None and not closed.active


async def test_a_group_that_is_back_opens_the_account_again(
    service: Service, provider: StandIn
) -> None:
    for groups in ([WORKERS], [], [NEUVOLA]):
        person = await signed_in(service, provider, **MIRA | {"groups": groups})
    assert is_in(person)
    opened = account_of(service, "mira.maatta")
    assert opened is not None and (opened.active, opened.units) == (True, ("neuvola",))


async def test_another_role_ends_what_was_begun_with_the_old_one(
    service: Service, provider: StandIn
) -> None:
    person = await signed_in(service, provider, **MIRA)
    await signed_in(service, provider, **MIRA | {"groups": [EDITORS]})
    await person.go("/jono")
    assert person.page.url.path == "/kirjaudu"


async def test_an_account_that_an_administrator_closed_stays_closed(
    service: Service, provider: StandIn
) -> None:
    await signed_in(service, provider, **MIRA)
    with write_lock(service.parts.database) as connection:
        connection.execute(
            update(staff.staff).where(staff.staff.c.username == "mira.maatta").values(active=False)
        )
    person = await signed_in(service, provider, **MIRA)
    assert (person.page.status_code, is_in(person)) == (403, False)
    assert "Tunnuksesi on suljettu" in person.text


async def test_no_row_of_somebody_elses_making_leads_to_an_account(
    service: Service, provider: StandIn
) -> None:
    await signed_in(service, provider, **MIRA)
    with write_lock(service.parts.database) as connection:
        connection.execute(update(provider_accounts).values(username="kerttu"))
    person = await signed_in(service, provider, **MIRA)
    assert (person.page.status_code, is_in(person)) == (403, False)


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://id.example/"},
    "for somebody else": {"aud": "other"},
    "for others too, by others": {"aud": ["pyyda", "other"], "azp": "other"},
    "for others too, by nobody": {"aud": ["pyyda", "other"]},
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a number for a subject": {"sub": 7},
    "a long subject": {"sub": "x" * 256},
    "no expiry": {"exp": None},
    "no beginning": {"iat": None},
    "another access token": {"at_hash": "x"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_token_that_says_something_else_lets_nobody_in(
    service: Service, provider: StandIn, lie: dict[str, Any]
) -> None:
    provider.claims = lie
    with nobody_new(service):
        person = await signed_in(service, provider, **MIRA)
    assert (person.page.status_code, is_in(person)) == (403, False)
    assert "ei voitu varmistaa aidoksi" in person.text


@pytest.mark.parametrize(
    ("claim", "away"),
    [("exp", timedelta(seconds=-61)), ("iat", timedelta(minutes=2)), ("nbf", timedelta(minutes=2))],
)
async def test_a_token_of_another_time_lets_nobody_in(
    service: Service, provider: StandIn, clock: HandWoundClock, claim: str, away: timedelta
) -> None:
    provider.claims = {claim: int((clock() + away).timestamp())}
    person = await signed_in(service, provider, **MIRA)
    assert not is_in(person)


async def test_a_clock_that_is_a_little_off_keeps_nobody_out(
    service: Service, provider: StandIn, clock: HandWoundClock
) -> None:
    provider.claims = {"iat": int((clock() + timedelta(seconds=45)).timestamp())}
    assert is_in(await signed_in(service, provider, **MIRA))


async def test_another_keys_signature_lets_nobody_in(service: Service, provider: StandIn) -> None:
    provider.published, provider.signs_with = [provider.signs_with], key("first")
    assert not is_in(await signed_in(service, provider, **MIRA))


async def test_a_key_that_all_know_signs_nothing(service: Service, provider: StandIn) -> None:
    secret = OctKey.generate_key(256, {"kid": "first"})
    provider.published, provider.signs_with = [provider.signs_with, secret], secret
    provider.algorithm = "HS256"
    assert not is_in(await signed_in(service, provider, **MIRA))


async def test_a_key_for_something_else_signs_nothing(service: Service, provider: StandIn) -> None:
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "first"})
    sealing = provider.signs_with.as_dict(private=False) | {"use": "enc"}
    provider.published = [ECKey.import_key(sealing)]
    assert not is_in(await signed_in(service, provider, **MIRA))


async def test_an_unsigned_token_lets_nobody_in(service: Service, provider: StandIn) -> None:
    provider.algorithm = "none"
    provider.signs_with = key("first")
    with nobody_new(service):
        assert not is_in(await signed_in(service, provider, **MIRA))


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_a_provider_may_sign_by_rsa(
    service: Service, provider: StandIn, algorithm: str
) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "rsa"})
    provider.algorithm = algorithm
    assert is_in(await signed_in(service, provider, **MIRA))


async def test_a_new_key_is_asked_for_and_made_up_ones_are_not_asked_for_all_the_time(
    service: Service, provider: StandIn
) -> None:
    await signed_in(service, provider, **MIRA)
    for _ in range(5):
        provider.signs_with = key("made-up")
        provider.published = [key("second")]
        await signed_in(service, provider, **MIRA)
    assert provider.times_asked("/keys") <= 2


@pytest.mark.parametrize("issuer", ["https://evil.example", "", f"{ISSUER}/", None])
async def test_an_answer_of_another_provider_is_not_taken(
    service: Service, provider: StandIn, issuer: str | None
) -> None:
    """RFC 9207: ours names itself in its answers, so one that names nobody is not its own."""
    person = await began(service)
    code = provider.code_for(person.page.headers["location"], **MIRA)
    await came_back(person, code=code, iss=issuer)
    assert (person.page.status_code, is_in(person)) == (403, False)
    assert provider.times_asked("/token") == 0


async def test_a_provider_that_never_names_itself_need_not(
    service: Service, provider: StandIn
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": False}
    person = await began(service)
    code = provider.code_for(person.page.headers["location"], **MIRA)
    await came_back(person, code=code, iss=None)
    assert is_in(person)


async def test_an_answer_that_this_browser_did_not_ask_for_is_not_taken(
    service: Service, provider: StandIn
) -> None:
    """Otherwise a page could sign somebody in as somebody else, and read what they then write."""
    attacker = await began(service)
    code = provider.code_for(attacker.page.headers["location"], **MIRA)
    victim = await began(service)
    state = parse_qs(urlsplit(attacker.page.headers["location"]).query)["state"][0]
    begun, carried = victim.page, victim.client.cookies[UNDER_WAY.name]
    # The last has the victim's own state, with a code that was given to somebody else.
    for said in ({"state": state}, {"state": None}, {}):
        victim.page = begun
        victim.client.cookies.set(UNDER_WAY.name, carried)
        await came_back(victim, code=code, **said)
        assert (victim.page.status_code, is_in(victim)) == (403, False)
    bare = browser(service)
    bare.page = attacker.page
    await came_back(bare, code=code)
    assert "Aloita alusta." in bare.text and not is_in(bare)


async def test_an_answer_that_says_two_things_is_not_taken(
    service: Service, provider: StandIn
) -> None:
    person = await began(service)
    location = person.page.headers["location"]
    code = provider.code_for(location, **MIRA)
    state = parse_qs(urlsplit(location).query)["state"][0]
    await person.go(f"{BEGIN}/paluu?state={state}&code=x&code={code}&iss={ISSUER}")
    assert not is_in(person)


async def test_a_code_works_once(service: Service, provider: StandIn) -> None:
    person = await began(service)
    begun, carried = person.page, person.client.cookies[UNDER_WAY.name]
    code = provider.code_for(begun.headers["location"], **MIRA)
    await came_back(person, code=code)
    again = browser(service)
    again.page = begun
    again.client.cookies.set(UNDER_WAY.name, carried)
    await came_back(again, code=code)
    assert not is_in(again)


async def test_a_sign_in_that_took_too_long_begins_anew(
    service: Service, provider: StandIn, clock: HandWoundClock
) -> None:
    person = await began(service)
    code = provider.code_for(person.page.headers["location"], **MIRA)
    clock.wind(timedelta(minutes=16))
    await came_back(person, code=code)
    assert "Aloita alusta." in person.text
    assert not is_in(person)


@pytest.mark.parametrize("error", ["access_denied", "<script>", ""])
async def test_a_no_of_the_providers_is_told_in_our_words(
    service: Service, provider: StandIn, error: str
) -> None:
    person = await began(service)
    await came_back(person, error=error, error_description="<b>Soita 0600-123</b>")
    assert (person.page.status_code, is_in(person)) == (403, False)
    assert "ei päästänyt sinua sisään" in person.text
    assert "0600" not in person.page.text + str(person.page.url)


async def test_a_provider_that_is_away_is_said_and_passwords_still_work(
    service: Service, provider: StandIn
) -> None:
    provider.away = True
    person = await began(service)
    assert person.page.status_code == 503
    assert int(person.page.headers["retry-after"]) > 0
    assert "ei vastaa" in person.text
    await person.send("/kirjaudu", username="aino", password=PASSWORD)
    assert person.page.url.path == "/jono"


BENT: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "in clear": {"token_endpoint": "http://id.example/token"},
    "a list": {"authorization_endpoint": [f"{ISSUER}/authorize"]},
    "no address": {"jwks_uri": None},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("metadata", BENT.values(), ids=BENT)
async def test_a_bent_discovery_leads_nobody_away(
    service: Service, provider: StandIn, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    person = await began(service)
    assert person.page.status_code == 503
    assert "location" not in person.page.headers


@pytest.mark.parametrize("place", ["/jono?lang=sv", "/luettelo?lang=fi"])
async def test_signing_in_leads_to_where_the_person_was_going(
    service: Service, provider: StandIn, place: str
) -> None:
    person = await signed_in(service, provider, place, **MIRA)
    assert f"{person.page.url.raw_path.decode()}" == place


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/jono", "//evil.example", "/\\evil.example", "/jono\n", "/kuitti"],
)
async def test_signing_in_leads_to_no_other_place(
    service: Service, provider: StandIn, place: str
) -> None:
    person = await signed_in(service, provider, place, **MIRA)
    assert str(person.page.url).startswith("https://testserver/jono?")


async def test_another_sites_link_begins_nothing(service: Service, provider: StandIn) -> None:
    person = await began(service, **{"Sec-Fetch-Site": "cross-site"})
    assert person.page.status_code == 403
    assert UNDER_WAY.name not in person.client.cookies


async def test_whoever_was_signed_in_before_is_signed_out_first(
    service: Service, provider: StandIn
) -> None:
    worker = await working(service, "kerttu")
    before = worker.client.cookies[STAFF.name]
    worker.page = await worker.client.get(BEGIN)
    code = provider.code_for(worker.page.headers["location"], **MIRA)
    await came_back(worker, code=code)
    other = browser(service)
    other.client.cookies.set(STAFF.name, before)
    await other.go("/jono")
    assert other.page.url.path == "/kirjaudu"


async def test_no_password_signs_in_to_an_account_of_the_providers(
    service: Service, provider: StandIn
) -> None:
    await signed_in(service, provider, **MIRA)
    for password in ("", " ", PASSWORD):
        async with service.client() as caller:
            body = {"username": "mira.maatta", "password": password}
            answer = await caller.post("/api/v1/session", json=body)
        assert answer.status_code in (401, 422)


async def test_nothing_of_the_tokens_is_stored(service: Service, provider: StandIn) -> None:
    await signed_in(service, provider, **MIRA | {"sid": "istunto-9"})
    with service.parts.database.reads.connect() as connection:
        rows = [
            *connection.execute(select(provider_accounts)),
            *connection.execute(select(sessions)),
        ]
    said = repr(rows)
    assert "istunto-9" not in said and "0f3c" not in said


async def test_passwords_can_be_forbidden(service: Service, clock: HandWoundClock) -> None:
    with signing_in_at(StandIn(clock), service, local_sign_in=False) as provider:
        person = browser(service)
        await person.go("/kirjaudu")
        assert 'type="password"' not in person.page.text
        await person.post("/kirjaudu", {"username": "aino", "password": PASSWORD})
        assert (person.page.status_code, is_in(person)) == (403, False)
        async with service.client() as caller:
            body = {"username": "aino", "password": PASSWORD}
            answer = await caller.post("/api/v1/session", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "local-sign-in-off")
        assert is_in(await signed_in(service, provider, **MIRA))


async def test_where_passwords_are_forbidden_none_is_changed(
    service: Service, clock: HandWoundClock
) -> None:
    """It would let a local session that is left begin another one."""
    token = await service.token_of("aino")
    with signing_in_at(StandIn(clock), service, local_sign_in=False):
        person = browser(service)
        person.client.cookies.set(STAFF.name, token)
        await person.go("/oma-tunnus")
        assert person.page.status_code == 200 and 'type="password"' not in person.page.text
        new = "tunturi poro vesi kivi"
        typed = {"password": PASSWORD, "new_password": new, "again": new}
        marks = person.form("/oma-tunnus/muut").fields
        await person.post("/oma-tunnus", {**marks, **typed})
        assert person.page.status_code == 403 and is_in(person)


async def test_without_a_provider_nothing_leads_there(service: Service) -> None:
    person = browser(service)
    await person.go("/kirjaudu")
    assert BEGIN not in person.page.text
    await person.go(BEGIN)
    assert person.page.url.path == "/kirjaudu"
    await person.go(f"{BEGIN}/paluu?state=x&code=y")
    assert person.page.status_code == 403
