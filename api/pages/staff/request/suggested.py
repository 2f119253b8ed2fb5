"""What do the words of a request suggest to whoever sorts it? Nothing of it is kept."""

from __future__ import annotations

from api.v1.verbs.handling import SORTING
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.catalogue.signs.suggesting import About, Suggestions
from triage.codes import Sender


def suggested(shown: RequestShown, actor: Actor, catalogue: Catalogue) -> Suggestions:
    """The suggestions by the sorting's fields, for whoever may read the words and sort."""
    inside = shown.contents
    if inside is None or inside.erased or not SORTING.fits_now(shown, actor):
        return {}
    chosen = {
        About.TOPICS: shown.row.topics,
        About.AGE_BANDS: inside.profile.age_bands,
        About.CONCERNS: filter(None, (inside.profile.concerns,)),
    }
    later = (each.text for each in inside.messages if each.sender is Sender.REQUESTER)
    written = dict.fromkeys(filter(None, (inside.plea.message, *later)))
    return catalogue.suggestions_in(written, {about: set(c) for about, c in chosen.items()})
