"""Into which groups are response times counted, and which groups are not told?"""

from uuid import UUID

import pytest
from sqlalchemy import Connection

from projections.response_times import Figures, Grouping, merged_keys, without_small_cells
from tests.domain.counting import IN_TARGET, RING, UNIT, counted, fact
from tests.domain.given import at, submitted
from triage.store.sealing import SealingMapper, sealed_profile
from triage.words import Profile

# -- suppression and merging --


def test_four_are_not_told_apart(connection: Connection) -> None:
    assert counted(connection, [fact(IN_TARGET)] * 4) == [Figures(key=UNIT, received=None)]


def test_five_are_told(connection: Connection) -> None:
    (figure,) = counted(connection, [fact(IN_TARGET)] * 5)

    assert figure.received == 5


def test_another_units_requests_are_not_counted(connection: Connection) -> None:
    rows = [*[fact()] * 5, *[fact(unit="neuvola")] * 5]

    assert [figure.key for figure in counted(connection, rows)] == [UNIT]


def test_a_small_unit_is_counted_with_the_next(connection: Connection) -> None:
    rows = [*[fact()] * 5, *[fact(unit="neuvola")] * 5]

    (figure,) = counted(
        connection,
        rows,
        units=frozenset({UNIT, "neuvola"}),
        small_units=frozenset({"neuvola"}),
    )

    assert (figure.key, figure.received) == ("neuvola+perhesosiaalityo", 10)


@pytest.mark.parametrize("grouping", [Grouping.UNIT, Grouping.TOPIC, Grouping.MONTH])
def test_a_small_unit_alone_is_not_told_whatever_the_grouping(
    connection: Connection, grouping: Grouping
) -> None:
    (figure,) = counted(connection, [fact()] * 9, grouping=grouping, small_units=frozenset({UNIT}))

    assert figure.received is None


@pytest.mark.parametrize(
    ("units", "small", "groups"),
    [
        ("a b c", "", "a b c"),
        ("a b c", "a", "a+b c"),
        ("a b c", "c", "a b+c"),
        ("a b c", "a b", "a+b+c"),
        ("a b c", "b c", "a+b+c"),
        ("a b", "a b", "a+b"),
        ("a", "a", "a"),
    ],
)
def test_a_group_of_units_ends_with_one_that_is_large_enough(
    units: str, small: str, groups: str
) -> None:
    keys = merged_keys(units.split(), frozenset(small.split()))

    assert sorted(set(keys.values())) == groups.split()


# -- groupings --


def test_a_request_on_two_topics_counts_in_both(connection: Connection) -> None:
    rows = [*[fact(topics=" TAL ERO ")] * 5, *[fact(topics="")] * 5]

    counts = counted(connection, rows, grouping=Grouping.TOPIC)

    assert [(figure.key, figure.received) for figure in counts] == [
        ("-", 5),
        ("ERO", 5),
        ("TAL", 5),
    ]


def test_a_month_is_a_month_in_helsinki(connection: Connection) -> None:
    rows = [fact(submitted_at=at(1, 0))] * 5

    (figure,) = counted(connection, rows, grouping=Grouping.MONTH)

    assert figure.key == "2026-09"


def test_small_counts_of_a_place_are_not_told() -> None:
    figures = Figures(key="698", received=12, answered=9, missed=3, open=0, on_time_share=0.75)

    assert without_small_cells(figures) == Figures(key="698", received=12, answered=9, open=0)


def test_a_place_without_small_counts_keeps_its_share() -> None:
    figures = Figures(key="698", received=12, answered=12, missed=5, open=0, on_time_share=0.58)

    assert without_small_cells(figures) == figures


def test_municipalities_are_counted_while_their_keys_live(connection: Connection) -> None:
    rows = []
    for number in range(6):
        request_id = UUID(int=number)
        keys = RING.make(connection, request_id)
        case = submitted(request_id=request_id, profile=Profile(municipality="698"))
        stored = SealingMapper(keys).to_stored_event(case.events[0])
        rows.append(fact(profile=sealed_profile(stored)))
    RING.destroy(connection, UUID(int=0))

    counts = counted(connection, rows, grouping=Grouping.MUNICIPALITY)

    assert [(figure.key, figure.received) for figure in counts] == [("-", None), ("698", 5)]
