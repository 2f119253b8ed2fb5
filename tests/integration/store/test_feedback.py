"""Does feedback stay apart from whoever gave it, in the store too, and is it read in batches?"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text

from projections.door.requests.own_request import OwnRequest
from projections.live.watches import OwnWatch, said_of_own
from projections.views.own_request import OwnVerb
from tests.integration.store.checks import dump
from tests.integration.store.leftovers import stored_files
from tests.integration.store.saying_back import (
    COMMENT,
    answered,
    give,
    released,
    requester_of,
    said,
)
from tests.integration.store.world import AINO, KERTTU, SANNA, TestedService, opened
from tests.integration.upkeep.moving import back_up, erase
from triage.actors import Actor, Role
from triage.errors.own_rights import FeedbackGiven, FeedbackWantsHelp, NoAnswerYet
from triage.errors.requests import (
    NotAllowed,
    RequestErased,
    RequestUnknown,
)
from triage.feedback import quarter_of
from triage.store.records.feedback import (
    BATCH,
    FEWEST,
    LONGEST_COMMENT,
    MARKS_REWRITTEN,
    PADDED_BYTES,
)
from triage.store.tables.core_tables import access_log, events
from triage.store.tables.feedback_tables import feedback, feedback_given, feedback_waiting

in_sqlite = pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)
in_postgresql = pytest.mark.parametrize("stocked", ["postgresql"], indirect=True)


async def test_four_made_up_answers_do_not_lay_the_fifth_open(fresh: TestedService) -> None:
    await give(fresh, *[said()] * (FEWEST - 1), said(comment=COMMENT))
    assert await released(fresh) == []


async def test_nothing_is_read_before_ten_have_answered(fresh: TestedService) -> None:
    await give(fresh, *[said(comment=COMMENT)] * (BATCH - 1))
    assert await released(fresh) == []


async def test_ten_come_out_at_once_with_their_comments_apart(fresh: TestedService) -> None:
    await give(fresh, *[said(1, 2), said(1, 5, COMMENT), said(3, 5), said(4, 5)] * 2)
    await give(fresh, said(4, 5), said(5, 5, "Hyvä"))
    (quarter,) = await released(fresh)
    assert (quarter.quarter, quarter.answers) == ("2026-Q4", 10)
    assert quarter.heard == {1: 4, 2: 0, 3: 2, 4: 3, 5: 1}
    assert quarter.helped == {1: 0, 2: 2, 3: 0, 4: 0, 5: 8}
    assert sorted(quarter.comments) == ["Hyvä", COMMENT, COMMENT]


async def test_the_second_ten_join_the_first(fresh: TestedService) -> None:
    await give(fresh, *[said(comment=f"sana {n:02}") for n in range(19)])
    assert (await released(fresh))[0].answers == 10
    await give(fresh, said(comment="sana 19"))
    (quarter,) = await released(fresh)
    assert sorted(quarter.comments) == [f"sana {n:02}" for n in range(20)]


async def test_what_a_quarter_left_comes_out_after_its_end_and_the_next_one_waits(
    fresh: TestedService,
) -> None:
    await give(fresh, *[said(comment="syksy")] * FEWEST)
    fresh.clock.wind(timedelta(days=60))
    await give(fresh, said(comment="talvi"))
    (quarter,) = await released(fresh)
    assert (quarter.quarter, quarter.comments) == ("2026-Q4", ("syksy",) * FEWEST)
    await give(fresh, *[said(comment="talvi")] * (BATCH - 1))
    later = (await released(fresh))[0]
    assert (later.quarter, later.comments) == ("2027-Q1", ("talvi",) * BATCH)


async def test_a_quarter_that_stays_under_five_is_told_with_the_next(fresh: TestedService) -> None:
    await give(fresh, *[said(comment="syksy")] * (FEWEST - 1))
    fresh.clock.wind(timedelta(days=60))
    await give(fresh, said(comment="talvi"))
    assert await released(fresh) == []
    await give(fresh, *[said()] * (BATCH - FEWEST))
    (quarter,) = await released(fresh)
    assert (quarter.quarter, quarter.answers) == ("2027-Q1", BATCH)
    assert sorted(quarter.comments) == [*["syksy"] * (FEWEST - 1), "talvi"]


@pytest.mark.parametrize("comment", ["Haluan kuolla", "Isä lyö minua joka ilta"])
async def test_a_comment_that_shows_danger_is_not_kept(fresh: TestedService, comment: str) -> None:
    actor = answered(fresh)
    with pytest.raises(FeedbackWantsHelp):
        await fresh.parts.feedback.give(said(comment=comment), actor)
    assert dump(fresh.parts.database, feedback_waiting) == []
    await fresh.parts.feedback.give(said(comment=COMMENT), actor)
    assert len(dump(fresh.parts.database, feedback_waiting)) == 1


async def test_it_is_given_once_and_after_an_answer(fresh: TestedService) -> None:
    waiting = requester_of(fresh.submit().request_id)
    with pytest.raises(NoAnswerYet):
        await fresh.parts.feedback.give(said(), waiting)
    (actor,) = await give(fresh, said())
    with pytest.raises(FeedbackGiven):
        await fresh.parts.feedback.give(said(), actor)
    assert len(dump(fresh.parts.database, feedback_waiting)) == 1


async def test_it_is_asked_for_after_an_answer_until_it_is_given(fresh: TestedService) -> None:
    async def may(actor: Actor) -> bool:
        shown = await fresh.parts.reading_room.ask(OwnRequest(), actor)
        return OwnVerb.FEEDBACK in shown.may

    assert not await may(requester_of(fresh.submit().request_id))
    actor = answered(fresh)
    assert await may(actor)
    await fresh.parts.feedback.give(said(), actor)
    assert not await may(actor)


async def test_an_open_page_takes_none_of_it_for_news(fresh: TestedService) -> None:
    actor, models = answered(fresh), fresh.parts.models

    async def is_as_shown() -> bool:
        shown = await fresh.parts.reading_room.ask(OwnRequest(), actor)
        with models.database.reads.connect() as connection:
            watched = OwnWatch(actor).begin(models, connection, fresh.clock())
        return watched == said_of_own(shown)

    assert await is_as_shown()
    await fresh.parts.feedback.give(said(), actor)
    assert await is_as_shown()


async def test_nobody_else_gives_it(fresh: TestedService) -> None:
    with pytest.raises(NotAllowed):
        await fresh.parts.feedback.give(said(), AINO)
    with pytest.raises(RequestUnknown):
        await fresh.parts.feedback.give(said(), Actor(role=Role.REQUESTER))


@pytest.mark.parametrize("reader", [AINO, requester_of(UUID(int=1))])
async def test_only_supervisors_and_coordinators_read_it(
    fresh: TestedService, reader: Actor
) -> None:
    assert await released(fresh, KERTTU) == await released(fresh, SANNA) == []
    with pytest.raises(NotAllowed):
        await released(fresh, reader)


# -- what the store tells --


async def test_giving_leaves_no_event_and_no_row_of_the_log(fresh: TestedService) -> None:
    actors = [answered(fresh) for _ in range(BATCH)]
    before = [dump(fresh.parts.database, table) for table in (events, access_log)]
    for actor in actors:
        await fresh.parts.feedback.give(said(comment=COMMENT), actor)
    assert [dump(fresh.parts.database, table) for table in (events, access_log)] == before


async def test_each_addition_leaves_no_waiting_row_as_it_was(fresh: TestedService) -> None:
    seen: list[dict[str, object]] = []
    for _ in range(BATCH - 1):
        await give(fresh, said(1, 1, COMMENT))
        rows = dump(fresh.parts.database, feedback_waiting)
        assert not {row["id"] for row in rows} & {row["id"] for row in seen}
        assert not {row["sealed"] for row in rows} & {row["sealed"] for row in seen}
        seen += rows
    assert len(seen) == sum(range(BATCH))


async def test_a_waiting_row_tells_nothing_by_its_length(fresh: TestedService) -> None:
    await give(fresh, said(), said(comment="Ö"), said(comment="𐐷" * LONGEST_COMMENT))
    lengths = Counter(len(row["sealed"]) for row in dump(fresh.parts.database, feedback_waiting))
    assert list(lengths.values()) == [3]
    assert min(lengths) > PADDED_BYTES


async def test_a_released_row_is_written_anew_with_the_next_ten(fresh: TestedService) -> None:
    await give(fresh, *[said(comment=COMMENT)] * BATCH)
    first = dump(fresh.parts.database, feedback)
    await give(fresh, *[said()] * BATCH)
    second = dump(fresh.parts.database, feedback)
    assert len(second) == 2 * BATCH
    assert not {row["id"] for row in first} & {row["id"] for row in second}
    assert not {row["comment"] for row in first} & {row["comment"] for row in second} - {None}


async def test_no_column_holds_a_moment_or_a_request(fresh: TestedService) -> None:
    columns = {column.name for table in (feedback_waiting, feedback) for column in table.columns}
    assert columns == {"id", "quarter", "sealed", "heard", "helped", "comment", "tag"}
    assert [column.name for column in feedback_given.columns] == ["mac"]


@in_sqlite
async def test_sqlite_keeps_no_row_number(fresh: TestedService) -> None:
    made = "SELECT sql FROM triage.sqlite_master WHERE name LIKE 'feedback%' AND sql NOTNULL"
    with fresh.parts.database.reads.connect() as connection:
        statements = connection.execute(text(made)).scalars().all()
    assert len(statements) == 3
    assert all("WITHOUT ROWID" in each for each in statements)


@in_postgresql
async def test_all_marks_are_of_one_transaction_and_in_another_order(fresh: TestedService) -> None:
    await give(fresh, *[said() for _ in range(11)])
    first = _as_they_lie(fresh)
    await give(fresh, said())
    second = _as_they_lie(fresh)
    assert len({transaction for transaction, _ in second}) == 1
    there = {mac for _, mac in first}
    # By chance they lie the same way once in forty million.
    assert [mac for _, mac in second if mac in there] != [mac for _, mac in first]


@in_postgresql
async def test_of_many_marks_only_some_are_written_anew(fresh: TestedService) -> None:
    many = [{"mac": number.to_bytes(32, "big")} for number in range(2 * MARKS_REWRITTEN)]
    with fresh.parts.database.log.begin() as connection:
        connection.execute(insert(feedback_given), many)
    before = set(_as_they_lie(fresh))
    await give(fresh, said())
    lying = _as_they_lie(fresh)
    assert len({mac for _, mac in lying}) == len(lying) == len(many) + 1
    assert len(set(lying) - before) == MARKS_REWRITTEN
    assert len({transaction for transaction, _ in set(lying) - before}) == 1


def _as_they_lie(service: TestedService) -> list[tuple[str, bytes]]:
    """Which transaction wrote each mark, in the order of the file."""
    lying = "SELECT xmin::text, mac FROM triage.feedback_given ORDER BY ctid"
    with service.parts.database.reads.connect() as connection:
        return [(row[0], bytes(row[1])) for row in connection.execute(text(lying))]


async def test_a_comment_is_stored_in_no_readable_form(
    fresh: TestedService, tmp_path: Path
) -> None:
    await give(fresh, *[said(comment=COMMENT)] * (BATCH + 1))
    stored = [
        row for table in (feedback, feedback_waiting) for row in dump(fresh.parts.database, table)
    ]
    assert not any(
        COMMENT.encode() in bytes(value)
        for row in stored
        for value in row.values()
        if isinstance(value, bytes)
    )
    back_up(fresh, tmp_path / "copy")
    assert COMMENT.encode() not in (tmp_path / "copy").read_bytes()
    if fresh.parts.database.embedded:
        for path in stored_files(fresh.parts.settings):
            assert COMMENT.encode() not in path.read_bytes()


# -- erasing, and a service that goes on --


async def test_erasing_a_request_leaves_what_was_said_and_nobody_to_say_it_again(
    fresh: TestedService,
) -> None:
    actors = await give(fresh, *[said(comment=COMMENT)] * BATCH)
    before = await released(fresh)
    assert actors[0].request_id is not None
    erase(fresh, actors[0].request_id)
    assert await released(fresh) == before
    with pytest.raises(RequestErased):
        await fresh.parts.feedback.give(said(), actors[0])


async def test_what_waits_is_there_after_a_restart(fresh: TestedService) -> None:
    await give(fresh, *[said(comment=COMMENT)] * (BATCH - 1))
    with opened(fresh.parts.settings) as again:
        await give(again, said())
        (quarter,) = await released(again)
    assert quarter.comments == (COMMENT,) * (BATCH - 1)


async def test_a_comment_whose_key_is_damaged_is_left_out(fresh: TestedService) -> None:
    await give(fresh, *[said(comment=COMMENT)] * BATCH)
    with fresh.parts.database.log.begin() as connection:
        connection.execute(
            text(
                "UPDATE keys.system_keys SET wrapped = wrapped || wrapped"
                " WHERE name LIKE 'feedback%'"
            )
        )
    (quarter,) = await released(fresh)
    assert (quarter.answers, quarter.comments) == (BATCH, ())


def test_a_quarter_begins_at_midnight_in_helsinki(fresh: TestedService) -> None:
    now = fresh.clock.now.replace(year=2026, month=12, day=31, hour=21, minute=59)
    assert quarter_of(now) == "2026-Q4"
    assert quarter_of(now + timedelta(minutes=1)) == "2027-Q1"


async def test_its_reading_is_logged_like_any_other(fresh: TestedService) -> None:
    await released(fresh)
    with fresh.parts.database.reads.connect() as connection:
        last = select(access_log).order_by(access_log.c.position.desc()).limit(1)
        row = connection.execute(last).one()
    assert (row.username, row.action, row.request_id) == ("sanna", "feedback", None)
