"""Is an old row that is put back whole found, and one that is gone, by its leaves?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.integration.checkpoints.closing import closed, verified
from tests.integration.checkpoints.tampering import rows_of, store
from tests.integration.store.world import TestedService
from triage.evidence.checkpoints.editions import VOUCHED
from triage.evidence.differs import Differs
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows, insert_row
from triage.store.tables.checkpoint_tables import leaves
from triage.store.tables.core_tables import crisis_notices
from triage.store.tables.every_table import tagged_tables
from triage.store.tables.guards import guard_of
from wiring.processes.web import _probes

DAY = timedelta(days=1)
# Why a table with tags has no leaves of its own; the words stand in docs/evidence.md.
WITHOUT_LEAVES = {
    "triage.sessions": "over before it is closed",
    "triage.deliveries": "derived from the log, and gone after a month",
    "triage.relays": "moves with every event, and tells again at most",
    "triage.shifts": "gone after three months",
    "triage.feedback": "written anew with each answer, so that nothing tells an order",
    "triage.accessibility_feedback": "disposed of",
}
HAVE_THEIR_OWN = {
    f"triage.{name}"
    for name in (
        "events",
        "access_log",
        "submissions",
        "replaced_receipts",
        "staff",
        "catalogues",
        "absences",
    )
}


@pytest.fixture
def noticed(service: TestedService) -> TestedService:
    """A notice was published on one day and ended on the next; both days are closed."""
    now = service.clock()
    row = {
        "id": UUID(int=1),
        "text": "storm",
        "published_at": now,
        "published_by": "elli",
        "until": now + 9 * DAY,
    }
    with write_lock(service.parts.database) as connection:
        insert_row(connection, crisis_notices, row)
    return service


def end_it(service: TestedService) -> None:
    ended = {"ended_at": service.clock(), "ended_by": "elli"}
    with write_lock(service.parts.database) as connection:
        change_rows(connection, crisis_notices, ended, crisis_notices.c.id == UUID(int=1))


def test_a_row_that_is_put_back_whole_is_found_with_its_right_tag(noticed: TestedService) -> None:
    closed(noticed)
    as_published = rows_of(noticed, crisis_notices)
    noticed.clock.wind(DAY)
    end_it(noticed)
    assert verified(noticed).trees.unclosed == (f"crisis_notices {UUID(int=1)}",)
    closed(noticed)
    assert verified(noticed).trees.unclosed == ()
    store(noticed, crisis_notices, as_published)
    with pytest.raises(Differs, match="it was put back: a later edition was closed"):
        verified(noticed)


def test_a_row_that_is_gone_is_found(noticed: TestedService) -> None:
    closed(noticed)
    store(noticed, crisis_notices, [])
    with pytest.raises(Differs, match="a checkpoint closed it, and it is gone"):
        verified(noticed)


def test_what_came_after_a_kept_checkpoint_is_told_by_name(noticed: TestedService) -> None:
    notes = "\n".join(each.note for each in closed(noticed))
    noticed.clock.wind(DAY)
    end_it(noticed)
    closed(noticed)
    fitted = verified(noticed, against=notes).fitted
    assert fitted is not None
    assert fitted.since == (f"crisis_notices {UUID(int=1)}",)


def test_an_edition_gets_one_leaf(noticed: TestedService) -> None:
    for _ in range(3):
        closed(noticed)
        noticed.clock.wind(DAY)
    with noticed.parts.database.lasting.connect() as connection:
        kinds = list(connection.scalars(select(leaves.c.kind).where(leaves.c.kind == "row")))
    assert len(kinds) == 1


def test_every_table_with_tags_has_leaves_or_a_ground() -> None:
    named = {table.fullname for table in VOUCHED} | HAVE_THEIR_OWN | set(WITHOUT_LEAVES)
    assert named == {table.fullname for table in tagged_tables()}
    assert all(guard_of(table) for table in VOUCHED)


def test_how_long_ago_the_last_one_was_closed_is_told(service: TestedService) -> None:
    (probe,) = (each for each in _probes(service.parts) if each.name == "checkpoint_age_seconds")
    with pytest.raises(LookupError, match="no checkpoint"):
        probe.read()
    closed(service)
    service.clock.wind(2 * DAY)
    assert probe.read() == 2 * 86_400
