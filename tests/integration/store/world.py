"""What does a service under test consist of? A stocked database, a clock, some people."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Connection

from projections.door.requests.queue_page import Queue, QueuePage
from projections.door.requests.request_page import RequestPage, RequestShown
from projections.views.queue.waiting import Filters
from tests.clock import START, HandWoundClock
from triage.actors import ANYONE, Actor, Role
from triage.catalogue.packaged import packaged_lapland_text
from triage.intake import Submission
from triage.request.words import Profile, RequestWords
from triage.store.database.engine import Database, embedded, write_lock
from triage.store.database.upgrade import upgrade
from triage.store.keys.key_ring import KeyRing
from triage.store.records import catalogue_store, staff
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal
from wiring.composition.parts import Parts, assemble, open_database
from wiring.composition.setting_up import set_up
from wiring.settings import Settings

MASTER_KEY = "c3VvcHVyc3VqYS1zdW9wdXJzdWphLXN1b3B1cnN1amE="
PASSWORD = Personal("oikea hevonen paristo niitti")
TIMEOUT_SECONDS = 60

PROFILE = Profile(
    municipality="698", age_bands=("A3",), asker="parent", concerns="my_child", language="fi"
)
AINO = Actor(role=Role.WORKER, username="aino", units=frozenset({"perhesosiaalityo"}))
ONNI = Actor(role=Role.WORKER, username="onni", units=frozenset({"perhesosiaalityo"}))
OLLI = Actor(role=Role.WORKER, username="olli", units=frozenset({"neuvola"}))
KERTTU = Actor(role=Role.COORDINATOR, username="kerttu", units=frozenset({"palveluohjaus"}))
SANNA = Actor(
    role=Role.SUPERVISOR, username="sanna", units=frozenset({"perhesosiaalityo", "neuvola"})
)
TIINA = Actor(role=Role.OFFICER, username="tiina")
ANTTI = Actor(role=Role.ADMINISTRATOR, username="antti")

_numbers = count(1)


@dataclass(slots=True)
class TestedService:
    """The parts of one process with the clock that its doors read."""

    __test__ = False

    parts: Parts
    clock: HandWoundClock = field(default_factory=HandWoundClock)

    def submit(self, submission: Submission | None = None) -> Receipt:
        return self.parts.triage.submit_and_wait(submission or a_submission(), ANYONE)

    async def row(self, request_id: UUID, actor: Actor = KERTTU) -> RequestShown:
        question = RequestPage(request_id=request_id, row_only=True)
        return await self.parts.reading_room.ask(question, actor)

    async def queue(self, actor: Actor = KERTTU, **filters: object) -> QueuePage:
        chosen = Filters(**{"limit": 200, **filters})  # type: ignore[arg-type]
        return await self.parts.reading_room.ask(Queue(filters=chosen), actor)


def stock(settings: Settings) -> None:
    """Make the tables, put the packaged catalogue in force and let three people work."""
    if settings.embedded:
        shutil.copytree(_template().name, settings.data_dir, dirs_exist_ok=True)
        return
    database = open_database(settings)
    _stock(database)
    database.dispose()


def _stock(database: Database) -> None:
    upgrade(database)
    with write_lock(database) as connection:
        catalogue_store.publish(
            connection, packaged_lapland_text(), published_at=START, published_by=None
        )
        let_three_work(connection)


@cache
def _template() -> TemporaryDirectory[str]:
    """The files of a stocked database, made once a process and removed with it."""
    directory = TemporaryDirectory(prefix="pyyda-tests-")
    database = embedded(Path(directory.name))
    database.authenticate(KeyRing(b64decode(MASTER_KEY)).row_tags)
    _stock(database)
    database.dispose()
    return directory


def let_three_work(connection: Connection) -> None:
    """Aino, Olli and Kerttu have accounts."""
    for actor in (AINO, OLLI, KERTTU):
        assert actor.username
        account = staff.Account(
            username=actor.username,
            name=actor.username.title(),
            role=actor.role,
            units=tuple(actor.units),
        )
        staff.add(connection, account, PASSWORD)


def let_a_demo_begin(settings: Settings) -> None:
    """A database where nobody works who does not belong to a demo."""
    set_up(settings, HandWoundClock())
    database = open_database(settings)
    with write_lock(database) as connection:
        outi = staff.Account(
            username="outi", name="Outi", role=Role.WORKER, units=("neuvola",), demo=True
        )
        staff.add(connection, outi, PASSWORD)
    database.dispose()


@contextmanager
def opened(settings: Settings) -> Iterator[TestedService]:
    """The parts of one more process on a stocked database."""
    clock = HandWoundClock()
    parts = assemble(settings, clock=clock)
    try:
        yield TestedService(parts, clock)
    finally:
        parts.close()


def a_submission(
    message: str | None = None, *, key: str | None = None, plea: RequestWords | None = None
) -> Submission:
    """A parent's request for help at home; another text each time unless one is given."""
    said = message or f"En jaksa enää yksin, {next(_numbers)}."
    return Submission(
        topics=("VAN",),
        profile=PROFILE,
        plea=plea or RequestWords(message=said),
        body=json.dumps({"message": said}).encode(),
        idempotency_key=Personal(key) if key else None,
    )
