"""Which parts does a process consist of? The one place that puts them together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from projections.door.read_models import ReadModels, furnish
from projections.door.reading_room import ReadingRoom
from projections.live.presence import Presence
from projections.views.due import DueRequests
from projections.views.queue.order import Places
from triage.accounts.authenticator import Authenticator
from triage.accounts.rules import SignInRules
from triage.accounts.translation_links import TranslationLinks
from triage.desk.drafts import DraftDesk
from triage.desk.visits import Visits
from triage.door import Triage
from triage.feedback import FeedbackBox
from triage.store.database.engine import Database, embedded, production, write_lock
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.keys.inventory import hashing_key
from triage.store.keys.key_ring import KeyRing
from triage.store.records.accessibility_feedback import AccessibilityRecords
from triage.store.records.catalogue_store import CatalogueStore
from wiring.composition.clocks import clock_check_of
from wiring.composition.key_files import has_master_key, ring_of, tombstones
from wiring.composition.presence import presence_of
from wiring.composition.waking import WakeUp, wake_up_of
from wiring.settings import BadSettings, Settings
from workers.clock.clock_check import ClockCheck

LOG = structlog.get_logger()
Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that a process of ours works with. Opened after the fork, closed at the end.

    `demo_allowed`: the accounts of a demo count, and prepared languages are shown unsigned.
    """

    settings: Settings
    database: Database
    ring: KeyRing
    identities: Identities
    writer: Writer
    catalogues: CatalogueStore
    triage: Triage
    authenticator: Authenticator
    reading_room: ReadingRoom
    feedback: FeedbackBox
    models: ReadModels
    presence: Presence
    wake_up: WakeUp
    clock: Clock
    clock_check: ClockCheck
    demo_allowed: bool = False

    @property
    def due(self) -> DueRequests:
        return DueRequests(self.models.follower, self.models.due)

    @property
    def drafts(self) -> DraftDesk:
        return DraftDesk(
            database=self.database,
            writer=self.writer,
            ring=self.ring,
            catalogues=self.catalogues,
            clock=self.clock,
        )

    @property
    def visits(self) -> Visits:
        return Visits(database=self.database, writer=self.writer, clock=self.clock)

    @property
    def translation_links(self) -> TranslationLinks:
        return TranslationLinks(
            database=self.database,
            ring=self.ring,
            identities=self.identities,
            catalogues=self.catalogues,
            clock=self.clock,
            demo_allowed=self.demo_allowed,
        )

    def close(self) -> None:
        self.writer.stop()
        self.wake_up.close()
        self.database.dispose()


def open_database(settings: Settings) -> Database:
    """The database that the settings name; nothing in it is created.

    Its guarded rows can be read and written where the master key is at hand.
    """
    url = settings.database_url
    database = embedded(settings.data_dir) if url is None else production(url)
    # Whether it has to be there, and is the right one, is asked by whoever needs it.
    with suppress(BadSettings):
        if has_master_key(settings):
            database.authenticate(ring_of(settings).row_tags)
    return database


def identities_of(database: Database, ring: KeyRing) -> Identities:
    """The one who derives requests' identities, by this database's own hashing key.

    Raises:
        WrongMasterKey, KeysLost
    """
    with write_lock(database) as connection:
        return Identities(hashing_key(connection, ring))


def assemble(settings: Settings, *, clock: Clock, demo_allowed: bool = False) -> Parts:
    """Open the database, which must be upgraded, and make the two doors over it.

    `clock` is handed in by the entry point of the process, so that one process has one clock.

    Raises:
        WrongMasterKey, KeysLost, BadSettings
    """
    ring = ring_of(settings)
    ring.row_tags.refused.tell = _tell_of_refused
    database = open_database(settings)
    # What is refused is told of by this process's own ring.
    database.authenticate(ring.row_tags)
    try:
        return _assembled(settings, database, ring, clock=clock, demo_allowed=demo_allowed)
    except Exception:
        database.dispose()
        raise


def rules_of(settings: Settings) -> SignInRules:
    """How strictly staff sign in here."""
    return SignInRules(
        second_factor_roles=frozenset(settings.second_factor_roles),
        idle=timedelta(minutes=settings.idle_minutes),
        fresh=timedelta(minutes=settings.fresh_proof_minutes),
    )


def _assembled(
    settings: Settings, database: Database, ring: KeyRing, *, clock: Clock, demo_allowed: bool
) -> Parts:
    identities, catalogues = identities_of(database, ring), CatalogueStore()
    models = _furnished(database, ring, catalogues, identities)
    writer = _started(database, wake_up := wake_up_of(settings))
    of_both: dict[str, Any] = {
        "database": database,
        "writer": writer,
        "ring": ring,
        "identities": identities,
        "clock": clock,
        "demo_allowed": demo_allowed,
    }
    return Parts(
        settings=settings,
        database=database,
        ring=ring,
        identities=identities,
        writer=writer,
        catalogues=catalogues,
        triage=Triage(catalogues=catalogues, tombstones=tombstones(settings), **of_both),
        authenticator=Authenticator(rules=rules_of(settings), **of_both),
        reading_room=ReadingRoom(models=models, writer=writer, clock=clock),
        feedback=FeedbackBox(writer=writer, ring=ring, catalogues=catalogues, clock=clock),
        models=models,
        presence=presence_of(settings, clock),
        wake_up=wake_up,
        clock=clock,
        clock_check=_checked(settings, database, clock),
        demo_allowed=demo_allowed,
    )


def _tell_of_refused(place: str) -> None:
    LOG.error("row-refused", place=place)


def _furnished(
    database: Database, ring: KeyRing, catalogues: CatalogueStore, identities: Identities
) -> ReadModels:
    places = Places(identities.key_of_places())
    accessibility = AccessibilityRecords(identities.accessibility_key())
    return furnish(database, ring, catalogues, places, accessibility)


def _started(database: Database, wake_up: WakeUp) -> Writer:
    writer = Writer(database)
    writer.written = wake_up.send
    writer.start()
    return writer


def _checked(settings: Settings, database: Database, clock: Clock) -> ClockCheck:
    if clock is wall_clock:
        return clock_check_of(settings, database, clock)
    # A clock that was handed in (tests, demo) is not compared with the machine's seconds.
    return ClockCheck(clock)
