"""How is a fresh data directory filled with a demo? Three believable weeks, lived in seconds.

Everything goes through the doors, under a clock that is wound by hand: requests come in, staff
read and act, and the sweep enforces whatever falls due on the way, at its true moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from projections.door.requests.request_page import RequestPage
from triage.actors import ANYONE, Actor, Role
from triage.store.database.engine import Database, write_lock
from triage.store.database.unit_of_work import stored
from triage.store.records import staff
from triage.store.tables.core_tables import submissions
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from wiring.composition.key_files import ring_of
from wiring.composition.parts import Clock, Parts, assemble, identities_of, open_database
from wiring.demo.story import (
    REQUESTER,
    TOLD_KEY,
    Scene,
    Story,
    command,
    demo_requests,
    demo_rota,
    demo_staff,
    story,
    submission,
)
from wiring.refused import Refused
from wiring.settings import Settings
from workers.sweep import sweep
from workers.tools import Tools

PASSWORD = Personal("demo-salasana")
# What a running service would take to notice that something has fallen due.
NOTICED_AFTER = timedelta(seconds=9)
# Whoever answers or assesses has read the request first.
READS_FIRST = frozenset({"look", "reply", "note", "call", "notice"})


class DemoIncomplete(Refused):
    """Filling was cut short the last time; the message says what to do, in one line."""


def prepare(settings: Settings, clock: Clock, say: Callable[[str], None]) -> bool:
    """Fill an empty database, which must be set up; whether its accounts are the demo's.

    A database that holds anything else is left as it is. The ways into the demo are said each time.

    Raises:
        DemoIncomplete
    """
    database = open_database(settings)
    try:
        with database.lasting.connect() as connection:
            accounts = staff.everybody(connection)
            stored = connection.scalar(select(func.count()).select_from(submissions)) or 0
        if not accounts and not stored:
            _fill(settings, database, clock(), say)
        elif not any(account.demo for account in accounts):
            say("This is no demo data: it is served as it is, without demo accounts.")
            return False
        elif stored < len(demo_requests()):
            raise DemoIncomplete(
                f"the demo data in {settings.data_dir} was never completed: "
                "delete it and start again"
            )
        _tell_the_ways_in(settings, database, say)
    finally:
        database.dispose()
    return True


def _fill(
    settings: Settings, database: Database, now: datetime, say: Callable[[str], None]
) -> None:
    say("Filling the empty data directory with demo data…")
    with write_lock(database) as connection:
        for account in demo_staff():
            staff.add(connection, account, PASSWORD)
    hand = HandWound(now)
    with closing(assemble(settings, clock=hand, demo_allowed=True)) as parts:
        Stage(parts=parts, hand=hand, now=now).play()


def _tell_the_ways_in(settings: Settings, database: Database, say: Callable[[str], None]) -> None:
    say(f"Demo staff: aino, kerttu, sanna … with the password {PASSWORD.reveal()}")
    identity = identities_of(database, ring_of(settings)).of(TOLD_KEY)
    with database.lasting.connect() as connection:
        is_there = stored(connection, identity.request_id) is not None
    if is_there:
        say(f"The requester's side opens with the receipt {identity.receipt.reveal()}")


@dataclass(slots=True)
class HandWound:
    """A clock that shows what it was last set to."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass(kw_only=True)
class Stage:
    """Plays all stories at once, in the order of their moments."""

    parts: Parts
    hand: HandWound
    now: datetime
    tools: Tools = field(init=False)
    actors: dict[str, Actor] = field(init=False)
    request_ids: dict[str, UUID] = field(default_factory=dict)
    readers: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tools = tools_of(self.parts)
        self.actors = {account.username: account.actor() for account in demo_staff()}

    def play(self) -> None:
        """Live through everything up to now."""
        happenings = sorted(
            ((scene, each) for each in self._stories() for scene in each.scenes),
            key=lambda happening: happening[0].at,
        )
        self.hand.moment = happenings[0][0].at
        with asyncio.Runner() as runner:
            for scene, each in happenings:
                self._wind_to(scene.at)
                runner.run(self._perform(scene, each))
            self._wind_to(self.now)
            runner.run(self._plan_the_rota())

    async def _plan_the_rota(self) -> None:
        for by, planned in demo_rota(self.now):
            await self.parts.triage.rota.plan(uuid4(), planned, self.actors[by])

    def _stories(self) -> list[Story]:
        with self.parts.database.lasting.connect() as connection:
            catalogue = self.parts.catalogues.current(connection)
        return [story(told, catalogue, self.now) for told in demo_requests()]

    def _wind_to(self, moment: datetime) -> None:
        """Let time pass; the sweep notices what falls due shortly after it does."""
        while (due_at := self._next_due_at()) is not None and due_at + NOTICED_AFTER <= moment:
            self.hand.moment = max(self.hand.moment, due_at + NOTICED_AFTER)
            sweep(self.tools)
        self.hand.moment = moment

    def _next_due_at(self) -> datetime | None:
        due = self.parts.models.due
        self.parts.models.follower.bring_up_to_date(due)
        with self.parts.models.follower.reading(due) as connection:
            due_at: datetime | None = connection.scalar(select(func.min(due.table.c.due_at)))
        return due_at

    async def _perform(self, scene: Scene, each: Story) -> None:
        if not scene.step:
            receipt = await self.parts.triage.submit(submission(each.told), ANYONE)
            self.request_ids[each.name] = receipt.request_id
            return
        request_id = self.request_ids[each.name]
        actor = self._actor(scene.by, request_id)
        if scene.step["do"] in READS_FIRST and (scene.by, each.name) not in self.readers:
            self.readers.add((scene.by, each.name))
            await self.parts.reading_room.ask(RequestPage(request_id=request_id), actor)
        await self.parts.triage.execute(command(scene.step, request_id, scene.at), actor)

    def _actor(self, by: str, request_id: UUID) -> Actor:
        if by == REQUESTER:
            return Actor(role=Role.REQUESTER, request_id=request_id)
        return self.actors[by]
