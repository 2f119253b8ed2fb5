"""Which tables must last? Their shape, the same on SQLite and on PostgreSQL.

Two schemas: `triage` for what happened and who may act, `keys` for what unseals it, so that the
keys can be kept, backed up and destroyed apart.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    cast,
)
from sqlalchemy.types import TypeDecorator

TRIAGE = "triage"
KEYS = "keys"

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An aware moment, UTC on its way in and out; SQLite knows no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WrappedKey(TypeDecorator[bytes]):
    """Read as bytes even where damage changed the type: each SQLite value has a type of its own."""

    impl = LargeBinary
    cache_ok = True

    def column_expression(self, column: Any) -> ColumnElement[bytes]:
        return cast(column, LargeBinary)


Position = BigInteger().with_variant(Integer, "sqlite")

# One row an event. The position is given out under the write lock, without holes; `link` is the
# chain's hash over everything stored before and in this row.
events = Table(
    "events",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("request_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", String(100), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    UniqueConstraint("request_id", "version", name="one_event_a_version"),
    schema=TRIAGE,
)

# One row a submission: what makes a repeated one harmless and what the receipt opens.
submissions = Table(
    "submissions",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("receipt_mac", LargeBinary(32), nullable=False, unique=True),
    Column("body_mac", LargeBinary(32)),
    Column("submitted_at", Moment, nullable=False),
    Column("chain_head", LargeBinary(32), nullable=False),
    schema=TRIAGE,
)

# Receipts that open nothing any more, because another one took their place: their keyed hashes.
replaced_receipts = Table(
    "replaced_receipts",
    metadata,
    Column("receipt_mac", LargeBinary(32), primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    schema=TRIAGE,
)

# Every read of a request's content, every list and search; chained like the events.
access_log = Table(
    "access_log",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("username", String(64)),
    Column("role", String(32), nullable=False),
    Column("unit", String(64)),
    Column("request_id", Uuid),
    Column("action", String(32), nullable=False),
    Column("ground", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("version", Integer),
    Column("concerning", String(64)),
    Column("link", LargeBinary(32), nullable=False),
    Index("reads_of_a_request", "request_id", "position"),
    schema=TRIAGE,
)

staff = Table(
    "staff",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("units", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    # Which change of the whole table this row is from: who remembers it looks for the last alone.
    Column("changed", Integer, nullable=False),
    Index("staff_changes", "changed"),
    schema=TRIAGE,
)

# A signed-in member of staff or an opened receipt; the token itself is stored nowhere.
sessions = Table(
    "sessions",
    metadata,
    Column("token_mac", LargeBinary(32), primary_key=True),
    Column("username", String(64)),
    Column("request_id", Uuid),
    Column("expires_at", Moment, nullable=False),
    # The keyed hash of what the organisation's provider calls its own session behind this one.
    Column("provider_session", LargeBinary(32)),
    schema=TRIAGE,
)

# What was left by the quick exit and is not shown again: keyed hashes of forms' keys and of tokens.
leavings = Table(
    "leavings",
    metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    Column("left_at", Moment, nullable=False),
    Index("leavings_by_moment", "left_at"),
    schema=TRIAGE,
)

# What was said on the first page when something had happened: which prepared text, by whom.
crisis_notices = Table(
    "crisis_notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("text", String(32), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(64), nullable=False),
    Column("until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(64)),
    schema=TRIAGE,
)

# What is said about accessibility. Text, address and what was done are sealed; answering takes the
# first two away.
accessibility_feedback = Table(
    "accessibility_feedback",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("text", LargeBinary),
    Column("email", LargeBinary),
    Column("received_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("answered_at", Moment),
    Column("answered_by", String(64)),
    Column("done", LargeBinary),
    Index("accessibility_feedback_waiting", "answered_at", "due_on"),
    schema=TRIAGE,
)

catalogues = Table(
    "catalogues",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String(100), nullable=False, unique=True),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(64)),
    Column("toml", Text, nullable=False),
    schema=TRIAGE,
)

# What is to be told to whom, derived from the events. No address, no name, no text: where it goes
# is looked up when it is sent. `line` is what breaks as one: a carrier, or one unit's web hook.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("carrier", String(16), nullable=False),
    Column("recipient", String(16), nullable=False),
    Column("unit", String(64)),
    # Of who is told themself; None where a unit or a requester is.
    Column("username", String(64)),
    Column("line", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("ended_at", Moment),
    Column("code", String(64)),
    Index("deliveries_by_state", "state", "next_at"),
    Index("deliveries_of_a_request", "request_id"),
    schema=TRIAGE,
)

# How each line does: failures in a row, and until when it is left alone after too many of them.
circuits = Table(
    "circuits",
    metadata,
    Column("line", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
    schema=TRIAGE,
)

# How far each relay has come in the log; it moves in the transaction that stores what it made.
relays = Table(
    "relays",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("position", Position, nullable=False),
    schema=TRIAGE,
)

# Which system keys must be there: the fingerprint of each, sealed by the master key.
key_inventory = Table(
    "key_inventory",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", WrappedKey, nullable=False),
    schema=TRIAGE,
)

# Data keys of the requests, wrapped by the master key. Erasing nulls the first two.
request_keys = Table(
    "request_keys",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("words", WrappedKey),
    Column("profile", WrappedKey),
    Column("protection", WrappedKey, nullable=False),
    schema=KEYS,
)

# Keys for hashing (receipts, idempotency, tokens), made once and wrapped too.
system_keys = Table(
    "system_keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", WrappedKey, nullable=False),
    schema=KEYS,
)


def stored_bytes(value: object) -> bytes | None:
    """What a column of bytes holds, as bytes, though damage made it a text or number in SQLite."""
    if value is None or isinstance(value, bytes):
        return value
    return str(value).encode(errors="surrogateescape")
