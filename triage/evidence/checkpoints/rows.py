"""Is each row that matters the one that a checkpoint vouches for, or one that came since?

A row that came since must tell so itself: by a number beyond those that the checkpoint covers, by
its moment, or by an event behind it. Whoever slips one in and says that it came since is found by
whoever compares what is told as new with what they know of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from triage.evidence.checkpoints.closing import Checkpoint
from triage.evidence.checkpoints.leaves import (
    ABSENCE,
    ACCOUNT,
    ARRIVAL,
    EDITION,
    LISTED,
    RECEIPT,
    REPLACED,
    Listed,
)
from triage.evidence.checkpoints.verifying import VerifiedTree
from triage.evidence.differs import Differs, ReadingPlace
from triage.request.events import ReceiptReplaced, Submitted
from triage.store.records.absences import KEPT_FOR
from triage.store.tables.core_tables import events

# A call reads the clock before it takes its turn.
TURN = timedelta(minutes=5)
ARRIVED = (Submitted.TOPIC,)
OPENED = (Submitted.TOPIC, ReceiptReplaced.TOPIC)
# Of what came since, this is told: who may act, by which rules, in whose place.
TOLD = (ACCOUNT, EDITION, ABSENCE)

AnyRow = Row[Any]


@dataclass(frozen=True, slots=True)
class Since:
    """What came behind the last checkpoint; of requests those that have such an event, by topic."""

    closed: Checkpoint
    requests: Mapping[str, frozenset[object]]

    def has(self, listed: Listed, row: AnyRow) -> bool:
        """Whether a row that no leaf stands for may have come since."""
        if listed is ACCOUNT:
            return bool(row.changed > self.closed.reaches[ACCOUNT.kind])
        if listed is EDITION:
            return bool(row.number > self.closed.reaches[EDITION.kind])
        if listed is ABSENCE:
            return bool((row.ended_at or row.recorded_at) > self.closed.closed_at - TURN)
        topics = {ARRIVAL: ARRIVED, RECEIPT: OPENED, REPLACED: OPENED[1:]}[listed]
        return any(row.request_id in self.requests[topic] for topic in topics)


def verify_rows(
    connection: Connection, found: VerifiedTree, today: date, at: ReadingPlace
) -> list[str]:
    """Hold each row against its leaf; the names of those that no checkpoint vouches for yet.

    Raises:
        Differs
    """
    if found.last is None:
        return []
    since, fresh = Since(found.last, _requests_since(connection, found.reach)), list[str]()
    there: dict[str, dict[str, AnyRow]] = {}
    for listed in LISTED:
        at.now = listed.table.name
        of_kind = there[listed.kind] = {}
        for row in listed.rows(connection):
            leaf = listed.leaf(row)
            of_kind[leaf.row] = row
            vouched = found.listed.get((listed.kind, leaf.row))
            if vouched is not None and vouched[0] != leaf.hash:
                raise Differs(f"{listed.name(row)}: it is not what a checkpoint closed")
            if vouched is None and not since.has(listed, row):
                raise Differs(f"{listed.name(row)}: no checkpoint closed it, and it came before")
            if vouched is None and listed in TOLD:
                fresh.append(listed.name(row))
        _require_all(found, listed, there, today)
    return fresh


def came_after(found: VerifiedTree, size: int) -> list[str]:
    """The rows, in words, that later closings than the one of this size were the first to hold."""
    told = {each.kind: each for each in TOLD}
    names = [
        f"{told[kind].table.name} {told_edition(told[kind], edition)}"
        for (kind, edition), (_, place) in found.listed.items()
        if kind in told and place >= size
    ]
    return sorted(set(names))


def told_edition(listed: Listed, edition: str) -> str:
    """Of an edition's key what tells people which row it is."""
    return edition.partition(" ")[2] if listed is ACCOUNT else edition


def _require_all(
    found: VerifiedTree, listed: Listed, there: Mapping[str, Mapping[str, AnyRow]], today: date
) -> None:
    """Let no row be gone that a leaf stands for, unless another edition took its place."""
    for kind, edition in found.listed:
        is_gone = kind == listed.kind and edition not in there[kind]
        if is_gone and not _is_superseded(listed, edition, there, today):
            what = f"{listed.table.name} {told_edition(listed, edition)}"
            raise Differs(f"{what}: a checkpoint closed it, and it is gone")


def _is_superseded(
    listed: Listed, edition: str, there: Mapping[str, Mapping[str, AnyRow]], today: date
) -> bool:
    """Whether a later edition took its place, which the earlier one can never take back."""
    first, _, second = edition.partition(" ")
    if listed is ACCOUNT:
        rows = there[ACCOUNT.kind].values()
        return any(row.username == second and row.changed > int(first) for row in rows)
    if listed is RECEIPT:
        return second in there[REPLACED.kind]
    if listed is ABSENCE:
        state, _, until_on = second.partition(" ")
        stands = [row for row in there[ABSENCE.kind].values() if row.id.hex == first]
        if stands:
            return state == "recorded" and stands[0].ended_at is not None
        return bool(date.fromisoformat(until_on) < today - KEPT_FOR)
    return False


def _requests_since(connection: Connection, position: int) -> Mapping[str, frozenset[object]]:
    def of(topic: str) -> Iterator[object]:
        behind = events.c.position > position
        yield from connection.scalars(
            select(events.c.request_id).where(behind, events.c.topic == topic)
        )

    return {topic: frozenset(of(topic)) for topic in OPENED}
