"""Does our recorder keep what the library expects of one, on both stores?

The cases are those of the library's own tests for recorders, and what it leaves open.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent
from sqlalchemy import exc as sa_exc

from tests.integration.store.checks import broken_link, log_size
from tests.integration.store.world import TestedService, opened
from triage.store.database.engine import Database, write_lock
from triage.store.events.recorder import LogRecorder
from wiring.settings import Settings


class RecorderAtWork(ApplicationRecorder):
    """The recorder as the writer uses it: every append in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        with write_lock(self._database) as connection:
            return LogRecorder(connection).insert_events(stored_events)

    def select_events(self, originator_id: UUID | str, **chosen: Any) -> Sequence[StoredEvent]:
        with self._database.views.connect() as connection:
            return LogRecorder(connection).select_events(originator_id, **chosen)

    def select_notifications(self, *chosen: Any, **named: Any) -> Sequence[Notification]:
        with self._database.views.connect() as connection:
            return LogRecorder(connection).select_notifications(*chosen, **named)

    def max_notification_id(self) -> int | None:
        with self._database.views.connect() as connection:
            return LogRecorder(connection).max_notification_id()

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Any:
        raise NotImplementedError


@pytest.fixture
def recorder(fresh: TestedService) -> RecorderAtWork:
    return RecorderAtWork(fresh.parts.database)


def an_event(request_id: UUID, version: int, state: bytes = b"{}") -> StoredEvent:
    return StoredEvent(request_id, version, "help-request.noted", state)


def stream_of(recorder: RecorderAtWork, length: int) -> UUID:
    request_id = uuid4()
    recorder.insert_events([an_event(request_id, number) for number in range(1, length + 1)])
    return request_id


def test_many_appenders_at_once_lose_nothing(
    recorder: RecorderAtWork, fresh: TestedService
) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda _: stream_of(recorder, 10), range(40)))
    assert log_size(fresh.parts.database) == 400
    assert all(len(recorder.select_events(each)) == 10 for each in ids)
    assert broken_link(fresh.parts.database) is None


def test_appending_nothing_changes_nothing(recorder: RecorderAtWork) -> None:
    assert not recorder.insert_events([])
    assert recorder.max_notification_id() is None


def test_positions_are_told_in_the_order_of_the_events(recorder: RecorderAtWork) -> None:
    stream_of(recorder, 2)
    request_id = uuid4()
    events = [an_event(request_id, 1), an_event(request_id, 2), an_event(request_id, 3)]
    assert list(recorder.insert_events(events)) == [3, 4, 5]


@pytest.mark.parametrize("taken", [[3], [4, 3], [4, 4]], ids=["alone", "with-new", "twins"])
def test_a_taken_version_is_refused_with_all_that_came_with_it(
    recorder: RecorderAtWork, fresh: TestedService, taken: list[int]
) -> None:
    request_id = stream_of(recorder, 3)
    with pytest.raises((IntegrityError, sa_exc.IntegrityError)):
        recorder.insert_events([an_event(request_id, version) for version in taken])
    assert log_size(fresh.parts.database) == 3
    assert list(recorder.insert_events([an_event(request_id, 4)])) == [4]
    assert broken_link(fresh.parts.database) is None


@pytest.mark.parametrize(
    ("chosen", "versions"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"gt": 2}, [3, 4, 5]),
        ({"lte": 2}, [1, 2]),
        ({"gt": 1, "lte": 4}, [2, 3, 4]),
        ({"desc": True}, [5, 4, 3, 2, 1]),
        ({"limit": 2}, [1, 2]),
        ({"desc": True, "limit": 1}, [5]),
        ({"lte": 4, "desc": True, "limit": 2}, [4, 3]),
        ({"gt": 5}, []),
        ({"gt": 0}, [1, 2, 3, 4, 5]),
        ({"lte": 0}, []),
    ],
    ids=str,
)
def test_a_stream_is_read_from_and_to_and_backwards(
    service: TestedService, chosen: dict[str, Any], versions: list[int]
) -> None:
    recorder = RecorderAtWork(service.parts.database)
    request_id = stream_of(recorder, 5)
    stream_of(recorder, 5)
    found = recorder.select_events(request_id, **chosen)
    assert [each.originator_version for each in found] == versions
    assert {each.originator_id for each in found} <= {request_id}


