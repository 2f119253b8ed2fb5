"""What did requesters say of the help? Kept so that no row tells who said it, or when.

What waits is sealed whole, in rows of one length. Each addition writes all of it anew, in another
order and under new ids: no row is the same before and after. With the tenth of a quarter, ten
become readable at once; what is left at its end does if it is five or more.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, delete, func, insert, select

from triage.store.database.tagged_rows import change_rows, insert_row, true_rows
from triage.store.keys.inventory import end_key, later_key
from triage.store.keys.key_ring import KeyRing, keyed_hash, seal, unseal
from triage.store.tables.core_tables import system_keys
from triage.store.tables.feedback_tables import feedback, feedback_given, feedback_waiting
from triage.text.personal import Personal, revealed

# Section 6.16 of the domain: feedback is released in batches of five or more. While a quarter
# lasts, twice as many: somebody may give some of them just to read who comes next.
BATCH, FEWEST = 10, 5
# How many marks are written anew with each addition: the new one is one of so many.
MARKS_REWRITTEN = 1_000
GRADES = range(1, 6)
LONGEST_COMMENT = 2_000
LENGTH_BYTES = 4
# Two grades, the length of the comment, and the longest comment in the widest letters.
PADDED_BYTES = 2 + LENGTH_BYTES + 4 * LONGEST_COMMENT

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one requester said: two grades from 1 to 5, and a comment that may name people."""

    heard: int
    helped: int
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterSaid:
    """What was released of one quarter, such as "2026-Q4".

    `heard` and `helped` count the answers by grade. Comments stand apart from the grades, in no
    order; one that does not open any more is left out.
    """

    quarter: str
    answers: int
    heard: Mapping[int, int]
    helped: Mapping[int, int]
    comments: tuple[str, ...] = field(repr=False)


def given_mac(words_key: bytes) -> bytes:
    """By what a request is known to have given feedback; once its key is erased, by nothing."""
    return keyed_hash(words_key, b"feedback given")


def is_given(connection: Connection, mac: bytes) -> bool:
    """Whether the request of this mark has given feedback."""
    found = select(feedback_given.c.mac).where(feedback_given.c.mac == mac)
    return connection.execute(found).first() is not None


def add(connection: Connection, ring: KeyRing, *, mac: bytes, quarter: str, said: Said) -> None:
    """Add what was said, and release what is enough by now. The caller holds the write lock.

    What waited from a quarter that has ended is released as that quarter's, or, where it is too
    little, belongs to this one from now on.

    Raises:
        WrongMasterKey, KeysLost
    """
    key = later_key(connection, ring, _key_name(quarter))
    found = _waiting(connection, ring)
    connection.execute(delete(feedback_waiting))
    ended = [(of, each) for of, each in found if of < quarter]
    if len(ended) >= FEWEST:
        last = max(of for of, _ in ended)
        its_key = later_key(connection, ring, _key_name(last))
        _release(connection, its_key, last, [each for _, each in ended])
        found = [(of, each) for of, each in found if of >= quarter]
    waiting = [*(each for _, each in found), said]
    if len(waiting) < BATCH:
        rows = [_waiting_row(key, quarter, each) for each in _shuffled(waiting)]
        connection.execute(insert(feedback_waiting), rows)
    else:
        _release(connection, key, quarter, waiting)
    _mark(connection, mac)


def _mark(connection: Connection, mac: bytes) -> None:
    """Add a mark among others, chosen by lot, that are written anew with it."""
    by_lot = select(feedback_given.c.mac).order_by(func.random()).limit(MARKS_REWRITTEN - 1)
    others = list(connection.scalars(by_lot))
    connection.execute(delete(feedback_given).where(feedback_given.c.mac.in_(others)))
    macs = _shuffled([*others, mac])
    connection.execute(insert(feedback_given), [{"mac": each} for each in macs])


def released(connection: Connection, ring: KeyRing) -> list[QuarterSaid]:
    """Everything that may be read, the latest quarter first."""
    quarters = connection.scalars(select(feedback.c.quarter).distinct())
    return [_quarter(connection, ring, each) for each in sorted(quarters, reverse=True)]


def quarters_with_words(connection: Connection) -> list[str]:
    """The quarters of which comments, or answers that wait, are kept; the earliest first."""
    with_words = select(feedback.c.quarter).where(feedback.c.comment.is_not(None))
    waiting = select(feedback_waiting.c.quarter)
    return sorted(set(connection.scalars(with_words.union(waiting))))


def words_of(connection: Connection, quarter: str) -> int:
    """How many comments and waiting answers of a quarter there are."""
    commented = (feedback.c.quarter == quarter, feedback.c.comment.is_not(None))
    waits = feedback_waiting.c.quarter == quarter
    counts = (
        select(func.count()).select_from(feedback).where(*commented),
        select(func.count()).select_from(feedback_waiting).where(waits),
    )
    return sum(connection.scalar(each) or 0 for each in counts)


