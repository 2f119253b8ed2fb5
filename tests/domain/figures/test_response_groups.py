"""Into which groups are response times counted, and which groups are not told?"""

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from projections.figures.response_groups import Grouping, merged_keys
from projections.figures.response_times import Figures
from tests.domain.figures.counting import IN_TARGET, RING, UNIT, counted, fact, from_place, told
from tests.domain.given import at
from triage.time.calendar import moment_at

# The first moment of the last quarter, by a Helsinki clock.
OCTOBER = moment_at(date(2026, 10, 1), time())

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
        workers={UNIT: frozenset("abc"), "neuvola": frozenset("de")},
    )

    assert (figure.key, figure.received) == ("neuvola+perhesosiaalityo", 10)


@pytest.mark.parametrize("grouping", [Grouping.UNIT, Grouping.TOPIC, Grouping.MONTH])
def test_a_small_unit_alone_is_not_told_whatever_the_grouping(
    connection: Connection, grouping: Grouping
) -> None:
    two = {UNIT: frozenset({"aino", "onni"})}

    (figure,) = counted(connection, [fact()] * 9, grouping=grouping, workers=two)

    assert figure.received is None


@pytest.mark.parametrize(
    ("workers", "groups"),
    [
        ("abc def ghi", "1 2 3"),
        ("ab def ghi", "1+2 3"),
        ("abc def gh", "1 2+3"),
        ("ab bc def", "1+2 3"),
        ("ab ab def", "1+2+3"),
        ("abc de f", "1 2+3"),
        ("abc d d", "1+2+3"),
        ("ab ab", "1+2"),
        ("a", "1"),
    ],
)
def test_in_every_group_of_units_work_three_people(workers: str, groups: str) -> None:
    units = {str(number): frozenset(each) for number, each in enumerate(workers.split(), start=1)}

    assert sorted(set(merged_keys(units, units).values())) == groups.split()


@pytest.mark.parametrize(("workers", "told"), [("ab ab", None), ("ab bc", 10)])
def test_two_small_units_are_told_together_if_three_people_work_there(
    connection: Connection, workers: str, told: int | None
) -> None:
    one, other = (frozenset(each) for each in workers.split())
    rows = [*[fact()] * 5, *[fact(unit="neuvola")] * 5]

    (figure,) = counted(
        connection,
        rows,
        units=frozenset({UNIT, "neuvola"}),
        workers={UNIT: one, "neuvola": other},
    )

    assert figure.received == told


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


def test_a_place_is_counted_while_its_key_lives(connection: Connection) -> None:
    rows = [fact(profile=from_place(connection, number, "698")) for number in range(10)]
    for number in range(5):
        RING.destroy(connection, UUID(int=number))

    counts = counted(connection, rows, grouping=Grouping.MUNICIPALITY, as_of=OCTOBER)

    assert [(figure.key, figure.received) for figure in counts] == [("-", 5), ("698", 5)]


@pytest.mark.parametrize("grouping", Grouping)
def test_profiles_are_read_for_places_only(connection: Connection, grouping: Grouping) -> None:
    asked: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))

    told(connection, grouping=grouping)

    assert any("profile" in each for each in asked) is (grouping is Grouping.MUNICIPALITY)


# -- places are dated by quarter --


def test_a_past_moment_within_a_quarter_is_its_beginning(connection: Connection) -> None:
    rows = [fact(profile=from_place(connection, number, "698")) for number in range(5)]

    assert (
        counted(
            connection, rows, grouping=Grouping.MUNICIPALITY, as_of=at(30, 23, 59), is_live=False
        )
        == []
    )


def test_the_present_moment_is_told_of_places_too(connection: Connection) -> None:
    rows = [fact(profile=from_place(connection, number, "698")) for number in range(5)]

    counts = counted(connection, rows, grouping=Grouping.MUNICIPALITY, as_of=at(30, 23, 59))

    assert [(figure.key, figure.received) for figure in counts] == [("698", 5)]


def test_the_answer_tells_the_quarters_that_it_is_of(connection: Connection) -> None:
    of_places = told(
        connection,
        grouping=Grouping.MUNICIPALITY,
        as_of=datetime(2026, 12, 31, 12, tzinfo=UTC),
        is_live=False,
        from_on=date(2026, 2, 28),
        to_on=date(2026, 11, 5),
    )

    assert of_places.as_of == OCTOBER
    assert (of_places.from_on, of_places.to_on) == (date(2026, 1, 1), date(2026, 12, 31))


