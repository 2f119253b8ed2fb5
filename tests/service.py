"""What is a whole web application under test? Real parts, the demo's staff, a hand-wound clock.

with make_service(tmp_path, clock) as service:
    async with service.client() as client: ...
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from api.app import make_app
from api.http.hosts import hosts_of
from api.http.web_parts import WebParts
from tests.clock import START
from triage.accounts.authenticator import Authenticator
from triage.accounts.new_sessions import WORKING_SESSION
from triage.accounts.rate_limiter import Rate
from triage.accounts.rules import SignInRules
from triage.actors import Role
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.records import staff
from triage.store.tables import core_tables
from triage.text.personal import Personal
from wiring.composition.parts import Parts, assemble, open_database
from wiring.composition.setting_up import set_up
from wiring.settings import Settings, read_settings

PASSWORD = "demo-salasana"
# A hash says what it costs: signing in with this one is quick, and all else is as it is.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
QUICK = Rate(tries=10, apart_seconds=0.5, waits_seconds=2.0)
# A hand-wound clock moves by hours: neither limit bites in what is about something else.
RULES = SignInRules(idle=WORKING_SESSION, fresh=WORKING_SESSION)
# The next turn never comes: who would have to wait for one is sent away, however slow the machine.
UNWAITING = Rate(tries=10, apart_seconds=600.0, waits_seconds=0.01)
# The demo's staff: user name -> role and units. The sides of the contract, nothing more.
STAFF: dict[str, tuple[Role, tuple[str, ...]]] = {
    "aino": (Role.WORKER, ("perhesosiaalityo",)),
    "onni": (Role.WORKER, ("perhesosiaalityo",)),
    "risten": (Role.WORKER, ("perhesosiaalityo",)),
    "olli": (Role.WORKER, ("neuvola",)),
    "outi": (Role.WORKER, ("neuvola",)),
    "iida": (Role.WORKER, ("opiskeluhuolto",)),
    "leena": (Role.WORKER, ("kotipalvelu",)),
    "paavo": (Role.WORKER, ("perheneuvola",)),
    "maria": (Role.WORKER, ("seurakunta-perheneuvonta",)),
    "kerttu": (Role.COORDINATOR, ("palveluohjaus",)),
    "ville": (Role.DUTY, ("sosiaalipaivystys",)),
    "elli": (Role.EDITOR, ()),
    "sanna": (Role.SUPERVISOR, ("perhesosiaalityo", "neuvola")),
    "tiina": (Role.OFFICER, ()),
    "antti": (Role.ADMINISTRATOR, ()),
}
LANGUAGES = {"risten": ("fi", "se")}


@dataclass(slots=True)
class Service:
    """One process: its parts, its application, and whoever has signed in so far."""

    parts: Parts
    app: FastAPI
    clock: Callable[[], datetime]
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, token: str | None = None, *, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A caller at an address, with a session's token where there is one."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(address, 50_000)),
            base_url="http://testserver",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    async def token_of(self, username: str) -> str:
        """The token of a member of the demo's staff; signed in once."""
        if username not in self.tokens:
            signed_in = await self.parts.authenticator.sign_in(
                username, Personal(PASSWORD), "tests"
            )
            self.tokens[username] = signed_in.token.reveal()
        return self.tokens[username]

    async def as_staff(self, username: str) -> httpx.AsyncClient:
        """A signed-in member of the demo's staff."""
        return self.client(await self.token_of(username))


@contextmanager
def make_service(
    directory: Path, clock: Callable[[], datetime], **beside: object
) -> Iterator[Service]:
    """A service of its own in `directory`; `beside` goes to its `WebParts` (`https`, …)."""
    shutil.copytree(_stocked(), directory / "data")
    parts = assemble(_settings(directory / "data"), clock=clock)
    try:
        yield Service(parts=parts, app=make_app(web_parts(parts, **beside)), clock=clock)
    finally:
        parts.close()


def web_parts(parts: Parts, **beside: object) -> WebParts:
    """What the web application works with, of these parts."""
    told = {
        "authenticator": quick_authenticator(parts),
        "hosts": hosts_of(["testserver"]),
        "waking": parts.wake_up.received_by,
    } | beside
    return WebParts(
        triage=parts.triage,
        reading_room=parts.reading_room,
        feedback=parts.feedback,
        drafts=parts.drafts,
        translation_links=parts.translation_links,
        visits=parts.visits,
        presence=parts.presence,
        models=parts.models,
        clock=parts.clock,
        **told,  # type: ignore[arg-type]
    )


def quick_authenticator(
    parts: Parts, pace: Rate = QUICK, *, rules: SignInRules = RULES
) -> Authenticator:
    """An authenticator that slows guessing down as the real one does, in a fraction of the time."""
    return Authenticator(
        database=parts.database,
        writer=parts.writer,
        ring=parts.ring,
        identities=parts.identities,
        clock=parts.clock,
        passwords=pace,
        codes=pace,
        rules=rules,
        own_words=pace,
    )


def _settings(directory: Path) -> Settings:
    return read_settings({"PYYDA_DATA_DIR": str(directory)})


def _stocked() -> Path:
    return Path(_template().name)


@cache
def _template() -> TemporaryDirectory[str]:
    """A stocked data directory, made once a process and removed with it."""
    directory = TemporaryDirectory(prefix="pyyda-tests-")
    settings = _settings(Path(directory.name))
    set_up(settings, lambda: START)
    database = open_database(settings)
    with write_lock(database) as connection:
        for username, (role, units) in STAFF.items():
            account = staff.Account(
                username=username,
                name=username.title(),
                role=role,
                units=units,
                languages=LANGUAGES.get(username, ("fi",)),
            )
            staff.add(connection, account, Personal(PASSWORD))
        change_rows(connection, core_tables.staff, {"password_hash": CHEAP.hash(PASSWORD)})
    database.dispose()
    return directory
