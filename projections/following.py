"""How does a read model keep up with the log? It pulls: position, events, rows, one transaction.

Whoever asks brings the read model up to date first, so every read shows every acknowledged write
and no process has to be awake for it.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Connection, MetaData, Table, delete, func, select, update

from projections.tables import positions
from triage.errors import CatchingUp, ReadModelStopped
from triage.help_request import HelpRequest
from triage.store.engine import STORE_FAILURES, Database, views_lock
from triage.store.inserting import insert_rows
from triage.store.recorder import LogRecorder
from triage.store.sealing import SealingMapper, sealed_profile
from triage.store.tables import events, if_absent

BATCH = 500
# A read catches up at most this far; beyond it the follower does, and the reader is told.
READ_CATCHES_UP = 2_000
# Each who waits in line holds one of the process's few threads for reading.
READ_WAITS_SECONDS = 3.0
REMEMBERED_REQUESTS = 4_000

RowOf = dict[str, Any]
MAPPER = SealingMapper()


class ReadModel(ABC):
    """One table with a row a request, made of the request's state; its name is its version too."""

    name: ClassVar[str]

    def __init__(self) -> None:
        self.table = self.table_named(self.name, MetaData())
        self.lock = threading.Lock()

    @staticmethod
    @abstractmethod
    def table_named(name: str, holder: MetaData) -> Table:
        """The table's shape, under any name (a rebuild fills one beside the old)."""

    @abstractmethod
    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        """The row of a request in this state; `profile` is its still sealed profile."""


class Folded:
    """Requests folded without their words, remembered for the read models that follow the log.

    Events never change, so a remembered state can be gone on from whenever it is not ahead of
    what is asked for. Whoever uses one holds `lock`: the next events change it in place.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._requests: OrderedDict[UUID, HelpRequest] = OrderedDict()

    def after(self, connection: Connection, batch: Sequence[Notification]) -> list[HelpRequest]:
        """Every request of the batch, in the state in which the batch leaves it."""
        streams: dict[UUID, list[Notification]] = {}
        for event in batch:
            assert isinstance(event.originator_id, UUID)
            streams.setdefault(event.originator_id, []).append(event)
        return [self._after(connection, each, streams[each]) for each in streams]

    def _after(
        self, connection: Connection, request_id: UUID, stream: Sequence[Notification]
    ) -> HelpRequest:
        first = stream[0].originator_version
        known = self._requests.pop(request_id, None)
        if known is None or not first - 1 <= known.version <= stream[-1].originator_version:
            known = _folded(connection, request_id, first - 1)
        for event in stream:
            if known is None or event.originator_version > known.version:
                known = MAPPER.to_domain_event(event).mutate(known)
        assert known is not None
        self._requests[request_id] = known
        if len(self._requests) > REMEMBERED_REQUESTS:
            self._requests.popitem(last=False)
        return known


def _folded(connection: Connection, request_id: UUID, version: int) -> HelpRequest | None:
    if not version:
        return None
    return folded_without_words(LogRecorder(connection).select_events(request_id, lte=version))


def folded_without_words(stream: Iterable[StoredEvent]) -> HelpRequest:
    """The request that these events make, as far as it can be told without any key."""
    request: HelpRequest | None = None
    for stored in stream:
        request = MAPPER.to_domain_event(stored).mutate(request)
    assert request is not None
    return request


class Follower:
    """Brings read models up to date. Two doing so at once are harmless: the position row locks."""

    def __init__(self, database: Database, models: Sequence[ReadModel]) -> None:
        self._database = database
        self._models = {model.name: model for model in models}
        self._folded = Folded()

    @property
    def models(self) -> tuple[ReadModel, ...]:
        return tuple(self._models.values())

    def prepare(self) -> None:
        """Make the tables that are missing; a new name starts at the beginning of the log."""
        with views_lock(self._database) as connection:
            positions.create(connection, checkfirst=True)
            for model in self.models:
                model.table.create(connection, checkfirst=True)
                insert_position(connection, model.name)

    def distance(self, model: ReadModel) -> int:
        """How many events the read model is behind."""
        with self._database.reads.connect() as connection:
            return _distance(connection, model.name)

    def bring_up_to_date(self, model: ReadModel) -> None:
        """Follow the log to its end before a read.

        Raises:
            CatchingUp: the distance, or the line of those who do so already, is too long for a
                reader to wait.
            ReadModelStopped: it cannot take an event; the follower's log says where it failed.
        """
        behind = self.distance(model)
        if behind > READ_CATCHES_UP:
            raise CatchingUp(name=model.name, behind=behind)
        try:
            while behind > 0:
                if not model.lock.acquire(timeout=READ_WAITS_SECONDS):
                    raise CatchingUp(name=model.name, behind=behind)
                try:
                    behind -= self._follow(model) or behind
                finally:
                    model.lock.release()
        except (CatchingUp, *STORE_FAILURES):
            raise
        except Exception as error:
            raise ReadModelStopped(name=model.name) from error

    def follow(self, model: ReadModel) -> int:
        """Apply the next batch; how many events that were."""
        with model.lock:
            return self._follow(model)

    def _follow(self, model: ReadModel) -> int:
        with self._database.views.begin() as connection:
            position = lock_position(connection, model.name)
            batch = LogRecorder(connection).select_notifications(
                position, BATCH, inclusive_of_start=False
            )
            if batch:
                apply(connection, model, batch, self._folded)
                move_position(connection, model.name, batch[-1].id)
        return len(batch)


def apply(
    connection: Connection,
    model: ReadModel,
    batch: Sequence[Notification],
    folded: Folded,
    *,
    table: Table | None = None,
) -> None:
    """Fold a batch and store the row of every request in it once, as the batch leaves it."""
    table = model.table if table is None else table
    known = _known(connection, table, batch)
    with folded.lock:
        rows = [
            {**model.row(each, known[each.id].profile), **known[each.id].places(table)}
            for each in folded.after(connection, batch)
        ]
    connection.execute(delete(table).where(table.c.request_id.in_(_ids(batch))))
    insert_rows(connection, table, rows)


def _ids(batch: Sequence[Notification]) -> set[UUID]:
    return {event.originator_id for event in batch if isinstance(event.originator_id, UUID)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLog:
    """What a row has from the log beside the request's state: places, and the sealed profile."""

    arrived: int
    changed: int
    profile: bytes | None

    def places(self, table: Table) -> RowOf:
        """The places, for a table that keeps them."""
        if "arrived" not in table.c:
            return {}
        return {"arrived": self.arrived, "changed": self.changed}


