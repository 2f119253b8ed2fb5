"""How many rows stand behind each quick choice of the queue, and how many hold something unread?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select, true

from projections.views.queue.waiting import DueFilter, Filters, chosen_by
from triage.codes import State


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How many rows that go on, of those that somebody may know of.

    `unread` are theirs to take in: their own or nobody's (`QueueRow.is_unread_for`). `arrived` and
    `back` are what came since they were here last, 0 where that is not known.
    """

    waiting: int
    everything: int
    new: int
    mine: int
    today: int
    overdue: int
    unread: int
    arrived: int
    back: int


def counted(
    connection: Connection,
    table: Table,
    *,
    visible: ColumnElement[bool],
    username: str,
    now: datetime,
    folds_heaps: bool,
    covered: ColumnElement[bool],
    since: datetime | None = None,
) -> QueueCounts:
    """Count in one query. `folds_heaps` as in `Filters`: what is shown as a heap is no row.

    `covered` are the rows that this person stands in for; `since` is when they were here last.
    """
    waiting = Filters(due=DueFilter.ANY, folds_heaps=folds_heaps)
    choices = {
        "waiting": waiting,
        "everything": replace(waiting, due=None),
        "new": Filters(state=State.NEW),
        "mine": Filters(claimed_by=username),
        "today": Filters(due=DueFilter.TODAY),
        "overdue": Filters(due=DueFilter.OVERDUE),
        **_came(since or now),
    }
    # Those that go on are counted, and no condition says so again.
    holds = {
        name: and_(true(), *chosen_by(table, each, now, covered)[1:])
        for name, each in choices.items()
    }
    holds["unread"] = and_(
        table.c.unread_since.is_not(None),
        or_(table.c.claimed_by.is_(None), table.c.claimed_by == username, covered),
    )
    sums = [
        func.coalesce(func.sum(case((holds[each.name], 1), else_=0)), 0).label(each.name)
        for each in fields(QueueCounts)
    ]
    row = connection.execute(select(*sums).where(visible, table.c.ended.is_(False))).one()
    return QueueCounts(**row._mapping)


def _came(since: datetime) -> dict[str, Filters]:
    return {"arrived": Filters(new_since=since), "back": Filters(back_since=since)}
