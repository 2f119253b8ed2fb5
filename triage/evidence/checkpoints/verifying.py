"""Is what is stored what the checkpoints vouch for? Every tile, leaf, root and signature anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, select

from triage.evidence.checkpoints.closing import HASH_BYTES, TILE, Checkpoint, closings
from triage.evidence.checkpoints.keys import verifier_keys
from triage.evidence.checkpoints.leaves import CHAINED, Chained, Tree
from triage.evidence.checkpoints.merkle import leaf_hash, root_of
from triage.evidence.checkpoints.notes import NoteRefused, VerifierKey, opened, tree_head
from triage.evidence.differs import Differs, ReadingPlace
from triage.store.keys.key_ring import KeyRing
from triage.store.records.disposals import log_start
from triage.store.tables.checkpoint_tables import leaves, tiles

AnyRow = Row[Any]


@dataclass(slots=True)
class VerifiedTree:
    """One tree as it was found: its closings, the roots of its tiles, what its leaves stand for.

    `listed` holds the hash and place of each leaf of a row that matters, by kind and edition.
    """

    tree: Tree
    closed: list[Checkpoint] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)
    listed: dict[tuple[str, str], tuple[bytes, int]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.roots) * TILE

    @property
    def last(self) -> Checkpoint | None:
        return self.closed[-1] if self.closed else None

    @property
    def reach(self) -> int:
        """The position up to which the chain's rows have leaves."""
        reached: int = self.last.reaches[CHAINED[self.tree].kind] if self.last else 0
        return reached


def verify_tree(
    connection: Connection, tree: Tree, ring: KeyRing | None, at: ReadingPlace
) -> VerifiedTree:
    """Derive a tree anew, closing by closing; `at` is what is being read just now.

    With a ring the signatures are checked by the keys that it opens, else by those beside them.

    Raises:
        Differs
    """
    found = VerifiedTree(tree)
    for number, closed in zip(count(1), closings(connection, tree), strict=False):
        place = f"checkpoint {number} of the tree of {tree}"
        at.now = place
        if closed.number != number:
            raise Differs(f"{place}: it is missing")
        _verify_closing(connection, found, closed, place)
        _require_signed(connection, found, closed, ring, place)
    _require_no_more(connection, found)
    return found


def _verify_closing(
    connection: Connection, found: VerifiedTree, closed: Checkpoint, place: str
) -> None:
    before, chained = found.size, CHAINED[found.tree]
    hashes = _hashes(connection, found, closed, place)
    standing = _leaf_rows(connection, found.tree, before, closed.size)
    if leaf_hash(closed.covers.encode()) not in hashes or not _says_its_moment(closed):
        raise Differs(f"{place}: what it says of itself was changed")
    if closed.reaches["leaves"] != len(standing):
        raise Differs(f"{place}: it closed {closed.reaches['leaves']} leaves, not {len(standing)}")
    reach = closed.reaches[chained.kind]
    _verify_chained(connection, chained, standing, hashes, (before, found.reach, reach))
    for row in standing:
        if row.salt is not None and not (chained.is_salted and row.kind == chained.kind):
            raise Differs(f"{place}: the leaf of {row.kind} {row.row} was changed")
        if row.kind != chained.kind:
            found.listed[row.kind, row.row] = hashes[row.place - before], row.place
    found.closed.append(closed)


def _says_its_moment(closed: Checkpoint) -> bool:
    return datetime.fromisoformat(closed.reaches["closed_at"]) == closed.closed_at


