"""Which templates suit a request, and how does one read with the values of that request?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from api.pages.staff.editing.placeholder_values import placeholder_values
from api.pages.staff.request.ready import Ready
from projections.door.requests.request_page import RequestShown
from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue
from triage.catalogue.names import primary_language
from triage.store.records.reply_templates import ReplyTemplate
from triage.text.placeholders import Placeholder, filled, placeholders_in


class TemplateGroup(NamedTuple):
    """A language with its templates: what a form sends for each, and its title."""

    language: str
    templates: list[tuple[str, str]]


def templates_offered(
    kept: Iterable[ReplyTemplate], row: QueueRow, language: str
) -> list[TemplateGroup]:
    """The templates in use of the request's topics, by language: the requester's own first, then
    the page's. A template without topics suits all, and a request without topics takes any."""
    suiting = [each for each in kept if not each.retired and _suits(each, row)]
    own = primary_language(row.language) if row.language else None
    tags = {tag for each in suiting for tag in each.texts}
    in_order = sorted(tags, key=lambda tag: (primary_language(tag) != own, tag != language, tag))
    return [
        TemplateGroup(
            tag, [(f"{each.id} {tag}", each.title) for each in suiting if tag in each.texts]
        )
        for tag in in_order
    ]


def _suits(template: ReplyTemplate, row: QueueRow) -> bool:
    topics = set(template.topics)
    return not topics or not row.topics or not topics.isdisjoint(row.topics)


def chosen_text(kept: Iterable[ReplyTemplate], chosen: str) -> tuple[str, str] | None:
    """The language and text that a form chose; None where they are not offered any more."""
    name, _, language = chosen.partition(" ")
    found = [each for each in kept if str(each.id) == name and not each.retired]
    text = found[0].texts.get(language) if found else None
    return None if text is None else (language, text)


def template_ready(language: str, text: str, values: Mapping[Placeholder, str]) -> Ready:
    """A template with its values, or what of them it lacks."""
    lacks = tuple(sorted((placeholders_in(text) or frozenset()) - values.keys()))
    return Ready(lacks=lacks) if lacks else Ready(text=filled(text, values), language=language)


def values_of(
    shown: RequestShown, catalogue: Catalogue, language: str, *, worker: str | None, now: datetime
) -> dict[Placeholder, str]:
    """What this request fills the placeholders with."""
    row = shown.row
    return placeholder_values(
        catalogue,
        language,
        unit=row.unit,
        worker=worker,
        answer_by_on=row.answer_by_on if not row.answered and now < row.answer_by else None,
        masked=shown.contents is None or shown.contents.profile.protected_address,
    )