def test_other_figures_are_of_the_very_moment_and_days_asked_for(connection: Connection) -> None:
    by_month = told(
        connection,
        grouping=Grouping.MONTH,
        as_of=at(21, 9),
        is_live=False,
        from_on=date(2026, 9, 2),
    )

    assert (by_month.as_of, by_month.from_on, by_month.to_on) == (
        at(21, 9),
        date(2026, 9, 2),
        None,
    )


def test_a_place_is_told_of_two_quarters_only_if_it_is_of_each(connection: Connection) -> None:
    spring, autumn = datetime(2026, 5, 5, tzinfo=UTC), at(8, 9)
    rows = [
        fact(IN_TARGET, submitted_at=moment, profile=from_place(connection, number, place))
        for number, (moment, place) in enumerate(
            [(spring, "698")] * 4
            + [(spring, "240")] * 5
            + [(spring, "851")] * 6
            + [(autumn, "698")] * 9
            + [(autumn, "240")] * 9
            + [(autumn, "851")] * 9
        )
    ]

    counts = counted(connection, rows, grouping=Grouping.MUNICIPALITY, as_of=OCTOBER)

    # 698 was few in spring, and 240 keeps it company; together with autumn they are many.
    assert [(figure.key, figure.received) for figure in counts] == [
        ("240", None),
        ("698", None),
        ("851", 15),
    ]


# -- what a row tells of itself --


@pytest.mark.parametrize(
    ("grouping", "row", "key"),
    [
        (Grouping.URGENCY, {"urgency": "urgent"}, "urgent"),
        (Grouping.URGENCY, {}, "-"),
        (Grouping.OUTCOME, {"outcome": "no-service", "ended_at": at(9, 9)}, "no-service"),
        # It ended after the moment that is asked about.
        (Grouping.OUTCOME, {"outcome": "no-service", "ended_at": at(22, 9)}, "-"),
        (Grouping.THEME, {"topics": " TAL "}, "living"),
        (Grouping.THEME, {"topics": " GONE "}, "-"),
        (Grouping.THEME, {"topics": ""}, "-"),
    ],
)
def test_the_key_of_a_row(
    connection: Connection, grouping: Grouping, row: dict[str, object], key: str
) -> None:
    rows = [fact(IN_TARGET, **row)] * 5

    (figure,) = counted(connection, rows, grouping=grouping, themes={"TAL": "living"})

    assert (figure.key, figure.received) == (key, 5)


def test_two_topics_of_one_theme_count_once_in_it(connection: Connection) -> None:
    rows = [fact(IN_TARGET, topics=" TAL ITS ")] * 5
    themes = {"TAL": "living", "ITS": "living"}

    (figure,) = counted(connection, rows, grouping=Grouping.THEME, themes=themes)

    assert (figure.key, figure.received) == ("living", 5)


def test_a_topic_that_a_theme_would_tell_is_not_told(connection: Connection) -> None:
    rows = [
        *[fact(IN_TARGET, topics=" TAL ")] * 7,
        *[fact(IN_TARGET, topics=" ITS ")] * 3,
        *[fact(IN_TARGET, topics=" ERO ")] * 4,
        *[fact(IN_TARGET, topics=" VKV ")] * 9,
    ]
    themes = {"TAL": "living", "ITS": "living", "ERO": "separation", "VKV": "violence"}

    by_topic = counted(connection, rows, grouping=Grouping.TOPIC, themes=themes)

    # Ten of "living" are told, so three would follow from seven.
    assert {row.key for row in by_topic if row.received is None} >= {"TAL", "ITS", "ERO"}


# -- what is counted beside the outcomes --


def test_looks_and_consultations_count_from_their_moment_on(connection: Connection) -> None:
    rows = [fact(IN_TARGET, look_late_at=at(9, 9), consulted_at=at(22, 9))] * 5

    (figure,) = counted(connection, rows)

    assert (figure.looks_late, figure.consulted) == (5, 0)


def test_everything_together_counts_a_request_once(connection: Connection) -> None:
    plant_two_topics = [fact(IN_TARGET, topics=" TAL ITS ")] * 5

    counted(connection, plant_two_topics, grouping=Grouping.TOPIC)

    assert told(connection, grouping=Grouping.TOPIC).whole.received == 5
