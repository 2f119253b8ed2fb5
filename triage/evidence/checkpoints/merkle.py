"""How does one hash vouch for many leaves? Merkle trees as RFC 6962, section 2.1, hashes them.

Every function takes the hashes of leaves, or the roots of whole subtrees of one size (a power of
two): the tree over both is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256().digest()


class ProofRefused(Exception):
    """A proof does not lead to the root that it should lead to."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of one leaf, which no inner node can have."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what stands above two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over all of them."""
    return _levels(hashes)[-1][0] if hashes else EMPTY


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way from one leaf up to the root, lowest first."""
    proof: list[bytes] = []
    for level in _levels(hashes)[:-1]:
        beside = index ^ 1
        if beside < len(level):
            proof.append(level[beside])
        index //= 2
    return proof


def root_by(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2).

    Raises:
        ProofRefused: it has too few or too many hashes for such a place.
    """
    if not 0 <= index < size:
        raise ProofRefused()
    root, last = leaf, size - 1
    for beside in proof:
        if last == 0:
            raise ProofRefused()
        if index % 2 or index == last:
            root = node_hash(beside, root)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            root = node_hash(root, beside)
        index, last = index // 2, last // 2
    if last:
        raise ProofRefused()
    return root


def consistency_proof(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """What proves that the tree over the first few was the beginning of the one over them all."""
    return _subproof(hashes, first, is_known=True) if 0 < first < len(hashes) else []


def require_consistent(
    first: tuple[int, bytes], second: tuple[int, bytes], proof: Sequence[bytes]
) -> None:
    """Let a proof pass that the second tree goes on from the first (RFC 9162, section 2.1.4.2).

    Each tree is its size and its root.

    Raises:
        ProofRefused
    """
    (size, root), (later_size, later_root) = first, second
    if size >= later_size or not size:
        if proof or size > later_size or (size and root != later_root):
            raise ProofRefused()
        return
    path = [root, *proof] if size & (size - 1) == 0 else list(proof)
    index, last = size - 1, later_size - 1
    while index % 2:
        index, last = index // 2, last // 2
    if not path or (root, later_root) != _both_roots(path, index, last):
        raise ProofRefused()


def _both_roots(path: Sequence[bytes], index: int, last: int) -> tuple[bytes, bytes]:
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            raise ProofRefused()
        if index % 2 or index == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            new = node_hash(new, beside)
        index, last = index // 2, last // 2
    if last:
        raise ProofRefused()
    return old, new


def _levels(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """The leaves, what stands above each two of them, and so on up to the root.

    The last of an odd number goes up as it is, which makes every left side a whole subtree.
    """
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)]
        levels.append(above + below[len(above) * 2 :])
    return levels


def _subproof(hashes: Sequence[bytes], first: int, *, is_known: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if is_known else [root_of(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if first <= split:
        below = _subproof(hashes[:split], first, is_known=is_known)
        return [*below, root_of(hashes[split:])]
    below = _subproof(hashes[split:], first - split, is_known=False)
    return [*below, root_of(hashes[:split])]
