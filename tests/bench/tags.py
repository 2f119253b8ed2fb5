"""What do the tags of rows cost, beside bare hashes of as many bytes?"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from tests.bench.table import Figure
from triage.store.database.row_tags import RowTags
from triage.store.tables.core_tables import events, sessions, staff, submissions


def row_tags(count: int = 5_000) -> Iterator[Figure]:
    """What tags cost: a second's worth of submissions written, of signed-in pages read.

    A submission tags its two events and its own row; a page checks a session, an account and a
    stream of eight events. Floor: a bare hash of as many bytes for each of the rows.
    """
    tags = RowTags(bytes(32))
    event = {
        "position": 1,
        "request_id": UUID(int=1),
        "version": 1,
        "topic": "help-request.submitted",
        "state": b'{"timestamp":"2026-11-23T08:00:00+00:00"' + b" " * 1_000 + b"}",
        "link": bytes(32),
    }
    sent = {
        "request_id": UUID(int=1),
        "reference": "ABCD-EFGH-JKMN",
        "receipt_mac": bytes(32),
        "body_mac": bytes(32),
        "submitted_at": datetime(2026, 11, 23, 8, tzinfo=UTC),
        "chain_head": bytes(32),
    }
    session = {"token_mac": bytes(32), "username": "aino", "expires_at": sent["submitted_at"]}
    account = {"username": "aino", "name": "Aino", "role": "worker", "password_hash": "x" * 97}
    written = [(events, event), (events, event), (submissions, sent)]
    read = [
        *[(events, tags.tagged(events, event))] * 8,
        (sessions, tags.tagged(sessions, session)),
        (staff, tags.tagged(staff, account)),
    ]
    yield _tagging("tags of a submission", written, tags.tagged, count)
    yield _tagging("tags of a page", read, tags.admits, count)


def _tagging(
    name: str, rows: list[tuple[Table, Any]], work: Callable[[Table, Any], object], count: int
) -> Figure:
    said = [b"".join(map(_in_bytes, row.values())) for _, row in rows]
    took = _seconds(lambda: [work(*row) for _ in range(count) for row in rows])
    bare = _seconds(lambda: [hmac.digest(b"k", s, "sha256") for _ in range(count) for s in said])
    return Figure(name=name, measured=count / took, unit="1/s", floor=count / bare)


def _in_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()


def _seconds(work: Callable[[], object]) -> float:
    """Of this process alone: what else the machine does does not count."""
    began = time.process_time()
    work()
    return time.process_time() - began
