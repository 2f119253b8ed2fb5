"""Can a small number that is not told be worked out by subtracting what is told?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from projections.figures.outcomes import COUNTED, PromiseOutcome
from projections.figures.response_groups import Grouping
from projections.figures.response_times import Counted
from projections.figures.small_numbers import SUPPRESSED_BELOW
from tests.domain.figures.counting import (
    IN_PROMISE,
    IN_TARGET,
    LATE,
    MODEL,
    fact,
    from_place,
    plant,
    told,
)
from tests.domain.given import at
from tests.own_database import own_database
from tests.properties.auditing import bounds
from tests.properties.subtracting import Reader, Sum
from triage.time.calendar import moment_at

OCTOBER = moment_at(date(2026, 10, 1), time())
SPRING, SUMMER = (4, 5, 6), (7, 8, 9)
UNITS = ("neuvola", "perheneuvola", "perhesosiaalityo")
TOPICS = ("ERO", "KAS", "RAS", "TAL", "ITS")
THEMES = {
    "ERO": "separation",
    "RAS": "small-child",
    "KAS": "small-child",
    "TAL": "living",
    "ITS": "living",
}
PLACES = ("240", "698", "851")
LEVELS = ("normal", "urgent", "emergency")
POOL = 40
NOT_YET = {"breach_at": datetime(2026, 11, 1, tzinfo=UTC)}
LIVED: Mapping[PromiseOutcome, dict[str, Any]] = {
    PromiseOutcome.IN_TARGET: {"answered_at": IN_TARGET},
    PromiseOutcome.IN_PROMISE: {"answered_at": IN_PROMISE},
    PromiseOutcome.TOO_LATE: {"answered_at": LATE},
    PromiseOutcome.WAITING: NOT_YET,
    PromiseOutcome.OVERDUE: {},
    PromiseOutcome.ENDED: {"ended_at": at(9, 9), **NOT_YET},
    PromiseOutcome.ENDED_OVERDUE: {"ended_at": at(9, 9)},
}
MEASURES = {"received": frozenset(PromiseOutcome), **COUNTED}

# How many of one group met one outcome in one quarter; the reader knows none of it to begin with.
Unknown = tuple[Grouping, int, str, PromiseOutcome]


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One request of the pool; where it is from is sealed, so its number decides that."""

    number: int
    unit: str
    topic: str
    month: int
    outcome: PromiseOutcome

    @property
    def quarter(self) -> int:
        return quarter_of(self.month)

    @property
    def ended_as(self) -> str:
        ended = self.outcome in (PromiseOutcome.ENDED, PromiseOutcome.ENDED_OVERDUE)
        return ("withdrawn", "spam")[self.number % 2] if ended else "-"

    def keys(self) -> Mapping[Grouping, str]:
        return {
            Grouping.UNIT: self.unit,
            Grouping.TOPIC: self.topic,
            Grouping.THEME: THEMES[self.topic],
            Grouping.MONTH: f"2026-{self.month:02}",
            Grouping.MUNICIPALITY: place_of(self.number),
            Grouping.URGENCY: level_of(self.number),
            Grouping.OUTCOME: self.ended_as,
        }


def quarter_of(month: int) -> int:
    return (month + 2) // 3


def place_of(number: int) -> str:
    return PLACES[number % len(PLACES)]


def level_of(number: int) -> str:
    return LEVELS[number % 7 % len(LEVELS)]


def planted_in(months: Sequence[int]) -> st.SearchStrategy[list[Planted]]:
    """Some of the pool. Most are answered in time, so that it is the few that must be hidden."""
    as_most = st.just(PromiseOutcome.IN_TARGET)
    return (
        st.sampled_from([as_most, as_most | st.sampled_from(PromiseOutcome)])
        .flatmap(
            lambda outcomes: st.lists(
                st.builds(
                    Planted,
                    number=st.integers(0, POOL - 1),
                    unit=st.sampled_from(UNITS),
                    topic=st.sampled_from(TOPICS),
                    month=st.sampled_from(months),
                    outcome=outcomes,
                ),
                min_size=5,
                max_size=POOL,
                unique_by=lambda each: each.number,
            )
        )
        .flatmap(with_one_exception)
    )


def with_one_exception(requests: list[Planted]) -> st.SearchStrategy[list[Planted]]:
    first, *others = requests
    return st.sampled_from(PromiseOutcome).map(
        lambda outcome: [replace(first, outcome=outcome), *others]
    )


