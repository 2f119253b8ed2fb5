"""What may be set from outside? One frozen class; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "PYYDA_"
# How an address may begin, for each setting that is one.
ADDRESSES = {
    "public_url": ("https://", "http://"),
    "redis_url": ("redis://", "rediss://"),
    "smtp_url": ("smtp://", "smtps://"),
    "sms_url": ("https://", "http://"),
    "oidc_issuer": ("https://", "http://"),
}
# What each setting that can be wrong wants to hear.
WANTED = {
    **{name: f"{' or '.join(begin)} and a host" for name, begin in ADDRESSES.items()},
    "database_url": "an address that begins with postgresql://",
    "log_level": "debug, info, warning or error",
    "sweep_seconds": "a number of seconds, more than 0 and at most 3600",
    "trusted_proxies": "networks such as 10.0.0.0/8, with a comma or a space between two",
}


class BadSettings(Exception):
    """A setting is unknown or wrong; the message names it and says what to do, in one line."""


class Settings(BaseSettings):
    """The settings of one process (environment, `PYYDA_…`); see the contract in the README."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Path("data")
    # Addresses may hold passwords.
    database_url: str | None = Field(default=None, repr=False)
    redis_url: str | None = Field(default=None, repr=False)
    master_key_file: Path | None = None
    master_key: str | None = Field(default=None, repr=False)
    tombstone_file: Path | None = None
    sweep_seconds: float = Field(default=15, gt=0, le=3600)
    public_url: str | None = None
    smtp_url: str | None = Field(default=None, repr=False)
    smtp_password_file: Path | None = None
    smtp_from: str | None = None
    sms_url: str | None = Field(default=None, repr=False)
    sms_token_file: Path | None = None
    webhook_secret_file: Path | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    log_level: str = "info"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `read_settings` hands in counts: it alone reads the environment."""
        return (init_settings,)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError(WANTED["database_url"])
        return value

    @field_validator(*ADDRESSES)
    @classmethod
    def _address(cls, value: str | None, about: ValidationInfo) -> str | None:
        name = about.field_name or ""
        if value is not None and not (value.startswith(ADDRESSES[name]) and _names_a_host(value)):
            raise ValueError(WANTED[name])
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError(WANTED["log_level"])
        return value.lower()

    @property
    def embedded(self) -> bool:
        return self.database_url is None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment.

    Raises:
        BadSettings: a `PYYDA_…` name is unknown or its value is wrong.
    """
    given = os.environ if environment is None else environment
    values = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in given.items()
        if name.startswith(PREFIX)
    }
    unknown = sorted(set(values) - set(Settings.model_fields))
    if unknown:
        raise BadSettings(f"{PREFIX}{unknown[0].upper()} is no setting; see the README for them")
    try:
        return Settings(**{name: value for name, value in values.items() if value != ""})  # type: ignore[arg-type]
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise BadSettings(f"{PREFIX}{name.upper()}: write {WANTED[name]}") from None


def _names_a_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Asking for the port refuses one that is none.
        return bool(parts.hostname) and parts.port != 0 and address.split() == [address]
    except ValueError:
        return False
