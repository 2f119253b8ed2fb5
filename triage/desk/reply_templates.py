"""Who keeps the templates for replies, and what may stand in one?

A template is a text of the house: no word of a requester, no person. Its values come from a closed
set. Every version stays, with who wrote it; each act leaves a row in the access log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.errors.sorting import UnknownTopic
from triage.errors.templates import (
    PersonalInTemplate,
    PlaceholderWithoutValue,
    TemplateChanged,
    UnknownPlaceholder,
    UnknownTemplate,
)
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.permission import require
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.records import reply_templates
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.reply_templates import ReplyTemplate
from triage.text.addresses import dialable
from triage.text.house_text import is_personal
from triage.text.placeholders import Placeholder, placeholders_in

KEEPING = "reply-template:keep"
READING = "reply-template:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWords:
    """What a template is to say from now on; `seen` is the version that was read, 0 for none."""

    title: str
    topics: tuple[str, ...]
    texts: Mapping[str, str]
    seen: int = 0


class TemplateDesk:
    """Keeps the templates for replies."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        catalogues: CatalogueStore,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._catalogues = catalogues
        self._clock = clock

    async def keep(self, template_id: UUID, said: TemplateWords, actor: Actor) -> ReplyTemplate:
        """Add a new template, or the next version of one; a retired one is in use again.

        Raises:
            NotAllowed, UnknownTopic, UnknownTemplate
            TemplateChanged: somebody else has changed it since.
            UnknownPlaceholder, PlaceholderWithoutValue, PersonalInTemplate
        """
        asked_at = self._clock()
        async with denials_logged(self._writer, [actor], at=asked_at, action="keep-template"):
            require(actor, KEEPING)
        # Judging long texts takes its time, in which requesters' words would wait for the writer.
        await in_thread(self._judge, said)
        now = self._clock()

        def kept(unit: UnitOfWork) -> ReplyTemplate:
            _newest(unit, template_id, said.seen)
            template = ReplyTemplate(
                id=template_id,
                version=said.seen + 1,
                title=said.title,
                topics=said.topics,
                texts=said.texts,
                retired=False,
                edited_at=now,
                edited_by=actor.username or "",
            )
            reply_templates.add(unit.connection, template)
            write_read(unit, _act(actor, "keep-template", now))
            return template

        return await self._writer.write(kept)

    async def retire(self, template_id: UUID, seen: int, actor: Actor) -> None:
        """Offer a template no more; its versions stay. One that is retired stays so.

        Raises:
            NotAllowed, UnknownTemplate, TemplateChanged
        """
        now = self._clock()
        async with denials_logged(self._writer, [actor], at=now, action="retire-template"):
            require(actor, KEEPING)

        def retired(unit: UnitOfWork) -> None:
            newest = _newest(unit, template_id, seen)
            if newest is None:
                raise UnknownTemplate()
            if newest.retired:
                return
            by = actor.username or ""
            last = replace(newest, version=seen + 1, retired=True, edited_at=now, edited_by=by)
            reply_templates.add(unit.connection, last)
            write_read(unit, _act(actor, "retire-template", now))

        await self._writer.write(retired)

    def _judge(self, said: TemplateWords) -> None:
        with self._database.reads.connect() as connection:
            catalogue = self._catalogues.current(connection)
        require_fit(said, catalogue)


def require_fit(said: TemplateWords, catalogue: Catalogue) -> None:
    """Let pass what may stand in a template.

    Raises:
        UnknownTopic, UnknownPlaceholder, PlaceholderWithoutValue, PersonalInTemplate
    """
    if not set(said.topics) <= catalogue.topics.keys():
        raise UnknownTopic()
    own = own_numbers(catalogue)
    if is_personal(said.title, own):
        raise PersonalInTemplate(language=None)
    for language, text in said.texts.items():
        found = placeholders_in(text)
        if found is None:
            raise UnknownPlaceholder(language=language)
        no_phone = not any(unit.phone for unit in catalogue.units.values())
        if Placeholder.PHONE_OF_UNIT in found and no_phone:
            raise PlaceholderWithoutValue(language=language)
        if is_personal(text, own):
            raise PersonalInTemplate(language=language)


def own_numbers(catalogue: Catalogue) -> frozenset[str]:
    """The telephone numbers that the house gives out: of units, and for those who cannot wait."""
    given = (
        *(each.phone for each in catalogue.units.values()),
        *(each.number for each in catalogue.emergency),
    )
    return frozenset(filter(None, map(dialable, given)))


def _newest(unit: UnitOfWork, template_id: UUID, seen: int) -> ReplyTemplate | None:
    """The version that was seen.

    Raises:
        UnknownTemplate: there is none, though one was seen.
        TemplateChanged
    """
    there = reply_templates.versions(unit.connection, template_id)
    if seen and not there:
        raise UnknownTemplate()
    if seen != (there[0].version if there else 0):
        raise TemplateChanged()
    return there[0] if there else None


def _act(actor: Actor, action: str, now: datetime) -> Read:
    return Read(at=now, actor=actor, action=action, ground=str(actor.role))
