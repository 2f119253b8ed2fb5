"""Does the journey go on where a backup was restored, from whichever store to whichever?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from projections.door.requests.own_request import OwnRequest
from tests.integration.conftest import STORES
from tests.integration.store.checks import dump
from tests.integration.store.world import (
    PASSWORD,
    TestedService,
    a_submission,
    opened,
)
from tests.integration.upkeep.conftest import empty_place
from tests.integration.upkeep.moving import (
    ADDRESS,
    back_up,
    restore_in,
)
from triage.codes import ReplyKind
from triage.evidence.verify import verify
from triage.request.commands.dialogue import ReplyToRequester
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import KEYS, TRIAGE, events, request_keys
from triage.text.personal import Personal
from wiring.settings import Settings
from wiring.upkeep.backup import lasting

GRACE = timedelta(minutes=1)
SAID = "En jaksa enää iltoja yksin."
KEY = "5b0a7c1e-0d5e-4a3e-9d7a-4f6f0f9f3f10"


Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A service, the one that was restored from its backup, a receipt, and what both held then."""

    before: TestedService
    there: TestedService
    receipt: Receipt
    rows_before: Rows
    rows_there: Rows


def rows_of(service: TestedService) -> Rows:
    """Every row that a backup holds, by table."""
    tables = [table for schema in (TRIAGE, KEYS) for table in lasting(schema)]
    return {str(each): dump(service.parts.database, each) for each in tables}


@pytest.fixture(scope="module", params=STORES)
def moved(
    request: pytest.FixtureRequest, shared: TestedService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Moved]:
    """A service moved from either store to either."""
    folder = tmp_path_factory.mktemp("moved")
    receipt = shared.submit(a_submission(SAID, key=KEY))
    shared.submit()
    back_up(shared, folder / "backup")
    with empty_place(request, request.param, folder / "there") as settings:
        restore_in(settings, folder / "backup")
        with opened(settings) as there:
            yield Moved(shared, there, receipt, rows_of(shared), rows_of(there))


def test_every_row_that_lasts_is_the_same(moved: Moved) -> None:
    assert moved.rows_there == moved.rows_before


def test_verifying_finds_a_restored_log_as_it_was(moved: Moved) -> None:
    found = verify(moved.there.parts.database, now=moved.there.clock(), grace=GRACE)

    assert found.requests >= 2


async def test_an_old_receipt_opens_the_dialogue(moved: Moved) -> None:
    parts = moved.there.parts
    signed_in = await parts.authenticator.open_receipt(moved.receipt.receipt, None, ADDRESS)
    own = await parts.reading_room.ask(OwnRequest(first_too=True), signed_in.actor)

    assert SAID in [each.text for each in own.messages]


async def test_staff_sign_in_as_before_and_answer(moved: Moved) -> None:
    parts = moved.there.parts
    signed_in = await parts.authenticator.sign_in("aino", PASSWORD, ADDRESS)
    request_id = moved.there.submit().request_id
    reply = ReplyToRequester(
        request_id=request_id, text=Personal("Tule käymään."), reply_kind=ReplyKind.ANSWER
    )

    assert (await parts.triage.execute(reply, signed_in.actor)).kinds == ("claimed", "replied")


def test_the_same_key_gives_the_same_receipt(moved: Moved) -> None:
    again = moved.there.submit(a_submission(SAID, key=KEY))

    assert (again.repeated, again.receipt.reveal()) == (True, moved.receipt.receipt.reveal())


async def test_the_queue_shows_what_it_showed(moved: Moved) -> None:
    row = await moved.there.row(moved.receipt.request_id)

    assert row.row == (await moved.before.row(moved.receipt.request_id)).row
    assert row.row.reference in [each.reference for each in (await moved.there.queue()).items]


async def test_the_read_models_follow_from_the_first_event_on(moved: Moved) -> None:
    follower = moved.there.parts.models.follower

    for model in follower.models:
        follower.bring_up_to_date(model)
        with moved.there.parts.database.views.connect() as connection:
            rows = connection.scalar(select(func.count()).select_from(model.table))
        assert rows == len({row["request_id"] for row in dump(moved.there.parts.database, events)})


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_request_that_came_during_the_backup_leaves_no_keys_behind(
    service: TestedService, elsewhere: Settings, tmp_path: Path
) -> None:
    held = service.submit()

    def submit_meanwhile() -> datetime:
        service.submit()
        return service.clock()

    back_up(service, tmp_path / "backup", clock=submit_meanwhile)
    restore_in(elsewhere, tmp_path / "backup")

    with opened(elsewhere) as there:
        keyed = dump(there.parts.database, request_keys)
    assert [row["request_id"] for row in keyed] == [held.request_id]
