"""How do a million requests come into PostgreSQL in minutes? Copied, sealed, linked, by COPY."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import sql
from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from tests.bench.histories import Pattern, fresh_keys
from triage.request.events import Seal
from triage.store.database.hash_chain import GENESIS
from triage.store.events.recorder import link_of
from triage.store.keys.identity import Identities, Identity
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import events, request_keys, submissions
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
Row = dict[str, Any]


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
            by_name = {each: self.ring.wrap(keys.of(each) or b"", prefix + each) for each in Seal}
            wrapped.append({"request_id": identity.request_id, **by_name})
            pattern = self._chance.choice(self.patterns[kind])
            under_way.append(_UnderWay(identity, pattern, pattern.states(identity, keys)))
        _copy(connection, request_keys, wrapped)
        _copy(connection, events, map(self._tagged(events), self._events(under_way)))
        _copy(connection, submissions, map(self._tagged(submissions), map(_submitted, under_way)))

    def _tagged(self, table: Table) -> Callable[[Row], Row]:
        return partial(self.ring.row_tags.tagged, table)

    def _events(self, under_way: list[_UnderWay]) -> Iterator[Row]:
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
                yield {
                    "position": self.position,
                    "request_id": each.identity.request_id,
                    "version": each.version,
                    "topic": topic,
                    "state": state,
                    "link": self.link,
                }
            going = still


def _submitted(each: _UnderWay) -> Row:
    return {
        "request_id": each.identity.request_id,
        "reference": each.identity.reference,
        "receipt_mac": each.identity.receipt_mac,
        "submitted_at": each.pattern.submitted_at,
        "chain_head": each.head,
    }


def _copy(connection: psycopg.Connection, table: Table, rows: Iterable[Row]) -> None:
    names = [column.name for column in table.columns]
    types = [_type_of(column) for column in table.columns]
    statement = sql.SQL(f"COPY {table.fullname} ({', '.join(names)}) FROM STDIN BINARY")
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row([row.get(name) for name in names])


def _type_of(column: Column[Any]) -> str:
    """As psycopg knows it: varchar(20) is varchar."""
    return str(column.type.compile(postgresql.dialect())).lower().partition("(")[0]
