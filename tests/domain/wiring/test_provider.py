"""Do the settings say at which provider staff sign in, and is what is wrong refused in one line?"""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.accounts.provider.grants import Grant
from triage.actors import Role
from wiring.composition.provider import grants_of, registration_of
from wiring.settings import BadSettings, Settings, read_settings

ROLES = """
claim = "groups"
[[grant]]
value = "pa-tyo"
role = "worker"
units = ["perhesosiaalityo"]
languages = ["se"]
[[grant]]
value = "pa-luettelo"
role = "editor"
"""


def settings_with(**more: str) -> Settings:
    given = {
        "OIDC_ISSUER": "https://id.example/tenant",
        "OIDC_CLIENT_ID": "pyyda",
        "PUBLIC_URL": "https://apua.example/",
    } | more
    return read_settings({f"PYYDA_{name}": value for name, value in given.items()})


def written(folder: Path, text: str) -> str:
    (folder / "file").write_text(text, encoding="utf-8")
    return str(folder / "file")


def test_the_provider_leads_back_to_the_public_address() -> None:
    registration = registration_of(settings_with())
    assert registration.issuer == "https://id.example/tenant"
    assert registration.redirect_uri == "https://apua.example/kirjaudu/tunnistus/paluu"
    assert registration.client_secret is None


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    file = written(tmp_path, "salaisuus\n")
    registration = registration_of(settings_with(OIDC_CLIENT_SECRET_FILE=file))
    assert registration.client_secret is not None
    assert registration.client_secret.reveal() == "salaisuus"
    assert "salaisuus" not in repr(registration)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://id.example"),
        ("OIDC_ISSUER", "https://id.example?tenant=1"),
        ("OIDC_ISSUER", "https://id.example#x"),
        ("OIDC_CLIENT_ID", ""),
        ("PUBLIC_URL", ""),
        ("OIDC_CLIENT_SECRET_FILE", "/nonexistent"),
    ],
)
def test_what_is_missing_or_unsafe_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=f"PYYDA_{name}: "):
        registration_of(settings_with(**{name: value}))


def test_a_provider_on_this_machine_may_speak_in_clear() -> None:
    assert registration_of(settings_with(OIDC_ISSUER="http://127.0.0.1:9000"))


def test_roles_come_from_their_file(tmp_path: Path) -> None:
    grants = grants_of(settings_with(OIDC_ROLES_FILE=written(tmp_path, ROLES)))
    assert grants.claim == ("groups",)
    assert grants.grants == (
        Grant(value="pa-tyo", role=Role.WORKER, units=("perhesosiaalityo",), languages=("se",)),
        Grant(value="pa-luettelo", role=Role.EDITOR),
    )


def test_a_claim_may_lie_in_another_one(tmp_path: Path) -> None:
    text = ROLES.replace('"groups"', '["realm_access", "roles"]')
    grants = grants_of(settings_with(OIDC_ROLES_FILE=written(tmp_path, text)))
    assert grants.claim == ("realm_access", "roles")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claim",
        'claim = "groups"',
        'claim = "groups"\ngrant = []',
        ROLES.replace('"worker"', '"king"'),
        ROLES.replace('"worker"', '"requester"'),
        ROLES.replace('"worker"', '"system"'),
        ROLES.replace("units", "unit"),
        ROLES.replace('value = "pa-tyo"\n', ""),
        ROLES.replace('"pa-tyo"', '""'),
    ],
)
def test_roles_that_cannot_be_meant_are_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match="PYYDA_OIDC_ROLES_FILE: ") as refused:
        grants_of(settings_with(OIDC_ROLES_FILE=written(tmp_path, text)))
    assert "\n" not in str(refused.value)


def test_whether_passwords_sign_in_is_said_in_one_of_two_words() -> None:
    assert settings_with().local_sign_in == "allowed"
    assert settings_with(LOCAL_SIGN_IN="forbidden").local_sign_in == "forbidden"
    with pytest.raises(BadSettings, match="allowed or forbidden"):
        settings_with(LOCAL_SIGN_IN="no")


def test_roles_that_need_a_second_factor_are_named_as_they_are_called() -> None:
    assert settings_with().second_factor_roles == ()
    given = settings_with(SECOND_FACTOR_ROLES="administrator, data-protection-officer")
    assert given.second_factor_roles == (Role.ADMINISTRATOR, Role.OFFICER)
    for wrong in ("king", "requester", "system"):
        with pytest.raises(BadSettings, match="PYYDA_SECOND_FACTOR_ROLES: write roles"):
            settings_with(SECOND_FACTOR_ROLES=wrong)
