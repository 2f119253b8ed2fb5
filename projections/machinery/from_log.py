"""What does a row have from the log beside the state of its request?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import Notification
from sqlalchemy import Connection, Table, select

from triage.store.events.sealing import sealed_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLog:
    """What a row has from the log beside the request's state: places, and the sealed profile."""

    arrived: int
    changed: int
    profile: bytes | None

    def places(self, table: Table) -> dict[str, int]:
        """The places, for a table that keeps them."""
        if "arrived" not in table.c:
            return {}
        return {"arrived": self.arrived, "changed": self.changed}


def known_of(
    connection: Connection, table: Table, batch: Sequence[Notification], *, key: str
) -> dict[Any, FromLog]:
    """For every stream of the batch what its first event tells, or else the row that it has."""
    changed = {event.originator_id: event.id for event in batch}
    known = {
        event.originator_id: FromLog(
            arrived=event.id,
            changed=changed[event.originator_id],
            profile=sealed_profile(event),
        )
        for event in batch
        if event.originator_version == 1
    }
    older = changed.keys() - known.keys()
    kept = [column for column in table.c if column.name in (key, "arrived", "profile")]
    stored = connection.execute(select(*kept).where(table.c[key].in_(older))).mappings()
    return (
        dict.fromkeys(older, FromLog(arrived=0, changed=0, profile=None))
        | known
        | {
            row[key]: FromLog(
                arrived=row.get("arrived", 0),
                changed=changed[row[key]],
                profile=row.get("profile"),
            )
            for row in stored
        }
    )
