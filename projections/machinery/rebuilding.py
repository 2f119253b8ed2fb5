"""How is a read model made anew? Beside the old one, request by request; then they switch.

What the log holds at the beginning is read a stream at a time, so that each request is folded and
its row written once, for all read models in one pass; what comes meanwhile is followed behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import attrgetter
from secrets import token_hex
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, MetaData, Table, bindparam, delete, select, text

from projections.machinery.folding import Folded, folded_without_words
from projections.machinery.following import (
    BATCH,
    ReadModel,
    apply,
)
from projections.machinery.from_log import FromLog, newest_profile
from projections.machinery.positions import insert_position, lock_position, move_position
from projections.machinery.tables import positions
from triage.store.database.direct import insert_rows
from triage.store.database.engine import VIEWS, Database, views_lock
from triage.store.database.row_tags import RowTags, tags_of
from triage.store.database.tagged_rows import true_state
from triage.store.events.recorder import LogRecorder
from triage.store.tables.core_tables import events
from triage.stream_kinds import StreamKind, kind_of

# Before a name of its own: indexes keep theirs when a table takes another's place.
REBUILT = "_rebuilt_"
# More than any one request has: one that had more would never be read whole.
EVENTS_AT_ONCE = 5_000
NOBODY = UUID(int=0)
STREAMS = (
    select(events)
    .where(events.c.request_id > bindparam("after"), events.c.position <= bindparam("until"))
    .order_by(events.c.request_id, events.c.version)
    .limit(EVENTS_AT_ONCE)
)
Beside = dict[ReadModel, Table]


class WholeStream(NamedTuple):
    """A stream as far as it goes: its kind, its events, and what its row has from the log."""

    kind: StreamKind | None
    events: list[StoredEvent]
    known: FromLog


class RebuildOvertaken(Exception):
    """Somebody else has begun to rebuild the same read model; this rebuild gave way."""


def rebuild(
    database: Database, *models: ReadModel, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Fill tables beside the old ones, then switch in one transaction. How many events that took.

    Readers see the old rows until the switch and are followed up meanwhile.

    Raises:
        RebuildOvertaken: another process has begun to rebuild one of these read models.
    """
    beside = {model: _table_beside(model) for model in models}
    done = _begin(database, beside)
    after: UUID | None = NOBODY
    while after is not None:
        after = _next_streams(database, beside, after, until=done)
        progress(0)
    folded = Folded()
    while reached := _follow(database, beside, folded, done):
        done = reached
        progress(done)
    _switch(database, beside, done)
    return done


def _table_beside(model: ReadModel) -> Table:
    return model.table_named(f"{model.name}{REBUILT}{token_hex(4)}", MetaData())


def _begin(database: Database, beside: Beside) -> int:
    """Empty tables, each with a position: the end of the log, which is returned.

    An earlier rebuild's are gone, by which it notices.
    """
    with views_lock(database) as connection:
        end = LogRecorder(connection).head()[0]
        for model, table in beside.items():
            earlier = positions.c.name.startswith(model.name + REBUILT, autoescape=True)
            for name in connection.scalars(select(positions.c.name).where(earlier)).all():
                model.table_named(name, MetaData()).drop(connection, checkfirst=True)
            connection.execute(delete(positions).where(earlier))
            table.create(connection)
            insert_position(connection, table.name)
            move_position(connection, table.name, end)
    return end


def _next_streams(database: Database, beside: Beside, after: UUID, *, until: int) -> UUID | None:
    """Store the rows of the next requests by their id; the last of them, None at the end."""
    with database.views.begin() as connection:
        _require_ours(connection, beside, until)
        streams = streams_after(connection, after, until)
        states = [
            (kind, folded_without_words(connection, stream), known)
            for kind, stream, known in streams.values()
        ]
        for model, table in beside.items():
            rows = [
                {**model.row(each, known.profile), **known.places(table)}
                for kind, each, known in states
                if kind is model.kind and each is not None
            ]
            insert_rows(connection, table, rows)
    return max(streams, default=None)


def streams_after(connection: Connection, after: UUID, until: int) -> dict[UUID, WholeStream]:
    """The next whole streams; the last one read may be cut off and is left to the next time."""
    rows = connection.execute(STREAMS, {"after": after, "until": until}).all()
    streams = {
        request_id: _stream(tags_of(connection), list(stream))
        for request_id, stream in groupby(rows, key=attrgetter("request_id"))
    }
    if len(rows) == EVENTS_AT_ONCE:
        streams.popitem()
    return streams


def _kind(stream: Sequence[StoredEvent]) -> StreamKind | None:
    """The kind of a stream; None where no kind of this release has such events."""
    try:
        return kind_of(stream[0].topic)
    except LookupError:
        return None


def _stream(tags: RowTags, rows: Sequence[Any]) -> WholeStream:
    events_of_one = [
        StoredEvent(r.request_id, r.version, r.topic, true_state(tags, r._mapping)) for r in rows
    ]
    places = {"arrived": rows[0].position, "changed": rows[-1].position}
    known = FromLog(**places, profile=newest_profile(events_of_one))
    return WholeStream(_kind(events_of_one), events_of_one, known)


def _follow(database: Database, beside: Beside, folded: Folded, done: int) -> int:
    """Apply the next batch; the position that this reaches, 0 at the end of the log."""
    with database.views.begin() as connection:
        _require_ours(connection, beside, done)
        batch = LogRecorder(connection).select_notifications(done, BATCH, inclusive_of_start=False)
        if not batch:
            return 0
        for model, table in beside.items():
            apply(connection, model, batch, folded, table=table)
            move_position(connection, table.name, batch[-1].id)
        return batch[-1].id


def _require_ours(connection: Connection, beside: Beside, done: int) -> None:
    for model, table in beside.items():
        if lock_position(connection, table.name) != done:
            raise RebuildOvertaken(model.name)


def _switch(database: Database, beside: Beside, done: int) -> None:
    with ExitStack() as locks:
        for model in beside:
            locks.enter_context(model.lock)
        with database.views.begin() as connection:
            _require_ours(connection, beside, done)
            for model, table in beside.items():
                lock_position(connection, model.name)
                model.table.drop(connection)
                rename = f"ALTER TABLE {VIEWS}.{table.name} RENAME TO {model.name}"
                connection.execute(text(rename))
                connection.execute(delete(positions).where(positions.c.name == table.name))
                move_position(connection, model.name, done)
