"""Which requests are counted in the response times, and in which group?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Table, select

from projections.figures.outcomes import Fact
from projections.views.profiles import profile_of
from triage.store.keys.key_ring import KeyRing
from triage.time.calendar import ONE_DAY, end_of_day, local_day, moment_at

UNSEALED_AT_ONCE = 500
LONGEST_QUARTER = timedelta(days=92)
# A unit where fewer work is never shown by itself (section 6.16 of the domain).
FEWEST_WORKERS = 3
# The key of what was not told, is not known any more, or has not come yet.
UNKNOWN = "-"


class Grouping(StrEnum):
    """What the figures are broken down by."""

    UNIT = "unit"
    TOPIC = "topic"
    MUNICIPALITY = "municipality"
    MONTH = "month"
    THEME = "theme"
    URGENCY = "urgency"
    OUTCOME = "outcome"

    @property
    def is_of_people(self) -> bool:
        """Whether a group says something about a family; unit and month tell of the service."""
        return self not in (Grouping.UNIT, Grouping.MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which requests are counted, and how: arrival days (both included), moment, grouping.

    `workers` are the user names of the present workers of each unit, `themes` the theme of each
    topic. `is_live`: `as_of` is now, a moment that nobody can ask about a second time.
    """

    units: frozenset[str]
    grouping: Grouping
    as_of: datetime
    is_live: bool = False
    from_on: date | None = None
    to_on: date | None = None
    workers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)

    def theme_of(self, topic: str) -> str:
        """The theme of a topic; what no theme has stands under the unknown ones."""
        return self.themes.get(topic, UNKNOWN)

    def dated(self) -> Selection:
        """The same; where groups describe people, days and past moments move to whole quarters.

        Asking just before and just after one arrival or answer would reveal its place or topic.
        """
        if not self.grouping.is_of_people:
            return self
        quarter_began_at = moment_at(quarter_of(local_day(self.as_of)), time())
        return replace(
            self,
            as_of=self.as_of if self.is_live else quarter_began_at,
            from_on=self.from_on and quarter_of(self.from_on),
            to_on=self.to_on and quarter_of(quarter_of(self.to_on) + LONGEST_QUARTER) - ONE_DAY,
        )

    def period_of(self, fact: Fact) -> date | None:
        """The shortest period that can be asked for: the quarter of arrival, or None (no limit)."""
        of_people = self.grouping.is_of_people
        return quarter_of(local_day(fact.submitted_at)) if of_people else None

    @property
    def is_of_few_workers(self) -> bool:
        """Whether too few people stand behind all figures, whatever they are grouped by."""
        return are_few(self.units, self.workers)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def grouped(
    connection: Connection, table: Table, ring: KeyRing, asked: Selection
) -> Iterator[tuple[str, Fact]]:
    """Every request that is asked for, with the key of its group (or of each of its topics)."""
    facts = _facts(connection, table, asked)
    match asked.grouping:
        case Grouping.UNIT:
            keys = merged_keys(asked.units, asked.workers)
            yield from ((keys[fact.unit], fact) for fact in facts)
        case Grouping.MUNICIPALITY:
            yield from _by_municipality(connection, ring, facts)
        case grouping:
            for fact in facts:
                yield from ((key, fact) for key in KEYS[grouping](fact, asked))


def topic_keys(fact: Fact, asked: Selection) -> Sequence[str]:
    """Every topic that a request is about."""
    return fact.topics.split() or [UNKNOWN]


def theme_keys(fact: Fact, asked: Selection) -> Sequence[str]:
    """The theme of each topic; a request counts once in each."""
    return tuple(dict.fromkeys(asked.theme_of(each) for each in topic_keys(fact, asked)))


def _urgency_keys(fact: Fact, asked: Selection) -> Sequence[str]:
    return (fact.urgency or UNKNOWN,)


def _outcome_keys(fact: Fact, asked: Selection) -> Sequence[str]:
    ended = fact.ended_at is not None and fact.ended_at <= asked.as_of
    return ((ended and fact.outcome) or UNKNOWN,)


def _month_keys(fact: Fact, asked: Selection) -> Sequence[str]:
    return (f"{local_day(fact.submitted_at):%Y-%m}",)


# Under which keys a row counts, where it alone tells.
KEYS: Mapping[Grouping, Callable[[Fact, Selection], Sequence[str]]] = {
    Grouping.TOPIC: topic_keys,
    Grouping.THEME: theme_keys,
    Grouping.URGENCY: _urgency_keys,
    Grouping.OUTCOME: _outcome_keys,
    Grouping.MONTH: _month_keys,
}


def _facts(connection: Connection, table: Table, asked: Selection) -> Sequence[Fact]:
    # Sealed or not, nobody's profile is read to count something else.
    unread = set() if asked.grouping is Grouping.MUNICIPALITY else {"profile"}
    query = select(*(column for column in table.c if column.name not in unread)).where(
        table.c.unit.in_(sorted(asked.units)), table.c.submitted_at <= asked.as_of
    )
    if asked.from_on:
        query = query.where(table.c.submitted_at >= moment_at(asked.from_on, time()))
    if asked.to_on:
        query = query.where(table.c.submitted_at < end_of_day(asked.to_on))
    return connection.execute(query).fetchall()


def are_few(units: Iterable[str], workers: Mapping[str, frozenset[str]]) -> bool:
    """Whether fewer than three different people work in these units together."""
    people = frozenset().union(*(workers.get(unit, frozenset()) for unit in units))
    return len(people) < FEWEST_WORKERS


def merged_keys(units: Iterable[str], workers: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The key under which each unit is counted: small ones are merged with the next by code."""
    groups: list[list[str]] = []
    waiting: list[str] = []
    for unit in sorted(units):
        waiting.append(unit)
        # Two small ones together may still be the same two people.
        if not are_few(waiting, workers):
            groups.append(waiting)
            waiting = []
    if waiting and groups:
        groups[-1] += waiting
    elif waiting:
        groups.append(waiting)
    return {unit: "+".join(group) for group in groups for unit in group}


def _by_municipality(
    connection: Connection, ring: KeyRing, facts: Sequence[Fact]
) -> Iterator[tuple[str, Fact]]:
    """The municipality is sealed; what is erased, damaged or was not told counts under `-`."""
    for start in range(0, len(facts), UNSEALED_AT_ONCE):
        part = facts[start : start + UNSEALED_AT_ONCE]
        keys = ring.read(connection, [fact.request_id for fact in part])
        for fact in part:
            profile = profile_of(fact, keys.get(fact.request_id))
            yield (profile and profile.municipality) or UNKNOWN, fact
