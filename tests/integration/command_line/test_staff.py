"""Are accounts made, listed, changed and disabled as an administrator at the machine expects?"""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
import unicodedata
from uuid import UUID

import pytest
from typer.testing import Result

from tests.clock import START
from tests.environment import inherited
from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.store.world import TIMEOUT_SECONDS, opened
from triage.actors import Role
from triage.errors.accounts import CodeNeeded
from triage.errors.requests import WrongPassword
from triage.store.database.engine import write_lock
from triage.store.keys.key_ring import KEY_BYTES
from triage.store.records import drafts, second_factors, staff
from triage.store.records.drafts import Draft, Place
from triage.store.records.second_factors import SecondFactor
from triage.text.personal import Personal
from wiring.composition.parts import open_database
from wiring.settings import Settings

PASSWORD = "neljä tavallista sanaa riittää"
WORKER = ("--role", "worker", "--unit", "neuvola")


def accounts(run: Run) -> dict[str, dict[str, object]]:
    return {each["username"]: each for each in json.loads(done(run("staff", "list", "--json")))}


def add(run: Run, *more: str, name: str = "venla", password: str = PASSWORD) -> Result:
    arguments = ("staff", "add", name, "--name", "Venla", "--password-stdin", *more)
    return run(*arguments, input=f"{password}\n")


@on_both_stores
def test_an_added_account_may_sign_in(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    assert signs_in(served, "venla", PASSWORD)


def signs_in(settings: Settings, username: str, password: str) -> bool:
    with opened(settings) as service:
        try:
            desk = service.parts.authenticator
            asyncio.run(desk.sign_in(username, Personal(password), "192.0.2.1"))
        except WrongPassword:
            return False
    return True


def test_an_added_account_is_listed(prepared: Run) -> None:
    done(add(prepared, *WORKER, "--unit", "perheneuvola", "--language", "so"))

    assert accounts(prepared)["venla"] == {
        "username": "venla",
        "name": "Venla",
        "role": "worker",
        "units": ["neuvola", "perheneuvola"],
        "languages": ["fi", "so"],
        "active": True,
        "demo": False,
    }


def test_the_list_for_people_has_a_line_for_each(prepared: Run) -> None:
    lines = done(prepared("staff", "list")).splitlines()

    assert [line.split()[0] for line in lines] == ["aino", "kerttu", "olli"]


@pytest.mark.parametrize(
    ("role", "units"),
    [("coordinator", ["palveluohjaus"]), ("duty", ["sosiaalipaivystys"]), ("administrator", [])],
)
def test_a_role_brings_its_own_unit(prepared: Run, role: str, units: list[str]) -> None:
    done(add(prepared, "--role", role))

    assert accounts(prepared)["venla"]["units"] == units


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "worker"), "--unit"),
        (("--role", "supervisor"), "--unit"),
        (("--role", "editor", "--unit", "neuvola"), "leave --unit out"),
        (("--role", "worker", "--unit", "nevula"), "no unit nevula"),
        ((*WORKER, "--language", "suomi?"), "no language tag"),
    ],
)
def test_an_account_that_does_not_fit_is_refused(
    prepared: Run, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(add(prepared, *arguments))


@pytest.mark.parametrize("password", ["", "lyhyt", "elevenchars", "x" * 1001])
def test_a_password_too_short_or_long_is_refused(prepared: Run, password: str) -> None:
    assert "12" in refusal(add(prepared, *WORKER, password=password))


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "venlavenlavenla", "salasanasalasana"])
def test_a_password_that_everybody_tries_is_refused(prepared: Run, password: str) -> None:
    assert "four words" in refusal(add(prepared, *WORKER, password=password))
    done(add(prepared, *WORKER))
    change = prepared("staff", "change", "venla", "--password-stdin", input=f"{password}\n")
    assert "four words" in refusal(change)


@pytest.mark.parametrize("sign", ["\0", "\u200b"])
def test_a_password_that_nobody_could_type_is_refused(prepared: Run, sign: str) -> None:
    password = f"neljä {sign}tavallista sanaa"
    assert "retype it" in refusal(add(prepared, *WORKER, password=password))


@pytest.mark.parametrize(
    ("set_as", "typed"),
    [
        (f"  {PASSWORD} ", PASSWORD),
        (unicodedata.normalize("NFD", PASSWORD), PASSWORD),
        (PASSWORD.replace(" ", "\u00a0"), PASSWORD),
        ("pitkä sana " * 40, "pitkä sana " * 40),
        (f"\ufeff{PASSWORD}", PASSWORD),
    ],
)
def test_a_password_fits_however_it_was_typed(
    prepared: Run, served: Settings, set_as: str, typed: str
) -> None:
    done(add(prepared, *WORKER, password=set_as))
    assert signs_in(served, " Venla", typed)


def test_an_account_is_found_however_its_name_is_typed(prepared: Run) -> None:
    done(prepared("staff", "disable", " Aino"))
    assert accounts(prepared)["aino"]["active"] is False


