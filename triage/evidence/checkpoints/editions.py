"""Which other rows get leaves? One an edition, by the tag that the row bears.

A tag is a keyed hash over the whole row, so it names an edition that nobody can guess. After the
master key was changed every row has another tag, and gets another leaf.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from triage.evidence.checkpoints.leaves import Leaf, in_json
from triage.store.tables.core_tables import crisis_notices
from triage.store.tables.disposal_tables import disposals
from triage.store.tables.notice_tables import notice_settings
from triage.store.tables.provider_tables import provider_accounts
from triage.store.tables.template_tables import reply_templates

KIND = "row"
# What is said to everybody, who signs in as whom, where an alert goes, what was disposed of. None
# of these rows is ever deleted.
VOUCHED = (crisis_notices, reply_templates, provider_accounts, notice_settings, disposals)

AnyRow = Row[Any]


def edition_leaves(connection: Connection) -> Iterator[Leaf]:
    """The leaf of each row as it stands."""
    for table in VOUCHED:
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            yield edition_leaf(table, row)


def edition_leaf(table: Table, row: AnyRow) -> Leaf:
    """The leaf of one row of one of these tables."""
    key, tag = row_key(table, row), (row.tag or b"").hex()
    content = in_json(KIND, {"key": key, "table": table.name, "tag": tag})
    return Leaf(kind=KIND, row=f"{table.name} {key} {tag}", content=content)


def row_key(table: Table, row: AnyRow) -> str:
    """The primary key, in words."""
    values = (row._mapping[column.name] for column in table.primary_key)
    return " ".join(each.hex() if isinstance(each, bytes) else str(each) for each in values)
