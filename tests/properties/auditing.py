"""Between which bounds does an independent auditor of tables put what is not told?

Tau-Argus is what statistics offices use. It takes a table as numbered cells and as equations
between them, and solves a linear program for each end of each hidden cell (the JJ format).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pytauargus._tauargus import audit_jj

from tests.properties.subtracting import Sum

Unknown = TypeVar("Unknown", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
# More than any cell of a test holds.
AT_MOST = 10_000


def bounds(
    folder: Path,
    *,
    true: Mapping[Unknown, int],
    told: Sequence[Sum[Unknown]],
    hidden: Mapping[Name, frozenset[Unknown]],
) -> dict[Name, tuple[float, float]]:
    """The smallest and the greatest that each hidden sum can be, by what is told."""
    number = {each: index for index, each in enumerate(true)}
    values = [*true.values(), *(sum(true[each] for each in parts) for parts in hidden.values())]
    equations = [(value, [f"{number[each]} (1)" for each in parts]) for parts, value in told]
    for index, parts in enumerate(hidden.values(), start=len(number)):
        equations.append((0, [f"{index} (-1)", *(f"{number[each]} (1)" for each in parts)]))
    lines = [
        "0",
        str(len(values)),
        *(f"{index} {value} 1 u 0 {AT_MOST} 0 0 0" for index, value in enumerate(values)),
        str(len(equations)),
        *(f"{value} {len(terms)} : {' '.join(terms)}" for value, terms in equations),
    ]
    table = folder / "table.jj"
    table.write_text("\n".join(lines) + "\n")
    found = {row["cell"]: (row["min"], row["max"]) for row in audit_jj(str(table))}
    return {name: found[index] for index, name in enumerate(hidden, start=len(number))}