def forget_words(connection: Connection, quarter: str) -> int:
    """Destroy the words of a quarter with their key; how many. The grades that were released stay.

    The caller holds the write lock, and ends with `forget_freed_pages`.
    """
    number = words_of(connection, quarter)
    commented = (feedback.c.quarter == quarter, feedback.c.comment.is_not(None))
    change_rows(connection, feedback, {"comment": None}, *commented)
    connection.execute(delete(feedback_waiting).where(feedback_waiting.c.quarter == quarter))
    end_key(connection, _key_name(quarter))
    return number


def _quarter(connection: Connection, ring: KeyRing, quarter: str) -> QuarterSaid:
    key = _key(connection, ring, quarter)
    rows = _rows(connection, quarter)
    comments = [_opened(key, row.comment, row.id) for row in rows if row.comment is not None]
    heard, helped = Counter(row.heard for row in rows), Counter(row.helped for row in rows)
    return QuarterSaid(
        quarter=quarter,
        answers=len(rows),
        heard={grade: heard[grade] for grade in GRADES},
        helped={grade: helped[grade] for grade in GRADES},
        comments=tuple(each.decode() for each in _shuffled(comments) if each is not None),
    )


def _release(connection: Connection, key: bytes, quarter: str, waiting: Iterable[Said]) -> None:
    """Write the quarter anew with what waited: its earlier rows are not told from the new ones."""
    rows = [_released_row(key, quarter, each) for each in waiting]
    for row in _rows(connection, quarter):
        comment = None if row.comment is None else _opened(key, row.comment, row.id)
        if row.comment is not None and comment is None:
            # It is bound to its id: whoever mends the key opens it.
            rows.append({each.name: row._mapping[each.name] for each in feedback.c})
            continue
        words = None if comment is None else Personal(comment.decode())
        said = Said(heard=row.heard, helped=row.helped, comment=words)
        rows.append(_released_row(key, quarter, said))
    connection.execute(delete(feedback).where(feedback.c.quarter == quarter))
    for each in _shuffled(rows):
        insert_row(connection, feedback, each)


def _rows(connection: Connection, quarter: str) -> list[Row[Any]]:
    of_it = select(feedback).where(feedback.c.quarter == quarter)
    return list(true_rows(connection, of_it, feedback))


def _released_row(key: bytes, quarter: str, said: Said) -> dict[str, Any]:
    new_id, words = uuid4(), revealed(said.comment)
    return {
        "id": new_id,
        "quarter": quarter,
        "heard": said.heard,
        "helped": said.helped,
        "comment": None if words is None else seal(key, words.encode(), new_id.bytes),
    }


def _waiting_row(key: bytes, quarter: str, said: Said) -> dict[str, Any]:
    new_id = uuid4()
    return {"id": new_id, "quarter": quarter, "sealed": seal(key, _packed(said), new_id.bytes)}


def _waiting(connection: Connection, ring: KeyRing) -> list[tuple[str, Said]]:
    """What waits, with its quarter, as far as it opens: the loss of the rest is accepted."""
    found = []
    for row in connection.execute(select(feedback_waiting)):
        packed = _opened(_key(connection, ring, row.quarter), row.sealed, row.id)
        if packed is not None:
            found.append((row.quarter, _unpacked(packed)))
    return found


def _packed(said: Said) -> bytes:
    words = (revealed(said.comment) or "").encode()
    length = len(words).to_bytes(LENGTH_BYTES, "big")
    return (bytes([said.heard, said.helped]) + length + words).ljust(PADDED_BYTES, b"\0")


def _unpacked(packed: bytes) -> Said:
    begins = 2 + LENGTH_BYTES
    words = packed[begins : begins + int.from_bytes(packed[2:begins], "big")].decode()
    return Said(heard=packed[0], helped=packed[1], comment=Personal(words) if words else None)


def _key_name(quarter: str) -> str:
    return f"feedback-{quarter}"


def _key(connection: Connection, ring: KeyRing, quarter: str) -> bytes | None:
    """The key of a quarter, where it is there and opens."""
    name = _key_name(quarter)
    wrapped = connection.scalar(select(system_keys.c.wrapped).where(system_keys.c.name == name))
    return None if wrapped is None else ring.unwrap(wrapped, name)


def _opened(key: bytes | None, sealed: bytes, row_id: UUID) -> bytes | None:
    try:
        return None if key is None else unseal(key, sealed, row_id.bytes)
    except InvalidTag:
        return None


def _shuffled(them: Iterable[T]) -> list[T]:
    shuffled = list(them)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled
