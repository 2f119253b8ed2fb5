"""How do a million requests come into PostgreSQL in minutes? Copied, sealed, linked, by COPY."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import psycopg
from eventsourcing.persistence import StoredEvent

from tests.bench.histories import Pattern, fresh_keys
from triage.request.events import Seal
from triage.store.database.hash_chain import GENESIS
from triage.store.events.recorder import link_of
from triage.store.keys.identity import Identities, Identity
from triage.store.keys.key_ring import KeyRing
from triage.text.personal import Personal

# So many requests at a time are under way: their events lie among each other in the log.
AT_ONCE = 2_000
GOING_ON_SHARE = 0.01
INDEXES = (
    ("triage.events", "one_event_a_version", "UNIQUE (request_id, version)"),
    ("triage.submissions", "submissions_pkey", "PRIMARY KEY (request_id)"),
    ("triage.submissions", "submissions_reference_key", "UNIQUE (reference)"),
    ("triage.submissions", "submissions_receipt_mac_key", "UNIQUE (receipt_mac)"),
    ("keys.request_keys", "request_keys_pkey", "PRIMARY KEY (request_id)"),
)
EVENTS = "COPY triage.events (position, request_id, version, topic, state, link) FROM STDIN BINARY"
EVENT_TYPES = ("int8", "uuid", "int4", "varchar", "bytea", "bytea")
KEYS = "COPY keys.request_keys (request_id, words, profile, protection) FROM STDIN BINARY"
KEY_TYPES = ("uuid", "bytea", "bytea", "bytea")
SUBMISSIONS = (
    "COPY triage.submissions (request_id, reference, receipt_mac, submitted_at, chain_head)"
    " FROM STDIN BINARY"
)
SUBMISSION_TYPES = ("uuid", "varchar", "bytea", "timestamptz", "bytea")


@dataclass(slots=True)
class _UnderWay:
    identity: Identity
    pattern: Pattern
    states: Iterator[tuple[str, bytes]]
    version: int = 0
    head: bytes = b""


@dataclass(slots=True)
class Loader:
    """Fills an upgraded, empty log; `load` can be called again for more, alone on the log."""

    url: str
    ring: KeyRing
    identities: Identities
    patterns: dict[str, list[Pattern]]
    position: int = 0
    link: bytes = GENESIS
    _chance: Random = field(default_factory=lambda: Random(1))

    def load(self, count: int, *, overdue: int = 0, tell: Callable[[int], None]) -> int:
        """Add requests, the last `overdue` of them forgotten ones. The events added."""
        before = self.position
        with psycopg.connect(self.url) as connection:
            connection.execute("SET statement_timeout = 0")
            for table, name, _ in INDEXES:
                connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            for start in range(0, count, AT_ONCE):
                number = min(AT_ONCE, count - start)
                kinds = [self._kind(start + each, count - overdue) for each in range(number)]
                self._some(connection, kinds)
                tell(start + number)
            for table, name, what in INDEXES:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}")
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE triage.events")
            connection.execute("ANALYZE")
        return self.position - before

    def go_on_behind(self, url: str) -> None:
        """Take up the chain behind what others have written since."""
        with psycopg.connect(url) as connection:
            head = "SELECT position, link FROM triage.events ORDER BY position DESC LIMIT 1"
            row = connection.execute(head).fetchone()
        assert row is not None
        self.position, self.link = row

    def _kind(self, number: int, overdue_from: int) -> str:
        if number >= overdue_from:
            return "overdue"
        return "going_on" if self._chance.random() < GOING_ON_SHARE else "ended"

    def _some(self, connection: psycopg.Connection, kinds: list[str]) -> None:
        wrapped, under_way = [], []
        for kind in kinds:
            identity = self.identities.of(Personal(os.urandom(16).hex()))
            keys = fresh_keys()
            prefix = f"{identity.request_id}:"
            wrapped.append(
                (
                    identity.request_id,
                    *(self.ring.wrap(keys.of(each) or b"", prefix + each) for each in Seal),
                )
            )
            pattern = self._chance.choice(self.patterns[kind])
            under_way.append(_UnderWay(identity, pattern, pattern.states(identity, keys)))
        _copy(connection, KEYS, KEY_TYPES, wrapped)
        _copy(connection, EVENTS, EVENT_TYPES, self._events(under_way))
        _copy(
            connection,
            SUBMISSIONS,
            SUBMISSION_TYPES,
            (
                (
                    each.identity.request_id,
                    each.identity.reference,
                    each.identity.receipt_mac,
                    each.pattern.submitted_at,
                    each.head,
                )
                for each in under_way
            ),
        )

    def _events(self, under_way: list[_UnderWay]) -> Iterator[tuple[object, ...]]:
        """The next event of each in turn, until all have come to their end."""
        going = under_way
        while going:
            still = []
            for each in going:
                found = next(each.states, None)
                if found is None:
                    continue
                each.version += 1
                self.position += 1
                topic, state = found
                stored = StoredEvent(each.identity.request_id, each.version, topic, state)
                self.link = link_of(self.link, self.position, stored)
                # The head of the submission's own two events.
                each.head = self.link if each.version <= 2 else each.head
                still.append(each)
                yield (
                    self.position,
                    each.identity.request_id,
                    each.version,
                    topic,
                    state,
                    self.link,
                )
            going = still


def _copy(
    connection: psycopg.Connection,
    statement: str,
    types: tuple[str, ...],
    rows: Iterator[tuple[object, ...]] | list[tuple[object, ...]],
) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
