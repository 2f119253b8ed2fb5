"""What keeps the rows of a table from being made up? Each table declares it, a test asks for it.

Who can write to the database and has no master key must not be able to grant a right or to change
a fact unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

GUARD, GROUND, COUNTS = "guard", "ground", "counts"
TAG = "tag"
TAG_BYTES = 32
# What of a column's value is authenticated.
Counted = Callable[[Any], Any]


def that_it_is_there(_value: Any) -> bytes:
    """Of a sealed value, which is bound to its row and column: damage must not take the row."""
    return b""


class Guard(StrEnum):
    """How the rows of a table are told from what somebody else wrote.

    TAGGED: by a keyed tag over the row, checked whenever it is used.
    CHAINED: by such a tag, which covers a hash over every row before it as well.
    SEALED: what counts in it opens by a key only, and is bound to its row.
    REBUILT: it is derived from guarded rows, and `verify` compares it with what they make.
    NOTHING: it grants no right and carries no fact; the ground says why.
    """

    TAGGED = "tagged"
    CHAINED = "chained"
    SEALED = "sealed"
    REBUILT = "rebuilt"
    NOTHING = "nothing"


HAS_TAG = frozenset({Guard.TAGGED, Guard.CHAINED})


def guarded(
    by: Guard, ground: str = "", *, counts: Mapping[str, Counted] | None = None
) -> dict[str, Any]:
    """The declaration, for a table's `info`. `counts`: what of a column the tag covers."""
    return {GUARD: by, GROUND: ground, COUNTS: counts or {}}


def guard_of(table: Table) -> Guard | None:
    """What a table declares; None where it declares nothing."""
    return table.info.get(GUARD)


def has_tag(table: Table) -> bool:
    return guard_of(table) in HAS_TAG


def tag_column() -> Column[bytes]:
    """The column of the tag. Where it is null, the row is not ours."""
    return Column(TAG, LargeBinary(TAG_BYTES))
