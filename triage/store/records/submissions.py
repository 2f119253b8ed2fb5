"""Has this submission been stored before, and which request does a receipt open?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, select

from triage.errors.requests import KeyExpired, KeyReused, RequestDamaged
from triage.refused_receipts import ReceiptChanged
from triage.request.events import ReceiptReplaced, Submitted
from triage.store.database.tagged_rows import change_rows, insert_row, true_row
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.streams import stream
from triage.store.keys.identity import Identity, Replacement, in_groups
from triage.store.keys.key_ring import KeyRing, RequestKeys, keyed_hash
from triage.store.tables.core_tables import replaced_receipts, submissions
from triage.text.personal import Personal
from triage.time.deadlines import Promise

# Contract: the same key and body again within 24 hours gives the same answer.
REPLAYED_FOR = timedelta(hours=24)

# Built once: composing a statement costs more than running it.
EARLIER = select(submissions).where(submissions.c.request_id == bindparam("request_id"))
OPENED = select(submissions).where(submissions.c.receipt_mac == bindparam("receipt_mac"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a requester gets in return; `repeated` where nothing new was stored."""

    request_id: UUID
    reference: str
    receipt: Personal[str]
    submitted_at: datetime
    promise: Promise
    chain_head: bytes
    repeated: bool = False


class Replaced(NamedTuple):
    """A receipt that another one took the place of: which request it opened, until when."""

    request_id: UUID
    replaced_at: datetime


def add(
    unit: UnitOfWork, identity: Identity, *, keys: RequestKeys, body: bytes, receipt: Receipt
) -> None:
    """Store what makes a repetition harmless: only keyed hashes of receipt and body."""
    assert keys.words is not None
    row = {
        "request_id": identity.request_id,
        "reference": identity.reference,
        "receipt_mac": identity.receipt_mac,
        "body_mac": keyed_hash(keys.words, body),
        "submitted_at": receipt.submitted_at,
        "chain_head": receipt.chain_head,
    }
    unit.insert(submissions, [row], of=identity.request_id)


def earlier(
    unit: UnitOfWork, ring: KeyRing, identity: Identity, *, body: bytes, now: datetime
) -> Receipt | None:
    """The receipt of the same submission, where it came before.

    Raises:
        KeyReused: the key came with another body.
        ReceiptChanged: its receipt was replaced since.
        KeyExpired: it came more than 24 hours ago, or its request is erased.
        RequestDamaged: the two bodies cannot be compared any more, or no row of ours tells them.
    """
    row = _of(unit.connection, identity.request_id)
    found = unit.stored(identity.request_id)
    if row is None and found is not None and found.stream:
        raise RequestDamaged()
    if row is None:
        return None
    keys, recorded, damage = stream(unit, ring, identity.request_id)
    if keys.words is None and damage:
        raise RequestDamaged()
    if keys.words is None or row.body_mac is None or now - row.submitted_at > REPLAYED_FOR:
        raise KeyExpired(submitted_at=row.submitted_at)
    if keyed_hash(keys.words, body) != row.body_mac:
        raise KeyReused(submitted_at=row.submitted_at)
    if row.receipt_mac != identity.receipt_mac:
        raise ReceiptChanged(submitted_at=row.submitted_at)
    submitted = recorded[0]
    assert isinstance(submitted, Submitted)
    return _receipt(row, identity.receipt, submitted)


def shown_again(connection: Connection, ring: KeyRing, identity: Identity) -> Receipt | None:
    """The receipt of a submission that is stored, with the key of its form.

    None where there is none, where it is erased or damaged, and where it was replaced.
    """
    row = _of(connection, identity.request_id)
    if row is None or row.receipt_mac != identity.receipt_mac:
        return None
    return _still_open(connection, ring, row, identity.receipt)


def replacement_shown_again(
    connection: Connection, ring: KeyRing, replacement: Replacement
) -> Receipt | None:
    """`shown_again` for a receipt that took another's place."""
    row = _with(connection, replacement.receipt_mac)
    return None if row is None else _still_open(connection, ring, row, replacement.receipt)


def _still_open(
    connection: Connection, ring: KeyRing, row: Row[tuple[object, ...]], receipt: Personal[str]
) -> Receipt | None:
    keys, recorded, _ = stream(connection, ring, row.request_id)
    submitted = recorded[0]
    assert isinstance(submitted, Submitted)
    return None if keys.words is None else _receipt(row, receipt, submitted)


