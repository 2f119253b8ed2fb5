"""Does a read model hold what the log makes of it? Each row is compared with one made anew.

Nothing is written, and no writer is waited for: each read model is compared as far as it has come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, Connection, Table, inspect, select

from projections.machinery.folding import folded_without_words
from projections.machinery.following import ReadModel
from projections.machinery.positions import position_of
from projections.machinery.rebuilding import NOBODY, streams_after
from projections.machinery.tables import positions
from triage.evidence.differs import Differs
from triage.store.database.damage_signs import may_tell_damage
from triage.store.database.engine import VIEWS, Database

MADE_ANEW = "pyyda-apua rebuild makes it anew"
RowOf = Mapping[str, Any]


def require_as_made(database: Database, models: Sequence[ReadModel]) -> None:
    """Let pass where every row is what the log makes; what nobody has filled yet is passed over.

    Raises:
        Differs: at the first row that is not.
    """
    with database.views.connect() as connection:
        there = set(inspect(connection).get_table_names(schema=VIEWS))
        for model in models:
            if {model.name, positions.name} <= there:
                _require_as_made(connection, model)


def _require_as_made(connection: Connection, model: ReadModel) -> None:
    try:
        found = _first_of(connection, model)
    except Exception as failure:
        if not may_tell_damage(failure):
            raise
        raise Differs(f"read models: {model.name} cannot be read; {MADE_ANEW}") from None
    if found is not None:
        raise Differs(f"read models: {found}: the log makes another row; {MADE_ANEW}")


def _first_of(connection: Connection, model: ReadModel) -> str | None:
    until = position_of(connection, model.name)
    known = {row[model.key]: row for row in _rows(connection, model.table)}
    after: UUID | None = NOBODY
    while after is not None:
        streams = streams_after(connection, after, until)
        for stream_id, (kind, stream, places) in streams.items():
            state = folded_without_words(connection, stream) if kind is model.kind else None
            if state is None:
                continue
            made = {**model.row(state, places.profile), **places.places(model.table)}
            if not _is_alike(model.table, known.pop(stream_id, None), made):
                return f"{model.table.fullname} {stream_id}"
        after = max(streams, default=None)
    return next((f"{model.table.fullname} {each}" for each in known), None)


def _rows(connection: Connection, table: Table) -> Sequence[RowOf]:
    return [row._mapping for row in connection.execute(select(table))]  # type: ignore[misc]


def _is_alike(table: Table, row: RowOf | None, made: RowOf) -> bool:
    if row is None:
        return False
    return all(_plain(table, name, row[name]) == _plain(table, name, made[name]) for name in made)


def _plain(table: Table, name: str, value: Any) -> Any:
    """As a column gives it back."""
    if isinstance(table.c[name].type, JSON):
        return orjson.loads(orjson.dumps(value))
    return str(value) if isinstance(value, str) else value
