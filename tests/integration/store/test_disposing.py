"""Is what is kept destroyed once its time is over, with a report, and nothing before?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from structlog.testing import capture_logs

from projections.door.audit.audits import ResponseTimes
from projections.door.requests.own_request import OwnRequest
from projections.figures.response_groups import Grouping
from projections.figures.response_times import Counted
from tests.clock import START
from tests.integration.checkpoints.closing import closed as checkpoints_closed
from tests.integration.checkpoints.closing import verified
from tests.integration.store.leftovers import dump_of, stored_files
from tests.integration.store.plants import WORDS, Hit, hits
from tests.integration.store.saying_back import COMMENT, give, released, said
from tests.integration.store.world import (
    AINO,
    ANTTI,
    KERTTU,
    SANNA,
    TestedService,
    a_submission,
)
from tests.integration.upkeep.moving import back_up
from triage.actors import Actor, Role
from triage.catalogue.packaged import packaged_lapland
from triage.codes import Outcome, ReplyKind, RetentionClass
from triage.desk.drafts import Typed
from triage.evidence.differs import Differs
from triage.evidence.log_disposal import dispose_of_log_rows
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.retention import ChangeHold, ConfirmRecorded
from triage.request.events import ProtectionNoticeMade
from triage.request.retention import Hold, LegalHold
from triage.store.database.engine import write_lock
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.codec import personal_fields
from triage.store.events.streams import stream
from triage.store.records import disposals
from triage.store.records.disposals import Disposal
from triage.store.records.sessions import Session, begin
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import access_log, request_keys, sessions, system_keys
from triage.store.tables.disposal_tables import disposals as disposal_rows
from triage.text.personal import Personal, revealed
from triage.time.calendar import local_day
from triage.time.retention import Kept
from wiring.composition.enforcing import tools_of
from wiring.composition.key_files import tombstones
from wiring.refused import Refused
from wiring.upkeep.disposing import (
    REQUESTS,
    destroy_all,
    hold,
    report,
    requests_over,
    require_believable,
)
from workers.sweep import dispose, sweep, tidy

YEAR = timedelta(days=366)
PLANTED = f"{' '.join(WORDS)} (viesti)"


def act(service: TestedService, command: type[Command], request_id: UUID, **said: object) -> None:
    made = command(request_id=request_id, **said)
    service.parts.triage.execute_and_wait(made, AINO)


def closed(
    service: TestedService, kept: RetentionClass = RetentionClass.ADVICE, *, message: str = ""
) -> Receipt:
    receipt = service.submit(a_submission(message) if message else None)
    said = {"text": Personal(message or "Hei."), "reply_kind": ReplyKind.ANSWER}
    act(service, ReplyToRequester, receipt.request_id, **said)
    ends = {"outcome": Outcome.ADVICE, "retention_class": kept}
    act(service, CloseRequest, receipt.request_id, **ends)
    return receipt


def keys_of(service: TestedService, receipt: Receipt) -> tuple[bytes | None, ...]:
    with service.parts.database.views.connect() as connection:
        columns = (request_keys.c.words, request_keys.c.profile)
        this = request_keys.c.request_id == receipt.request_id
        return tuple(connection.execute(select(*columns).where(this)).one())


def number_of_reads(service: TestedService) -> int:
    with service.parts.database.views.connect() as connection:
        return connection.scalar(select(func.count()).select_from(access_log)) or 0


async def wound(service: TestedService, time: timedelta, of: Receipt) -> None:
    """So much later, in a service that is used."""
    service.clock.wind(time)
    await service.row(of.request_id, KERTTU)


def unsealed(service: TestedService, receipt: Receipt) -> Iterator[str]:
    """All that whoever has the master key can read of a request."""
    with service.parts.database.lasting.connect() as connection:
        for event in stream(connection, service.parts.ring, receipt.request_id).recorded:
            for name in personal_fields(type(event)):
                value = getattr(event, name)
                if value is not None:
                    yield str(value.reveal())


async def figures(service: TestedService) -> list[Counted]:
    """What supervisors are told, by all that stands in the skeletons of requests."""
    by = (each for each in Grouping if each is not Grouping.MUNICIPALITY)
    questions = [ResponseTimes(grouping=each) for each in by]
    everywhere = replace(SANNA, units=frozenset(packaged_lapland().units))
    return [await service.parts.reading_room.ask(each, everywhere) for each in questions]


def found_in_files(service: TestedService, beside: Path) -> list[Hit]:
    """Where planted words lie in a dump, in the store's files and in those of a folder beside."""
    settings = service.parts.settings
    files = [*stored_files(settings), *(each for each in beside.rglob("*") if each.is_file())]
    in_files = (hit for path in files for hit in hits(path.name, path.read_bytes()))
    return [*hits("dump", dump_of(settings)), *in_files]


