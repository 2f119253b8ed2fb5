"""Who read what, when, and on which ground? An append-only chained log, written by the read door.

Reads are no domain events; the fields follow Act 703/2023 and the national log requirements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from triage.actors import Actor, Role
from triage.errors.requests import RequestUnknown, TriageError
from triage.store.database.hash_chain import chain_end, next_link
from triage.store.database.tagged_rows import true_row, true_rows
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.tables.core_tables import access_log, submissions
from triage.store.tables.guards import TAG

HEAD = "head of the access log"
# Reads that told what stands in a request; the others told of its row, or of how it goes on.
VIEW, PRINT, FOUND, TRANSLATION = "view", "print", "found", "translation"
READS_WORDS = frozenset({VIEW, PRINT, FOUND, TRANSLATION})


# Before the name of a user of the machine, who may have the name of an account here.
AT_THE_MACHINE = "os:"


class ReadOutcome(StrEnum):
    """Whether a read was let through."""

    OK = "ok"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One read to be logged.

    `action` is one of those in `triage.evidence.reads.kinds`; `ground` a standing or a duty's name;
    `version` is how much of the request there was to see, and of a search how many requests were
    searched; `concerning` which colleague it was about, where it was about one.
    """

    at: datetime
    actor: Actor
    action: str
    ground: str
    outcome: ReadOutcome = ReadOutcome.OK
    request_id: UUID | None = None
    unit: str | None = None
    version: int | None = None
    concerning: str | None = None


def write_read(unit: UnitOfWork, read: Read) -> None:
    """Append the read to the chain."""
    # What waits in this unit has become the head already.
    end = partial(chain_end, unit.unflushed, access_log.fullname)
    position, link = unit.once(HEAD, end)
    by = read.actor.by(read.unit)
    row: dict[str, object] = {
        "position": position + 1,
        "at": read.at,
        "username": by.username,
        "role": str(by.role),
        "unit": by.unit,
        "request_id": read.request_id,
        "action": read.action,
        "ground": read.ground,
        "outcome": str(read.outcome),
        "version": read.version,
        "concerning": read.concerning,
    }
    link = read_link(link, row)
    unit.insert(access_log, [{**row, "link": link}])
    unit.replace(HEAD, (position + 1, link))


def denied(
    actor: Actor, refusal: TriageError, *, at: datetime, action: str, about: UUID | None = None
) -> Read:
    """The row of a try that was refused, with what it was refused for."""
    return Read(
        at=at,
        actor=actor,
        action=action,
        ground="unknown" if isinstance(refusal, RequestUnknown) else refusal.code,
        outcome=ReadOutcome.DENIED,
        request_id=about,
    )


def read_link(previous: bytes, row: dict[str, object]) -> bytes:
    """The chain link of one row of the access log (every column but link and tag, in order).

    Rows that concern no colleague, and those from before there was a version, have links without
    these: what was stored stays what it was.
    """
    moment = row["at"]
    assert isinstance(moment, datetime)
    fields = {**row, "at": moment.astimezone(UTC).isoformat()}
    fields.pop(TAG, None)
    if fields.get("concerning") is None:
        fields.pop("concerning", None)
        if fields["version"] is None:
            del fields["version"]
    return next_link(previous, *(str(value).encode() for value in fields.values()))


def reads_of(connection: Connection, request_id: UUID) -> Sequence[Row[tuple[object, ...]]]:
    """Every logged read of one request, oldest first."""
    of_it = select(access_log).where(access_log.c.request_id == request_id)
    return list(true_rows(connection, of_it.order_by(access_log.c.position), access_log))


def has_read(connection: Connection, username: str) -> bool:
    """Whether the log knows of anything that somebody of this user name has read."""
    theirs = select(access_log.c.position).where(access_log.c.username == username)
    return connection.execute(theirs.limit(1)).first() is not None


def first_opened(connection: Connection, request_id: UUID) -> datetime | None:
    """When somebody who has requests first read the words of one; None where nobody has."""
    log = access_log.c
    reads = select(access_log).where(
        log.request_id == request_id,
        log.action.in_((VIEW, PRINT)),
        log.outcome == ReadOutcome.OK,
        log.role.in_((Role.WORKER, Role.COORDINATOR, Role.DUTY)),
    )
    first = true_row(connection, reads.order_by(log.at), access_log)
    return None if first is None else first.at


def latest_reads(
    connection: Connection, *, request_id: UUID | None = None, limit: int
) -> Sequence[Row[tuple[object, ...]]]:
    """The latest reads, newest first, with the references; of one request where it is named."""
    referring = access_log.outerjoin(
        submissions, submissions.c.request_id == access_log.c.request_id
    )
    query = (
        select(access_log, submissions.c.reference)
        .select_from(referring)
        .order_by(access_log.c.position.desc())
        .limit(limit)
    )
    if request_id is not None:
        query = query.where(access_log.c.request_id == request_id)
    return list(true_rows(connection, query, access_log))


def read_until(connection: Connection, *, of_all: bool) -> datetime | None:
    """The moment of the newest row; `of_all` the latest of any row, which looks at each.

    Commands at the machine do not count: a backup that a timer makes goes by the same clock.
    """
    log = access_log.c
    if of_all:
        wanted = select(func.max(log.at))
    else:
        wanted = select(log.at).order_by(log.position.desc()).limit(1)
    by_somebody = func.coalesce(log.username, "").not_like(f"{AT_THE_MACHINE}%")
    wanted = wanted.where(by_somebody)
    found: datetime | None = connection.scalar(wanted)
    return found
