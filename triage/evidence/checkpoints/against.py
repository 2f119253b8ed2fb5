"""Does a checkpoint that was kept outside still fit what is stored?

A chain that was cut off at its end, and a whole database that was put back to last week, are right
in themselves. A checkpoint that somebody else holds says how far the store had come, and with what.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.evidence.checkpoints.checking import VerifiedTrees
from triage.evidence.checkpoints.closing import TILE
from triage.evidence.checkpoints.merkle import root_of
from triage.evidence.checkpoints.notes import (
    NoteRefused,
    TreeHead,
    VerifierKey,
    notes_in,
    opened,
    tree_head,
)
from triage.evidence.checkpoints.rows import came_after
from triage.evidence.checkpoints.standing import editions_after
from triage.evidence.checkpoints.verifying import VerifiedTree
from triage.evidence.differs import Differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How many checkpoints fit, and which rows that grant rights came after the latest of them."""

    checkpoints: int
    since: tuple[str, ...]


def require_fits(found: VerifiedTrees, text: str) -> Fitted:
    """Hold each checkpoint in a file, the smallest first, against the trees as they were found.

    Raises:
        Differs: one does not fit, or there is none in it.
    """
    heads = [_head(found, number, note) for number, note in enumerate(notes_in(text), start=1)]
    if not heads:
        raise Differs("the file holds no checkpoint")
    largest: dict[str, int] = {}
    for tree, head in sorted(heads, key=lambda each: each[1].size):
        _require_fits(tree, head, largest.get(tree.tree, 0))
        largest[tree.tree] = head.size
    since = {
        name
        for tree in found.trees.values()
        if tree.tree in largest
        for name in (
            *came_after(tree, largest[tree.tree]),
            *editions_after(tree, largest[tree.tree]),
        )
    }
    return Fitted(checkpoints=len(heads), since=tuple(sorted(since | set(found.unclosed))))


def _head(found: VerifiedTrees, number: int, note: str) -> tuple[VerifiedTree, TreeHead]:
    """Whose tree a checkpoint is of, and what it says, once its signature was checked."""
    place = f"checkpoint {number} of the file"
    if not any(tree.closed for tree in found.trees.values()):
        raise Differs(
            f"{place}: the store has no checkpoint at all: it was put back to before the first"
        )
    for tree in found.trees.values():
        if tree.closed and note.startswith(f"{tree.closed[0].origin}\n"):
            keys = [VerifierKey.read(key) for key in _signers(tree)]
            try:
                return tree, tree_head(opened(note, keys))
            except NoteRefused as refused:
                raise Differs(f"{place}: {refused}") from None
    raise Differs(f"{place}: it is of another service")


def _signers(tree: VerifiedTree) -> list[str]:
    return sorted({key for each in tree.closed for key in each.signed_by.split()})


def _require_fits(tree: VerifiedTree, head: TreeHead, known_until: int) -> None:
    what = f"{tree.tree}: the checkpoint of {head.size} leaves"
    if head.size > tree.size:
        raise Differs(
            f"{what}: the store ends at {tree.size}: its end was cut off, or all of it was put back"
        )
    if head.size % TILE or root_of(tree.roots[: head.size // TILE]) != head.root:
        raise Differs(
            f"{what}: the store holds others behind leaf {known_until}: "
            "what was closed since then was written anew"
        )
