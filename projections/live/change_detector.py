"""For which watches is there news? Looks at the log from where it last stopped."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime

import structlog
from sqlalchemy import Connection

from projections.door.read_models import ReadModels
from projections.live.watches import Watch
from projections.machinery.changes import Changes, changed_since
from triage.errors.requests import CatchingUp, ReadModelStopped
from triage.failures import code_of, places_of
from triage.store.events.recorder import LogRecorder

LOG = structlog.get_logger()


class ChangeDetector:
    """Finds which watches of this process have news. Not thread-safe: one call at a time.

    Watches of the queue wait while its read model is behind or stopped; the others do not.
    """

    def __init__(self, models: ReadModels) -> None:
        self._models = models
        # The log position up to which watches were told; the key is `Watch.reads_queue`.
        self._told_until: dict[bool, int] = {}

    def begin(self, watch: Watch, now: datetime) -> str:
        """Start a watch; return what its viewer sees now, as `Watch.begin` does.

        Raises:
            CatchingUp, ReadModelStopped: it reads the queue, which is too far behind.
            RequestUnknown: not the viewer's to know of.
        """
        models, reads_queue = self._models, watch.reads_queue
        if reads_queue not in self._told_until:
            with models.database.reads.connect() as connection:
                self._told_until[reads_queue] = LogRecorder(connection).head()[0]
        # After noting the position: a change behind it is found by the next look.
        self._keep_up(reads_queue)
        with self._looking(reads_queue) as connection:
            return watch.begin(models, connection, now)

    def look(self, watches: Sequence[Watch]) -> list[Watch]:
        """The watches for which something has changed since the last look."""
        told: list[Watch] = []
        for reads_queue in (False, True):
            of_kind = [each for each in watches if each.reads_queue is reads_queue]
            # While the queue is behind its watches wait; a later look finds the same changes.
            with suppress(CatchingUp, ReadModelStopped):
                told += self._look(of_kind, reads_queue) if of_kind else []
        return told

    def rest(self) -> None:
        """Forget the positions when nobody watches: the next watch starts at the log's end."""
        self._told_until.clear()

    def _look(self, watches: Sequence[Watch], reads_queue: bool) -> list[Watch]:
        models, position = self._models, self._told_until.get(reads_queue)
        if position is None:
            return []
        with models.database.reads.connect() as connection:
            changes = changed_since(connection, position)
        if changes.until == position:
            return []
        self._keep_up(reads_queue)
        with self._looking(reads_queue) as connection:
            told = [each for each in watches if _has_news(each, models, connection, changes)]
        # Not after `rest` in the meantime: the next watch must start anew.
        if reads_queue in self._told_until:
            self._told_until[reads_queue] = changes.until
        return told

    def _keep_up(self, reads_queue: bool) -> None:
        if reads_queue:
            self._models.follower.bring_up_to_date(self._models.queue)

    def _looking(self, reads_queue: bool) -> AbstractContextManager[Connection]:
        models = self._models
        return (
            models.follower.reading(models.queue)
            if reads_queue
            else models.database.reads.connect()
        )


def _has_news(watch: Watch, models: ReadModels, connection: Connection, changes: Changes) -> bool:
    try:
        return watch.has_news(models, connection, changes)
    except Exception as failure:
        # A failing watch stops no other. Its page gets a tick, reloads and shows the problem.
        LOG.error("watch-failed", code=code_of(failure), places=places_of(failure.__traceback__))
        return True