def _receipt(row: Row[tuple[object, ...]], receipt: Personal[str], submitted: Submitted) -> Receipt:
    return Receipt(
        request_id=row.request_id,
        reference=row.reference,
        receipt=receipt,
        submitted_at=submitted.timestamp,
        promise=submitted.promise,
        chain_head=row.chain_head,
        repeated=True,
    )


def _of(connection: Connection, request_id: UUID) -> Row[Any] | None:
    return true_row(connection, EARLIER, submissions, {"request_id": request_id})


def _with(connection: Connection, receipt_mac: bytes) -> Row[Any] | None:
    return true_row(connection, OPENED, submissions, {"receipt_mac": receipt_mac})


def opened_by(connection: Connection, receipt_mac: bytes) -> UUID | None:
    """The request that a receipt opens."""
    row = _with(connection, receipt_mac)
    return None if row is None else row.request_id


def replaced(connection: Connection, receipt_mac: bytes) -> Replaced | None:
    """What a receipt opened before another one took its place."""
    of_it = select(replaced_receipts).where(replaced_receipts.c.receipt_mac == receipt_mac)
    row = true_row(connection, of_it, replaced_receipts)
    return None if row is None else Replaced(row.request_id, row.replaced_at)


def replace_receipt(
    connection: Connection, request_id: UUID, receipt_mac: bytes, now: datetime
) -> None:
    """Let another receipt open a request; the one before is kept as one that was replaced.

    Raises:
        RequestDamaged: what the one before opens is not told by a row of ours.
    """
    row = _of(connection, request_id)
    if row is None:
        raise RequestDamaged()
    replaced = {"receipt_mac": row.receipt_mac, "request_id": request_id, "replaced_at": now}
    insert_row(connection, replaced_receipts, replaced)
    values = {"receipt_mac": receipt_mac}
    change_rows(connection, submissions, values, submissions.c.request_id == request_id)


def is_open_by(
    connection: Connection, request_id: UUID, receipt_mac: bytes, *, now: datetime
) -> bool:
    """Whether a receipt opens this request already; one that opens nothing yet is free.

    Raises:
        KeyReused: it opens another request.
        ReceiptChanged: it opened one, until it was replaced itself.
    """
    opened = opened_by(connection, receipt_mac)
    if opened is None and replaced(connection, receipt_mac) is not None:
        raise ReceiptChanged(submitted_at=now)
    if opened not in (None, request_id):
        raise KeyReused(submitted_at=now)
    return opened is not None


def require_same_own_word(
    connection: Connection, ring: KeyRing, request_id: UUID, own_word_hash: Personal[str] | None
) -> None:
    """Let pass the replacement that stands, sent again. What does not open cannot be compared.

    Raises:
        KeyReused: it came with another own word, or with none.
    """
    _, recorded, _ = stream(connection, ring, request_id)
    replacements = (each for each in reversed(recorded) if isinstance(each, ReceiptReplaced))
    last = next(replacements, None)
    if last is None:
        return
    kept = last.own_word_hash if last.own_word_hash or not last.own_word_set else own_word_hash
    if kept != own_word_hash or last.own_word_set != (own_word_hash is not None):
        raise KeyReused(submitted_at=last.timestamp)


def by_reference(connection: Connection, reference: str) -> UUID | None:
    """The request of a reference as typed: case, spaces and dashes do not count."""
    known_as = in_groups("".join(filter(str.isalnum, reference.upper())), "-")
    row = true_row(
        connection, select(submissions).where(submissions.c.reference == known_as), submissions
    )
    return None if row is None else row.request_id


def forget_old_bodies(connection: Connection, now: datetime) -> None:
    """Drop the hashes of bodies that no repetition may be compared with any more."""
    is_old = submissions.c.submitted_at < now - REPLAYED_FOR
    old = (submissions.c.body_mac.is_not(None), is_old)
    change_rows(connection, submissions, {"body_mac": None}, *old)


def submitted_until(connection: Connection) -> datetime | None:
    """The latest moment at which anything was sent in."""
    found: datetime | None = connection.scalar(select(func.max(submissions.c.submitted_at)))
    return found
