"""Is a submission that was decided before the lock still right under it?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, event

from tests.clock import START
from tests.integration.store.checks import loaded
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService, a_submission
from triage.actors import ANYONE
from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text
from triage.intake import Submission
from triage.request.events import Routed, Submitted
from triage.store.database.engine import write_lock
from triage.store.events.streams import stream
from triage.store.records import catalogue_store, staff
from triage.store.records.submissions import Receipt


@contextmanager
def sent_before_the_lock(
    service: TestedService, submission: Submission
) -> Iterator[tuple[Connection, Future[Receipt]]]:
    """The write lock, which the writer waits for: it has decided this submission by then."""
    service.submit()
    database, waits = service.parts.database, threading.Event()
    with ThreadPoolExecutor(1) as pool, write_lock(database) as connection:

        def notice(*_: object) -> None:
            waits.set()

        # The writer takes a connection, then it waits for the lock.
        event.listen(database.log, "checkout", notice)
        sent = pool.submit(service.parts.triage.submit_and_wait, submission, ANYONE)
        assert waits.wait(TIMEOUT_SECONDS)
        event.remove(database.log, "checkout", notice)
        yield connection, sent


def events_of(service: TestedService, receipt: Receipt) -> tuple[Submitted, Routed]:
    with service.parts.database.lasting.connect() as connection:
        submitted, routed, *_ = stream(connection, service.parts.ring, receipt.request_id).recorded
    assert isinstance(submitted, Submitted)
    assert isinstance(routed, Routed)
    return submitted, routed


def test_nothing_changed_and_it_is_stored_as_decided(fresh: TestedService) -> None:
    with sent_before_the_lock(fresh, a_submission()) as (_, sent):
        pass
    receipt = sent.result(TIMEOUT_SECONDS)
    submitted, routed = events_of(fresh, receipt)
    assert routed.unit == "perhesosiaalityo"
    assert submitted.reference == receipt.reference
    assert loaded(fresh.parts.database, fresh.parts.ring, receipt.request_id).plea is not None


def test_a_catalogue_that_came_meanwhile_decides(fresh: TestedService) -> None:
    older = packaged_lapland().version
    toml = packaged_lapland_text().replace(f'"{older}"', f'"{older}-uusi"', 1)
    with sent_before_the_lock(fresh, a_submission()) as (connection, sent):
        published = catalogue_store.publish(connection, toml, published_at=START, published_by=None)
    submitted, routed = events_of(fresh, sent.result(TIMEOUT_SECONDS))
    assert published.version == f"{older}-uusi"
    assert submitted.catalogue_version == routed.catalogue_version == published.version


def test_who_stopped_working_meanwhile_is_sent_nothing(fresh: TestedService) -> None:
    with sent_before_the_lock(fresh, a_submission()) as (connection, sent):
        aino = staff.find(connection, "aino")
        assert aino is not None
        staff.change(connection, replace(aino, active=False), password=None)
    _, routed = events_of(fresh, sent.result(TIMEOUT_SECONDS))
    assert "perhesosiaalityo" in routed.passed_over
    assert routed.unit != "perhesosiaalityo"


def test_what_came_before_meanwhile_is_stored_once(fresh: TestedService) -> None:
    twice = a_submission(key="kaksi kertaa")
    with ThreadPoolExecutor(1) as pool:
        with sent_before_the_lock(fresh, twice) as (_, sent):
            again = pool.submit(fresh.parts.triage.submit_and_wait, twice, ANYONE)
        first, second = sent.result(TIMEOUT_SECONDS), again.result(TIMEOUT_SECONDS)
    assert second.receipt == first.receipt
    assert (first.repeated, second.repeated) == (False, True)