async def test_what_is_over_is_told_destroyed_and_told_no_more(fresh: TestedService) -> None:
    advice = closed(fresh)
    on_record = closed(fresh, RetentionClass.FAMILY_SERVICES)
    system = {"system": Personal("Lifecare"), "recorded_on": START.date()}
    act(fresh, ConfirmRecorded, on_record.request_id, **system)
    kept = closed(fresh, RetentionClass.FAMILY_SERVICES)
    assert list(requests_over(fresh.parts)) == []
    fresh.clock.wind(timedelta(days=200))
    assert [(each.reference, each.ground) for each in requests_over(fresh.parts)] == [
        (on_record.reference, "in-client-record")
    ]
    fresh.clock.wind(timedelta(days=200))
    found = list(requests_over(fresh.parts))
    assert {each.reference for each in found} == {advice.reference, on_record.reference}
    assert destroy_all(fresh.parts)[1] == 2
    assert [keys_of(fresh, each) for each in (advice, on_record)] == [(None, None)] * 2
    assert None not in keys_of(fresh, kept)
    assert {advice.request_id, on_record.request_id} <= tombstones(
        fresh.parts.settings
    ).read().keys()
    assert list(requests_over(fresh.parts)) == []
    assert destroy_all(fresh.parts)[1] == 0
    went = {(each.ground, each.number) for each in report(fresh.parts) if each.kind == REQUESTS}
    assert went == {("advice", 1), ("in-client-record", 1)}


async def test_it_goes_by_itself_a_fortnight_after_it_was_listed(fresh: TestedService) -> None:
    receipt, held = closed(fresh), closed(fresh)
    appeal = ChangeHold(request_id=held.request_id, ground=LegalHold.APPEAL)
    fresh.parts.triage.execute_and_wait(appeal, ANTTI)
    tools = tools_of(fresh.parts)
    await wound(fresh, YEAR, receipt)
    assert {each.hold for each in requests_over(fresh.parts)} == {None, Hold.LEGAL}
    assert dispose(tools) == 0
    await wound(fresh, timedelta(days=14), receipt)
    assert dispose(tools) == 1
    assert dispose(tools) == 0
    assert keys_of(fresh, receipt) == (None, None)
    assert None not in keys_of(fresh, held)


async def test_a_silent_service_or_a_leap_of_the_clock_destroys_nothing(
    fresh: TestedService,
) -> None:
    receipt = closed(fresh)
    await fresh.row(receipt.request_id, AINO)
    require_believable(fresh.parts)
    fresh.clock.wind(2 * YEAR)
    with pytest.raises(Refused, match="--clock-is-right"):
        require_believable(fresh.parts)
    with capture_logs() as log:
        assert dispose(tools_of(fresh.parts)) == 0
    assert "disposal-waits" in {each["event"] for each in log}
    assert None not in keys_of(fresh, receipt)


