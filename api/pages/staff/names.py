"""What are the codes and user names on a staff page called?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from api.http.access import catalogue_of, parts_of
from api.words.language import language_of, the_pages
from api.words.rendering import TONGUES
from triage.catalogue import AgeBand, Catalogue, Municipality, Side, Topic, Unit, name_in
from triage.catalogue.guides import Guide
from triage.catalogue.topic_groups import TopicGroup
from triage.request.commands.partners.consenting import partners_of
from triage.request.cover import Cover
from triage.store.records.staff import Account

Names = dict[str, Mapping[str, str]]
Entry = Topic | TopicGroup | Unit | AgeBand | Municipality | Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names by kind and code, the accounts, who is away, and the catalogue they are from."""

    names: Names
    accounts: tuple[Account, ...]
    cover: Cover
    catalogue: Catalogue


async def known(request: Request) -> Known:
    """What a staff page calls its codes, in the page's language."""
    catalogue = (await catalogue_of(request).lately()).catalogue
    models = parts_of(request).models
    accounts, cover = await asyncio.to_thread(models.accounts_and_cover, parts_of(request).clock())
    language = language_of(request)
    names = {
        **_of_catalogue(catalogue, language),
        "people": {each.username: each.name for each in accounts},
        "languages": TONGUES,
    }
    return Known(names=names, accounts=accounts, cover=cover, catalogue=catalogue)


def moved_to(request: Request, named: Known) -> str | None:
    """The unit that the address says a request moved to; None where it names none."""
    unit = request.query_params.get("moved_to")
    return unit if unit in named.catalogue.units else None


def _of_catalogue(catalogue: Catalogue, language: str) -> Names:
    def named(entries: Mapping[str, Entry]) -> dict[str, str]:
        return {code: name_in(entry.names, language) for code, entry in entries.items()}

    units = named(catalogue.units)
    text = the_pages().wordings[language].text
    partners: dict[str, str] = {**units, **{side: text(f"staff.side.{side}") for side in Side}}
    agreeable = partners_of(catalogue)
    return {
        "topics": named(catalogue.topics),
        "themes": named(catalogue.topic_groups),
        "units": units,
        "former_units": named(catalogue.former_units),
        "bands": named(catalogue.age_bands),
        "municipalities": named(catalogue.municipalities),
        "services": named(catalogue.guides),
        "agreeable": {code: partners[code] for code in partners if code in agreeable},
        "partners": partners,
    }
