"""When does what is over go? Hourly what is small, daily the content of requests.

Each step is a transaction of its own with its report in it, and a later one finds what an earlier
one left: it may be stopped anywhere, and be made twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import structlog

from triage.actors import SYSTEM
from triage.catalogue import Catalogue
from triage.door import WRITE_TIMEOUT_SECONDS, Triage
from triage.request.commands.retention import DisposeOfRequest
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.freed_pages import forget_freed_pages
from triage.store.keys.key_ring import KeyRing
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.disposals import Disposal, add
from triage.time.calendar import local_day
from triage.time.retention import Kept
from workers.disposal.classes import ROW_CLASSES, Gone, RowClass
from workers.disposal.requests import RequestOver, requests_over, silent_since
from workers.failures import reported
from workers.rounds import Rounds

LOG = structlog.get_logger()
BEGUN, DONE = "disposal-begun", "disposal"
DAILY = timedelta(days=1)
# So many at a time: the next sweep goes on with the others.
REQUESTS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalRound:
    """What disposing works with."""

    database: Database
    writer: Writer
    triage: Triage
    ring: KeyRing
    catalogues: CatalogueStore
    rounds: Rounds

    def number_over(self, now: datetime) -> Mapping[Kept, int]:
        """How many rows of each class are over; nothing is changed."""
        with self.database.lasting.connect() as connection:
            rules = self.catalogues.current(connection).retention
            return {
                each.kept: each.number(connection, rules.of(each.kept), now) for each in ROW_CLASSES
            }

    def over(self, now: datetime) -> Iterator[RequestOver]:
        """The requests whose day has come, with what holds them back; nothing is changed."""
        rules = self._catalogue().retention
        return requests_over(self.database, self.ring, rules, local_day(now))

    def dispose_of_rows(self, now: datetime, *, at_once: bool = False) -> Mapping[Kept, int]:
        """Let the rows go that are over; how many of each class went.

        Of some classes only where the county lets that be done by itself, or `at_once` is said.
        """
        went: dict[Kept, int] = {}
        for each in ROW_CLASSES:
            with reported("rows-not-disposed-of", name=each.kept):
                went[each.kept] = self._dispose_of(each, now, at_once=at_once)
        return went

    def dispose_of_requests(self, now: datetime) -> int:
        """Once a day destroy the content of the requests that were on the list for long enough.

        Returns how many. Nothing is done where the county has not said that it is done by itself.
        """
        last_at = self.rounds.last(DONE)
        if last_at is not None and last_at <= now < last_at + DAILY:
            return 0
        if not self._may_go_by_itself(now):
            self.rounds.done(DONE, now)
            return 0
        rules = self._catalogue().retention
        on_list_since = local_day(now) - timedelta(days=rules.notice_days)
        over = requests_over(self.database, self.ring, rules, on_list_since)
        free = list(islice((each for each in over if each.hold is None), REQUESTS_AT_ONCE))
        gone = self.destroy(free, now)
        if len(free) < REQUESTS_AT_ONCE:
            self.rounds.done(DONE, now)
        return gone

    def destroy(self, over: list[RequestOver], now: datetime) -> int:
        """Destroy the keys of these, and their old bytes on the disk; how many.

        Raises:
            OldBytesLinger: somebody reading keeps the old bytes on the disk until the next round.
        """
        begun, done = self.rounds.last(BEGUN), self.rounds.last(DONE)
        was_stopped = begun is not None and (done is None or done < begun)
        if not over and not was_stopped:
            return 0
        self.rounds.done(BEGUN, now)
        gone = 0
        for each in over:
            with reported("request-not-disposed-of", request_id=str(each.request_id)):
                command = DisposeOfRequest(request_id=each.request_id)
                self.triage.begin(command, SYSTEM).result(WRITE_TIMEOUT_SECONDS)
                gone += 1
        forget_freed_pages(self.database)
        return gone

    def _dispose_of(self, of: RowClass, now: datetime, *, at_once: bool) -> int:
        if of.waits_for_leave and not at_once and not self._may_go_by_itself(now):
            return 0
        number, destroys_keys = 0, False
        while True:
            job = partial(self._step, of=of, now=now)
            gone = self.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)
            if not gone.number:
                break
            number += gone.number
            destroys_keys |= gone.destroys_keys
        if destroys_keys:
            forget_freed_pages(self.database)
        return number

    def _step(self, unit: UnitOfWork, *, of: RowClass, now: datetime) -> Gone:
        catalogue = self.catalogues.in_force(unit)
        term = catalogue.retention.of(of.kept)
        gone = of.dispose(unit.connection, term, now)
        if gone.number:
            report = Disposal(
                day=local_day(now),
                kind=str(of.kept),
                number=gone.number,
                ground=term.ground,
                edition=catalogue.version,
                before=term.before(now),
                disposed_at=now,
            )
            add(unit.connection, report, gone.start)
        return gone

    def _may_go_by_itself(self, now: datetime) -> bool:
        if not self._catalogue().retention.by_itself:
            return False
        silent = silent_since(self.database, now)
        if silent is not None:
            LOG.error("disposal-waits", last_read_at=silent.isoformat())
        return silent is None

    def _catalogue(self) -> Catalogue:
        with self.database.lasting.connect() as connection:
            return self.catalogues.current(connection)
