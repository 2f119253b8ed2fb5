"""What are the codes on a staff page called, and which reference belongs to which request?"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from starlette.requests import Request

from api.access import catalogue_of, doors_of
from api.language import language_of, the_pages
from api.rendering import TONGUES
from projections.room import Room
from triage.catalogue import AgeBand, Catalogue, Municipality, Side, Topic, Unit, name_in
from triage.store import staff, submissions
from triage.store.staff import Account
from triage.store.tables import submissions as stored

Names = dict[str, Mapping[str, str]]
Entry = Topic | Unit | AgeBand | Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names by kind and code, the accounts, and the catalogue that they are from."""

    names: Names
    accounts: tuple[Account, ...]
    catalogue: Catalogue


async def known(request: Request) -> Known:
    """What a staff page calls its codes, in the page's language."""
    catalogue = (await catalogue_of(request).lately()).catalogue
    accounts = await asyncio.to_thread(_accounts, doors_of(request).room)
    language = language_of(request)
    names = {
        **_of_catalogue(catalogue, language),
        "people": {each.username: each.name for each in accounts},
        "languages": TONGUES,
    }
    return Known(names=names, accounts=accounts, catalogue=catalogue)


def _of_catalogue(catalogue: Catalogue, language: str) -> Names:
    def named(entries: Mapping[str, Entry]) -> dict[str, str]:
        return {code: name_in(entry.names, language) for code, entry in entries.items()}

    units = named(catalogue.units)
    text = the_pages().wordings[language].text
    return {
        "topics": named(catalogue.topics),
        "units": units,
        "bands": named(catalogue.age_bands),
        "municipalities": named(catalogue.municipalities),
        "partners": {**units, **{side: text(f"staff.side.{side}") for side in Side}},
    }


async def references(request: Request, request_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people call these requests."""
    return await asyncio.to_thread(_references, doors_of(request).room, request_ids)


async def request_called(request: Request, reference: str) -> UUID | None:
    """The request of a reference, as typed in upper or lower case."""
    return await asyncio.to_thread(_request_called, doors_of(request).room, reference)


def _accounts(room: Room) -> tuple[Account, ...]:
    with room.database.views.connect() as connection:
        return tuple(staff.everybody(connection))


def _references(room: Room, request_ids: Collection[UUID]) -> dict[UUID, str]:
    asked = select(stored.c.request_id, stored.c.reference).where(
        stored.c.request_id.in_(request_ids)
    )
    with room.database.views.connect() as connection:
        return {row.request_id: row.reference for row in connection.execute(asked)}


def _request_called(room: Room, reference: str) -> UUID | None:
    with room.database.views.connect() as connection:
        return submissions.by_reference(connection, reference)
