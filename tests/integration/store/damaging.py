"""How does a test damage what is stored of one request, and nothing of any other?"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection, delete, select, text, update

from triage.store.tables.core_tables import events, request_keys

Damage = Callable[[Connection, UUID, UUID], None]


def key(column: str, change: Callable[[bytes, bytes], bytes | None]) -> Damage:
    """Change one wrapped key, by what it was and what the same one of another request is."""

    def damage(connection: Connection, request_id: UUID, other: UUID) -> None:
        wrapped = request_keys.c[column]
        of = request_keys.c.request_id
        stored, others = (
            connection.scalar(select(wrapped).where(of == each)) for each in (request_id, other)
        )
        assert stored and others
        changed = change(stored, others)
        connection.execute(update(request_keys).where(of == request_id).values({column: changed}))

    return damage


def all_keys(connection: Connection, request_id: UUID, _other: UUID) -> None:
    connection.execute(delete(request_keys).where(request_keys.c.request_id == request_id))


def both_forgotten(connection: Connection, request_id: UUID, _other: UUID) -> None:
    """As an erasure leaves it, but for what the log says."""
    of_it = update(request_keys).where(request_keys.c.request_id == request_id)
    connection.execute(of_it.values(words=None, profile=None))


def blob(version: int, group: str, change: Callable[[str], str]) -> Damage:
    """Change the text of one sealed blob."""

    def damage(connection: Connection, request_id: UUID, _other: UUID) -> None:
        here = (events.c.request_id == request_id) & (events.c.version == version)
        state = json.loads(connection.scalar(select(events.c.state).where(here)) or b"")
        state["sealed"][group] = change(state["sealed"][group])
        content = json.dumps(state, separators=(",", ":")).encode()
        connection.execute(update(events).where(here).values(state=content))

    return damage


def row(version: int, change: Callable[[bytes], dict[str, object]]) -> Damage:
    """Change columns of one event by its state."""

    def damage(connection: Connection, request_id: UUID, _other: UUID) -> None:
        here = (events.c.request_id == request_id) & (events.c.version == version)
        state = connection.scalar(select(events.c.state).where(here)) or b""
        connection.execute(update(events).where(here).values(change(state)))

    return damage


def typed(words: str) -> Damage:
    """Put what SQL calls so in the place of one wrapped key."""

    def damage(connection: Connection, request_id: UUID, _other: UUID) -> None:
        of_it = update(request_keys).where(request_keys.c.request_id == request_id)
        connection.execute(of_it.values(words=text(words)))

    return damage


def flipped(stored: bytes, _other: bytes) -> bytes:
    return stored[:-1] + bytes([stored[-1] ^ 1])


def _one_bit(text: str) -> str:
    return base64.b64encode(flipped(base64.b64decode(text), b"")).decode()


KEYS: dict[str, Damage] = {
    "one bit of words": key("words", flipped),
    "one bit of profile": key("profile", flipped),
    "one bit of protection": key("protection", flipped),
    "words cut off": key("words", lambda stored, _: stored[:5]),
    "words too long": key("words", lambda stored, _: stored + b"x"),
    "profile empty": key("profile", lambda _, __: b""),
    "protection empty": key("protection", lambda _, __: b""),
    "words of another": key("words", lambda _, other: other),
    "words gone": key("words", lambda _, __: None),
    "profile gone": key("profile", lambda _, __: None),
    "words and profile gone": both_forgotten,
    "all keys gone": all_keys,
}
BLOBS: dict[str, Damage] = {
    "one bit of what was told": blob(1, "profile", _one_bit),
    "what was told is no base64": blob(1, "profile", lambda text: f"%{text[1:]}"),
    "one bit of what was said": blob(1, "words", _one_bit),
    "what was said is cut off": blob(1, "words", lambda text: text[:8]),
}
EVERY = {**KEYS, **BLOBS}
# Events of which not even the skeleton can be read; those of version 1 leave nothing to go by.
SKELETONS: dict[str, Damage] = {
    "the first is cut off": row(1, lambda state: {"state": state[:100]}),
    "the first is empty": row(1, lambda _: {"state": b""}),
    "the first is null": row(1, lambda _: {"state": b"null"}),
    "the first is a list": row(1, lambda _: {"state": b"[]"}),
    "the first is of no known topic": row(1, lambda _: {"topic": "help-request.submitteD"}),
    "the second is cut off": row(2, lambda state: {"state": state[:100]}),
    "the second has another version": row(2, lambda _: {"version": 7}),
}
# One bit of SQLite's pages makes a text of what was kept as bytes, or a number.
TYPES: dict[str, Damage] = {
    "words are a text": typed("CAST(words AS TEXT)"),
    "words are a short text": typed("'abc'"),
    "words are a number": typed("5"),
}
# What the queue, which opens nobody's words, can tell.
TOLD_BY_THE_QUEUE = {**KEYS, **{name: BLOBS[name] for name in list(BLOBS)[:2]}}
