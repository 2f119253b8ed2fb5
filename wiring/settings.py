"""What may be set from outside? One frozen class; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from triage.actors import STAFF_ROLES, Role

PREFIX = "PYYDA_"


class BadSettings(Exception):
    """A setting is unknown or wrong; the message names it and says what to do, in one line."""


def _naming_a_host(address: str) -> str:
    parts = urlsplit(address)
    # Asking for the port refuses one that is none.
    if not parts.hostname or parts.port == 0 or address.split() != [address]:
        raise ValueError("no host")
    return address


def _split(names: object) -> object:
    return names.replace(",", " ").split() if isinstance(names, str) else names


def _of_staff(role: Role) -> Role:
    if role not in STAFF_ROLES:
        raise ValueError("nobody signs in with it")
    return role


NAMES_A_HOST = AfterValidator(_naming_a_host)
# Addresses are kept as they are written.
Web = Annotated[str, Field(pattern=r"^https?://\S+$"), NAMES_A_HOST]
Redis = Annotated[str, Field(pattern=r"^rediss?://\S+$"), NAMES_A_HOST]
Smtp = Annotated[str, Field(pattern=r"^smtps?://\S+$"), NAMES_A_HOST]
PostgreSQL = Annotated[str, Field(pattern="^postgres(ql)?://")]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_split)]
StaffRoles = Annotated[
    tuple[Annotated[Role, AfterValidator(_of_staff)], ...], BeforeValidator(_split)
]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)]
LocalSignIn = Literal["allowed", "forbidden"]
A_WEB_ADDRESS = "https:// or http:// and a host"


class Settings(BaseModel):
    """The settings of one process (environment, `PYYDA_…`); see the contract in the README.

    What can be written wrong is described by what to write. Addresses may hold passwords.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Path("data")
    database_url: PostgreSQL | None = Field(
        default=None, repr=False, description="an address that begins with postgresql://"
    )
    redis_url: Redis | None = Field(
        default=None, repr=False, description="redis:// or rediss:// and a host"
    )
    master_key_file: Path | None = None
    master_key: str | None = Field(default=None, repr=False)
    master_key_command: str | None = Field(default=None, repr=False)
    tombstone_file: Path | None = None
    sweep_seconds: float = Field(
        default=15, gt=0, le=3600, description="a number of seconds, more than 0 and at most 3600"
    )
    checkpoint_seconds: float = Field(
        default=86_400,
        gt=0,
        le=604_800,
        description="a number of seconds, more than 0 and at most 604800 (a week)",
    )
    checkpoint_holders_file: Path | None = None
    public_url: Web | None = Field(default=None, description=A_WEB_ADDRESS)
    smtp_url: Smtp | None = Field(
        default=None, repr=False, description="smtp:// or smtps:// and a host"
    )
    smtp_password_file: Path | None = None
    smtp_from: str | None = None
    sms_url: Web | None = Field(default=None, repr=False, description=A_WEB_ADDRESS)
    sms_token_file: Path | None = None
    webhook_secret_file: Path | None = None
    oidc_issuer: Web | None = Field(default=None, description=A_WEB_ADDRESS)
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = None
    oidc_roles_file: Path | None = None
    local_sign_in: LocalSignIn = Field(default="allowed", description="allowed or forbidden")
    second_factor_roles: StaffRoles = Field(
        default=(),
        description="roles such as administrator, with a comma or a space between two",
    )
    idle_minutes: float = Field(
        default=60, ge=1, le=600, description="a number of minutes, 1 to 600 (a working day)"
    )
    fresh_proof_minutes: float = Field(
        default=15, ge=1, le=600, description="a number of minutes, 1 to 600 (a working day)"
    )
    trusted_proxies: Networks = Field(
        default=(), description="networks such as 10.0.0.0/8, with a comma or a space between two"
    )
    log_level: Level = Field(default="info", description="debug, info, warning or error")

    @property
    def embedded(self) -> bool:
        return self.database_url is None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment; an empty one counts as none.

    Raises:
        BadSettings: a `PYYDA_…` name is unknown or its value is wrong.
    """
    given = os.environ if environment is None else environment
    values = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in given.items()
        if name.startswith(PREFIX)
    }
    known = Settings.model_fields
    if unknown := sorted(values.keys() - known.keys()):
        raise BadSettings(f"{PREFIX}{unknown[0].upper()} is no setting; see the README for them")
    try:
        return Settings.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
    raise BadSettings(f"{PREFIX}{name.upper()}: write {known[name].description}")
