"""How are accounts made, listed, changed and disabled from the command line?"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import Connection

from triage.accounts.closing import close
from triage.accounts.role_units import WITH_UNITS, own_unit
from triage.actors import STAFF_ROLES, Role
from triage.catalogue import Catalogue
from triage.errors.requests import UnknownStaff
from triage.evidence import access_log
from triage.store.records import provider_accounts, second_factors, sessions, staff
from triage.store.records.catalogue_store import CatalogueStore
from triage.text.personal import Personal
from triage.text.typed_secrets import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    can_be_typed_again,
    is_guessable,
    password_form,
    username_form,
)
from triage.text.visible import name_form, says_something
from wiring.cli.input import line_of_input
from wiring.cli.opening import log_act, reading, writing
from wiring.cli.refusals import OneLineGroup
from wiring.refused import Refused

USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,31}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

app = typer.Typer(
    cls=OneLineGroup, no_args_is_help=True, help="Accounts of staff.", rich_markup_mode=None
)
StaffRole = StrEnum("StaffRole", {role.name: str(role) for role in STAFF_ROLES})  # type: ignore[misc]

Username = Annotated[str, typer.Argument(help="the name to sign in with, such as aino")]
Units = Annotated[
    list[str] | None, typer.Option("--unit", metavar="CODE", help="a unit; once for each")
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="TAG", help="a language beside Finnish; once for each"),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="read the password from standard input")
]
AsJson = Annotated[bool, typer.Option("--json", help="as JSON")]


@app.command()
def add(
    username: Username,
    *,
    name: Annotated[str, typer.Option(help="the name that colleagues see")],
    role: Annotated[StaffRole, typer.Option()],
    unit: Units = None,
    language: Languages = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Make an account."""
    password = _password(password_stdin)
    with writing() as connection:
        account = _checked(
            staff.Account(
                username=_known_form(username),
                name=name_form(name),
                role=Role(role),
                units=tuple(unit or ()),
                languages=_tags(language),
            ),
            CatalogueStore().current(connection),
        )
        staff.add(connection, account, _hard_to_guess(password, account))
        log_act(connection, "account-add", concerning=account.username)
    typer.echo(f"{username} may sign in now.")


@app.command()
def change(
    username: Username,
    *,
    name: Annotated[str | None, typer.Option(help="a new name")] = None,
    role: Annotated[StaffRole | None, typer.Option()] = None,
    unit: Units = None,
    language: Languages = None,
    password_stdin: PasswordStdin = False,
    enable: Annotated[bool, typer.Option("--enable", help="let the account in again")] = False,
) -> None:
    """Change what is given and leave the rest; units and languages are replaced as a whole."""
    password = _password(password_stdin) if password_stdin else None
    with writing() as connection:
        account = _account(connection, username)
        if provider_accounts.is_of_provider(connection, account.username):
            _refuse_what_claims_say(name, role, unit, language, password)
        changed = replace(
            account,
            name=name_form(name) if name else account.name,
            role=Role(role) if role else account.role,
            units=tuple(unit) if unit else _units_after(account, role),
            languages=_tags(language) if language else account.languages,
            active=account.active or enable,
        )
        if password is not None:
            _hard_to_guess(password, changed)
        staff.change(connection, _checked(changed, CatalogueStore().current(connection)), password)
        sessions.end_all_of(connection, account.username)
        log_act(connection, "account-change", concerning=account.username)
    typer.echo(f"{account.username} is changed and has to sign in anew.")


@app.command()
def disable(username: Username) -> None:
    """Shut an account out, at once and everywhere; what it did stays on record."""
    with writing() as connection:
        account = _account(connection, username)
        close(connection, account)
        provider_accounts.keep_closed(connection, account.username)
        log_act(connection, "account-disable", concerning=account.username)
    typer.echo(f"{account.username} is disabled.")


@app.command("reset-second-factor")
def reset_second_factor(username: Username) -> None:
    """Take away a second factor whose telephone and recovery codes are lost; sessions end."""
    with writing() as connection:
        account = _account(connection, username)
        if second_factors.of_account(connection, account.username) is None:
            raise Refused(f"{account.username} has no second factor")
        second_factors.keep(connection, account.username, None)
        sessions.end_all_of(connection, account.username)
        log_act(connection, "account-change", concerning=account.username)
    typer.echo(f"{account.username} has no second factor any more and has to sign in anew.")


