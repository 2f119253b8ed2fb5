"""Is what is stored what was stored? The chains link by link, then every deadline verdict.

Nothing is unsealed for that, so it works on erased requests as well, and without the master key.
The head on each receipt must stand in the chain: an event that was cut off at the end, with all
behind it, is missed there. Where the master key is at hand, every tag of a row is checked, and
every key and every sealed blob is opened too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import cast

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, Row, Table, select

from triage.catalogue import Catalogue
from triage.errors.requests import CatalogueRefused
from triage.evidence.access_log import read_link
from triage.evidence.checkpoints.against import Fitted, require_fits
from triage.evidence.checkpoints.checking import VerifiedTrees, verify_trees
from triage.evidence.differs import Differs, ReadingPlace
from triage.evidence.rows import verify_rows
from triage.evidence.verdicts import Judged, WrongVerdict, judge
from triage.failures import code_of
from triage.request.events import REQUESTS, RequestEvent
from triage.store.database.damage_signs import may_tell_damage
from triage.store.database.engine import Database
from triage.store.database.hash_chain import GENESIS
from triage.store.database.row_tags import ROW_TAGS, Unchecked
from triage.store.events.damage import damaged_requests, reference_of
from triage.store.events.recorder import link_of
from triage.store.events.sealing import SealingMapper
from triage.store.keys.inventory import KeysLost, is_master, missing_names, required_keys
from triage.store.keys.key_ring import KeyRing
from triage.store.keys.tombstones import Tombstones
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.disposals import log_start
from triage.store.tables.core_tables import access_log, events, submissions
from triage.stream_kinds import LoggedEvent

PAGE = 1000
AnyRow = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How much was looked at and found right.

    `opened` tells whether tags, keys and words were, which takes the master key.
    `fitted` tells of the checkpoints that it was held against.
    """

    events: int
    reads: int
    requests: int
    rows: int
    judged: Judged
    opened: bool
    trees: VerifiedTrees
    fitted: Fitted | None = None


def opens_keys_of(database: Database, ring: KeyRing) -> bool:
    """Whether this ring's master key is the one of this database.

    Raises:
        Differs: where what tells it can't be read.
    """
    with (
        database.lasting.connect() as connection,
        _told_as_found(ReadingPlace("keys of the system")),
    ):
        return is_master(connection, ring)


def verify(
    database: Database,
    *,
    now: datetime,
    grace: timedelta,
    ring: KeyRing | None = None,
    against: str | None = None,
    tombstones: Tombstones | None = None,
) -> Verified:
    """Derive both chains and every verdict anew. A miss may be unrecorded for up to `grace`.

    With a ring tags are checked, keys and blobs opened. `against`: checkpoints kept outside.

    Raises:
        Differs: at the first place that differs.
    """
    place = ReadingPlace()
    with database.lasting.connect() as looking, _told_as_found(place):
        connection = looking.execution_options(**{ROW_TAGS: Unchecked(b"")})
        # The heads first: every event behind them is in the log by the time that it is read.
        heads = _receipt_heads(connection, place)
        counted = _verify_events(connection, heads, place)
        reads = _verify_reads(connection, place)
        trees = verify_trees(connection, ring, now, place)
        fitted = None if against is None else require_fits(trees, against)
        rows = verify_rows(connection, ring, tombstones, place)
        place.now = "catalogues"
        catalogues = CatalogueStore().versions(connection)
        judged, requests = _judge_all(connection, place, catalogues, now - grace)
        _verify_keys(database, ring, place)
    return Verified(
        events=counted,
        reads=reads,
        requests=requests,
        rows=rows,
        judged=judged,
        opened=ring is not None,
        trees=trees,
        fitted=fitted,
    )


def _verify_keys(database: Database, ring: KeyRing | None, place: ReadingPlace) -> None:
    place.now = "keys of the system"
    _require_system_keys(database, ring)
    if ring is not None:
        place.now = "keys and sealed words"
        _open_all(database, ring)


def _require_system_keys(database: Database, ring: KeyRing | None) -> None:
    """Raise `Differs` for a missing or wrong key; without the master key only for a missing one."""
    with database.lasting.connect() as connection:
        try:
            gone = sorted(missing_names(connection))
            if gone:
                raise Differs(f"keys: the key {gone[0]} (keys.system_keys) is missing")
            if ring is not None:
                required_keys(connection, ring)
        except KeysLost as lost:
            raise Differs(f"keys: {lost}") from None


def _open_all(database: Database, ring: KeyRing) -> None:
    """Open every key and sealed blob. One `Differs` names all damaged requests."""
    found = [str(each) for each in damaged_requests(database, ring)]
    if found:
        more = f" (and {len(found) - 1} more: {'; '.join(found[1:])})" if found[1:] else ""
        raise Differs(f"keys and sealed words: {found[0]}{more}")


