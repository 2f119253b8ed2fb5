"""Did we answer when we promised? Counted from events, per unit, month, theme, topic and the like.

Never by person. `response_groups` says which request counts in which group, `outcomes` what each
figure counts, and `small_numbers` what must be suppressed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import ceil
from statistics import median
from typing import Any, ClassVar

from sqlalchemy import Connection, MetaData, Table

from projections.figures.outcomes import (
    COUNTED,
    Fact,
    PromiseOutcome,
    miss_causes,
    promise_outcome,
)
from projections.figures.response_groups import (
    Grouping,
    Selection,
    grouped,
    theme_keys,
    topic_keys,
)
from projections.figures.small_numbers import (
    SUPPRESSED_BELOW,
    Levels,
    Suppressed,
    hidden,
    hidden_on_both,
)
from projections.machinery.following import ReadModel, RowOf
from projections.machinery.tables import response_table, spaced
from triage.codes import MissCause, Outcome
from triage.request.help_request import HelpRequest
from triage.request.state.clock.open_promise import OpenPromise
from triage.store.keys.key_ring import KeyRing


class ResponseModel(ReadModel):
    """One row a request with the moments that the audit counts."""

    name: ClassVar[str] = "response_times_6"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return response_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        first = request.first
        miss = next((each for each in request.misses if each.number == first.number), None)
        return {
            "request_id": request.id,
            # The unit that answered answers for it, wherever the request goes later.
            "unit": request.answered_in or request.unit,
            "topics": spaced(request.topics),
            "urgency": request.urgency and str(request.urgency),
            "outcome": request.outcome or (request.taken_back_at and str(Outcome.WITHDRAWN)),
            "look_late_at": _look_late_at(request),
            "consulted_at": min(
                (each.asked_at for each in request.consultations.values()), default=None
            ),
            "submitted_at": request.submitted_at,
            "target_at": first.promise.target_at,
            "breach_at": first.promise.breach_at,
            "answered_at": first.answered_at,
            "opened_at": request.first_opened_at,
            "working_minutes": request.working_minutes,
            "ended_at": _ended_at(request),
            "follow_ups": [_follow_up(each) for each in request.promises[1:] if not each.inside],
            "miss_cause": miss and miss.cause and str(miss.cause),
            "miss_explained_at": miss and miss.explained_at,
            "unexplained": request.unexplained,
            "profile": None if request.erased_at else profile,
        }


def _look_late_at(request: HelpRequest) -> datetime | None:
    """When a look at it was first not made in time."""
    late = (mark.due_at for mark in request.marks.values() if mark.told is not None)
    return min(late, default=None)


def _ended_at(request: HelpRequest) -> datetime | None:
    """When it ended first; a withdrawal ends nothing before it takes effect."""
    return request.taken_back_at or request.closed_at or request.erased_at


def _follow_up(made: OpenPromise) -> list[str | None]:
    """Promised, breached, answered and settled at, as texts that JSON can hold."""
    promise = made.promise
    moments = (promise.arrived_at, promise.breach_at, made.answered_at, made.settled_at)
    return [moment.isoformat() if moment else None for moment in moments]


SHARE_DECIMALS = 4
SMALLEST_SHARE = 0.0001


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """What became of the promises that later messages opened (section 6.6 of the domain).

    What ended in time without an answer is neither kept nor missed.
    """

    promised: int
    kept: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one group; None is what is not told, or has nothing to be figured from.

    `on_time_share` = answered in the promise / (answered + unanswered past the breach moment,
    whatever their state); minutes are opening minutes. `opened_share` = first answers that were
    opened, or spoken / answered. `looks_late`: requests that a human looked at too late, or not
    yet. `consulted`: those on which another unit was asked. `follow_ups` are those of the same
    requests, in no other figure. `miss_causes`: how many of the missed have which cause, as a
    supervisor chose it. These five are only told where groups say nothing about people.
    """

    key: str
    received: int | None = None
    answered: int | None = None
    answered_in_target: int | None = None
    answered_in_promise: int | None = None
    missed: int | None = None
    open: int | None = None
    open_overdue: int | None = None
    on_time_share: float | None = None
    median_working_minutes: int | None = None
    p90_working_minutes: int | None = None
    opened: int | None = None
    opened_share: float | None = None
    looks_late: int | None = None
    consulted: int | None = None
    follow_ups: FollowUps | None = None
    miss_causes: Mapping[MissCause, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The figures of every group, by key, with the moment and the days that they really are of.

    `whole` are those of all requests together, each counted once; its key is empty.
    """

    as_of: datetime
    from_on: date | None
    to_on: date | None
    whole: Figures
    rows: tuple[Figures, ...]
    suppressed_below: int = SUPPRESSED_BELOW


def figures(connection: Connection, table: Table, ring: KeyRing, asked: Selection) -> Counted:
    """Count what is asked for, and leave out what must not be told."""
    asked = asked.dated()
    groups: dict[str, list[Fact]] = defaultdict(list)
    for key, fact in grouped(connection, table, ring, asked):
        groups[key].append(fact)
    left_out = _left_out(groups, asked)
    return Counted(
        as_of=asked.as_of,
        from_on=asked.from_on,
        to_on=asked.to_on,
        whole=_of_all(groups, asked),
        rows=tuple(_told(key, groups[key], left_out, asked) for key in sorted(groups)),
    )


def _of_all(groups: Mapping[str, Sequence[Fact]], asked: Selection) -> Figures:
    """The figures of everything, as a group of the service: no table can tell more of it."""
    each_once = {fact.request_id: fact for facts in groups.values() for fact in facts}
    if asked.is_of_few_workers or len(each_once) < SUPPRESSED_BELOW:
        return Figures(key="")
    return _in_full("", list(each_once.values()), asked)


def _left_out(groups: Mapping[str, Sequence[Fact]], asked: Selection) -> Suppressed:
    if asked.is_of_few_workers:
        return Suppressed(groups=frozenset(groups), outcomes=frozenset(groups))
    if asked.grouping in (Grouping.TOPIC, Grouping.THEME):
        return _left_out_of_themes(groups, asked)
    periods: dict[date | None, dict[str, Counter[PromiseOutcome]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for key, facts in groups.items():
        for fact in facts:
            periods[asked.period_of(fact)][key][promise_outcome(fact, asked.as_of)] += 1
    return hidden(periods.values(), of_people=asked.grouping.is_of_people)


def _left_out_of_themes(groups: Mapping[str, Sequence[Fact]], asked: Selection) -> Suppressed:
    """Topics and themes are both to be had, so what is left out of either is decided on both."""
    periods: dict[date | None, Levels] = defaultdict(
        lambda: Levels(parts=defaultdict(Counter), wholes=defaultdict(Counter))
    )
    for fact in {fact.request_id: fact for facts in groups.values() for fact in facts}.values():
        levels, outcome = periods[asked.period_of(fact)], promise_outcome(fact, asked.as_of)
        for topic in topic_keys(fact, asked):
            levels.whole_of[topic] = asked.theme_of(topic)
            levels.parts[topic][outcome] += 1
        for theme in theme_keys(fact, asked):
            levels.wholes[theme][outcome] += 1
    topics, themes = hidden_on_both(periods.values())
    return topics if asked.grouping is Grouping.TOPIC else themes


def _told(key: str, facts: Sequence[Fact], left_out: Suppressed, asked: Selection) -> Figures:
    if key in left_out.groups:
        return Figures(key=key)
    if key in left_out.outcomes:
        return Figures(key=key, received=len(facts))
    if asked.grouping.is_of_people:
        return _counted(key, facts, asked.as_of)
    return _in_full(key, facts, asked)


def _in_full(key: str, facts: Sequence[Fact], asked: Selection) -> Figures:
    told, as_of = _counted(key, facts, asked.as_of), asked.as_of
    opened = _until_now(as_of, (fact.opened_at for fact in facts))
    return replace(
        told,
        opened=opened,
        opened_share=share(opened, told.answered or 0),
        looks_late=_until_now(as_of, (fact.look_late_at for fact in facts)),
        consulted=_until_now(as_of, (fact.consulted_at for fact in facts)),
        follow_ups=_follow_ups(facts, as_of),
        miss_causes=miss_causes(facts, as_of),
    )


def _until_now(as_of: datetime, moments: Iterable[datetime | None]) -> int:
    """How many of these had come by then."""
    return sum(moment is not None and moment <= as_of for moment in moments)


def _counted(key: str, facts: Sequence[Fact], as_of: datetime) -> Figures:
    met = [(fact, promise_outcome(fact, as_of)) for fact in facts]
    counts: dict[str, Any] = {
        name: sum(outcome in counted for _, outcome in met) for name, counted in COUNTED.items()
    }
    kept, missed = counts["answered_in_promise"], counts["missed"]
    minutes = sorted(
        fact.working_minutes or 0 for fact, outcome in met if outcome in COUNTED["answered"]
    )
    return Figures(
        key=key,
        received=len(facts),
        **counts,
        on_time_share=share(kept, kept + missed),
        median_working_minutes=round(median(minutes)) if minutes else None,
        p90_working_minutes=minutes[ceil(0.9 * len(minutes)) - 1] if minutes else None,
    )


def share(part: int, whole: int) -> float | None:
    """The part of the whole with four decimals; 0 and 1 are exact: none, and all of it.

    A rounding that reaches either would hide the one that was missed, or the one that was kept.
    """
    if not whole:
        return None
    if part in (0, whole):
        return float(part // whole)
    return min(max(round(part / whole, SHARE_DECIMALS), SMALLEST_SHARE), 1 - SMALLEST_SHARE)


def _follow_ups(facts: Sequence[Fact], as_of: datetime) -> FollowUps:
    promised = kept = missed = 0
    for stored in (each for fact in facts for each in fact.follow_ups):
        promised_at, breached_at, answered_at, settled_at = _until(as_of, stored)
        late = breached_at is not None and breached_at <= (answered_at or settled_at or as_of)
        promised += promised_at is not None
        kept += answered_at is not None and not late
        missed += late
    return FollowUps(promised=promised, kept=kept, missed=missed)


def _until(as_of: datetime, stored: Sequence[str | None]) -> Iterator[datetime | None]:
    """The stored moments; None for what had not come at `as_of`."""
    for text in stored:
        moment = datetime.fromisoformat(text) if text else None
        yield moment if moment and moment <= as_of else None
