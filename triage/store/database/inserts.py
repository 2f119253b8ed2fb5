"""How is a row inserted that may be there already, in both dialects?"""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def if_absent(table: Table) -> dict[str, Insert]:
    """An INSERT that leaves a row alone that is there already, by the dialect's name."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }


def replacing(table: Table) -> dict[str, Insert]:
    """An INSERT that writes over the row of the same primary key, by the dialect's name."""

    def written_over(insert: sqlite.Insert | postgresql.Insert) -> Insert:
        given = {each.name: insert.excluded[each.name] for each in table.c if not each.primary_key}
        return insert.on_conflict_do_update(index_elements=table.primary_key, set_=given)

    return {
        "sqlite": written_over(sqlite.insert(table)),
        "postgresql": written_over(postgresql.insert(table)),
    }
