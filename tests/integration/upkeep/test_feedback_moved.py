"""What becomes of feedback in a backup, in another store, and under another master key?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.integration.store.checks import dump
from tests.integration.store.saying_back import COMMENT, give, released, said
from tests.integration.store.world import TestedService, opened
from tests.integration.upkeep.moving import all_bytes, back_up, restore_in
from triage.store.database.engine import write_lock
from triage.store.keys.inventory import later_key
from triage.store.records.feedback import BATCH
from triage.store.tables.feedback_tables import feedback_given, feedback_waiting
from wiring.settings import Settings
from wiring.upkeep.rotating import rotate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "copy"


async def test_a_restore_brings_back_what_was_released_and_nothing_else(
    service: TestedService, elsewhere: Settings, path: Path
) -> None:
    givers = await give(service, *[said(comment=COMMENT)] * (BATCH + 2))
    before = await released(service)
    back_up(service, path)
    restore_in(elsewhere, path)
    with opened(elsewhere) as there:
        assert await released(there) == before
        database = there.parts.database
        assert dump(database, feedback_waiting) == dump(database, feedback_given) == []
        # Nobody knows any more who gave it: whoever did may do so once more.
        await there.parts.feedback.give(said(), givers[0])
        await give(there, *[said()] * (BATCH - 1))
        assert (await released(there))[0].answers == 2 * BATCH


async def test_no_waiting_row_and_no_mark_is_in_a_backup(
    service: TestedService, path: Path
) -> None:
    await give(service, *[said(comment=COMMENT)] * (BATCH - 1))
    back_up(service, path)
    database, copied = service.parts.database, all_bytes(path)
    marks = [row["mac"] for row in dump(database, feedback_given)]
    ids = [row["id"] for row in dump(database, feedback_waiting)]
    assert not any(mac in copied or mac.hex().encode() in copied for mac in marks)
    assert not any(str(each).encode() in copied for each in ids)


async def test_a_key_that_is_made_during_a_backup_does_not_stop_it(
    service: TestedService, path: Path
) -> None:
    def meanwhile() -> datetime:
        with write_lock(service.parts.database) as connection:
            later_key(connection, service.parts.ring, "feedback-2026-Q4")
        return service.clock()

    back_up(service, path, clock=meanwhile)
    await give(service, said(comment=COMMENT))


async def test_another_master_key_opens_what_waits_and_what_was_released(
    served: Settings, tmp_path: Path
) -> None:
    new_key = tmp_path / "new.key"
    with opened(served) as service:
        await give(service, *[said(comment=COMMENT)] * (BATCH + 1))
        rotate(served, service.parts.database, new_key)
    with opened(
        served.model_copy(update={"master_key": None, "master_key_file": new_key})
    ) as again:
        assert (await released(again))[0].comments == (COMMENT,) * BATCH
        await give(again, *[said()] * (BATCH - 1))
        assert (await released(again))[0].answers == 2 * BATCH
