"""Is content destroyed once its retention is over, with a report, and nothing before?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.clock import START
from tests.integration.store.world import AINO, TestedService
from triage.codes import Outcome, ReplyKind, RetentionClass
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.retention import ConfirmRecorded
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import request_keys
from triage.text.personal import Personal
from wiring.composition.key_files import tombstones
from wiring.refused import Refused
from wiring.upkeep.disposing import destroy, disposals, require_believable


def act(service: TestedService, command: type[Command], request_id: UUID, **said: object) -> None:
    made = command(request_id=request_id, **said)
    service.parts.triage.execute_and_wait(made, AINO)


def closed(service: TestedService, kept: RetentionClass = RetentionClass.ADVICE) -> Receipt:
    receipt = service.submit()
    said = {"text": Personal("Hei."), "reply_kind": ReplyKind.ANSWER}
    act(service, ReplyToRequester, receipt.request_id, **said)
    ends = {"outcome": Outcome.ADVICE, "retention_class": kept}
    act(service, CloseRequest, receipt.request_id, **ends)
    return receipt


def keys_of(service: TestedService, receipt: Receipt) -> tuple[bytes | None, ...]:
    with service.parts.database.views.connect() as connection:
        columns = (request_keys.c.words, request_keys.c.profile)
        this = request_keys.c.request_id == receipt.request_id
        return tuple(connection.execute(select(*columns).where(this)).one())


def test_what_is_over_is_told_destroyed_and_told_no_more(fresh: TestedService) -> None:
    advice = closed(fresh)
    on_record = closed(fresh, RetentionClass.FAMILY_SERVICES)
    system = {"system": Personal("Lifecare"), "recorded_on": START.date()}
    act(fresh, ConfirmRecorded, on_record.request_id, **system)
    kept = closed(fresh, RetentionClass.FAMILY_SERVICES)
    assert list(disposals(fresh.parts)) == []
    fresh.clock.wind(timedelta(days=200))
    assert [(each.reference, each.ground) for each in disposals(fresh.parts)] == [
        (on_record.reference, "in-client-record")
    ]
    fresh.clock.wind(timedelta(days=200))
    found = list(disposals(fresh.parts))
    assert {each.reference for each in found} == {advice.reference, on_record.reference}
    assert all(destroy(fresh.parts, each) for each in found)
    assert [keys_of(fresh, each) for each in (advice, on_record)] == [(None, None)] * 2
    assert None not in keys_of(fresh, kept)
    assert {advice.request_id, on_record.request_id} <= tombstones(
        fresh.parts.settings
    ).read().keys()
    assert list(disposals(fresh.parts)) == []
    assert not destroy(fresh.parts, found[0])


async def test_a_clock_that_leapt_ahead_is_not_believed(fresh: TestedService) -> None:
    receipt = closed(fresh)
    await fresh.row(receipt.request_id, AINO)
    require_believable(fresh.parts)
    fresh.clock.leap(timedelta(days=400))
    with pytest.raises(Refused, match="--clock-is-right"):
        require_believable(fresh.parts)
