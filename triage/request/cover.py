"""Who stands in, on one day, for a colleague who is away?

The absent one names a colleague. Where that one is away too, the colleague's own choice stands in,
and no further. What the substitute may not have (another unit's, or stepped aside) is everybody's
of its unit who is at work, as if it were free. Where nobody of them is, nobody stands in: the
coordinator gives it to somebody, without a look at its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A colleague at work who stands in for somebody; `units`: in which units they may."""

    username: str
    units: frozenset[str]

    def may_have(self, unit: str, recused: Collection[str]) -> bool:
        """Whether a request of this unit, from which these stepped aside, may be theirs."""
        return unit in self.units and self.username not in recused


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who is away: up to which day, that one included, and whom they named."""

    until_on: date
    substitute: Substitute | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderAway:
    """That who holds a request is away; `substitute` None: all of its unit who are at work.

    `by_viewer` tells that whoever looks stands in, `uncovered` that nobody does.
    """

    until_on: date
    substitute: str | None
    by_viewer: bool = False
    uncovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """One absence that goes on: who is away, up to which day, whom they chose."""

    username: str
    until_on: date
    substitute: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Everybody who is away on one day, by user name, and who is at work in each unit."""

    away: Mapping[str, Away] = field(default_factory=dict)
    at_work: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def substitutes(
        self, holder: str | None, unit: str, recused: Collection[str]
    ) -> frozenset[str]:
        """Who stands in for who holds such a request, by user name."""
        away = self.away.get(holder or "")
        if away is None:
            return frozenset()
        one = away.substitute
        if one is not None and one.may_have(unit, recused):
            return frozenset({one.username})
        return self.at_work.get(unit, frozenset()).difference(recused)

    def told_of(
        self, holder: str | None, unit: str, recused: Collection[str], viewer: Actor
    ) -> HolderAway | None:
        """What is told of a request in this hand; None where its holder is at work, or nobody."""
        away = self.away.get(holder or "")
        if away is None:
            return None
        one, found = away.substitute, self.substitutes(holder, unit, recused)
        return HolderAway(
            until_on=away.until_on,
            substitute=one.username if one and found == {one.username} else None,
            by_viewer=self.stands_in(viewer, holder, unit, recused),
            uncovered=not found,
        )

    def stands_in(
        self, viewer: Actor, holder: str | None, unit: str, recused: Collection[str]
    ) -> bool:
        """Whether the viewer stands in for who holds such a request."""
        is_other = viewer.username != holder
        return is_other and viewer.username in self.substitutes(holder, unit, recused)


NOBODY_AWAY = Cover()


def cover_of(
    absent: Iterable[Absent],
    substitutes: Mapping[str, Substitute],
    workers: Mapping[str, frozenset[str]],
) -> Cover:
    """Who stands in for whom.

    `substitutes` are all who have requests, away or not, by user name; `workers` those who take
    requests, by unit.
    """
    chosen = {each.username: each for each in absent}

    def stands_in(one: Absent) -> Substitute | None:
        next_one = chosen.get(one.substitute)
        name = next_one.substitute if next_one else one.substitute
        return None if name in chosen else substitutes.get(name)

    return Cover(
        away={
            each.username: Away(until_on=each.until_on, substitute=stands_in(each))
            for each in chosen.values()
        },
        at_work={unit: names - chosen.keys() for unit, names in workers.items()},
    )
