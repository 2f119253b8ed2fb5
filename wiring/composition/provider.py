"""At which provider may staff sign in, and what does it give them? As the settings say."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage.accounts.provider.accounts import ProviderAccounts
from triage.accounts.provider.grants import Grant, Grants
from triage.accounts.provider.provider import Provider, Registration
from triage.accounts.provider.sign_in import ProviderSignIn
from triage.actors import STAFF_ROLES, Role
from triage.text.addresses import THIS_MACHINE
from triage.text.personal import Personal
from wiring.composition.parts import Parts
from wiring.settings import BadSettings, Settings

# Where the provider leads back to; it is registered there, letter by letter.
BACK = "/kirjaudu/tunnistus/paluu"
Text = Annotated[str, Field(min_length=1, max_length=500)]
Texts = tuple[Text, ...]


class _Grant(BaseModel):
    model_config = ConfigDict(extra="forbid")
    value: Text
    role: Literal[STAFF_ROLES]  # type: ignore[valid-type]
    units: Texts = ()
    languages: Texts = ()


class _Roles(BaseModel):
    model_config = ConfigDict(extra="forbid")
    claim: Text | Annotated[Texts, Field(min_length=1)]
    scopes: Texts = ()
    grant: Annotated[tuple[_Grant, ...], Field(min_length=1)]


def provider_of(parts: Parts) -> ProviderSignIn | None:
    """How staff sign in at the provider that the settings name; None where they name none.

    Raises:
        BadSettings
    """
    settings = parts.settings
    if settings.oidc_issuer is None:
        if settings.local_sign_in == "forbidden":
            raise BadSettings(
                "PYYDA_LOCAL_SIGN_IN: with no PYYDA_OIDC_ISSUER nobody could sign in; write allowed"
            )
        return None
    roles = _roles(settings)
    registration = replace(registration_of(settings), scopes=roles.scopes)
    return ProviderSignIn(
        provider=Provider(registration),
        accounts=ProviderAccounts(
            identities=parts.identities,
            catalogues=parts.catalogues,
            grants=_grants(roles),
            issuer=registration.issuer,
        ),
        authenticator=parts.authenticator,
        writer=parts.writer,
        clock=parts.clock,
    )


def registration_of(settings: Settings) -> Registration:
    """As whom the provider knows us. Raises BadSettings."""
    issuer = settings.oidc_issuer or ""
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in THIS_MACHINE:
        raise BadSettings("PYYDA_OIDC_ISSUER: write https://: who signs in must not be made up")
    if address.query or address.fragment:
        raise BadSettings("PYYDA_OIDC_ISSUER: write the address without ? and #")
    if settings.oidc_client_id is None:
        raise BadSettings("PYYDA_OIDC_CLIENT_ID: write as whom the provider knows this service")
    if settings.public_url is None:
        raise BadSettings("PYYDA_PUBLIC_URL: write the address that the provider leads back to")
    secret = _read(settings.oidc_client_secret_file, "PYYDA_OIDC_CLIENT_SECRET_FILE").strip()
    return Registration(
        issuer=issuer,
        client_id=settings.oidc_client_id,
        redirect_uri=settings.public_url.rstrip("/") + BACK,
        client_secret=Personal(secret) if secret else None,
    )


def grants_of(settings: Settings) -> Grants:
    """What the claims of the provider give. Raises BadSettings."""
    return _grants(_roles(settings))


def _roles(settings: Settings) -> _Roles:
    name = "PYYDA_OIDC_ROLES_FILE"
    try:
        return _Roles.model_validate(tomllib.loads(_read(settings.oidc_roles_file, name)))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{name}: no TOML: {error}") from None
    except ValidationError as error:
        place = ".".join(str(each) for each in error.errors()[0]["loc"])
        raise BadSettings(f"{name}: {place}: {error.errors()[0]['msg']}") from None


def _grants(read: _Roles) -> Grants:
    return Grants(
        claim=(read.claim,) if isinstance(read.claim, str) else read.claim,
        grants=tuple(
            Grant(
                value=each.value,
                role=Role(each.role),
                units=each.units,
                languages=each.languages,
            )
            for each in read.grant
        ),
    )


def _read(path: Path | None, name: str) -> str:
    """The text of a file; nothing where none is named."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{name}: {path} cannot be read: {type(error).__name__}") from None
