"""Does a second factor keep out whoever knows the password alone, and nobody else?"""

from __future__ import annotations

import asyncio
import re
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.pages.session import HALF_WAY, STAFF
from tests.clock import HandWoundClock
from tests.service import PASSWORD, UNWAITING, Service, make_service, quick_authenticator
from tests.web.browsing import Browser, browser, working
from triage.accounts.local.half_way import HALF_WAY_FOR
from triage.accounts.local.second_factor import OFFERED_FOR, RECOVERY_CODES
from triage.accounts.local.totp import STEP_SECONDS, code_at, step_at
from triage.accounts.rules import SignInRules
from triage.actors import Role
from triage.store.database.engine import write_lock
from triage.store.records import second_factors, staff
from triage.text.personal import Personal

STEP = timedelta(seconds=STEP_SECONDS)
SETTING_UP = "/oma-tunnus/kaksivaiheinen"
REMOVAL = "/oma-tunnus/kaksivaiheinen/poisto"
FRESH_CODES = "/oma-tunnus/varakoodit"
CODE = "/kirjaudu/koodi"
ENROLLING = "/kirjaudu/kaksivaiheinen"


class Telephone:
    """An authenticator app that has taken a secret from a page."""

    def __init__(self, service: Service, page: str) -> None:
        self._service = service
        (typed,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
        self.secret = b32decode(typed.replace(" ", ""))

    def shows(self) -> str:
        return code_at(self.secret, step_at(self._service.clock()))


def recovery_codes(page: str) -> list[str]:
    return re.findall(r"<li [^>]*>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", page)


def wind(service: Service, by: timedelta = STEP) -> None:
    """Let a step go by: each code works once."""
    assert isinstance(service.clock, HandWoundClock)
    service.clock.wind(by)


async def set_up(service: Service, person: Browser) -> tuple[Telephone, list[str]]:
    await person.go(SETTING_UP)
    telephone = Telephone(service, person.page.text)
    await person.send(SETTING_UP, code=telephone.shows(), password=PASSWORD)
    codes = recovery_codes(person.page.text)
    wind(service)
    return telephone, codes


async def protected(service: Service) -> tuple[Browser, Telephone, list[str]]:
    person = await working(service)
    return person, *await set_up(service, person)


async def half_way(service: Service, password: str = PASSWORD) -> Browser:
    person = browser(service)
    await person.sign_in("aino", password)
    return person


def is_in(person: Browser) -> bool:
    return STAFF.name in person.client.cookies


async def at_work(person: Browser) -> bool:
    await person.go("/jono")
    return bool(person.page.url.path == "/jono")


@pytest.fixture
def requiring(tmp_path: Path, clock: HandWoundClock) -> Iterator[Service]:
    """A service in which workers sign in with a second factor only."""
    with make_service(tmp_path, clock) as service:
        service.app.state.parts = _with_roles(service, Role.WORKER)
        yield service


def _with_roles(service: Service, *roles: Role) -> object:
    rules = SignInRules(second_factor_roles=frozenset(roles))
    authenticator = quick_authenticator(service.parts, rules=rules)
    return replace(service.app.state.parts, authenticator=authenticator)


async def test_the_password_alone_opens_nothing(service: Service) -> None:
    await protected(service)
    thief = await half_way(service)
    assert thief.page.url.path == CODE
    assert not is_in(thief)
    assert not await at_work(thief)


async def test_the_code_of_the_app_signs_in_and_leads_on(service: Service) -> None:
    _, telephone, _ = await protected(service)
    person = browser(service)
    await person.go("/ilmoitukset")
    await person.send("/kirjaudu", username="aino", password=PASSWORD)
    await person.send(CODE, code=telephone.shows())
    assert person.page.url.path == "/ilmoitukset"
    assert HALF_WAY.name not in person.client.cookies


async def test_a_code_works_once_however_it_was_used(service: Service) -> None:
    _, telephone, _ = await protected(service)
    first, second = await half_way(service), await half_way(service)
    code = telephone.shows()
    await first.send(CODE, code=f"{code[:3]} {code[3:]}")
    await second.send(CODE, code=code)
    assert (is_in(first), is_in(second)) == (True, False)
    assert (second.page.status_code, "jo käytetty" in second.text) == (401, True)
    async with service.client() as caller:
        body = {"username": "aino", "password": PASSWORD, "code": code}
        answer = await caller.post("/api/v1/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-code")


async def test_of_two_at_once_with_one_code_one_gets_in(service: Service) -> None:
    _, telephone, _ = await protected(service)
    people = [await half_way(service) for _ in range(4)]
    await asyncio.gather(*(person.send(CODE, code=telephone.shows()) for person in people))
    assert sum(map(is_in, people)) == 1


@pytest.mark.parametrize(("steps", "gets_in"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_a_telephones_clock_may_be_off_by_one_step(
    service: Service, steps: int, gets_in: bool
) -> None:
    _, telephone, _ = await protected(service)
    wind(service, 10 * STEP)
    person = await half_way(service)
    code = code_at(telephone.secret, step_at(service.clock()) + steps)
    await person.send(CODE, code=code)
    assert is_in(person) == gets_in


async def test_the_code_that_set_it_up_signs_nobody_in(service: Service) -> None:
    person = await working(service)
    await person.go(SETTING_UP)
    code = Telephone(service, person.page.text).shows()
    await person.send(SETTING_UP, code=code, password=PASSWORD)
    seen = await half_way(service)
    await seen.send(CODE, code=code)
    assert not is_in(seen)


async def test_each_recovery_code_signs_in_once(service: Service) -> None:
    _, _, codes = await protected(service)
    assert len(set(codes)) == RECOVERY_CODES
    first, again, other = [await half_way(service) for _ in range(3)]
    await first.send(CODE, code=codes[0].lower().replace("-", " "))
    await again.send(CODE, code=codes[0])
    await other.send(CODE, code=codes[1])
    assert [is_in(each) for each in (first, again, other)] == [True, False, True]
    await first.go("/oma-tunnus")
    assert "jäljellä 8" in first.text


async def test_a_colleagues_code_is_no_code_of_mine(service: Service) -> None:
    await protected(service)
    colleague = await working(service, "onni")
    telephone, codes = await set_up(service, colleague)
    person = await half_way(service)
    for code in (telephone.shows(), codes[0]):
        await person.send(CODE, code=code)
        assert not is_in(person)


async def test_setting_it_up_ends_what_was_open_elsewhere_and_goes_on_here(
    service: Service,
) -> None:
    elsewhere = await working(service)
    person, _, _ = await protected(service)
    assert (await at_work(person), await at_work(elsewhere)) == (True, False)


@pytest.mark.parametrize("typed", [{"password": "väärä"}, {"code": "000000"}, {"sealed": "x"}])
async def test_it_is_set_up_by_its_owner_with_a_working_app_only(
    service: Service, typed: dict[str, str]
) -> None:
    person = await working(service)
    await person.go(SETTING_UP)
    telephone = Telephone(service, person.page.text)
    said = {"code": telephone.shows(), "password": PASSWORD, **typed}
    await person.send(SETTING_UP, **said)
    assert recovery_codes(person.page.text) == []
    assert is_in(await half_way(service))


async def test_a_mistyped_code_keeps_the_secret_that_the_app_has(service: Service) -> None:
    person = await working(service)
    await person.go(SETTING_UP)
    telephone = Telephone(service, person.page.text)
    await person.send(SETTING_UP, code="12345", password=PASSWORD)
    assert person.page.status_code == 401
    await person.send(SETTING_UP, code=telephone.shows(), password=PASSWORD)
    assert recovery_codes(person.page.text)


async def test_an_old_offer_is_made_anew(service: Service) -> None:
    person = await working(service)
    await person.go(SETTING_UP)
    before = Telephone(service, person.page.text)
    wind(service, OFFERED_FOR + STEP)
    await person.send(SETTING_UP, code=before.shows(), password=PASSWORD)
    assert (person.page.status_code, recovery_codes(person.page.text)) == (409, [])
    assert Telephone(service, person.page.text).secret != before.secret


async def test_nobody_gives_an_account_a_secret_that_was_offered_to_another(
    service: Service,
) -> None:
    person, colleague = await working(service), await working(service, "onni")
    await colleague.go(SETTING_UP)
    telephone = Telephone(service, colleague.page.text)
    theirs = colleague.form(SETTING_UP).fields["sealed"]
    await person.go(SETTING_UP)
    await person.send(SETTING_UP, code=telephone.shows(), password=PASSWORD, sealed=theirs)
    assert recovery_codes(person.page.text) == []


async def test_fresh_recovery_codes_replace_the_old_ones(service: Service) -> None:
    person, telephone, old = await protected(service)
    await person.go("/oma-tunnus")
    await person.send(FRESH_CODES, password=PASSWORD, code=telephone.shows())
    new = recovery_codes(person.page.text)
    with_old, with_new = await half_way(service), await half_way(service)
    await with_old.send(CODE, code=old[0])
    await with_new.send(CODE, code=new[0])
    assert len(new) == RECOVERY_CODES and not set(new) & set(old)
    assert (is_in(with_old), is_in(with_new)) == (False, True)


@pytest.mark.parametrize("action", [FRESH_CODES, REMOVAL])
@pytest.mark.parametrize("wrong", [{"password": "väärä"}, {"code": "000000"}, {"code": ""}])
async def test_who_finds_a_browser_open_changes_nothing(
    service: Service, action: str, wrong: dict[str, str]
) -> None:
    person, telephone, codes = await protected(service)
    await person.go("/oma-tunnus")
    await person.send(action, **{"password": PASSWORD, "code": telephone.shows(), **wrong})
    assert (person.page.status_code, recovery_codes(person.page.text)) == (401, [])
    somebody = await half_way(service)
    assert not is_in(somebody)
    await somebody.send(CODE, code=codes[0])
    assert is_in(somebody)


async def test_taken_away_the_password_is_enough_and_other_sessions_end(service: Service) -> None:
    person, telephone, _ = await protected(service)
    elsewhere = await half_way(service)
    await elsewhere.send(CODE, code=telephone.shows())
    wind(service)
    await person.go("/oma-tunnus")
    await person.send(REMOVAL, password=PASSWORD, code=telephone.shows())
    assert "poistettu käytöstä" in person.text
    assert (await at_work(person), await at_work(elsewhere)) == (True, False)
    assert is_in(await half_way(service))


async def test_guessing_codes_is_slowed_down_for_strangers_and_not_for_the_owner(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    with make_service(tmp_path, clock) as service:
        owner, telephone, _ = await protected(service)
        slow = quick_authenticator(service.parts, UNWAITING)
        service.app.state.parts = replace(service.app.state.parts, authenticator=slow)
        thieves = [await half_way(service) for _ in range(3)]
        statuses = [
            (await thief.post(CODE, {"code": f"{number:06}"})).status_code
            for thief in thieves
            for number in range(5)
        ]
        assert statuses[:10] == [401] * 10 and set(statuses[10:]) == {429}
        owner.client.cookies.delete(STAFF.name)
        await owner.sign_in("aino")
        await owner.send(CODE, code=telephone.shows())
        assert is_in(owner)


async def test_the_first_step_does_not_wait_for_ever(service: Service) -> None:
    _, telephone, _ = await protected(service)
    person = await half_way(service)
    wind(service, HALF_WAY_FOR + STEP)
    await person.send(CODE, code=telephone.shows())
    assert (person.page.url.path, is_in(person)) == ("/kirjaudu", False)
    assert "kesti liian kauan" in person.text


async def test_a_changed_password_ends_what_was_half_way(service: Service) -> None:
    _, telephone, _ = await protected(service)
    person = await half_way(service)
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account is not None
        staff.change(connection, account, Personal("tunturi poro vesi kivi"))
    await person.send(CODE, code=telephone.shows())
    assert not is_in(person)


@pytest.mark.parametrize("path", [CODE, ENROLLING])
async def test_who_has_given_no_password_gets_no_second_step(service: Service, path: str) -> None:
    person = browser(service)
    await person.go(path)
    assert person.page.url.path == "/kirjaudu"
    await person.post(path, {"code": "123456"})
    assert (person.page.url.path, is_in(person)) == ("/kirjaudu", False)


async def test_over_the_api_the_code_comes_along(service: Service) -> None:
    _, telephone, codes = await protected(service)
    body = {"username": "aino", "password": PASSWORD}
    async with service.client() as caller:
        without = await caller.post("/api/v1/session", json=body)
        wrong = await caller.post("/api/v1/session", json={**body, "code": "000000"})
        right = await caller.post("/api/v1/session", json={**body, "code": telephone.shows()})
        lost = await caller.post("/api/v1/session", json={**body, "code": codes[3]})
        guess = {**body, "password": "väärä", "code": codes[4]}
        unknown = await caller.post("/api/v1/session", json=guess)
    said = [(each.status_code, each.json().get("code")) for each in (without, wrong, unknown)]
    assert said == [(401, "code-needed"), (401, "wrong-code"), (401, "wrong-password")]
    assert (right.status_code, lost.status_code) == (201, 201)


async def test_a_role_that_needs_one_is_led_to_it_and_nowhere_else(requiring: Service) -> None:
    person = browser(requiring)
    await person.go("/ilmoitukset")
    await person.send("/kirjaudu", username="aino", password=PASSWORD)
    assert (person.page.url.path, is_in(person)) == (ENROLLING, False)
    assert not await at_work(person)
    await person.go(f"{ENROLLING}?next=/ilmoitukset")
    telephone = Telephone(requiring, person.page.text)
    await person.send(ENROLLING, code=telephone.shows())
    assert len(recovery_codes(person.page.text)) == RECOVERY_CODES
    assert 'href="/ilmoitukset' in person.page.text
    assert await at_work(person)
    async with requiring.client() as caller:
        body = {"username": "onni", "password": PASSWORD}
        answer = await caller.post("/api/v1/session", json=body)
        free = await caller.post("/api/v1/session", json={**body, "username": "kerttu"})
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-missing")
    assert free.status_code == 201


async def test_who_needs_one_does_not_take_it_away(requiring: Service) -> None:
    person = browser(requiring)
    await person.sign_in("aino")
    telephone = Telephone(requiring, person.page.text)
    await person.send(ENROLLING, code=telephone.shows())
    wind(requiring)
    await person.go("/oma-tunnus")
    assert f'action="{REMOVAL}' not in person.page.text
    fields = person.form(FRESH_CODES).fields
    await person.post(REMOVAL, {**fields, "password": PASSWORD, "code": telephone.shows()})
    assert person.page.status_code == 409
    assert not is_in(await half_way(requiring))


async def test_who_is_half_way_by_a_factor_cannot_set_up_another(service: Service) -> None:
    await protected(service)
    thief = await half_way(service)
    await thief.go(ENROLLING)
    assert (thief.page.url.path, is_in(thief)) == ("/kirjaudu", False)


async def test_nothing_of_it_lies_open_in_the_store(service: Service) -> None:
    _, telephone, codes = await protected(service)
    with service.parts.database.reads.connect() as connection:
        factor = second_factors.of_account(connection, "aino")
    assert factor is not None
    stored = factor.secret + " ".join(factor.recovery).encode()
    bare = [code.replace("-", "").encode() for code in codes]
    assert telephone.secret not in stored and telephone.secret.hex().encode() not in stored
    assert not [code for code in (*bare, *(c.encode() for c in codes)) if code in stored]