CLAIMED = ("help-request.claimed",)
LOG_READ: tuple[tuple[dict[str, Any], list[int]], ...] = (
    ({"start": None, "limit": 10}, [1, 2, 3, 4, 5, 6]),
    ({"start": 3, "limit": 10}, [3, 4, 5, 6]),
    ({"start": 3, "limit": 10, "inclusive_of_start": False}, [4, 5, 6]),
    ({"start": None, "limit": 10, "inclusive_of_start": False}, [1, 2, 3, 4, 5, 6]),
    ({"start": 2, "limit": 2}, [2, 3]),
    ({"start": 2, "limit": 10, "stop": 4}, [2, 3, 4]),
    ({"start": 2, "limit": 10, "stop": 4, "inclusive_of_start": False}, [3, 4]),
    ({"start": 2, "limit": 10, "stop": 2}, [2]),
    ({"start": 7, "limit": 10}, []),
    ({"start": 5, "limit": 10, "stop": 4}, []),
    ({"start": None, "limit": 10, "topics": CLAIMED}, [2, 5]),
    ({"start": 3, "limit": 10, "topics": CLAIMED}, [5]),
    ({"start": None, "limit": 1, "topics": CLAIMED}, [2]),
    ({"start": None, "limit": 10, "topics": ["no-such"]}, []),
)


def test_the_log_is_read_from_and_to_and_by_topic(recorder: RecorderAtWork) -> None:
    for _ in range(2):
        request_id = uuid4()
        events = [an_event(request_id, number) for number in (1, 2, 3)]
        events[1] = replace(events[1], topic=CLAIMED[0])
        recorder.insert_events(events)
    read = [
        (chosen, [each.id for each in recorder.select_notifications(**chosen)])
        for chosen, _ in LOG_READ
    ]
    assert tuple(read) == LOG_READ


def test_the_log_gives_back_the_bytes_that_were_stored(service: TestedService) -> None:
    recorder = RecorderAtWork(service.parts.database)
    state = bytes(range(256))
    request_id = uuid4()
    (position,) = recorder.insert_events([an_event(request_id, 1, state)])
    (found,) = recorder.select_notifications(position, 1)
    assert found == Notification(request_id, 1, "help-request.noted", state, position)
    assert type(found.state) is bytes


def test_the_last_position_is_that_of_the_last_event(recorder: RecorderAtWork) -> None:
    assert recorder.max_notification_id() is None
    stream_of(recorder, 3)
    assert recorder.max_notification_id() == 3


def test_read_models_pull_and_nothing_pushes(service: TestedService) -> None:
    with (
        service.parts.database.views.connect() as connection,
        pytest.raises(NotImplementedError),
    ):
        LogRecorder(connection).subscribe()


def test_a_transaction_that_is_given_up_leaves_no_hole(
    recorder: RecorderAtWork, fresh: TestedService
) -> None:
    stream_of(recorder, 2)
    with pytest.raises(ZeroDivisionError), write_lock(fresh.parts.database) as connection:
        LogRecorder(connection).insert_events([an_event(uuid4(), 1)])
        _ = 1 / 0
    stream_of(recorder, 2)
    assert log_size(fresh.parts.database) == 4
    assert broken_link(fresh.parts.database) is None


def test_a_changed_row_is_found_in_the_chain(
    recorder: RecorderAtWork, fresh: TestedService
) -> None:
    request_id = stream_of(recorder, 3)
    with fresh.parts.database.log.begin() as connection:
        connection.exec_driver_sql("UPDATE triage.events SET version = 9 WHERE position = 2")
    assert broken_link(fresh.parts.database) == "link at position 2"
    assert len(recorder.select_events(request_id)) == 3


STREAMS, LENGTH = 40, 5


def append_streams(recorder: RecorderAtWork) -> None:
    for _ in range(STREAMS):
        stream_of(recorder, LENGTH)


def test_whoever_reads_on_while_two_append_misses_nothing(stocked: Settings) -> None:
    """The library's own recorder without the table's lock let 208 of 45,165 events slip."""
    seen: list[int] = []
    with opened(stocked) as one, opened(stocked) as other:
        writers = [RecorderAtWork(each.parts.database) for each in (one, other)]
        reader = RecorderAtWork(one.parts.database)
        done = threading.Event()

        def read_on() -> None:
            found: Sequence[Notification] = ()
            while found or not done.is_set():
                after = seen[-1] if seen else 0
                found = reader.select_notifications(after, 7, inclusive_of_start=False)
                seen.extend(each.id for each in found)

        with ThreadPoolExecutor(3) as threads:
            reading = threads.submit(read_on)
            appending = [threads.submit(append_streams, each) for each in writers]
            wait(appending)
            done.set()
            assert [each.exception() for each in (*appending, reading)] == [None] * 3
            seen += [each.id for each in reader.select_notifications(len(seen) + 1, 1000)]
        assert seen == list(range(1, 2 * STREAMS * LENGTH + 1))
        assert broken_link(one.parts.database) is None
