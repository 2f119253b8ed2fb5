"""What is a real provider of OpenID Connect? nanoidp, a process of its own on the loopback."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import yaml

from tests.environment import inherited
from tests.servers import RunningProgram, free_port

CLIENT_ID, SECRET = "pyyda", "asiakkaan-salaisuus"
PASSWORD = "tunturi-poro-vesi-kivi"
USERS = {
    "mira": {"password": PASSWORD, "email": "mira@example.org", "groups": ["PA-TYO"]},
    "vieras": {"password": PASSWORD, "email": "vieras@example.org", "groups": ["MUU"]},
}


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """A running provider, by its issuer."""

    issuer: str

    async def let_in(self, address: str, username: str, password: str = PASSWORD) -> str:
        """Where the provider leads back to whoever signs in at this address of it.

        Nowhere ("") where it lets nobody in.
        """
        async with httpx.AsyncClient(trust_env=False) as person:
            page = await person.get(address)
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
            typed = {name: unescape(value) for name, value in fields.items()}
            typed |= {"username": username, "password": password}
            answer = await person.post(address, data=typed)
            return answer.headers.get("location", "")


@contextmanager
def identity_provider(directory: Path, *, leads_back_to: str) -> Iterator[IdentityProvider]:
    """A provider that knows `USERS` and us; its files lie in `directory`."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    client = {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "redirect_uris": [leads_back_to],
    }
    settings = {
        "config_version": 1,
        "server": {"host": "127.0.0.1", "port": port},
        "oauth": {
            "issuer": issuer,
            "audience": CLIENT_ID,
            "require_pkce": True,
            "clients": [client],
        },
    }
    directory.mkdir()
    for name, said in (("settings", settings), ("users", {"config_version": 1, "users": USERS})):
        (directory / f"{name}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    program = RunningProgram(
        [
            *(sys.executable, "-W", "ignore", "-u", "-m", "nanoidp"),
            *("--config", str(directory), "--profile", "oauth21"),
        ],
        ready=f"Running on {issuer}",
        environment=inherited(),
    )
    program.start()
    try:
        yield IdentityProvider(issuer)
    finally:
        program.stop()
