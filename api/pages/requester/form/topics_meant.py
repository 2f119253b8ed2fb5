"""Which topics does a form mean where somebody chose a head of topics and nothing under it?"""

from __future__ import annotations

from api.pages.form_fields import Typed
from triage.catalogue import Catalogue

TOPIC_GROUPS = "topic_groups"
TOPICS = "topics"


def with_topics_meant(sent: Typed, catalogue: Catalogue, *, young: bool) -> Typed:
    """The form with the topics that its groups stand for; a group that is gone says nothing."""
    chosen = sent.every(TOPICS)
    groups = [catalogue.topic_groups.get(code) for code in sent.every(TOPIC_GROUPS)]
    meant = [
        code
        for group in groups
        if group is not None
        for code in group.topics_meant(frozenset(chosen), young=young)
    ]
    return Typed(fields={**sent.fields, TOPICS: (*chosen, *dict.fromkeys(meant))})
