"""How are rows of the access log disposed of, and the chain and the checkpoints still hold?

The oldest go, and none that no checkpoint has closed. Their leaves stay in the tree and lose their
salt: a hash that nobody can guess anything from. What is left begins behind the link of the last
row that went, which is kept with the report. The newest row stays: the chain goes on from it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from triage.evidence.checkpoints.closing import newest
from triage.evidence.checkpoints.leaves import READ, Tree
from triage.store.records.disposals import LogStart
from triage.store.tables.checkpoint_tables import leaves
from triage.store.tables.core_tables import access_log


def log_rows_over(connection: Connection, before: datetime, limit: int) -> list[LogStart]:
    """Position and link of the oldest rows that may go, at most so many.

    A younger row keeps those behind it, though their moments were earlier: a clock was set back.
    """
    closed = newest(connection, Tree.READS)
    head = connection.scalar(select(func.max(access_log.c.position)))
    if closed is None or head is None:
        return []
    until = min(closed.reaches[READ.kind], head - 1)
    oldest = (
        select(access_log.c.position, access_log.c.at, access_log.c.link)
        .where(access_log.c.position <= until)
        .order_by(access_log.c.position)
        .limit(limit)
    )
    found: list[LogStart] = []
    for row in connection.execute(oldest):
        if row.at >= before:
            break
        found.append(LogStart(row.position, row.link))
    return found


def dispose_of_log_rows(connection: Connection, before: datetime, limit: int) -> list[LogStart]:
    """Dispose of the oldest rows, at most so many; which they were. The caller holds the lock."""
    rows = log_rows_over(connection, before, limit)
    if rows:
        connection.execute(delete(access_log).where(access_log.c.position <= rows[-1].position))
        these = [str(each.position) for each in rows]
        of_them = (leaves.c.tree == READ.tree, leaves.c.kind == READ.kind, leaves.c.row.in_(these))
        connection.execute(update(leaves).where(*of_them).values(salt=None))
    return rows