@pytest.mark.parametrize("name", ["Venla", "v", "venla%", "ven_la", "ven la", "1venla", "äiti"])
def test_a_user_name_has_a_plain_form(prepared: Run, name: str) -> None:
    assert "user name" in refusal(add(prepared, *WORKER, name=name))


def test_a_user_name_is_given_once(prepared: Run) -> None:
    assert "staff change" in refusal(add(prepared, *WORKER, name="aino"))


def test_a_terminal_never_shows_the_password(environment: dict[str, str], prepared: Run) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "wiring.cli.main", "staff", "add", "venla", "--name", "Venla"]
    adding = subprocess.Popen(
        [*command, *WORKER, "--password-stdin"],
        env=inherited(environment),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    for asked in (b"Password: ", b"confirmation: "):
        while not shown.endswith(asked):
            shown += os.read(ours, 1000)
        os.write(ours, f"{PASSWORD}\n".encode())
    assert adding.wait(TIMEOUT_SECONDS) == 0
    shown += os.read(ours, 1000)
    assert PASSWORD.encode() not in shown


def test_without_a_terminal_the_password_comes_from_standard_input(prepared: Run) -> None:
    arguments = ("staff", "add", "venla", "--name", "Venla", *WORKER)

    assert "--password-stdin" in refusal(prepared(*arguments))


def test_a_changed_account_keeps_what_was_not_named(prepared: Run) -> None:
    done(prepared("staff", "change", "aino", "--name", "Aino Uusi"))

    aino = accounts(prepared)["aino"]
    assert (aino["name"], aino["role"], aino["units"]) == (
        "Aino Uusi",
        "worker",
        ["perhesosiaalityo"],
    )


def test_a_new_role_begins_without_the_units_of_the_old(prepared: Run) -> None:
    done(prepared("staff", "change", "aino", "--role", "administrator"))

    assert accounts(prepared)["aino"]["units"] == []


def test_a_changed_password_is_the_only_one(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    done(prepared("staff", "change", "venla", "--password-stdin", input=f"{PASSWORD} uusi\n"))

    found = [signs_in(served, "venla", password) for password in (PASSWORD, f"{PASSWORD} uusi")]
    assert found == [False, True]


def test_a_disabled_account_is_shut_out(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))

    done(prepared("staff", "disable", "venla"))

    assert not signs_in(served, "venla", PASSWORD)


def test_a_disabled_account_leaves_no_draft(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))
    draft = Draft(text=Personal("Hei"), reply_kind=None, saved_at=START)
    place = Place(request_id=UUID(int=1), username="venla")
    database = open_database(served)
    with write_lock(database) as connection:
        drafts.save(connection, place, draft, bytes(KEY_BYTES))

    done(prepared("staff", "disable", "venla"))

    with database.reads.connect() as connection:
        assert drafts.saved_at(connection, place, START) is None
    database.dispose()


def test_a_disabled_account_can_be_let_in_again(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))
    done(prepared("staff", "disable", "venla"))

    done(prepared("staff", "change", "venla", "--enable"))

    assert signs_in(served, "venla", PASSWORD)


@on_both_stores
def test_a_lost_second_factor_is_reset_and_its_sessions_end(
    prepared: Run, served: Settings
) -> None:
    done(add(prepared, *WORKER))
    with opened(served) as service, write_lock(service.parts.database) as connection:
        factor = SecondFactor(secret=b"sealed", recovery=frozenset({"aa", "bb"}))
        second_factors.keep(connection, "venla", factor)
    with opened(served) as service, pytest.raises(CodeNeeded):
        signing_in = service.parts.authenticator.sign_in("venla", Personal(PASSWORD), "192.0.2.1")
        asyncio.run(signing_in)

    done(prepared("staff", "reset-second-factor", "venla"))

    assert signs_in(served, "venla", PASSWORD)
    assert "no second factor" in refusal(prepared("staff", "reset-second-factor", "venla"))


def test_somebodys_sessions_end_at_a_command(prepared: Run, served: Settings) -> None:
    done(add(prepared, *WORKER))
    with opened(served) as service:
        desk = service.parts.authenticator
        begun = asyncio.run(desk.sign_in("venla", Personal(PASSWORD), "192.0.2.1"))

    done(prepared("staff", "sign-out", "venla"))

    with opened(served) as service:
        assert asyncio.run(service.parts.authenticator.actor_of(begun.token)) is None


@pytest.mark.parametrize("verb", ["change", "disable", "reset-second-factor", "sign-out"])
def test_an_unknown_account_is_named(prepared: Run, verb: str) -> None:
    assert "venla" in refusal(prepared("staff", verb, "venla"))


def test_what_no_role_needs_is_no_role(run: Run) -> None:
    arguments = ["staff", "add", "venla", "--name", "Venla", "--role", str(Role.REQUESTER)]

    assert run(*arguments).exit_code == 2


def test_a_listed_account_has_no_password_in_it(prepared: Run, served: Settings) -> None:
    with opened(served) as service, service.parts.database.views.connect() as connection:
        secret = staff.find_with_password(connection, "aino").password_hash

    assert secret
    assert secret not in done(prepared("staff", "list", "--json"))
