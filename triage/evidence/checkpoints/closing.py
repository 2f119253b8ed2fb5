"""How is a checkpoint closed? What is new becomes leaves among dummies, and the root is signed.

At one request a day the size of a tree would tell when somebody wrote. So every closing, an idle
one too, appends its own leaf and at least 256 dummies, fills up to a multiple of 256, and shuffles:
neither the size nor a leaf's place tells anything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any

from sqlalchemy import Connection, Row, func, select

from triage.evidence.checkpoints.editions import KIND as EDITIONS
from triage.evidence.checkpoints.editions import edition_leaves
from triage.evidence.checkpoints.keys import add_key, signing_keys
from triage.evidence.checkpoints.leaves import (
    ACCOUNT,
    CHAINED,
    EDITION,
    LISTED,
    Leaf,
    Tree,
    in_json,
)
from triage.evidence.checkpoints.merkle import leaf_hash, root_of
from triage.evidence.checkpoints.notes import SigningKey, TreeHead, signed, tree_head
from triage.store.database.unit_of_work import NewRow, UnitOfWork
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.checkpoint_tables import checkpoints, leaves, tiles
from triage.store.tables.core_tables import catalogues, staff

TILE = 256
DUMMIES = 256
OWN = "checkpoint"
HASH_BYTES = 32
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One closing of one tree: its number, when, and the signed note for others.

    `covers` is the content of its own leaf: how many leaves this closing added, and how far the
    tree reaches now. `signed_by` are the public keys, a space between two.
    """

    tree: Tree
    number: int
    closed_at: datetime
    size: int
    covers: str
    note: str
    signed_by: str

    @property
    def reaches(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.covers)
        return found

    @property
    def origin(self) -> str:
        return tree_head(self.note.partition("\n\n")[0] + "\n").origin


def newest(connection: Connection, tree: Tree) -> Checkpoint | None:
    """The latest closing of a tree; None before the first."""
    of_tree = select(checkpoints).where(checkpoints.c.tree == tree)
    row = connection.execute(of_tree.order_by(checkpoints.c.number.desc()).limit(1)).first()
    return None if row is None else _checkpoint(row)


def closings(connection: Connection, tree: Tree, *, after: int = 0) -> Iterator[Checkpoint]:
    """The closings of a tree behind a number, in order."""
    number = checkpoints.c.number
    behind = select(checkpoints).where(checkpoints.c.tree == tree, number > after)
    yield from map(_checkpoint, connection.execute(behind.order_by(number)).fetchall())


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(**{**row._mapping, "tree": Tree(row.tree)})


def close(
    unit: UnitOfWork, ring: KeyRing, *, service: str, now: datetime, with_new_key: bool = False
) -> list[Checkpoint]:
    """Close both trees. `service` names them at the first closing; later ones keep that name.

    With a new key the old one signs too, so that whoever knows the old key comes to know the new.

    Raises:
        WrongMasterKey, KeysLost
    """
    connection = unit.connection
    if with_new_key:
        add_key(connection, ring)
    return [_closed(unit, ring, tree, (service, now), with_new_key) for tree in Tree]


def tile_roots(connection: Connection, tree: Tree) -> list[bytes]:
    """The root over each 256 leaves, in order; a tree over these is the tree over all leaves."""
    found = select(tiles.c.root).where(tiles.c.tree == tree).order_by(tiles.c.number)
    return list(connection.scalars(found))


def _closed(
    unit: UnitOfWork, ring: KeyRing, tree: Tree, named: tuple[str, datetime], with_new_key: bool
) -> Checkpoint:
    (service, now), connection = named, unit.connection
    last = newest(connection, tree)
    roots = tile_roots(connection, tree)
    fresh = list(_new_leaves(connection, tree, last))
    own = in_json(OWN, {**_covered(connection, tree, last, fresh), "closed_at": now.isoformat()})
    hashes, places = _among_dummies([*(each.hash for each in fresh), leaf_hash(own)])
    added = _tiles(tree, len(roots), hashes)
    origin = last.origin if last else f"{service}/{tree}"
    head = TreeHead(
        origin=origin,
        size=len(roots) * TILE + len(hashes),
        root=root_of([*roots, *(row["root"] for row in added)]),
    )
    keys = signing_keys(connection, ring, origin)[-2 if with_new_key else -1 :]
    closed = _signed(head, keys, tree=tree, closed_at=now, own=own, last=last)
    unit.insert(tiles, added)
    unit.insert(leaves, _leaf_rows(tree, len(roots) * TILE, fresh, places))
    unit.insert(checkpoints, [_row(closed)])
    unit.flush()
    return closed


