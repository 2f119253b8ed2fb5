"""How are response times told as a table for a spreadsheet, in which no cell is a formula?"""

from __future__ import annotations

import csv
from io import StringIO

from api.v1.staff.audit.audit_answers import FiguresAnswer, FollowUpsAnswer
from api.v1.tables_in_csv import safe
from projections.figures.response_groups import Grouping
from projections.figures.response_times import Counted, Figures
from triage.codes import MissCause

# What a statistics office writes for a number that is not told.
NOT_TOLD = ".."
NOT_ONE_NUMBER = ("key", "follow_ups", "miss_causes")
FIGURES = tuple(name for name in FiguresAnswer.model_fields if name not in NOT_ONE_NUMBER)
FOLLOW_UPS = tuple(FollowUpsAnswer.model_fields)
CAUSES = tuple(MissCause)
OF_THE_SERVICE = {"opened", "opened_share", "looks_late", "consulted"}


def figures_csv(counted: Counted, grouping: Grouping) -> str:
    """One line a group; empty is what has nothing to be figured from, `..` what is not told."""
    table = StringIO()
    lines = csv.writer(table)
    of_follow_ups = (f"follow_ups_{each}" for each in FOLLOW_UPS)
    of_causes = (f"missed_{each}".replace("-", "_") for each in CAUSES)
    lines.writerow((str(grouping), *FIGURES, *of_follow_ups, *of_causes, "as_of"))
    for row in counted.rows:
        lines.writerow((safe(row.key), *_cells(row, grouping), counted.as_of.isoformat()))
    return table.getvalue()


def _cells(row: Figures, grouping: Grouping) -> list[object]:
    of_each = {name: getattr(row, name) for name in FIGURES}
    hidden = set(FIGURES) if row.answered is None else set()
    if grouping.is_of_people:
        hidden |= OF_THE_SERVICE
    cells = [_cell(value, told=name not in hidden) for name, value in of_each.items()]
    cells += [_cell(getattr(row.follow_ups, name, None), told=False) for name in FOLLOW_UPS]
    causes = row.miss_causes
    return cells + [NOT_TOLD if causes is None else causes.get(each, 0) for each in CAUSES]


def _cell(value: object, *, told: bool) -> object:
    """The value; without one, whether it is not told or there is nothing to figure it from."""
    if value is None:
        return "" if told else NOT_TOLD
    return value
