"""Under which few heads do the topics stand, and what does a head stand for by itself?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.catalogue.fields import Fields
from triage.catalogue.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGroup:
    """Some topics under one head; the order of the file is the form's.

    `alone` are the topics that a group means where somebody chose nothing within it, and
    `alone_when_young` the same where a child or a young person asks.
    """

    code: str
    names: Names
    topics: tuple[str, ...]
    alone: tuple[str, ...]
    alone_when_young: tuple[str, ...]

    def topics_meant(self, chosen: frozenset[str], *, young: bool) -> tuple[str, ...]:
        """The topics to add to those that were chosen: none where one is of this group."""
        if not chosen.isdisjoint(self.topics):
            return ()
        return self.alone_when_young if young else self.alone


def read_group(entry: Fields) -> TopicGroup:
    """One group as the file has it."""
    alone = entry.texts("alone")
    return TopicGroup(
        code=entry.text("code"),
        names=entry.names("name"),
        topics=entry.texts("topics"),
        alone=alone,
        alone_when_young=entry.texts("alone_when_young") or alone,
    )


def group_holes(groups: Mapping[str, TopicGroup], topics: Mapping[str, object]) -> Iterator[str]:
    """What would make a topic unreachable, or a choice of a group mean nothing."""
    grouped = [code for group in groups.values() for code in group.topics]
    for group in groups.values():
        where = f"topic_group {group.code}"
        if not group.alone:
            yield f"{where}: alone names no topic"
        for code in dict.fromkeys((*group.alone, *group.alone_when_young)):
            if code not in group.topics:
                yield f"{where}: means {code!r}, which is not among its topics"
        for code in group.topics:
            if code not in topics:
                yield f"{where}: no topic {code!r}"
    for code in topics:
        if groups and grouped.count(code) != 1:
            yield f"topic {code}: stands in {grouped.count(code)} topic groups, not in one"
