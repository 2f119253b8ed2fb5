"""Is every row that grants a right or carries a fact one of ours, and does it fit the others?

A tag tells what was made up, changed or moved. What was taken away, or put back as it was before,
shows where another row speaks of it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import Connection, Table, exists, select

from triage.evidence.differs import Differs, ReadingPlace
from triage.request.events import REQUESTS, Erased
from triage.store.database.retagging import every_row
from triage.store.database.row_tags import RowTags, place_of
from triage.store.events.damage import reference_of
from triage.store.keys.key_ring import KeyRing
from triage.store.keys.tombstones import Tombstones, TombstonesDamaged
from triage.store.tables.core_tables import events, request_keys, submissions
from triage.store.tables.every_table import tagged_tables

OF_REQUESTS = events.c.topic.startswith(REQUESTS.prefix)


def verify_rows(
    connection: Connection, ring: KeyRing | None, tombstones: Tombstones | None, place: ReadingPlace
) -> int:
    """How many rows bear their tags, which a ring is needed for; what they say of others is so.

    Raises:
        Differs
    """
    counted = 0
    for table in tagged_tables() if ring else ():
        place.now = f"rows: {table.fullname}"
        assert ring
        counted += verify_tags(connection, table, ring.row_tags)
    place.now = "submissions"
    verify_companions(connection)
    place.now = "keys"
    verify_erasures(connection, tombstones)
    return counted


def verify_tags(connection: Connection, table: Table, tags: RowTags) -> int:
    """How many rows a table has, each with its own tag. Raises Differs."""
    counted = 0
    for page in every_row(connection, table):
        for row in page:
            if not tags.fits(table, row._mapping):
                place = place_of(table, row._mapping)
                raise Differs(f"rows: {place}: this service did not write it so")
        counted += len(page)
    return counted


def verify_companions(connection: Connection) -> None:
    """Every request has its submission, and every submission its request. Raises Differs."""
    of_it = submissions.c.request_id == events.c.request_id
    begun = select(events.c.request_id).where(events.c.version == 1, OF_REQUESTS)
    alone = connection.scalar(begun.where(~exists().where(of_it)).limit(1))
    if alone is not None:
        raise Differs(f"submissions: the row of request {alone} is not there")
    sent = select(submissions.c.reference).where(~exists().where(of_it)).limit(1)
    lost = connection.scalar(sent)
    if lost is not None:
        raise Differs(f"events: the request of the submission {lost} is not there")


def verify_erasures(connection: Connection, tombstones: Tombstones | None) -> None:
    """What is erased has no keys, and stands on the list where one is kept. Raises Differs."""
    # The log first: an erasure is on the list, and its keys are destroyed, before the log says so.
    erasures = select(events.c.request_id).where(events.c.topic == Erased.TOPIC)
    erased = set(connection.scalars(erasures))
    has_keys = request_keys.c.words.is_not(None) | request_keys.c.profile.is_not(None)
    kept = set(connection.scalars(select(request_keys.c.request_id).where(has_keys)))
    for request_id in sorted(erased & kept):
        name = reference_of(connection, request_id)
        raise Differs(f"keys: request {name} is erased, and its keys are there again")
    for request_id in sorted(erased - _listed(tombstones, erased)):
        name = reference_of(connection, request_id)
        raise Differs(f"tombstones: request {name} is erased, and not on the list")


def _listed(tombstones: Tombstones | None, erased: AbstractSet[UUID]) -> AbstractSet[UUID]:
    """The requests on the list; where none is kept, all are taken to be."""
    if tombstones is None or tombstones.path is None:
        return erased
    try:
        return tombstones.read().keys()
    except TombstonesDamaged as damaged:
        raise Differs(f"tombstones: {damaged}") from None
