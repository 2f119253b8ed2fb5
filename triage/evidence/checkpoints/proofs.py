"""What proves to somebody outside that a request arrived, or that a tree only grew?

The formats are C2SP tlog-proof, and that of a consistency proof in C2SP tlog-witness.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from triage.errors.checkpoints import NoCheckpointYet
from triage.evidence.checkpoints.closing import (
    HASH_BYTES,
    TILE,
    Checkpoint,
    closings,
    newest,
    tile_roots,
)
from triage.evidence.checkpoints.leaves import ARRIVAL, Tree
from triage.evidence.checkpoints.merkle import consistency_proof, inclusion_proof, root_of
from triage.evidence.checkpoints.notes import NoteRefused, notes_in, tree_head
from triage.evidence.differs import Differs
from triage.store.tables.checkpoint_tables import leaves, tiles
from triage.store.tables.core_tables import submissions

PROOF = "c2sp.org/tlog-proof@v1"


def proof_of_arrival(connection: Connection, request_id: UUID) -> str:
    """A file that proves offline when a request arrived, and what its receipt says.

    Raises:
        NoCheckpointYet: it arrived after the last one.
    """
    row = connection.execute(
        select(submissions).where(submissions.c.request_id == request_id)
    ).one()
    leaf = ARRIVAL.leaf(row)
    of_it = (leaves.c.kind == leaf.kind, leaves.c.row == leaf.row)
    place = connection.scalar(select(leaves.c.place).where(*of_it))
    closed = newest(connection, Tree.EVENTS)
    if place is None or closed is None:
        raise NoCheckpointYet()
    roots = tile_roots(connection, Tree.EVENTS)
    number, within = divmod(place, TILE)
    of_tile = (tiles.c.tree == Tree.EVENTS, tiles.c.number == number)
    hashes = connection.scalar(select(tiles.c.hashes).where(*of_tile)) or b""
    in_tile = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    path = [*inclusion_proof(in_tile, within), *inclusion_proof(roots, number)]
    head = [PROOF, f"extra {_in_text(leaf.content)}", f"index {place}", *map(_in_text, path)]
    return _with_note(head, closed)


def proof_of_growth(connection: Connection, kept: str) -> str:
    """What proves that the newest checkpoint goes on from the last of those that somebody kept.

    Raises:
        NoCheckpointYet
        Differs: it does not go on from that one, or there is none.
    """
    notes = notes_in(kept)
    try:
        head = tree_head(notes[-1].partition("\n\n")[0] + "\n")
    except (IndexError, NoteRefused):
        raise Differs("the file holds no checkpoint") from None
    for tree in Tree:
        closed = newest(connection, tree)
        if closed is None:
            raise NoCheckpointYet()
        if closed.origin == head.origin:
            roots = tile_roots(connection, tree)
            before = roots[: head.size // TILE]
            if head.size > closed.size or head.size % TILE or root_of(before) != head.root:
                raise Differs(f"{tree}: the store does not go on from this checkpoint")
            return _growth(roots, head.size, closed)
    raise Differs("the checkpoint is of another service")


def growth_since(connection: Connection, tree: Tree, size: int) -> str:
    """The newest checkpoint with the proof that it goes on from the one of this size.

    Raises:
        NoCheckpointYet: none of that size was ever closed.
    """
    closed = newest(connection, tree)
    if closed is None or size not in {each.size for each in closings(connection, tree)}:
        raise NoCheckpointYet()
    return _growth(tile_roots(connection, tree), size, closed)


def _growth(roots: Sequence[bytes], size: int, closed: Checkpoint) -> str:
    proof = consistency_proof(roots, size // TILE)
    return _with_note([f"old {size}", *map(_in_text, proof)], closed)


def _with_note(head: Iterable[str], closed: Checkpoint) -> str:
    return "\n".join([*head, "", closed.note])


def _in_text(content: bytes) -> str:
    return base64.b64encode(content).decode()
