"""Do staff sign in at a provider that others have written?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.pages.session import STAFF
from tests.integration.signing_in.identity_provider import (
    CLIENT_ID,
    SECRET,
    IdentityProvider,
    identity_provider,
)
from tests.service import Service, make_service
from tests.web.browsing import Browser, browser
from triage.actors import Role
from triage.store.records import staff
from wiring.composition.parts import wall_clock
from wiring.composition.provider import BACK, provider_of
from wiring.settings import read_settings

PUBLIC_URL = "https://testserver"
ROLES = """
claim = "groups"
[[grant]]
value = "PA-TYO"
role = "worker"
units = ["neuvola"]
"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProvider]:
    directory = tmp_path_factory.mktemp("identity") / "provider"
    with identity_provider(directory, leads_back_to=PUBLIC_URL + BACK) as running:
        yield running


@pytest.fixture
def service(tmp_path: Path, provider: IdentityProvider) -> Iterator[Service]:
    (tmp_path / "roles.toml").write_text(ROLES, encoding="utf-8")
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    settings = read_settings(
        {
            "PYYDA_DATA_DIR": str(tmp_path / "data"),
            "PYYDA_PUBLIC_URL": PUBLIC_URL,
            "PYYDA_OIDC_ISSUER": provider.issuer,
            "PYYDA_OIDC_CLIENT_ID": CLIENT_ID,
            "PYYDA_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
            "PYYDA_OIDC_ROLES_FILE": str(tmp_path / "roles.toml"),
        }
    )
    with make_service(tmp_path, wall_clock) as made:
        way_in = provider_of(replace(made.parts, settings=settings))
        made.app.state.parts = replace(made.app.state.parts, provider=way_in)
        yield made


async def after_signing_in(service: Service, provider: IdentityProvider, username: str) -> Browser:
    person = browser(service)
    page = await person.client.get("/kirjaudu/tunnistus?lang=fi")
    back = urlsplit(await provider.let_in(page.headers["location"], username))
    await person.go(f"{back.path}?{back.query}")
    return person


async def test_somebody_of_the_group_gets_to_work(
    service: Service, provider: IdentityProvider
) -> None:
    person = await after_signing_in(service, provider, "mira")
    assert (person.page.status_code, person.page.url.path) == (200, "/jono")
    with service.parts.database.reads.connect() as connection:
        account = staff.find(connection, "mira")
    assert account is not None
    assert (account.role, account.units) == (Role.WORKER, ("neuvola",))


async def test_somebody_else_of_the_organisation_does_not(
    service: Service, provider: IdentityProvider
) -> None:
    person = await after_signing_in(service, provider, "vieras")
    assert person.page.status_code == 403
    assert STAFF.name not in person.client.cookies


async def test_a_code_is_of_no_use_in_another_browser(
    service: Service, provider: IdentityProvider
) -> None:
    person, other = browser(service), browser(service)
    page = await person.client.get("/kirjaudu/tunnistus")
    await other.client.get("/kirjaudu/tunnistus")
    back = urlsplit(await provider.let_in(page.headers["location"], "mira"))
    await other.go(f"{back.path}?{back.query}")
    assert (other.page.status_code, STAFF.name in other.client.cookies) == (403, False)


async def test_without_the_verifier_the_provider_gives_nothing(
    service: Service, provider: IdentityProvider
) -> None:
    """That the code challenge is really held against it, by who is to hold it."""
    person = browser(service)
    page = await person.client.get("/kirjaudu/tunnistus")
    address = page.headers["location"].replace("code_challenge=", "code_challenge=x")
    back = urlsplit(await provider.let_in(address, "mira"))
    await person.go(f"{back.path}?{back.query}")
    assert (person.page.status_code, STAFF.name in person.client.cookies) == (403, False)
