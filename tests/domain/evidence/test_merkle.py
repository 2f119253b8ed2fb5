"""Is the tree the one of RFC 6962, and does no proof lead anywhere but to its root?"""

from __future__ import annotations

import hashlib

import pytest

from triage.evidence.checkpoints.merkle import (
    ProofRefused,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    require_consistent,
    root_by,
    root_of,
)

# The leaves and roots that implementations of Certificate Transparency test themselves with.
LEAVES = tuple(
    map(
        bytes.fromhex,
        (
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ),
    )
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = range(1, 34)


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(f"{number}".encode()) for number in range(count)]


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as the text of the standard defines it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    both = by_definition(leaves[:split]) + by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + both).digest()


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_a_root_is_the_one_that_others_compute(count: int) -> None:
    assert root_of([leaf_hash(each) for each in LEAVES[:count]]).hex() == ROOTS[count]


@pytest.mark.parametrize("size", SIZES)
def test_a_root_is_that_of_the_definition(size: int) -> None:
    assert root_of(hashes(size)) == by_definition(hashes(size))


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_at_its_place_and_at_no_other(size: int) -> None:
    leaves, root = hashes(size), root_of(hashes(size))
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert root_by(leaf, index, size, proof) == root
        for other in range(size):
            assert other == index or not leads(leaf, other, size, proof, root)


def leads(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        return root_by(leaf, index, size, proof) == root
    except ProofRefused:
        return False


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_with_a_hash_too_few_or_too_many_is_refused(size: int) -> None:
    leaves, root = hashes(size), root_of(hashes(size))
    proof = inclusion_proof(leaves, size - 1)

    assert not leads(leaves[-1], size - 1, size, [*proof, bytes(32)], root)
    assert not proof or not leads(leaves[-1], size - 1, size, proof[:-1], root)


def test_a_place_beyond_the_tree_is_refused() -> None:
    for index in (-1, 3):
        with pytest.raises(ProofRefused):
            root_by(bytes(32), index, 3, [])


@pytest.mark.parametrize("later", SIZES)
def test_a_tree_is_proved_to_go_on_from_each_of_its_beginnings(later: int) -> None:
    leaves = hashes(later)
    for size in range(1, later + 1):
        proof = consistency_proof(leaves, size)
        require_consistent((size, root_of(leaves[:size])), (later, root_of(leaves)), proof)


@pytest.mark.parametrize("later", SIZES)
def test_no_proof_hides_a_leaf_that_was_changed(later: int) -> None:
    leaves = hashes(later)
    for size in range(1, later + 1):
        changed = [bytes(32), *leaves[1:]]
        for proof in (consistency_proof(leaves, size), consistency_proof(changed, size)):
            with pytest.raises(ProofRefused):
                before = (size, root_of(leaves[:size]))
                require_consistent(before, (later, root_of(changed)), proof)


def test_a_tree_that_was_cut_is_no_continuation() -> None:
    leaves = hashes(9)
    with pytest.raises(ProofRefused):
        require_consistent((9, root_of(leaves)), (5, root_of(leaves[:5])), [])


def test_everything_goes_on_from_an_empty_tree_without_a_proof() -> None:
    require_consistent((0, root_of([])), (9, root_of(hashes(9))), [])


@pytest.mark.parametrize("blocks", range(1, 9))
def test_roots_of_whole_subtrees_stand_for_their_leaves(blocks: int) -> None:
    leaves = hashes(4 * blocks)
    above = [root_of(leaves[at : at + 4]) for at in range(0, len(leaves), 4)]

    assert root_of(above) == root_of(leaves)
    for first in range(1, blocks + 1):
        assert consistency_proof(above, first) == consistency_proof(leaves, 4 * first)