async def test_nothing_personal_is_left_and_the_figures_stay(
    fresh: TestedService, tmp_path: Path
) -> None:
    receipt, *_ = [closed(fresh, message=PLANTED) for _ in range(6)]
    draft = Typed(text=Personal(PLANTED), reply_kind=ReplyKind.ANSWER)
    begun = fresh.submit()
    await fresh.parts.drafts.save(begun.request_id, draft, AINO)
    checkpoints_closed(fresh)
    assert any(WORDS[0] in each for each in unsealed(fresh, receipt))
    await wound(fresh, YEAR, receipt)

    before = await figures(fresh)
    rows, requests = destroy_all(fresh.parts)

    assert (rows[Kept.DRAFTS], requests) == (1, 6)
    assert not any(WORDS[0] in each for each in unsealed(fresh, receipt))
    assert found_in_files(fresh, tmp_path) == []
    await fresh.row(receipt.request_id, KERTTU)
    back_up(fresh, tmp_path / "backup")
    assert found_in_files(fresh, tmp_path) == []
    assert await figures(fresh) == before
    assert any(row.received for each in before for row in each.rows)
    sweep(tools_of(fresh.parts))
    checkpoints_closed(fresh)
    assert verified(fresh).trees.checkpoints == 4


async def test_what_child_protection_sealed_opens_by_its_own_key(fresh: TestedService) -> None:
    receipt = fresh.submit()
    notice = {"to": Personal("lastensuojelu"), "because": Personal("Huoli."), "family_told": True}
    act(fresh, RecordProtectionNotice, receipt.request_id, **notice)
    answer = {"text": Personal("Hei."), "reply_kind": ReplyKind.ANSWER}
    act(fresh, ReplyToRequester, receipt.request_id, **answer)
    ends = {
        "outcome": Outcome.PROTECTION_NOTICE,
        "retention_class": RetentionClass.CHILD_PROTECTION,
    }
    act(fresh, CloseRequest, receipt.request_id, **ends)
    system = {"system": Personal("Lifecare"), "recorded_on": START.date()}
    act(fresh, ConfirmRecorded, receipt.request_id, **system)
    await wound(fresh, YEAR, receipt)
    destroy_all(fresh.parts)
    with fresh.parts.database.lasting.connect() as connection:
        recorded = stream(connection, fresh.parts.ring, receipt.request_id).recorded
    (made,) = (each for each in recorded if isinstance(each, ProtectionNoticeMade))
    assert revealed(made.because) == "Huoli."


async def test_rows_of_the_access_log_go_and_chain_and_checkpoints_hold(
    fresh: TestedService,
) -> None:
    receipt = closed(fresh, RetentionClass.FAMILY_SERVICES)
    for _ in range(5):
        await fresh.row(receipt.request_id, KERTTU)
    # Nothing is disposed of that no checkpoint closed.
    await wound(fresh, 13 * YEAR, receipt)
    tidy(tools_of(fresh.parts))
    assert number_of_reads(fresh) == 6
    notes = "\n".join(each.note for each in checkpoints_closed(fresh))
    await wound(fresh, timedelta(days=1), receipt)

    tidy(tools_of(fresh.parts))

    assert number_of_reads(fresh) == 2
    (went,) = (each for each in report(fresh.parts) if each.kind == Kept.ACCESS_LOG)
    assert (went.number, "703/2023" in went.ground) == (5, True)
    checkpoints_closed(fresh)
    found = verified(fresh, against=notes)
    assert (found.reads, found.fitted and found.fitted.checkpoints) == (2, 2)
    await fresh.row(receipt.request_id, KERTTU)
    assert verified(fresh).reads == 3


async def test_each_class_has_its_number_in_the_report(fresh: TestedService) -> None:
    soon = START + timedelta(minutes=10)
    with write_lock(fresh.parts.database) as connection:
        begin(connection, b"m" * 32, Session(username="aino", expires_at=soon))
    receipt = closed(fresh)
    await wound(fresh, timedelta(days=3), receipt)
    tools = tools_of(fresh.parts)
    tidy(tools)
    await wound(fresh, timedelta(hours=2), receipt)
    tidy(tools)
    (went,) = report(fresh.parts)
    assert (went.kind, went.number) == (str(Kept.SESSIONS), 1)
    with fresh.parts.database.lasting.connect() as connection:
        assert connection.execute(select(sessions)).all() == []


