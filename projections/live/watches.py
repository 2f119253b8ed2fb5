"""What does an open page wait for news of? The rows or the dialogue that its viewer may see.

A watch remembers what its viewer saw last, to decide whether a change is visible to this viewer.
Watching is no read for the access log: it says only that something changed, and shows no content.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, select

from projections.door.read_models import ReadModels
from projections.machinery.changes import Changes
from projections.views.own_request import OwnRequestShown, OwnVerb, own_request
from projections.views.queue.order import Place, unseen
from projections.views.queue.waiting import (
    Filters,
    chosen_by,
    covered_in,
    version_shown,
    visible_to,
)
from triage.actors import Actor
from triage.codes import Sender
from triage.errors.requests import RequestUnknown
from triage.permission import require
from triage.store.events.streams import folded, stream
from triage.store.records import absences
from triage.time.calendar import local_day

Versions = dict[UUID, int]


class Watch(ABC):
    """One viewer's watch. Its text of what is seen changes exactly when there is news."""

    permission: ClassVar[str]
    # Whether the queue's read model must be brought up to date before it is asked.
    reads_queue: ClassVar[bool] = False

    def __init__(self, actor: Actor) -> None:
        """Raises NotAllowed where the actor's role never may see such a thing."""
        require(actor, self.permission)
        self.actor = actor

    @abstractmethod
    def begin(self, models: ReadModels, connection: Connection, now: datetime) -> str:
        """Remember what is seen now, and return it as the text that the page made of the same.

        Raises:
            RequestUnknown: not this viewer's to know of.
        """

    @abstractmethod
    def has_news(self, models: ReadModels, connection: Connection, changes: Changes) -> bool:
        """Whether one of the changes is visible to this viewer; remembers what is seen now."""


class RowWatch(Watch):
    """Watches rows of the queue: one that comes, changes or goes is news."""

    reads_queue = True

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self._held: Versions = {}

    @abstractmethod
    def _watched(self, table: Table) -> ColumnElement[bool]:
        """Which rows, of those that the viewer may know of."""

    def has_news(self, models: ReadModels, connection: Connection, changes: Changes) -> bool:
        seen = self._seen(models, connection, changes.ids)
        held = {each: self._held[each] for each in self._held if changes.is_about(each)}
        for gone in held.keys() - seen.keys():
            del self._held[gone]
        self._held.update(seen)
        return seen != held

    def _hold(self, models: ReadModels, connection: Connection) -> None:
        self._held = self._seen(models, connection, None)

    def _seen(
        self, models: ReadModels, connection: Connection, among: Collection[UUID] | None
    ) -> Versions:
        table = models.queue.table
        catalogue = models.catalogues.current(connection)
        shown = version_shown(table, self.actor, catalogue).label("version_shown")
        rows = select(table.c.request_id, shown).where(
            visible_to(table, self.actor, catalogue.intake_unit), self._watched(table)
        )
        if among is not None:
            rows = rows.where(table.c.request_id.in_(among))
        return {row.request_id: row.version_shown for row in connection.execute(rows)}


class QueueWatch(RowWatch):
    """Watches everything in the viewer's queue that goes on, for a page of some of it."""

    permission = "queue:read"

    def __init__(self, actor: Actor, filters: Filters) -> None:
        super().__init__(actor)
        self._filters = filters

    def begin(self, models: ReadModels, connection: Connection, now: datetime) -> str:
        table, filters = models.queue.table, self._filters
        self._hold(models, connection)
        catalogue = models.catalogues.current(connection)
        cover = absences.cover_on(connection, local_day(now), catalogue)
        own = covered_in(table, filters, self.actor, cover)
        place = models.places.read(filters.after) if filters.after else Place(as_of=now)
        conditions = (
            visible_to(table, self.actor, catalogue.intake_unit),
            *chosen_by(table, filters, place.as_of, own),
        )
        version = version_shown(table, self.actor, catalogue).label("version_shown")
        columns = select(table.c.request_id, version)
        rows = unseen(columns, table, place, ended=filters.of_ended).where(*conditions)
        shown = connection.execute(rows.limit(filters.limit))
        return said_of_rows((row.request_id, row.version_shown) for row in shown)

    def _watched(self, table: Table) -> ColumnElement[bool]:
        return table.c.ended.is_(False)


class RequestWatch(RowWatch):
    """Watches one request that the viewer may know of."""

    permission = "request:read"

    def __init__(self, actor: Actor, request_id: UUID) -> None:
        super().__init__(actor)
        self.request_id = request_id

    def begin(self, models: ReadModels, connection: Connection, now: datetime) -> str:
        self._hold(models, connection)
        if not self._held:
            raise RequestUnknown()
        return said_of_rows(self._held.items())

    def has_news(self, models: ReadModels, connection: Connection, changes: Changes) -> bool:
        return changes.is_about(self.request_id) and super().has_news(models, connection, changes)

    def _watched(self, table: Table) -> ColumnElement[bool]:
        return table.c.request_id == self.request_id


class OwnWatch(Watch):
    """Watches a requester's own dialogue: only what the requester is shown is news."""

    permission = "own-request:read"

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        if actor.request_id is None:
            raise RequestUnknown()
        self._request_id = actor.request_id
        self._said = ""

    def begin(self, models: ReadModels, connection: Connection, now: datetime) -> str:
        self._said = self._shown(models, connection)
        return self._said

    def has_news(self, models: ReadModels, connection: Connection, changes: Changes) -> bool:
        if not changes.is_about(self._request_id):
            return False
        before, self._said = self._said, self._shown(models, connection)
        return self._said != before

    def _shown(self, models: ReadModels, connection: Connection) -> str:
        _, recorded, damage = stream(connection, models.ring, self._request_id)
        shown = own_request(folded(recorded), recorded, (), first_too=False, damaged=bool(damage))
        return said_of_own(shown)


def said_of_rows(rows: Iterable[tuple[UUID, int]]) -> str:
    """A text that differs whenever the shown rows differ; a page's fingerprint is made of it."""
    return " ".join(f"{request_id.hex}:{version}" for request_id, version in rows)


def said_of_own(shown: OwnRequestShown) -> str:
    """A text that differs whenever the requester is shown something new; it holds no message.

    Reads of staff are left out. A read is no event, so it would be noticed at the next event, and
    would give that one away where it is withheld. Nor is it news whether feedback is wanted:
    giving it leaves no event to notice it by.
    """
    staff = [each for each in shown.messages if each.sender is not Sender.REQUESTER]
    replies = [(each.sent_at, each.retracted_at) for each in staff]
    return repr(
        (
            str(shown.state),
            shown.asks,
            shown.answer_by,
            shown.handled_by,
            shown.moved,
            tuple(str(each) for each in shown.may if each is not OwnVerb.FEEDBACK),
            shown.untold,
            shown.seen,
            shown.has_first_message,
            replies,
            [each.at for each in shown.notes],
            shown.statutory_clocks,
            [(each.number, each.answered_at) for each in shown.data_requests],
            [(each.recorded_at, each.revoked_at) for each in shown.consent_records],
        )
    )