class Pool:
    """A read model to fill, and the sealed profile of every request that may be in it."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection, self.folder = connection, folder
        self.profiles = [from_place(connection, each, place_of(each)) for each in range(POOL)]

    def fill(self, requests: Sequence[Planted]) -> None:
        self.connection.execute(delete(MODEL.table))
        plant(self.connection, [self._row(each) for each in requests])

    def _row(self, each: Planted) -> dict[str, Any]:
        return fact(
            request_id=UUID(int=each.number),
            unit=each.unit,
            topics=f" {each.topic} ",
            urgency=level_of(each.number),
            outcome=None if each.ended_as == "-" else each.ended_as,
            submitted_at=datetime(2026, each.month, 15, tzinfo=UTC),
            profile=self.profiles[each.number],
            **LIVED[each.outcome],
        )

    def publish(self, grouping: Grouping, first: date, last: date) -> Published:
        """The table of all units by the first of October."""
        table = told(
            self.connection,
            grouping=grouping,
            units=frozenset(UNITS),
            themes=THEMES,
            as_of=OCTOBER,
            from_on=first,
            to_on=last,
        )
        quarters = range(quarter_of(first.month), quarter_of(last.month) + 1)
        return Published(grouping=grouping, quarters=tuple(quarters), table=table)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("small-numbers")
    database = own_database(folder)
    with database.views.connect() as connection:
        MODEL.table.create(connection)
        yield Pool(connection, folder)
    database.dispose()


@dataclass(frozen=True, kw_only=True)
class Published:
    """One table, and the quarters that it is of."""

    grouping: Grouping
    quarters: tuple[int, ...]
    table: Counted

    def unknowns(self, key: str, measure: str) -> frozenset[Unknown]:
        # A theme is the sum of its topics; here each request is about one.
        of_theme = [(Grouping.TOPIC, each) for each in TOPICS if THEMES[each] == key]
        parts = of_theme if self.grouping is Grouping.THEME else [(self.grouping, key)]
        return frozenset(
            (grouping, quarter, part, outcome)
            for grouping, part in parts
            for quarter in self.quarters
            for outcome in MEASURES[measure]
        )

    def sums(self) -> list[Sum[Unknown]]:
        """What it tells."""
        return [
            (self.unknowns(row.key, measure), value)
            for row in self.table.rows
            for measure in MEASURES
            if (value := getattr(row, measure)) is not None
        ]

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Keys and measures of what it does not tell."""
        for row in self.table.rows:
            yield from ((row.key, each) for each in MEASURES if getattr(row, each) is None)


def counted_and_whole(
    requests: Sequence[Planted],
) -> tuple[Counter[Unknown], list[Sum[Unknown]], Mapping[tuple[Grouping, int], set[str]]]:
    """Every cell, what is known of all of a table together, and which groups each table has."""
    met = Counter(
        (grouping, each.quarter, key, each.outcome)
        for each in requests
        for grouping, key in each.keys().items()
    )
    parts: dict[tuple[Grouping, int], set[str]] = defaultdict(set)
    for grouping, quarter, key, _ in met:
        parts[grouping, quarter].add(key)
    whole = [
        (
            unknowns := frozenset((*part, key, outcome) for key in keys),
            sum(met[u] for u in unknowns),
        )
        for part, keys in parts.items()
        for outcome in PromiseOutcome
    ]
    return met, whole, parts


def given_away(requests: Sequence[Planted], tables: Sequence[Published]) -> list[str]:
    """What is small, is not told, and a reader works out all the same."""
    met, whole, parts = counted_and_whole(requests)
    reader = Reader([each for table in tables for each in table.sums()] + whole)
    return [
        f"{key} {measure} by {table.grouping} in {table.quarters}"
        for table in tables
        # What is all of one group is the whole, which is told.
        if all(len(parts[table.grouping, quarter]) != 1 for quarter in table.quarters)
        for key, measure in table.hidden()
        if sum(met[each] for each in table.unknowns(key, measure)) in range(1, SUPPRESSED_BELOW)
        and reader.works_out(table.unknowns(key, measure))
    ]


def narrowed(requests: Sequence[Planted], tables: Sequence[Published], folder: Path) -> list[str]:
    """Groups that are not told, and that an auditor puts between bounds closer than five."""
    met, whole, _ = counted_and_whole(requests)
    # Of what nobody asked about, no row says anything.
    there = {each: met[each] for cells, _ in whole for each in cells}
    sums = [*whole, *(each for table in tables for each in table.sums())]
    told = [(cells & there.keys(), value) for cells, value in sums]
    hidden = {
        (table.grouping, key): table.unknowns(key, "received") & there.keys()
        for table in tables
        for key, measure in table.hidden()
        if measure == "received" and table.grouping.is_of_people
    }
    found = bounds(folder, true=there, told=told, hidden=hidden)
    return [f"{name}: {ends}" for name, ends in found.items() if ends[1] - ends[0] < 5]


@settings(max_examples=60)
@given(requests=planted_in(SUMMER))
def test_nothing_small_follows_from_all_tables_of_one_time(
    requests: list[Planted], pool: Pool
) -> None:
    pool.fill(requests)

    tables = [pool.publish(each, date(2026, 7, 1), date(2026, 9, 30)) for each in Grouping]

    assert given_away(requests, tables) == []
    assert narrowed(requests, tables, pool.folder) == []


@settings(max_examples=60)
@given(requests=planted_in(SPRING + SUMMER))
def test_nothing_small_of_a_place_follows_from_longer_and_shorter_times(
    requests: list[Planted], pool: Pool
) -> None:
    pool.fill(requests)
    spring, summer = date(2026, 5, 1), date(2026, 8, 1)

    tables = [
        pool.publish(Grouping.MUNICIPALITY, *days)
        for days in ((spring, spring), (summer, summer), (spring, summer))
    ]

    assert given_away(requests, tables) == []
