"""What of a week's reads is unusual? By plain rows, as the log holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.given import at
from triage.evidence.reads.unusual import (
    BROAD,
    DENIED_A_DAY,
    HARMLESS,
    MANY_A_DAY,
    Finding,
    Unusual,
    unusual,
)

MORNING = at(8, 9)


def row(position: int, **changes: object) -> Any:
    said: dict[str, object] = {
        "position": position,
        "at": MORNING + timedelta(minutes=position),
        "username": "onni",
        "role": "worker",
        "action": "view",
        "ground": "own",
        "outcome": "ok",
        "request_id": UUID(int=1),
        "reference": "PA-1",
    }
    return SimpleNamespace(**(said | changes))


def never(_request: UUID, _username: str, _at: datetime) -> bool:
    return False


def always(_request: UUID, _username: str, _at: datetime) -> bool:
    return True


def kinds(*rows: Any, has_no_part: Any = never) -> list[tuple[str, int]]:
    return [(each.kind, each.count) for each in unusual(rows, has_no_part)]


def test_ordinary_work_is_not_unusual() -> None:
    grounds = ("own", "triage", "intake", "duty", "substitute")
    assert kinds(*(row(number, ground=each) for number, each in enumerate(grounds))) == []


def test_an_opening_with_a_reason_is_one_finding_a_day_and_request() -> None:
    reads = [row(1, ground="opened"), row(2, ground="opened"), row(3)]
    reads += [row(4, ground="opened", request_id=UUID(int=2), reference="PA-2")]
    found = unusual(reads, never)
    assert [(each.kind, each.position, each.count, each.reference) for each in found] == [
        (Unusual.OPENED, 4, 1, "PA-2"),
        (Unusual.OPENED, 1, 2, "PA-1"),
    ]


@pytest.mark.parametrize("ground", sorted(BROAD))
def test_a_broad_ground_counts_where_another_had_it_and_nothing_was_done(ground: str) -> None:
    assert kinds(row(1, ground=ground), has_no_part=always) == [("no-role", 1)]
    assert kinds(row(1, ground=ground), has_no_part=never) == []


def test_the_own_request_is_nobody_elses() -> None:
    assert kinds(row(1), has_no_part=always) == []


@pytest.mark.parametrize(
    ("requests", "expected"), [(MANY_A_DAY - 1, []), (MANY_A_DAY, [("many", MANY_A_DAY)])]
)
def test_many_requests_on_one_day_are_counted_by_request(
    requests: int, expected: list[tuple[str, int]]
) -> None:
    reads = [row(number, request_id=UUID(int=number)) for number in range(1, requests + 1)]
    assert kinds(*reads, row(500, request_id=UUID(int=1))) == expected


def test_many_requests_on_two_days_are_not_many() -> None:
    reads = [row(number, request_id=UUID(int=number)) for number in range(1, MANY_A_DAY + 1)]
    reads[0].at += timedelta(days=1)
    assert kinds(*reads) == []


def test_rows_that_tell_no_words_are_not_counted() -> None:
    reads = [row(number, request_id=UUID(int=number), action="row") for number in range(1, 99)]
    assert kinds(*reads) == []


@pytest.mark.parametrize("ground", [*sorted(HARMLESS), "unknown"])
def test_tries_are_unusual_but_those_that_a_page_causes(ground: str) -> None:
    tries = [row(number, outcome="denied", ground=ground) for number in range(DENIED_A_DAY)]
    assert kinds(*tries) == ([] if ground in HARMLESS else [("denied", DENIED_A_DAY)])
    assert kinds(*tries[1:]) == []


def test_what_requesters_read_of_their_own_is_left_out() -> None:
    assert kinds(row(1, username=None, ground="opened", role="requester")) == []


def lists() -> Iterator[st.SearchStrategy[Any]]:
    yield st.sampled_from(["onni", "aino"])
    yield st.sampled_from(["own", "opened", "duty", "unknown"])
    yield st.sampled_from(["ok", "denied"])
    yield st.integers(1, 3)


@given(st.lists(st.tuples(*lists()), max_size=40), st.integers(0, 40))
def test_more_rows_of_the_day_move_no_finding(
    made: list[tuple[str, str, str, int]], until: int
) -> None:
    rows = [
        row(number, username=who, ground=ground, outcome=outcome, request_id=UUID(int=of))
        for number, (who, ground, outcome, of) in enumerate(made, start=1)
    ]
    before = {each.key for each in unusual(rows[:until], always)}
    after: tuple[Finding, ...] = unusual(rows, always)
    assert before <= {each.key for each in after}
    assert len({each.key for each in after}) == len(after)