def _hashes(
    connection: Connection, found: VerifiedTree, closed: Checkpoint, place: str
) -> list[bytes]:
    """The hashes that a closing added; the roots of its tiles are taken down."""
    hashes: list[bytes] = []
    in_it = tiles.c.number.between(len(found.roots), closed.size // TILE - 1)
    rows = connection.execute(
        select(tiles).where(tiles.c.tree == found.tree, in_it).order_by(tiles.c.number)
    )
    for row in rows:
        of_tile = [row.hashes[at : at + HASH_BYTES] for at in range(0, len(row.hashes), HASH_BYTES)]
        is_next = row.number == len(found.roots)
        if not is_next or len(of_tile) != TILE or root_of(of_tile) != row.root:
            raise Differs(f"{place}: tile {len(found.roots)} is missing or was changed")
        hashes += of_tile
        found.roots.append(row.root)
    if found.size != closed.size:
        raise Differs(f"{place}: tile {len(found.roots)} is missing or was changed")
    return hashes


def _leaf_rows(connection: Connection, tree: Tree, first: int, end: int) -> Sequence[AnyRow]:
    in_it = (leaves.c.tree == tree, leaves.c.place >= first, leaves.c.place < end)
    return connection.execute(select(leaves).where(*in_it).order_by(leaves.c.place)).fetchall()


def _verify_chained(
    connection: Connection,
    chained: Chained,
    standing: Sequence[AnyRow],
    hashes: Sequence[bytes],
    bounds: tuple[int, int, int],
) -> None:
    """Each row of the chain between two positions has its leaf here, and each leaf its row."""
    first, after, reach = bounds
    name = chained.table.name.replace("_", " ")
    leaf_of = {row.row: row for row in standing if row.kind == chained.kind}
    position = _without_disposed(connection, chained, leaf_of, (after, reach))
    for row in chained.rows(connection, position, reach):
        position += 1
        leaf = leaf_of.pop(str(position), None)
        if row.position != position or leaf is None:
            break
        if chained.leaf(row, leaf.salt).hash != hashes[leaf.place - first]:
            raise Differs(f"{name}: position {position}: it is not what a checkpoint closed")
    else:
        position += 1
    if position <= reach or leaf_of:
        raise Differs(f"{name}: position {position}: a checkpoint closed it, and it is gone")


def _without_disposed(
    connection: Connection,
    chained: Chained,
    leaf_of: dict[str, AnyRow],
    bounds: tuple[int, int],
) -> int:
    """The position behind which rows have leaves here; leaves of rows that went tell nothing."""
    after, reach = bounds
    start = log_start(connection).position if chained.is_salted else 0
    for position in range(after + 1, min(start, reach) + 1):
        leaf = leaf_of.pop(str(position), None)
        if leaf is None or leaf.salt is not None:
            raise Differs(
                f"{chained.table.name.replace('_', ' ')}: position {position}: it was disposed of, "
                "and its leaf is not as that left it"
            )
    return max(after, min(start, reach))


def _require_signed(
    connection: Connection,
    found: VerifiedTree,
    closed: Checkpoint,
    ring: KeyRing | None,
    place: str,
) -> None:
    origin = found.closed[0].origin
    signers = closed.signed_by.split()
    try:
        texts = {opened(closed.note, [VerifierKey.read(each)]) for each in signers}
        head = tree_head(texts.pop())
    except (KeyError, NoteRefused) as refused:
        raise Differs(f"{place}: {refused}") from None
    own = set(signers) if ring is None else set(map(str, verifier_keys(connection, ring, origin)))
    if not own.issuperset(signers):
        raise Differs(f"{place}: a key signed it that is none of this service")
    if (head.origin, head.size) != (origin, closed.size) or head.root != root_of(found.roots):
        raise Differs(f"{place}: what was signed is another tree")


def _require_no_more(connection: Connection, found: VerifiedTree) -> None:
    """Nothing may stand behind the last closing, where nothing vouches for it."""
    beyond = select(tiles.c.number).where(
        tiles.c.tree == found.tree, tiles.c.number >= len(found.roots)
    )
    place = connection.scalar(beyond.limit(1))
    if place is not None or _leaf_rows(connection, found.tree, found.size, 2**62):
        number = len(found.closed) + 1
        raise Differs(f"checkpoint {number} of the tree of {found.tree}: it is missing")
