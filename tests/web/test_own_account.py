"""May staff change their own password, and nobody else do it for them?"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.pages.session import STAFF
from tests.service import PASSWORD, RULES, Service
from tests.web.browsing import Browser, browser, working
from triage.accounts.local.own_accounts import OwnAccounts
from triage.accounts.local.passwords import Passwords, Proven
from triage.accounts.new_sessions import NewSessions
from triage.errors.requests import WrongPassword
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.text.personal import Personal

NEW = "tunturi poro vesi kivi"
RESET = "suo laavu nuotio kelo"


async def change(
    person: Browser, *, old: str = PASSWORD, new: str = NEW, again: str | None = None
) -> None:
    await person.go("/oma-tunnus")
    typed = {"password": old, "new_password": new, "again": new if again is None else again}
    await person.send("/oma-tunnus", **typed)


async def gets_in(service: Service, password: str) -> bool:
    person = browser(service)
    await person.sign_in("aino", password)
    return STAFF.name in person.client.cookies


async def at_work(person: Browser) -> bool:
    await person.go("/jono")
    return bool(person.page.url.path == "/jono")


async def test_the_new_password_signs_in_and_the_old_one_no_more(service: Service) -> None:
    person = await working(service)
    await change(person)
    assert "Salasana on vaihdettu." in person.text
    assert (await gets_in(service, NEW), await gets_in(service, PASSWORD)) == (True, False)


async def test_it_ends_all_other_sessions_and_this_one_goes_on(service: Service) -> None:
    person, elsewhere = await working(service), await working(service)
    token = await service.token_of("aino")
    before = person.client.cookies[STAFF.name]
    await change(person)
    assert person.client.cookies[STAFF.name] != before
    assert (await at_work(person), await at_work(elsewhere)) == (True, False)
    async with service.client(token) as caller:
        assert (await caller.get("/api/v1/queue")).status_code == 401


async def test_it_leaves_the_account_as_it_was(service: Service) -> None:
    person, colleague = await working(service), await working(service, "onni")
    await change(person)
    assert "perhesosiaali" in person.page.text or await at_work(person)
    assert await at_work(colleague)


@pytest.mark.parametrize("old", ["", "väärä", NEW])
async def test_who_does_not_know_the_old_one_changes_nothing(service: Service, old: str) -> None:
    person = await working(service)
    await change(person, old=old)
    assert person.page.status_code == 401
    assert (await gets_in(service, NEW), await gets_in(service, PASSWORD)) == (False, True)


@pytest.mark.parametrize(
    "new", ["", "lyhyt", "salasana1234", "ainoainoaino", "x" * 1001, "tunturi\u200bporo\u200bvesi"]
)
async def test_a_password_that_others_would_try_is_refused(service: Service, new: str) -> None:
    person = await working(service)
    await change(person, new=new)
    assert person.page.status_code == 422
    assert "ei kelpaa" in person.text
    assert await gets_in(service, PASSWORD)


async def test_a_slip_of_the_finger_changes_nothing(service: Service) -> None:
    person = await working(service)
    await change(person, again=f"{NEW}x")
    assert (person.page.status_code, await gets_in(service, PASSWORD)) == (422, True)


async def test_who_finds_a_browser_open_guesses_no_faster(service: Service) -> None:
    person = await working(service)
    await person.go("/oma-tunnus")
    form = person.form("/oma-tunnus")
    typed = {**form.fields, "password": "väärä", "new_password": NEW, "again": NEW}
    answers = await asyncio.gather(
        *(person.client.post(form.action, data=typed) for _ in range(40))
    )
    assert 429 in {answer.status_code for answer in answers}


async def test_other_sessions_can_be_ended_alone(service: Service) -> None:
    person, elsewhere = await working(service), await working(service)
    colleague = await working(service, "onni")
    await person.go("/oma-tunnus")
    await person.send("/oma-tunnus/muut")
    assert "on päätetty" in person.text
    assert [await at_work(each) for each in (person, elsewhere, colleague)] == [True, False, True]
    assert await gets_in(service, PASSWORD)


class Meanwhile(Passwords):
    """Between the proof of a password and what is done by it an administrator resets it."""

    async def proven(self, *asked: Any) -> Proven:
        found = await super().proven(*asked)
        with write_lock(self._database) as connection:
            staff.change(connection, found.account, Personal(RESET))
        return found


async def test_a_change_of_the_same_moment_does_not_undo_an_administrators(
    service: Service,
) -> None:
    parts = service.parts
    between = {"database": parts.database, "identities": parts.identities}
    own_accounts = OwnAccounts(
        writer=parts.writer,
        passwords=Meanwhile(**between),
        second_factors=parts.authenticator.second_factors,
        new_sessions=NewSessions(
            writer=parts.writer, identities=parts.identities, clock=parts.clock
        ),
        clock=parts.clock,
        rules=RULES,
        **between,
    )
    with pytest.raises(WrongPassword):
        await own_accounts.change_password(
            "aino", old=Personal(PASSWORD), new=Personal(NEW), address="192.0.2.1"
        )
    assert [await gets_in(service, each) for each in (NEW, RESET)] == [False, True]
