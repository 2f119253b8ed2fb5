"""What does a row have from the log beside the state of its request?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import Notification, StoredEvent
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


def newest_profile(stream: Iterable[StoredEvent]) -> bytes | None:
    """The sealed profile that holds after these events of one stream: the last one's that has one.

    None where none has, which says nothing of the events before.
    """
    found = [profile for each in stream if (profile := sealed_profile(each)) is not None]
    return found[-1] if found else None


def known_of(
    connection: Connection, table: Table, batch: Sequence[Notification], *, key: str
) -> dict[Any, FromLog]:
    """For every stream of the batch what its events tell, or else the row that it has."""
    streams: dict[Any, list[Notification]] = {}
    for event in batch:
        streams.setdefault(event.originator_id, []).append(event)
    older = [each for each, stream in streams.items() if stream[0].originator_version != 1]
    kept = [column for column in table.c if column.name in (key, "arrived", "profile")]
    stored = connection.execute(select(*kept).where(table.c[key].in_(older))).mappings()
    rows: dict[Any, Any] = {row[key]: row for row in stored}
    return {each: _told(stream, rows.get(each, {})) for each, stream in streams.items()}


def _told(stream: Sequence[Notification], row: Mapping[str, Any]) -> FromLog:
    """What the new events of a stream tell; the row is empty where it has none yet."""
    began = stream[0].originator_version == 1
    if not (began or row):
        return FromLog(arrived=0, changed=0, profile=None)
    profile = newest_profile(stream)
    return FromLog(
        arrived=stream[0].id if began else row.get("arrived", 0),
        changed=stream[-1].id,
        profile=row.get("profile") if profile is None else profile,
    )