@app.command()
def link(
    username: Username,
    earlier: Annotated[str, typer.Argument(help="the local account that is the same person's")],
) -> None:
    """Let who signs in at the organisation's provider go on with an earlier account of theirs.

    What they stepped aside from, and who asked to be spared them, stands under its user name. Its
    password is worth nothing from then on.
    """
    with writing() as connection:
        made, known = _account(connection, username), _account(connection, earlier)
        if made.active or access_log.has_read(connection, made.username):
            raise Refused(f"{made.username} is in use: only what is shut from the first is linked")
        if provider_accounts.is_of_provider(connection, known.username):
            raise Refused(f"{known.username} is the organisation's already")
        if not provider_accounts.lead_to(connection, made.username, known.username):
            raise Refused(f"{made.username} is no account of the organisation's provider")
        staff.set_password_hash(connection, known.username, staff.NO_PASSWORD)
        sessions.end_all_of(connection, known.username)
    typer.echo(f"Who signs in at the provider as {made.username} has {known.username} now.")


@app.command("sign-out")
def sign_out(username: Username) -> None:
    """End every session of somebody, as when a telephone or a computer is lost."""
    with writing() as connection:
        account = _account(connection, username)
        sessions.end_all_of(connection, account.username)
        log_act(connection, "account-change", concerning=account.username)
    typer.echo(f"{account.username} has to sign in anew.")


@app.command("list")
def list_accounts(*, as_json: AsJson = False) -> None:
    """Show every account, by user name."""
    with reading() as connection:
        accounts = staff.everybody(connection)
    if as_json:
        typer.echo(json.dumps([_shown(account) for account in accounts], ensure_ascii=False))
        return
    for account in accounts:
        typer.echo(_line(account))


def _line(account: staff.Account) -> str:
    marks = ["" if account.active else "disabled", "demo" if account.demo else ""]
    units = " ".join(account.units)
    columns = f"{account.username:<16}{account.role:<26}{units:<28}{account.name} "
    return (columns + " ".join(marks)).strip()


def _shown(account: staff.Account) -> dict[str, object]:
    return {
        "username": account.username,
        "name": account.name,
        "role": str(account.role),
        "units": list(account.units),
        "languages": list(account.languages),
        "active": account.active,
        "demo": account.demo,
    }


def _account(connection: Connection, username: str) -> staff.Account:
    account = staff.find(connection, username_form(username))
    if account is None:
        raise UnknownStaff(username=username)
    return account


def _refuse_what_claims_say(*given: object) -> None:
    """Let only what the provider does not tell be changed; the next sign-in would undo the rest."""
    if any(given):
        raise Refused(
            "this account is the organisation's: name, role, units and languages follow what its "
            "provider tells at each sign-in, and it has no password here; change the groups there"
        )


def _units_after(account: staff.Account, role: StaffRole | None) -> tuple[str, ...]:
    """The units that stay; a new role begins without those of the old one."""
    return account.units if role is None or Role(role) == account.role else ()


def _checked(account: staff.Account, catalogue: Catalogue) -> staff.Account:
    """The account with its role's own unit filled in, fit for the catalogue in force.

    Raises:
        Refused
    """
    if not says_something(account.name):
        raise Refused("give a name that colleagues will know: --name")
    unknown = [code for code in account.units if code not in catalogue.units]
    if unknown:
        known = " ".join(sorted(catalogue.units))
        raise Refused(f"the catalogue has no unit {unknown[0]}; it has {known}")
    if account.role not in WITH_UNITS:
        if account.units:
            raise Refused(f"the role {account.role} sees no requests: leave --unit out")
        return account
    units = account.units or own_unit(account.role, catalogue)
    if not units:
        raise Refused(f"the role {account.role} works in a unit: give at least one --unit")
    return replace(account, units=units)


def _known_form(username: str) -> str:
    if not USERNAME.fullmatch(username):
        raise Refused(
            "a user name is 2 to 32 signs long, begins with a letter and has only small letters "
            "a-z, digits, dots and dashes"
        )
    return username


def _tags(languages: Sequence[str] | None) -> tuple[str, ...]:
    for tag in languages or ():
        if not LANGUAGE_TAG.fullmatch(tag):
            raise Refused(f"{tag} is no language tag; give one such as sv, se or so")
    return tuple(languages or ())


def _password(from_stdin: bool) -> Personal[str]:
    """The password of standard input's first line, or typed twice unseen.

    Raises:
        Refused: it is too short, too long, no text, or there is nobody to type it.
    """
    # A terminal would show what is typed for standard input.
    if sys.stdin.isatty():
        typed = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    elif from_stdin:
        typed = line_of_input()
    else:
        raise Refused("give the password on standard input, with --password-stdin")
    password = password_form(Personal(typed))
    if not SHORTEST_PASSWORD <= len(password.reveal()) <= LONGEST_PASSWORD:
        raise Refused(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, "
            "for example four words"
        )
    if not can_be_typed_again(password):
        raise Refused("the password has signs that nobody sees, so nobody could type it: retype it")
    return password


def _hard_to_guess(password: Personal[str], account: staff.Account) -> Personal[str]:
    """The password, where it is none of those that everybody tries. Raises Refused."""
    if is_guessable(password, account.username, account.name):
        raise Refused(
            "this password is among the first that anybody would try: take four words that have "
            "nothing to do with each other, the person or the service"
        )
    return password
