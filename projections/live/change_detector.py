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
from triage.errors import CatchingUp, ReadModelStopped
from triage.failures import code_of, places_of
from triage.store.events.recorder import LogRecorder

LOG = structlog.get_logger()


class ChangeDetector:
    """Looks after the watches of one process; one call at a time.

    Those that read the queue wait where its read model is behind or stopped; the others do not.
    """

    def __init__(self, models: ReadModels) -> None:
        self._models = models
        # Up to which position each kind of watch was told: those that read the queue, and others.
        self._told_until: dict[bool, int] = {}

    def begin(self, watch: Watch, now: datetime) -> str:
        """Begin to watch: what is seen now, as the watch says it.

        Raises:
            CatchingUp, ReadModelStopped: it reads the queue, which is too far behind.
            RequestUnknown: not the viewer's to know of.
        """
        models, reads_queue = self._models, watch.reads_queue
        if reads_queue not in self._told_until:
            with models.database.reads.connect() as connection:
                self._told_until[reads_queue] = LogRecorder(connection).head()[0]
        # Only now: what happens behind that position is told by the next look.
        self._keep_up(reads_queue)
        with self._looking(reads_queue) as connection:
            return watch.begin(models, connection, now)

    def look(self, watches: Sequence[Watch]) -> list[Watch]:
        """Those for which there is news since the last look."""
        told: list[Watch] = []
        for reads_queue in (False, True):
            of_kind = [each for each in watches if each.reads_queue is reads_queue]
            # A later look tells what the queue cannot tell yet.
            with suppress(CatchingUp, ReadModelStopped):
                told += self._look(of_kind, reads_queue) if of_kind else []
        return told

    def rest(self) -> None:
        """Nobody watches any more: whoever comes next begins at the end of the log."""
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
        # Unless everybody has left meanwhile: whoever comes next begins anew.
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
        # One that fails takes no other with it; its page looks for itself, and says what it finds.
        LOG.error("watch-failed", code=code_of(failure), places=places_of(failure.__traceback__))
        return True
