"""Who stands in, on one day, for a colleague who is away?

The absent one names a colleague. Where that one is away too, the colleague's own choice stands in,
and no further. What the substitute may not have (another unit's, or stepped aside) is the
coordinator's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.actors import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A colleague at work who stands in for somebody."""

    username: str
    role: Role
    units: frozenset[str]

    def may_have(self, unit: str, recused: Collection[str]) -> bool:
        """Whether a request of this unit, from which these stepped aside, may be theirs."""
        of_unit = self.role is Role.COORDINATOR or unit in self.units
        return of_unit and self.username not in recused


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who is away: up to which day, that one included, and who stands in."""

    until_on: date
    substitute: Substitute | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderAway:
    """That who holds a request is away; `substitute` None: the coordinator stands in.

    `by_viewer` tells that it is whoever looks.
    """

    until_on: date
    substitute: str | None
    by_viewer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """One absence that goes on: who is away, up to which day, whom they chose."""

    username: str
    until_on: date
    substitute: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Everybody who is away on one day, by user name."""

    away: Mapping[str, Away] = field(default_factory=dict)

    def told_of(
        self, holder: str | None, unit: str, recused: Collection[str], viewer: Actor
    ) -> HolderAway | None:
        """What is told of a request in this hand; None where its holder is at work, or nobody."""
        away = self.away.get(holder or "")
        if away is None:
            return None
        one = away.substitute
        chosen = one.username if one and one.may_have(unit, recused) else None
        return HolderAway(
            until_on=away.until_on,
            substitute=chosen,
            by_viewer=self.stands_in(viewer, holder, unit, recused),
        )

    def stands_in(
        self, viewer: Actor, holder: str | None, unit: str, recused: Collection[str]
    ) -> bool:
        """Whether the viewer stands in for who holds such a request."""
        away = self.away.get(holder or "")
        if away is None or viewer.username == holder or viewer.username in recused:
            return False
        one = away.substitute
        if one is not None and one.may_have(unit, recused):
            return one.username == viewer.username
        return viewer.role is Role.COORDINATOR


NOBODY_AWAY = Cover()


def cover_of(absent: Iterable[Absent], at_work: Mapping[str, Substitute]) -> Cover:
    """Who stands in for whom; `at_work` are those who take requests, away or not, by user name."""
    chosen = {each.username: each for each in absent}

    def stands_in(one: Absent) -> Substitute | None:
        next_one = chosen.get(one.substitute)
        name = next_one.substitute if next_one else one.substitute
        return None if name in chosen else at_work.get(name)

    return Cover(
        {
            each.username: Away(until_on=each.until_on, substitute=stands_in(each))
            for each in chosen.values()
        }
    )