def _new_leaves(connection: Connection, tree: Tree, last: Checkpoint | None) -> Iterator[Leaf]:
    """What has no leaf yet: the rows behind the last position, and editions of rows that matter."""
    chained = CHAINED[tree]
    after = last.reaches[chained.kind] if last else 0
    yield from map(chained.fresh_leaf, chained.rows(connection, after))
    if tree is Tree.EVENTS:
        for listed in LISTED:
            found = map(listed.leaf, listed.rows(connection))
            yield from _without_known(connection, listed.kind, found)
        yield from _without_known(connection, EDITIONS, edition_leaves(connection))


def _without_known(connection: Connection, kind: str, found: Iterable[Leaf]) -> Iterator[Leaf]:
    known = set(connection.scalars(select(leaves.c.row).where(leaves.c.kind == kind)))
    yield from (leaf for leaf in found if leaf.row not in known)


def _covered(
    connection: Connection, tree: Tree, last: Checkpoint | None, fresh: Sequence[Leaf]
) -> dict[str, Any]:
    """What the closing's own leaf says; the nonce keeps anybody from guessing it."""
    kind = CHAINED[tree].kind
    positions = [int(each.row) for each in fresh if each.kind == kind]
    covered: dict[str, Any] = {
        "leaves": len(fresh),
        "nonce": os.urandom(NONCE_BYTES).hex(),
        "number": last.number + 1 if last else 1,
        kind: positions[-1] if positions else (last.reaches[kind] if last else 0),
    }
    if tree is Tree.EVENTS:
        covered[ACCOUNT.kind] = connection.scalar(select(func.max(staff.c.changed))) or 0
        covered[EDITION.kind] = connection.scalar(select(func.max(catalogues.c.number))) or 0
    return covered


def _among_dummies(real: Sequence[bytes]) -> tuple[list[bytes], list[int]]:
    """The hashes that are appended, and at which place among them each of the real ones is."""
    count = -(-(len(real) + DUMMIES) // TILE) * TILE
    hashes = [leaf_hash(os.urandom(HASH_BYTES)) for _ in range(count)]
    places = SystemRandom().sample(range(count), len(real))
    for place, each in zip(places, real, strict=True):
        hashes[place] = each
    return hashes, places


def _tiles(tree: Tree, before: int, hashes: Sequence[bytes]) -> list[dict[str, Any]]:
    parts = [hashes[at : at + TILE] for at in range(0, len(hashes), TILE)]
    return [
        {"tree": str(tree), "number": number, "hashes": b"".join(part), "root": root_of(part)}
        for number, part in enumerate(parts, start=before)
    ]


def _leaf_rows(
    tree: Tree, before: int, fresh: Sequence[Leaf], places: Sequence[int]
) -> list[NewRow]:
    return [
        {
            "tree": str(tree),
            "place": before + place,
            "kind": each.kind,
            "row": each.row,
            "salt": each.salt,
        }
        # The closing's own leaf, the last of the places, is kept with the closing.
        for each, place in zip(fresh, places, strict=False)
    ]


def _signed(
    head: TreeHead,
    keys: Sequence[SigningKey],
    *,
    tree: Tree,
    closed_at: datetime,
    own: bytes,
    last: Checkpoint | None,
) -> Checkpoint:
    return Checkpoint(
        tree=tree,
        number=last.number + 1 if last else 1,
        closed_at=closed_at,
        size=head.size,
        covers=own.decode(),
        note=signed(str(head), keys),
        signed_by=" ".join(str(each.verifier) for each in keys),
    )


def _row(closed: Checkpoint) -> NewRow:
    named = {column.name: getattr(closed, column.name) for column in checkpoints.columns}
    return {**named, "tree": str(closed.tree)}
