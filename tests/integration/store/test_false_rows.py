"""Can who writes to the database without the master key grant a right, or change a fact unseen?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

from tests.clock import START
from tests.integration.store.false_rows import (
    SEEN,
    Planted,
    another,
    put,
    rows_of,
    swapped,
    untagged,
)
from tests.integration.store.world import PASSWORD, opened
from triage.evidence.differs import Differs
from triage.evidence.rows import verify_tags
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.database.row_tags import place_of
from triage.store.records import staff as accounts
from triage.store.tables.core_tables import events, request_keys, sessions, staff, submissions
from triage.store.tables.every_table import every_table, tagged_tables
from triage.store.tables.guards import COUNTS, GROUND, TAG, Guard, guard_of
from triage.text.personal import Personal
from wiring.composition.key_files import tombstones
from wiring.settings import Settings
from wiring.upkeep.erasing import erase

every_tagged = pytest.mark.parametrize("table", SEEN, ids=lambda table: table.name)


@pytest.fixture
def planted(stocked: Settings) -> Iterator[Planted]:
    with opened(stocked) as service:
        yield Planted(service)


def located(planted: Planted) -> str:
    """The first row that bears no tag of its own; nothing where all do."""
    with planted.parts.database.lasting.connect() as connection:
        try:
            for table in tagged_tables():
                verify_tags(connection, table, planted.parts.ring.row_tags)
        except Differs as differs:
            return str(differs)
    return ""


def as_it_is(planted: Planted, table: Table) -> list[dict[str, Any]]:
    with planted.parts.database.lasting.connect() as connection:
        return rows_of(connection, table)


def store(planted: Planted, table: Table, rows: list[dict[str, Any]]) -> None:
    with write_lock(planted.parts.database) as connection:
        put(connection, table, rows)


def changed(table: Table, row: dict[str, Any], name: str) -> dict[str, Any]:
    """A row with another value in a column; of what is sealed in itself, with none."""
    counts = table.info[COUNTS]
    if table is events and name == "state":
        return {**row, name: row[name].replace(b'"by"', b'"By"', 1)}
    if name in counts and row[name] is not None:
        return {**row, name: None}
    return {**row, name: another(table.c[name], row[name])}


def test_every_table_that_bears_tags_is_tried_here() -> None:
    assert set(SEEN) == set(tagged_tables())


@every_tagged
def test_a_row_with_another_value_in_any_column_is_refused_told_and_located(
    planted: Planted, table: Table
) -> None:
    whole, seen = as_it_is(planted, table), planted.seen(table)
    first, *others = whole
    assert seen and not located(planted)
    for name in first.keys() - {TAG}:
        false = changed(table, first, name)
        planted.parts.ring.row_tags.refused.forget()
        store(planted, table, [false, *others])

        assert len(planted.seen(table)) < len(seen), name
        assert place_of(table, false) in located(planted), name
        # What is looked for by another key than the row has now is not there at all.
        if name not in LOOKED_FOR_BY:
            assert place_of(table, false) in planted.refused, name
    store(planted, table, whole)
    assert planted.seen(table) == seen
    assert not located(planted)


# By these something is found, so that a row that has another one is met by nobody.
LOOKED_FOR_BY = {
    "token_mac",
    "subject_mac",
    "receipt_mac",
    "request_id",
    "username",
    "name",
    "quarter",
    "expires_at",
    "text",
    "until_on",
    "version",
    "id",
    "answered_at",
    "ended_at",
}


@every_tagged
def test_a_row_without_a_tag_or_with_that_of_another_is_refused_and_located(
    planted: Planted, table: Table
) -> None:
    whole, seen = as_it_is(planted, table), planted.seen(table)
    for rows in ([untagged(whole[0]), *whole[1:]], swapped(table, whole)):
        store(planted, table, rows)

        assert len(planted.seen(table)) < len(seen)
        assert table.fullname in planted.refused
        assert f"rows: {place_of(table, rows[0])}" in located(planted)


@every_tagged
def test_a_row_that_was_slipped_in_changes_nothing_and_is_located(
    planted: Planted, table: Table
) -> None:
    whole, seen = as_it_is(planted, table), planted.seen(table)
    row = whole[-1]
    names = [column.name for column in table.columns if column.primary_key or column.unique]
    if table.name == "events":
        names += ["version"]
    foreign = {**row, **{name: another(table.c[name], row[name]) for name in names}}
    store(planted, table, [*whole, foreign])

    assert planted.seen(table) <= seen
    assert place_of(table, foreign) in located(planted)


async def test_nobody_becomes_a_coordinator_by_a_row(planted: Planted) -> None:
    desk = planted.parts.authenticator
    token = (await desk.sign_in("aino", PASSWORD, "192.0.2.1")).token
    with write_lock(planted.parts.database) as connection:
        connection.execute(
            update(staff).where(staff.c.username == "aino").values(role="coordinator")
        )

    assert await desk.actor_of(token) is None
    assert "triage.staff aino" in planted.refused


async def test_a_session_that_was_ended_is_not_put_back_past_a_change_of_the_account(
    planted: Planted,
) -> None:
    desk = planted.parts.authenticator
    token = (await desk.sign_in("aino", PASSWORD, "192.0.2.2")).token
    kept = as_it_is(planted, sessions)
    with write_lock(planted.parts.database) as connection:
        account = accounts.find(connection, "aino")
        assert account is not None
        accounts.change(connection, account, Personal("aivan toinen sana"))

    store(planted, sessions, kept)

    assert await desk.actor_of(token) is None


def test_keys_that_were_put_back_are_located(planted: Planted) -> None:
    keys = as_it_is(planted, request_keys)
    reference = erased(planted)
    store(planted, request_keys, keys)

    assert verified(planted) == f"keys: request {reference} is erased, and its keys are there again"


def test_a_tombstone_that_was_taken_away_is_located(planted: Planted) -> None:
    reference = erased(planted)
    assert not verified(planted)
    path = tombstones(planted.parts.settings).path
    assert path
    path.write_text("")

    assert verified(planted) == f"tombstones: request {reference} is erased, and not on the list"


def test_a_submission_that_was_taken_away_is_located(planted: Planted) -> None:
    request_id = planted.requests[0]
    with write_lock(planted.parts.database) as connection:
        connection.execute(delete(submissions).where(submissions.c.request_id == request_id))

    assert str(request_id) in verified(planted)


def erased(planted: Planted) -> str:
    with planted.parts.database.lasting.connect() as connection:
        of_it = submissions.c.request_id == planted.requests[0]
        reference: str = connection.scalar(select(submissions.c.reference).where(of_it)) or ""
    erase(planted.parts, reference, reason=Personal("Pyyntö.").reveal(), despite_class="Pyyntö.")
    return reference


def verified(planted: Planted) -> str:
    try:
        verify(
            planted.parts.database,
            now=START,
            grace=timedelta(days=1),
            ring=planted.parts.ring,
            tombstones=tombstones(planted.parts.settings),
        )
    except Differs as differs:
        return str(differs)
    return ""


# -- what each table declares --


def test_every_table_declares_what_guards_it() -> None:
    assert not [table.fullname for table in every_table() if guard_of(table) is None]


def test_what_bears_no_tag_says_why() -> None:
    bare = [table for table in every_table() if table not in SEEN]
    assert all(table.info[GROUND] for table in bare)
    assert not [table for table in bare if TAG in table.c and guard_of(table) is not Guard.SEALED]


def test_what_is_chained_has_a_link() -> None:
    chained = {table.name for table in every_table() if guard_of(table) is Guard.CHAINED}
    assert chained == {table.name for table in every_table() if "link" in table.c}
