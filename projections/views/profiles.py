"""What do the sealed profiles of a read model's rows tell, and which of them are damaged?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, select

from triage.request.events import Erased
from triage.request.reach import Reach
from triage.request.words import Profile
from triage.store.events.sealing import Told, open_profile
from triage.store.keys.key_ring import KeyRing, RequestKeys
from triage.store.tables.core_tables import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """The profile and reach of each request, None where they do not open.

    `reach` is also None where an older release stored it. `damaged` are those that nobody erased
    and whose profile or words have no key, or do not open.
    """

    of: Mapping[UUID, Profile | None]
    reach: Mapping[UUID, Reach | None]
    damaged: frozenset[UUID]


def profiles(connection: Connection, ring: KeyRing, rows: Sequence[Row[Any]]) -> Profiles:
    """Open what these rows hold sealed. One that is damaged keeps no other from being shown."""
    keys = ring.read(connection, [row.request_id for row in rows])
    found = {row.request_id: _told_of(row, keys.get(row.request_id)) for row in rows}
    closed = {
        each
        for each, told in found.items()
        if told is None or keys[each].words is None or keys[each].damaged
    }
    return Profiles(
        of={each: told and told.profile for each, told in found.items()},
        reach={each: told and told.reach for each, told in found.items()},
        damaged=frozenset(closed - _erased(connection, closed)),
    )


def profile_of(row: Row[Any], keys: RequestKeys | None) -> Profile | None:
    """The profile of a row; None where it is erased, or does not open."""
    told = _told_of(row, keys)
    return told and told.profile


def _told_of(row: Row[Any], keys: RequestKeys | None) -> Told | None:
    if keys is None or keys.profile is None or row.profile is None:
        return None
    try:
        return open_profile(row.profile, keys.profile, row.request_id)
    except InvalidTag:
        return None


def _erased(connection: Connection, request_ids: Collection[UUID]) -> set[UUID]:
    """Those that the log says are erased."""
    if not request_ids:
        return set()
    erasures = select(events.c.request_id).where(
        events.c.request_id.in_(request_ids), events.c.topic == Erased.TOPIC
    )
    return set(connection.scalars(erasures))
