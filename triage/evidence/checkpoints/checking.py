"""Do both trees hold, and does a checkpoint that was kept outside fit them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.rows import verify_rows
from triage.evidence.checkpoints.standing import verify_editions
from triage.evidence.checkpoints.verifying import VerifiedTree, verify_tree
from triage.evidence.differs import ReadingPlace
from triage.store.keys.key_ring import KeyRing
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedTrees:
    """Both trees, and the names of rows that grant rights and that no checkpoint closed yet."""

    trees: Mapping[Tree, VerifiedTree]
    unclosed: tuple[str, ...]

    @property
    def checkpoints(self) -> int:
        return sum(len(each.closed) for each in self.trees.values())


def verify_trees(
    connection: Connection, ring: KeyRing | None, now: datetime, place: ReadingPlace
) -> VerifiedTrees:
    """Derive both trees anew, and hold every row that grants rights against its leaf.

    Raises:
        Differs
    """
    trees = {tree: verify_tree(connection, tree, ring, place) for tree in Tree}
    of_events = trees[Tree.EVENTS]
    unclosed = verify_rows(connection, of_events, local_day(now), place)
    if of_events.last is not None:
        unclosed += verify_editions(connection, of_events, place)
    return VerifiedTrees(trees=trees, unclosed=tuple(unclosed))
