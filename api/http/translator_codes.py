"""Which codes of links to a translator is a member of staff told? The own ones, until one opens."""

from __future__ import annotations

from fastapi import Request

from api.http.access import parts_of
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.text.personal import Personal


def codes_for(request: Request, shown: RequestShown, actor: Actor) -> dict[int, Personal[str]]:
    """The codes of the translations that this person asked for and nobody has opened, by number."""
    parts = parts_of(request)
    if shown.contents is None:
        return {}
    return {
        each.number: parts.translation_links.code(shown.row.id, each.link)
        for each in shown.contents.translations
        if each.by.username == actor.username
        and each.opened_at is None
        and each.waits(parts.clock())
    }
