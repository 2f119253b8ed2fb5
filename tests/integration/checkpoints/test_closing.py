"""Does a checkpoint close everything that is new, and tell nothing by its size?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.integration.checkpoints.closing import closed, verified
from tests.integration.store.world import KERTTU, TestedService
from triage.evidence.checkpoints.closing import DUMMIES, TILE, newest
from triage.evidence.checkpoints.leaves import Tree
from triage.evidence.checkpoints.notes import VerifierKey, opened, tree_head
from triage.store.tables.checkpoint_tables import leaves, tiles
from triage.store.tables.core_tables import events

DAY = timedelta(days=1)


def test_a_store_without_a_checkpoint_is_found_right(service: TestedService) -> None:
    service.submit()

    assert verified(service).trees.checkpoints == 0


async def test_what_was_closed_is_found_right(service: TestedService) -> None:
    await service.row(service.submit().request_id, KERTTU)
    closed(service)
    await service.row(service.submit().request_id, KERTTU)

    assert verified(service).trees.checkpoints == 2
    closed(service)
    assert verified(service).trees.checkpoints == 4


def test_an_idle_day_and_one_with_a_request_leave_trees_of_one_size(
    service: TestedService,
) -> None:
    sizes = [each.size for each in closed(service)]
    service.submit()
    busy = [each.size for each in closed(service)]
    idle = [each.size for each in closed(service)]

    assert {*map(int.__sub__, busy, sizes)} == {*map(int.__sub__, idle, busy)}


@pytest.mark.parametrize("requests", [0, 1, 100, 150])
def test_dummies_stand_among_the_leaves_and_fill_whole_tiles(
    service: TestedService, requests: int
) -> None:
    for _ in range(requests):
        service.submit()
    size = closed(service)[0].size
    with service.parts.database.lasting.connect() as connection:
        real = connection.scalar(select(func.count()).where(leaves.c.tree == Tree.EVENTS))
        stored = connection.scalar(
            select(func.count()).select_from(tiles).where(tiles.c.tree == Tree.EVENTS)
        )

    assert real is not None
    assert size % TILE == 0
    assert DUMMIES <= size - real - 1 < DUMMIES + TILE
    assert stored == size // TILE


def test_the_place_of_a_leaf_tells_no_order(service: TestedService) -> None:
    for _ in range(20):
        service.submit()
    closed(service)
    with service.parts.database.lasting.connect() as connection:
        of_events = (leaves.c.tree == Tree.EVENTS, leaves.c.kind == "event")
        places = list(connection.scalars(select(leaves.c.place).where(*of_events)))
        ordered = select(leaves.c.row).where(*of_events).order_by(leaves.c.place)
        positions = [int(each) for each in connection.scalars(ordered)]
        count = connection.scalar(select(func.count()).select_from(events))

    assert len(set(places)) == count
    assert positions != sorted(positions)


def test_a_checkpoint_opens_by_its_public_key(service: TestedService) -> None:
    for each in closed(service):
        head = tree_head(opened(each.note, [VerifierKey.read(each.signed_by)]))

        assert head.origin == f"apua.example/{each.tree}"
        assert head.size == each.size


def test_a_new_key_is_vouched_for_by_the_old_one(service: TestedService) -> None:
    old = closed(service)[0]
    both = closed(service, with_new_key=True)[0]
    new = closed(service)[0]

    first, second = both.signed_by.split()
    assert (old.signed_by, new.signed_by) == (first, second)
    assert opened(both.note, [VerifierKey.read(first)])
    assert opened(both.note, [VerifierKey.read(second)])
    assert verified(service).trees.checkpoints == 6


def test_the_name_stays_the_one_of_the_first_closing(service: TestedService) -> None:
    closed(service)
    with service.parts.database.lasting.connect() as connection:
        found = newest(connection, Tree.READS)

    assert found is not None
    assert found.origin == "apua.example/reads"


async def test_every_read_has_a_salt_of_its_own(service: TestedService) -> None:
    for _ in range(3):
        await service.row(service.submit().request_id, KERTTU)
    closed(service)
    with service.parts.database.lasting.connect() as connection:
        salts = list(connection.scalars(select(leaves.c.salt).where(leaves.c.kind == "read")))

    assert len(salts) == len({salt for salt in salts if salt}) == 3
