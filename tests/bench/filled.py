"""What is looked at inside one process? Its parts, before the log of many requests."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from projections.machinery.rebuilding import rebuild
from tests.bench.histories import COORDINATOR, LATEST_AT, patterns
from tests.bench.loader import Loader
from tests.bench.table import Sizes
from tests.servers import running_postgres
from triage.actors import ANYONE, Actor
from triage.intake import Submission
from triage.request.words import Profile, RequestWords
from triage.store.database.engine import Database, write_lock
from triage.store.keys.key_ring import KeyRing
from triage.store.records import staff
from triage.text.personal import Personal
from wiring.composition.key_files import master_key
from wiring.composition.parts import Parts, assemble, identities_of, wall_clock
from wiring.composition.setting_up import set_up
from wiring.settings import Settings, read_settings

# Four hours behind the latest request of the copies; those that are due lie two weeks back.
NOW = LATEST_AT + timedelta(hours=4)
# Through the doors they come by hundreds a second, not by tens of thousands.
EMBEDDED_AT_MOST = 10_000
AT_ONCE = 500
TOPICS = ("VAN", "ARK", "ERO", "KOU", "NEP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A process before as many requests as `sizes` says, and a folder for what it writes."""

    parts: Parts
    folder: Path
    sizes: Sizes


@contextmanager
def through_the_doors(folder: Path, sizes: Sizes) -> Iterator[Filled]:
    """SQLite; every request is new, with the two events of its submission."""
    settings = read_settings({"PYYDA_DATA_DIR": str(folder / "filled")})
    set_up(settings, wall_clock)
    parts = assemble(settings, clock=wall_clock)
    requests = min(sizes.requests, EMBEDDED_AT_MOST)
    try:
        asyncio.run(fill(parts, requests))
        rebuild(parts.database, *parts.models.follower.models)
        yield Filled(parts=parts, folder=folder, sizes=sizes)
    finally:
        parts.close()


@contextmanager
def by_copy(folder: Path, sizes: Sizes) -> Iterator[Filled]:
    """A PostgreSQL that waits for its disk; ended requests, some open ones, and those due."""
    with loading(folder) as (settings, loader):
        loader.load(sizes.requests, overdue=sizes.due, tell=lambda _: None)
        parts = assemble(settings, clock=now)
        try:
            rebuild(parts.database, *parts.models.follower.models)
            analyse(parts)
            yield Filled(parts=parts, folder=folder, sizes=sizes)
        finally:
            parts.close()


@contextmanager
def loading(folder: Path) -> Iterator[tuple[Settings, Loader]]:
    """An empty database that is ready, and what fills it."""
    with running_postgres(durable=True) as server, server.fresh_database() as url:
        settings = read_settings(
            {
                "PYYDA_DATA_DIR": str(folder),
                "PYYDA_DATABASE_URL": url,
                "PYYDA_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
            }
        )
        set_up(settings, now)
        parts, ring = assemble(settings, clock=now), KeyRing(master_key(settings))
        try:
            # Or every sweep would put back what nobody's account holds.
            let_work(parts.database, COORDINATOR)
            identities = identities_of(parts.database, ring)
        finally:
            parts.close()
        histories = patterns(folder / "patterns", ended=180, going_on=30, overdue=20)
        yield settings, Loader(url, ring, identities, histories)


def let_work(database: Database, actor: Actor) -> None:
    """Give somebody an account."""
    assert actor.username
    account = staff.Account(
        username=actor.username, name="Bench", role=actor.role, units=tuple(actor.units)
    )
    with write_lock(database) as connection:
        staff.add(connection, account, Personal(os.urandom(16).hex()))


def now() -> datetime:
    """The moment at which copies are looked at."""
    return NOW


def analyse(parts: Parts) -> None:
    """Let the database see what it holds, as it does by itself in time."""
    engine = parts.database.views.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))


async def fill(parts: Parts, count: int) -> None:
    """Store `count` requests through the write door."""
    for start in range(0, count, AT_ONCE):
        some = range(start, min(start + AT_ONCE, count))
        await asyncio.gather(*(parts.triage.submit(submission(each), ANYONE) for each in some))


def submission(number: int) -> Submission:
    """A request like many, with words of its own."""
    return Submission(
        topics=(TOPICS[number % len(TOPICS)],),
        profile=Profile(municipality="698", age_bands=("A2",), language="fi"),
        plea=RequestWords(message=f"Arki on raskasta juuri nyt {number}"),
        body=b"bench",
    )
