"""What is said in the words of many requests? Unsealed for a search, folded into no request.

Only events that hold words which a page shows are read, and of the keys only the one that opens
them. Nothing is kept: an erasure holds at once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from triage.request.events import (
    ContactAttempted,
    ContactChanged,
    DetailsAdded,
    Erased,
    MessageReceived,
    Noted,
    Replied,
    Seal,
    Submitted,
)
from triage.store.database.direct import Row, rows_of
from triage.store.events.sealing import SEALED, bound
from triage.store.keys.key_ring import NONCE_BYTES, KeyRing

SAID_IN = (
    Submitted,
    DetailsAdded,
    ContactChanged,
    MessageReceived,
    Replied,
    Noted,
    ContactAttempted,
)
TOPICS = ", ".join(f"'{each.TOPIC}'" for each in (*SAID_IN, Erased))
# As in `triage.store.database.unit_of_work`; the topics are our own.
WORDS_OF = f"""
    SELECT w.request_id, CAST(k.words AS {{bytes}}), e.version, e.topic, e.state
    FROM {{these}} JOIN keys.request_keys k ON k.request_id = w.request_id
    JOIN triage.events e ON e.request_id = w.request_id
    WHERE k.words IS NOT NULL AND e.topic IN ({TOPICS})
"""  # noqa: S608
OF_THESE = {
    "postgresql": {"these": "unnest(%b) AS w(request_id)", "bytes": "bytea"},
    "sqlite": {"these": "(SELECT value AS request_id FROM json_each(?)) w", "bytes": "blob"},
}


def said_in(
    connection: Connection, ring: KeyRing, request_ids: Sequence[UUID]
) -> Mapping[UUID, str]:
    """Everything that opens of each request's words, in one text; no erased request."""
    dialect = connection.dialect.name
    # SQLite keeps an id as its 32 digits.
    these: object = (
        list(request_ids)
        if dialect == "postgresql"
        else json.dumps([each.hex for each in request_ids])
    )
    of_each: dict[Any, list[Row]] = {}
    for row in rows_of(connection, WORDS_OF.format(**OF_THESE[dialect]), these):
        of_each.setdefault(row[0], []).append(row)
    return {
        request_id: "\n".join(_said(ring, request_id, rows))
        for stored_id, rows in of_each.items()
        for request_id in [stored_id if isinstance(stored_id, UUID) else UUID(stored_id)]
        if all(row[3] != Erased.TOPIC for row in rows)
    }


def _said(ring: KeyRing, request_id: UUID, rows: Sequence[Row]) -> Iterator[str]:
    key = ring.unwrap(rows[0][1], f"{request_id}:{Seal.WORDS}")
    if key is None:
        return
    cipher = AESGCM(key)
    for _, _, version, topic, state in rows:
        try:
            text = orjson.loads(state).get(SEALED, {}).get(Seal.WORDS)
            blob = base64.b64decode(text or "")
            bound_to = bound(request_id, version, topic, Seal.WORDS)
            plain = cipher.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound_to)
        except (TypeError, ValueError, InvalidTag):
            # Nothing personal in it, or damaged: the request's own page says so.
            continue
        yield from _texts(orjson.loads(plain))


def _texts(value: object) -> Iterator[str]:
    """Every text inside, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
