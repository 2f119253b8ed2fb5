"""What may an administrator at the machine do to an account of the organisation's provider?"""

from __future__ import annotations

import pytest

from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.store.world import opened
from triage.accounts.provider.accounts import ProviderAccounts
from triage.accounts.provider.grants import Grant, Grants
from triage.actors import Role
from triage.errors.provider import AccountDisabled
from triage.store.database.engine import write_lock
from triage.store.records import staff
from wiring.settings import Settings

GRANTS = Grants(claim=("groups",), grants=(Grant(value="tyo", role=Role.EDITOR),))


def claims_of_mira(settings: Settings, *groups: str) -> staff.Account | None:
    """The account as a sign-in with these groups leaves it."""
    with opened(settings) as service, write_lock(service.parts.database) as connection:
        accounts = ProviderAccounts(
            identities=service.parts.identities,
            catalogues=service.parts.catalogues,
            grants=GRANTS,
            issuer="https://id.example",
        )
        said = {"sub": "1", "preferred_username": "mira", "name": "Mira", "groups": [*groups]}
        return accounts.brought_up_to_date(connection, said)


@on_both_stores
def test_what_the_provider_tells_is_changed_there(prepared: Run, served: Settings) -> None:
    claims_of_mira(served, "tyo")
    for change in (("--role", "administrator"), ("--name", "M"), ("--language", "sv")):
        assert "the organisation's" in refusal(prepared("staff", "change", "mira", *change))


@on_both_stores
@pytest.mark.parametrize("groups", [("tyo",), ()], ids=["at work", "closed by its claims"])
def test_what_is_disabled_no_claim_opens(
    prepared: Run, served: Settings, groups: tuple[str, ...]
) -> None:
    claims_of_mira(served, "tyo")
    claims_of_mira(served, *groups)
    done(prepared("staff", "disable", "mira"))
    with pytest.raises(AccountDisabled):
        claims_of_mira(served, "tyo")


@on_both_stores
def test_what_is_enabled_again_may_sign_in_again(prepared: Run, served: Settings) -> None:
    claims_of_mira(served, "tyo")
    done(prepared("staff", "disable", "mira"))
    done(prepared("staff", "change", "mira", "--enable"))
    account = claims_of_mira(served, "tyo")
    assert account is not None and account.active


def earlier_account(prepared: Run) -> None:
    add = ("--name", "Mira", "--role", "editor", "--password-stdin")
    done(prepared("staff", "add", "m.maki", *add, input="oikea hevonen paristo niitti\n"))


@on_both_stores
def test_an_earlier_account_is_linked_and_goes_on(prepared: Run, served: Settings) -> None:
    earlier_account(prepared)
    made = claims_of_mira(served, "tyo")
    assert made is not None and (made.username, made.active) == ("mira", False)

    done(prepared("staff", "link", "mira", "m.maki"))

    account = claims_of_mira(served, "tyo")
    assert account is not None and (account.username, account.active) == ("m.maki", True)
    assert "organisation's already" in refusal(prepared("staff", "link", "mira", "m.maki"))


@on_both_stores
def test_an_account_in_use_is_linked_with_none(prepared: Run, served: Settings) -> None:
    claims_of_mira(served, "tyo")
    earlier_account(prepared)
    assert "is in use" in refusal(prepared("staff", "link", "mira", "m.maki"))