@contextmanager
def _told_as_found(place: ReadingPlace) -> Iterator[None]:
    """Raise every failure that damaged data can cause as `Differs`, with its place.

    A store that is away, locked or forbidden is no damage: its failure passes unchanged.
    """
    try:
        yield
    except Differs:
        raise
    except CatalogueRefused as refused:
        raise Differs(f"{place.now}: {refused.holes[0]}") from None
    except Exception as failure:
        if not may_tell_damage(failure):
            raise
        raise Differs(f"{place.now}: cannot be read ({code_of(failure)})") from None


def _receipt_heads(connection: Connection, place: ReadingPlace) -> dict[bytes, str]:
    place.now = "submissions: the first"
    heads: dict[bytes, str] = {}
    for row in connection.execute(select(submissions.c.chain_head, submissions.c.reference)):
        heads[row.chain_head] = row.reference
        place.now = f"submissions: the one behind {row.reference}"
    return heads


def _verify_events(connection: Connection, heads: dict[bytes, str], place: ReadingPlace) -> int:
    position, link = 0, GENESIS
    for row in _by_position(connection, events, place):
        stored = StoredEvent(row.request_id, row.version, row.topic, row.state)
        link = link_of(link, row.position, stored)
        if row.position != position + 1 or row.link != link:
            what = "its link does not fit" if row.position == position + 1 else "one is missing"
            name = reference_of(connection, row.request_id)
            raise Differs(f"events: position {position + 1}: {what} (request {name})")
        heads.pop(link, None)
        position = row.position
    for reference in heads.values():
        raise Differs(f"events: the chain does not hold the head on the receipt of {reference}")
    return position


def _verify_reads(connection: Connection, place: ReadingPlace) -> int:
    # What was disposed of left behind where the rest goes on from.
    start, link = log_start(connection)
    position = start
    for row in _by_position(connection, access_log, place):
        fields = dict(row._mapping)
        stored_link = fields.pop("link")
        link = read_link(link, fields)
        if row.position != position + 1 or stored_link != link:
            what = "its link does not fit" if row.position == position + 1 else "one is missing"
            raise Differs(f"access log: position {position + 1}: {what}")
        position = row.position
    return position - start


def _by_position(connection: Connection, table: Table, place: ReadingPlace) -> Iterator[AnyRow]:
    name = table.name.replace("_", " ")
    position, is_more = 0, True
    in_order = select(table).order_by(table.c.position).limit(PAGE)
    while is_more:
        # From the very first: none may stand before where the chain begins.
        page = in_order.where(table.c.position > position) if position else in_order
        place.now = f"{name}: position {position + 1}"
        is_more = False
        for row in connection.execute(page):
            is_more = True
            yield row
            position = row.position
            place.now = f"{name}: position {position + 1}"


def _streams(connection: Connection, place: ReadingPlace) -> Generator[list[AnyRow], None, None]:
    """The event rows of each stream, one stream after the other."""
    place.now = "deadlines: the first request"
    in_order = select(events).order_by(events.c.request_id, events.c.version)
    with connection.execute(in_order, execution_options={"yield_per": PAGE}) as rows:
        for request_id, of_one in groupby(rows, key=attrgetter("request_id")):
            place.now = f"deadlines: request {request_id}"
            yield list(of_one)


def _judge_all(
    connection: Connection,
    place: ReadingPlace,
    catalogues: Mapping[str, Catalogue],
    as_of: datetime,
) -> tuple[Judged, int]:
    """What the verdicts of all requests come to, and how many requests those are."""
    judged, requests = Judged(), 0
    with closing(_streams(connection, place)) as streams:
        for stream in streams:
            if _is_request(stream):
                judged += _judged(connection, stream, catalogues, as_of)
                requests += 1
    return judged, requests


def _judged(
    connection: Connection,
    rows: list[AnyRow],
    catalogues: Mapping[str, Catalogue],
    as_of: datetime,
) -> Judged:
    try:
        return judge(cast("list[RequestEvent]", _recorded(rows)), catalogues, as_of)
    except WrongVerdict as wrong:
        name = reference_of(connection, rows[0].request_id)
        raise Differs(f"deadlines: request {name}: {wrong}") from None


def _is_request(rows: list[AnyRow]) -> bool:
    """Whether a stream is a request's; the events of another kind must make a state as well."""
    if REQUESTS.holds(rows[0].topic):
        return True
    state = None
    for event in _recorded(rows):
        state = event.mutate(state)
    return False


def _recorded(rows: list[AnyRow]) -> list[LoggedEvent]:
    mapper = SealingMapper()
    return [
        mapper.to_domain_event(StoredEvent(row.request_id, row.version, row.topic, row.state))
        for row in rows
    ]
