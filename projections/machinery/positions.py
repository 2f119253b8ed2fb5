"""How far has each read model come in the log? A row for each, moved with its table's rows."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from projections.machinery.tables import positions
from triage.store.database.inserts import if_absent


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
