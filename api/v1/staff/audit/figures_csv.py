"""How are response times told as a table for a spreadsheet, in which no cell is a formula?"""

from __future__ import annotations

import csv
from io import StringIO

from api.v1.staff.audit.audit_answers import FiguresAnswer, FollowUpsAnswer
from api.v1.tables_in_csv import safe
from projections.figures.response_groups import Grouping
from projections.figures.response_times import Counted, Figures

# What a statistics office writes for a number that is not told.
NOT_TOLD = ".."
FIGURES = tuple(name for name in FiguresAnswer.model_fields if name not in ("key", "follow_ups"))
FOLLOW_UPS = tuple(FollowUpsAnswer.model_fields)
OF_THE_SERVICE = {"opened", "opened_share", "looks_late", "consulted"}


def figures_csv(counted: Counted, grouping: Grouping) -> str:
    """One line a group; empty is what has nothing to be figured from, `..` what is not told."""
    table = StringIO()
    lines = csv.writer(table)
    lines.writerow(
        (str(grouping), *FIGURES, *(f"follow_ups_{each}" for each in FOLLOW_UPS), "as_of")
    )
    for row in counted.rows:
        lines.writerow((safe(row.key), *_cells(row, grouping), counted.as_of.isoformat()))
    return table.getvalue()


def _cells(row: Figures, grouping: Grouping) -> list[object]:
    of_each = {name: getattr(row, name) for name in FIGURES}
    hidden = set(FIGURES) if row.answered is None else set()
    if grouping.is_of_people:
        hidden |= OF_THE_SERVICE
    cells = [_cell(value, told=name not in hidden) for name, value in of_each.items()]
    return cells + [_cell(getattr(row.follow_ups, name, None), told=False) for name in FOLLOW_UPS]


def _cell(value: object, *, told: bool) -> object:
    """The value; without one, whether it is not told or there is nothing to figure it from."""
    if value is None:
        return "" if told else NOT_TOLD
    return value
