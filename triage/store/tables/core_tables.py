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

from triage.store.tables.guards import Guard, guarded, tag_column, that_it_is_there

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


# Where the sealed groups begin in a stored state: they stand last.
BEFORE_SEALED = b',"sealed":{'


def without_blobs(state: bytes) -> bytes:
    """What of an event's state its tag covers: the skeleton, and which sealed groups there are.

    Each blob is bound to its event by the key of its request; one that is damaged must not take
    the rest of the request with it.
    """
    skeleton, begins, sealed = state.partition(BEFORE_SEALED)
    # {"words":"…","profile":"…"}: every fourth piece between quotes is a name.
    return skeleton + begins + b" ".join(sealed.split(b'"')[1::4])


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
    tag_column(),
    UniqueConstraint("request_id", "version", name="one_event_a_version"),
    schema=TRIAGE,
    info=guarded(Guard.CHAINED, counts={"state": without_blobs}),
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
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)

# Receipts that open nothing any more, because another one took their place: their keyed hashes.
replaced_receipts = Table(
    "replaced_receipts",
    metadata,
    Column("receipt_mac", LargeBinary(32), primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
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
    tag_column(),
    Index("reads_of_a_request", "request_id", "position"),
    schema=TRIAGE,
    info=guarded(Guard.CHAINED),
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
    # A second factor: its sealed secret, and keyed hashes of recovery codes. They stand in this
    # row, so that nobody takes them away without spoiling its tag.
    Column("totp_secret", LargeBinary),
    Column("recovery_codes", Text),
    Column("active", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    # Which change of the whole table this row is from: who remembers it looks for the last alone.
    Column("changed", Integer, nullable=False),
    tag_column(),
    Index("staff_changes", "changed"),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
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
    # Of the account, when the session began: see `staff.changed`.
    Column("account_change", Integer),
    # Of staff: when it began, was last used, to the minute, and was last proven whose it is.
    Column("begun_at", Moment),
    Column("used_at", Moment),
    Column("proven_at", Moment),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)

# What was left by the quick exit and is not shown again: keyed hashes of forms' keys and of tokens.
leavings = Table(
    "leavings",
    metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    Column("left_at", Moment, nullable=False),
    Index("leavings_by_moment", "left_at"),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "its key is a keyed hash, and a row can only take away"),
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
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
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
    tag_column(),
    Index("accessibility_feedback_waiting", "answered_at", "due_on"),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED, counts=dict.fromkeys(("text", "email", "done"), that_it_is_there)),
)

catalogues = Table(
    "catalogues",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String(100), nullable=False, unique=True),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(64)),
    Column("toml", Text, nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)

# Which system keys must be there: the fingerprint of each, sealed by the master key.
key_inventory = Table(
    "key_inventory",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", WrappedKey, nullable=False),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "by the master key, with its name"),
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
    info=guarded(Guard.SEALED, "by the master key, with its request and name"),
)

# Keys for hashing (receipts, idempotency, tokens), made once and wrapped too.
system_keys = Table(
    "system_keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", WrappedKey, nullable=False),
    schema=KEYS,
    info=guarded(Guard.SEALED, "by the master key, with its name; the inventory lists it"),
)


def stored_bytes(value: object) -> bytes | None:
    """What a column of bytes holds, as bytes, though damage made it a text or number in SQLite."""
    if value is None or isinstance(value, bytes):
        return value
    return str(value).encode(errors="surrogateescape")