async def test_words_of_feedback_go_with_their_key_and_grades_stay(fresh: TestedService) -> None:
    await give(fresh, *[said(1, 5, COMMENT)] * 11)
    receipt = closed(fresh)
    await wound(fresh, 4 * YEAR, receipt)
    tools = tools_of(fresh.parts)
    assert tools.disposal.number_over(fresh.clock())[Kept.FEEDBACK] == 11
    tidy(tools)
    (quarter,) = await released(fresh)
    assert (quarter.answers, quarter.heard[1], quarter.comments) == (10, 10, ())
    with fresh.parts.database.lasting.connect() as connection:
        names = set(connection.scalars(select(system_keys.c.name)))
    assert not {each for each in names if each.startswith("feedback-2026")}
    verified(fresh)
    await give(fresh, said(2, 2, COMMENT))


@pytest.mark.parametrize("stopped_at", [0, 1, 2, 3])
async def test_whoever_is_stopped_in_the_middle_leaves_it_whole(
    fresh: TestedService, stopped_at: int
) -> None:
    receipt = closed(fresh, RetentionClass.FAMILY_SERVICES)
    for _ in range(7):
        await fresh.row(receipt.request_id, KERTTU)
    checkpoints_closed(fresh)
    await wound(fresh, 13 * YEAR, receipt)
    before = fresh.clock() - 12 * YEAR
    for number in range(4):
        step = partial(one_step, before=before, now=fresh.clock(), is_stopped=number == stopped_at)
        with suppress(Stopped):
            fresh.parts.writer.submit(step).result(30)
        verified(fresh)
    tidy(tools_of(fresh.parts))
    assert number_of_reads(fresh) == 1
    (went,) = (each for each in report(fresh.parts) if each.kind == Kept.ACCESS_LOG)
    assert went.number == 7
    verified(fresh)


class Stopped(Exception):
    """The process ends before its transaction does."""


def one_step(unit: UnitOfWork, *, before: datetime, now: datetime, is_stopped: bool) -> None:
    went = dispose_of_log_rows(unit.connection, before, 2)
    said = Disposal(
        day=local_day(now),
        kind=str(Kept.ACCESS_LOG),
        number=len(went),
        ground="Käyttöloki",
        edition="lapland",
        before=before,
        disposed_at=now,
    )
    if went:
        disposals.add(unit.connection, said, went[-1])
    if is_stopped:
        raise Stopped


async def test_a_report_that_is_gone_or_written_by_others_is_found(fresh: TestedService) -> None:
    receipt = closed(fresh, RetentionClass.FAMILY_SERVICES)
    for _ in range(3):
        await fresh.row(receipt.request_id, KERTTU)
    checkpoints_closed(fresh)
    await wound(fresh, 13 * YEAR, receipt)
    tidy(tools_of(fresh.parts))
    verified(fresh)
    with write_lock(fresh.parts.database) as connection:
        connection.execute(update(disposal_rows).values(number=1))
    with pytest.raises(Differs, match="disposals"):
        verified(fresh)
    with write_lock(fresh.parts.database) as connection:
        connection.execute(delete(disposal_rows))
    with pytest.raises(Differs, match="access log: position 1: one is missing"):
        verified(fresh)


async def test_a_hold_stands_in_the_trail_and_is_no_news_to_the_requester(
    fresh: TestedService,
) -> None:
    receipt = closed(fresh)
    hold(fresh.parts, receipt.reference, LegalHold.APPEAL)
    with pytest.raises(Refused):
        hold(fresh.parts, "AAAA-BBBB-CCCC", LegalHold.APPEAL)
    me = Actor(role=Role.REQUESTER, request_id=receipt.request_id)
    own = await fresh.parts.reading_room.ask(OwnRequest(), me)
    assert "hold" not in repr(own)
