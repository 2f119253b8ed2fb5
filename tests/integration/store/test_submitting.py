"""Is every submission stored once, whoever sends it how often, and under its own receipt?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.clock import START
from tests.integration.store.checks import broken_link, loaded, log_size
from tests.integration.store.world import ANTTI, TestedService, a_submission
from triage.actors import ANYONE
from triage.errors.requests import KeyExpired, KeyReused, NotAllowed
from triage.intake import Submission
from triage.request.commands.ending import EraseRequest
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.records.submissions import Receipt, by_reference, forget_old_bodies
from triage.store.tables.core_tables import events, request_keys, submissions
from triage.text.personal import Personal

PARALLEL = 64


def stored_requests(service: TestedService) -> int:
    with service.parts.database.views.connect() as connection:
        return connection.scalar(select(func.count()).select_from(submissions)) or 0


async def all_at_once(service: TestedService, sent: list[Submission]) -> list[Receipt]:
    return await asyncio.gather(*(service.parts.triage.submit(each, ANYONE) for each in sent))


async def test_parallel_submissions_get_receipts_and_requests_of_their_own(
    fresh: TestedService,
) -> None:
    receipts = await all_at_once(fresh, [a_submission() for _ in range(PARALLEL)])
    assert len({each.receipt.reveal() for each in receipts}) == PARALLEL
    assert len({each.reference for each in receipts}) == PARALLEL
    assert len({each.request_id for each in receipts}) == stored_requests(fresh) == PARALLEL
    assert not any(each.repeated for each in receipts)
    assert broken_link(fresh.parts.database) is None


async def test_parallel_submissions_keep_their_own_words(service: TestedService) -> None:
    sent = [a_submission() for _ in range(PARALLEL)]
    receipts = await all_at_once(service, sent)
    for submission, receipt in zip(sent, receipts, strict=True):
        request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
        assert request.plea == Personal(submission.plea)


async def test_one_key_sent_many_times_at_once_is_stored_once(fresh: TestedService) -> None:
    submission = a_submission(key=str(uuid4()))
    receipts = await all_at_once(fresh, [submission] * PARALLEL)
    assert sum(each.repeated for each in receipts) == PARALLEL - 1
    assert stored_requests(fresh) == 1
    assert len({told(each) for each in receipts}) == 1


def test_who_has_stopped_working_gets_no_new_request(fresh: TestedService) -> None:
    database, ring = fresh.parts.database, fresh.parts.ring
    before = loaded(database, ring, fresh.submit().request_id)
    with write_lock(database) as connection:
        for account in staff.everybody(connection):
            if before.unit in account.units:
                staff.change(connection, replace(account, active=False), None)

    after = loaded(database, ring, fresh.submit().request_id)
    assert before.unit == "perhesosiaalityo"
    assert after.unit != before.unit


def told(receipt: Receipt) -> tuple[object, ...]:
    return (
        receipt.request_id,
        receipt.reference,
        receipt.receipt.reveal(),
        receipt.submitted_at,
        receipt.promise,
        receipt.chain_head,
    )


def test_a_repetition_gives_the_same_answer_a_day_later(service: TestedService) -> None:
    submission = a_submission(key=str(uuid4()))
    first = service.submit(submission)
    service.clock.wind(timedelta(hours=24))
    again = service.submit(submission)
    assert again.repeated
    assert told(again) == told(first)


def test_a_repetition_writes_nothing(service: TestedService) -> None:
    submission = a_submission(key=str(uuid4()))
    service.submit(submission)
    before = log_size(service.parts.database)
    service.submit(submission)
    assert log_size(service.parts.database) == before


def test_a_key_with_another_body_is_refused(service: TestedService) -> None:
    key = str(uuid4())
    service.submit(a_submission("Kuka auttaisi iltaisin?", key=key))
    with pytest.raises(KeyReused):
        service.submit(a_submission("Kuka auttaisi aamuisin?", key=key))


def test_a_refused_body_changes_nothing_for_the_first(service: TestedService) -> None:
    first = a_submission(key=(key := str(uuid4())))
    receipt = service.submit(first)
    with pytest.raises(KeyReused):
        service.submit(a_submission(key=key))
    assert told(service.submit(first)) == told(receipt)


@pytest.mark.parametrize("body", ["same", "other"])
def test_a_key_older_than_a_day_is_refused(service: TestedService, body: str) -> None:
    submission = a_submission("Sama viesti", key=(key := str(uuid4())))
    service.submit(submission)
    service.clock.wind(timedelta(hours=24, microseconds=1))
    again = submission if body == "same" else a_submission("Toinen viesti", key=key)
    with pytest.raises(KeyExpired):
        service.submit(again)


async def test_an_erased_request_is_not_submitted_anew_under_its_key(
    service: TestedService,
) -> None:
    submission = a_submission(key=str(uuid4()))
    receipt = service.submit(submission)
    erase = EraseRequest(request_id=receipt.request_id, because=Personal("Pyydetty."))
    await service.parts.triage.execute(erase, ANTTI)
    with pytest.raises(KeyExpired):
        service.submit(submission)


async def test_one_key_with_many_bodies_at_once_stores_one_of_them(
    service: TestedService,
) -> None:
    key = str(uuid4())
    sent = [a_submission(key=key) for _ in range(16)]
    before = stored_requests(service)
    outcomes = await asyncio.gather(
        *(service.parts.triage.submit(each, ANYONE) for each in sent), return_exceptions=True
    )
    assert sum(isinstance(each, Receipt) for each in outcomes) == 1
    assert sum(isinstance(each, KeyReused) for each in outcomes) == len(sent) - 1
    assert stored_requests(service) == before + 1


def test_submissions_without_a_key_are_never_taken_for_each_other(
    service: TestedService,
) -> None:
    submission = a_submission("Samat sanat kaksi kertaa")
    assert service.submit(submission).request_id != service.submit(submission).request_id


def test_only_requesters_submit(service: TestedService) -> None:
    with pytest.raises(NotAllowed):
        service.parts.triage.submit_and_wait(a_submission(), ANTTI)


async def test_a_receipt_holds_the_link_of_its_own_last_event(service: TestedService) -> None:
    receipts = await all_at_once(service, [a_submission() for _ in range(16)])
    last = select(events.c.link).where(events.c.version == 2)
    with service.parts.database.views.connect() as connection:
        links = [
            connection.scalar(last.where(events.c.request_id == each.request_id))
            for each in receipts
        ]
    assert [each.chain_head for each in receipts] == links


def test_a_reference_is_found_however_it_is_typed(service: TestedService) -> None:
    receipt = service.submit()
    with service.parts.database.views.connect() as connection:
        for typed in (receipt.reference.lower(), f" {receipt.reference.replace('-', ' ')}\n"):
            assert by_reference(connection, typed) == receipt.request_id
        assert by_reference(connection, receipt.reference[:-1]) is None


def test_every_stored_request_has_its_keys(service: TestedService) -> None:
    service.submit()
    with service.parts.database.views.connect() as connection:
        with_keys = set(connection.scalars(select(request_keys.c.request_id)))
        stored = set(connection.scalars(select(submissions.c.request_id)))
    assert stored <= with_keys


@pytest.mark.parametrize(("hours", "kept"), [(24, True), (25, False)])
def test_the_hash_of_a_body_is_kept_as_long_as_it_may_be_repeated(
    service: TestedService, hours: int, kept: bool
) -> None:
    submission = a_submission(key=str(uuid4()))
    request_id = service.submit(submission).request_id
    with write_lock(service.parts.database) as connection:
        forget_old_bodies(connection, START + timedelta(hours=hours))
        mac = select(submissions.c.body_mac).where(submissions.c.request_id == request_id)
        assert (connection.scalar(mac) is not None) == kept
    if kept:
        assert service.submit(submission).repeated
        return
    with pytest.raises(KeyExpired):
        service.submit(submission)