def _known(
    connection: Connection, table: Table, batch: Sequence[Notification]
) -> dict[Any, FromLog]:
    """For every request of the batch what its first event tells, or else the row that it has."""
    changed = {event.originator_id: event.id for event in batch}
    known = {
        event.originator_id: FromLog(
            arrived=event.id,
            changed=changed[event.originator_id],
            profile=sealed_profile(event),
        )
        for event in batch
        if event.originator_version == 1
    }
    older = changed.keys() - known.keys()
    kept = [column for column in table.c if column.name in ("request_id", "arrived", "profile")]
    stored = connection.execute(select(*kept).where(table.c.request_id.in_(older))).mappings()
    return (
        dict.fromkeys(older, FromLog(arrived=0, changed=0, profile=None))
        | known
        | {
            row["request_id"]: FromLog(
                arrived=row.get("arrived", 0),
                changed=changed[row["request_id"]],
                profile=row.get("profile"),
            )
            for row in stored
        }
    )


def _distance(connection: Connection, name: str) -> int:
    log = select(func.max(events.c.position)).scalar_subquery()
    followed = select(positions.c.position).where(positions.c.name == name).scalar_subquery()
    row = connection.execute(select(log, followed)).one()
    return (row[0] or 0) - (row[1] or 0)


def position_of(connection: Connection, name: str) -> int:
    """How far a read model has come in the log."""
    return connection.scalar(select(positions.c.position).where(positions.c.name == name)) or 0


def lock_position(connection: Connection, name: str) -> int | None:
    """The position, its row locked until the transaction ends: a write before any read.

    None where there is no such position.
    """
    position: int | None = connection.scalar(
        update(positions)
        .where(positions.c.name == name)
        .values(position=positions.c.position)
        .returning(positions.c.position)
    )
    return position


def move_position(connection: Connection, name: str, position: int) -> None:
    """Tell how far a read model has come."""
    connection.execute(update(positions).where(positions.c.name == name).values(position=position))


def insert_position(connection: Connection, name: str) -> None:
    """Begin at the beginning of the log; a position that is there already stays."""
    statement = if_absent(positions)[connection.dialect.name]
    connection.execute(statement, {"name": name, "position": 0})
