"""Does the sweep do the clock's work: late, twice, beside another, and past what fails?"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import select, update
from structlog.testing import capture_logs

from tests.clock import START
from tests.integration.running import FALLEN_DUE, clocks_work
from tests.integration.store.world import AINO, TestedService, a_submission, opened
from triage.actors import Actor
from triage.codes import ReplyKind
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.events import RequestEvent, Routed
from triage.store.database.engine import write_lock
from triage.store.events.recorder import LogRecorder
from triage.store.events.streams import stream
from triage.store.records import sessions
from triage.store.records.sessions import Session
from triage.store.tables.core_tables import events, submissions
from triage.store.tables.core_tables import sessions as sessions_table
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from wiring.settings import Settings
from workers import sweep as round_of
from workers.sweep import PAGE, SWEEP_ROUND, sweep, tidy
from workers.tools import Tools

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def recorded(service: TestedService, request_id: UUID) -> list[RequestEvent]:
    with service.parts.database.views.connect() as connection:
        return stream(connection, service.parts.ring, request_id)[1]


def test_a_week_of_downtime_is_made_up_for_once_with_the_true_moments(
    service: TestedService,
) -> None:
    request_id = service.submit().request_id
    service.clock.wind(WEEK)

    sweep(tools_of(service.parts))

    assert clocks_work(service, request_id) == FALLEN_DUE


def test_what_was_noticed_late_says_when_it_was_noticed(service: TestedService) -> None:
    request_id = service.submit().request_id
    service.clock.wind(WEEK)

    sweep(tools_of(service.parts))

    missed = recorded(service, request_id)[-1]
    assert missed.timestamp == START + WEEK


def test_a_second_sweep_changes_nothing(service: TestedService) -> None:
    service.submit()
    service.clock.wind(WEEK)
    tools = tools_of(service.parts)

    assert (sweep(tools), sweep(tools)) == (1, 0)


def test_two_sweeps_at_once_record_each_step_once(service: TestedService, served: Settings) -> None:
    request_ids = [service.submit().request_id for _ in range(20)]
    service.clock.wind(WEEK)
    together = threading.Barrier(2)

    def one_of_two(this: TestedService) -> None:
        tools = tools_of(this.parts)
        together.wait(timeout=30)
        sweep(tools)

    with opened(served) as other:
        other.clock.wind(WEEK)
        threads = [threading.Thread(target=one_of_two, args=(each,)) for each in (service, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [clocks_work(service, request_id) for request_id in request_ids] == [FALLEN_DUE] * 20


def test_an_answer_in_time_is_not_missed(service: TestedService) -> None:
    request_id = service.submit().request_id
    answer = ReplyToRequester(
        request_id=request_id, text=Personal("Tule käymään."), reply_kind=ReplyKind.ANSWER
    )
    service.clock.wind(HOUR)
    service.parts.triage.execute_and_wait(answer, _in_the_unit_of(service, request_id))
    service.clock.wind(WEEK)

    assert sweep(tools_of(service.parts)) == 0


def _in_the_unit_of(service: TestedService, request_id: UUID) -> Actor:
    (routed,) = [each for each in recorded(service, request_id) if isinstance(each, Routed)]
    assert routed.unit in AINO.units
    return AINO


def test_a_request_that_fails_does_not_hold_up_the_others(service: TestedService) -> None:
    broken, sound = service.submit().request_id, service.submit().request_id
    tools = tools_of(service.parts)
    _break(service, tools, broken)
    service.clock.wind(WEEK)

    with capture_logs():
        sweep(tools)

    assert clocks_work(service, sound) == FALLEN_DUE
    # By its age somebody is woken.
    assert tools.rounds.last(SWEEP_ROUND) is None


def test_what_is_known_to_be_due_is_enforced_where_the_read_model_cannot_go_on(
    service: TestedService,
) -> None:
    known = service.submit().request_id
    tools = tools_of(service.parts)
    tools.due.follow()
    later = service.submit().request_id
    with write_lock(service.parts.database) as connection:
        of_another_release = StoredEvent(later, 3, "help-request.praised", b"{}")
        LogRecorder(connection).insert_events([of_another_release])
    service.clock.wind(WEEK)

    with capture_logs() as logged:
        assert sweep(tools) == 1

    assert clocks_work(service, known) == FALLEN_DUE
    assert {(each["event"], each["name"]) for each in logged} == {
        ("following-failed", tools.due.name),
        ("following-failed", tools.stranded.name),
    }
    assert tools.rounds.last(SWEEP_ROUND) is None


def test_a_request_that_fails_is_named_by_id_and_code_alone(service: TestedService) -> None:
    broken = service.submit(a_submission("Sanat joita ei saa näkyä.")).request_id
    tools = tools_of(service.parts)
    _break(service, tools, broken)
    service.clock.wind(WEEK)

    with capture_logs() as logged:
        sweep(tools)

    (line,) = [each for each in logged if each["event"] == "enforcement-failed"]
    assert line.pop("places")
    assert line == {
        "event": "enforcement-failed",
        "code": "request-damaged",
        "log_level": "error",
        "request_id": str(broken),
    }


def _break(service: TestedService, tools: Tools, request_id: UUID) -> None:
    """Once it is known what is due, nothing of the request can be read any more."""
    tools.due.follow()
    with write_lock(service.parts.database) as connection:
        of_it = update(events).where(events.c.request_id == request_id)
        connection.execute(of_it.values(state=b"no JSON at all"))


def test_more_than_a_page_is_enforced_in_one_sweep(service: TestedService) -> None:
    for _ in range(PAGE + 1):
        service.submit()
    service.clock.wind(WEEK)

    assert sweep(tools_of(service.parts)) == PAGE + 1


def test_no_page_is_longer_than_the_first(
    service: TestedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a long outage ends in more than the writer's list can hold."""
    for _ in range(9):
        service.submit()
    service.clock.wind(WEEK)
    begun: list[int] = []
    enforced = round_of.enforced

    def noted(tools: Tools, page: Sequence[UUID]) -> list[bool]:
        begun.append(len(page))
        return enforced(tools, page)

    monkeypatch.setattr(round_of, "PAGE", 2)
    monkeypatch.setattr(round_of, "enforced", noted)

    assert sweep(tools_of(service.parts)) == 9
    assert begun == [2, 2, 2, 2, 1]


def test_the_end_of_the_latest_sweep_is_known_to_every_process(
    service: TestedService, served: Settings
) -> None:
    service.clock.wind(HOUR)
    sweep(tools_of(service.parts))

    with opened(served) as other:
        last_at = tools_of(other.parts).rounds.last(SWEEP_ROUND)

    assert last_at == START + HOUR


def test_no_sweep_is_known_before_the_first(service: TestedService) -> None:
    assert tools_of(service.parts).rounds.last(SWEEP_ROUND) is None


# -- tidying --


def bodies(service: TestedService) -> Counter[bool]:
    """How many hashes of bodies are kept, and how many are not any more."""
    with service.parts.database.views.connect() as connection:
        rows = connection.scalars(select(submissions.c.body_mac))
        return Counter(mac is not None for mac in rows)


def test_the_hash_of_a_body_is_forgotten_after_a_day(service: TestedService) -> None:
    service.submit(a_submission(key="an older one"))
    service.clock.wind(timedelta(hours=25))
    service.submit(a_submission(key="a fresh one"))

    tidy(tools_of(service.parts))

    assert bodies(service) == {True: 1, False: 1}


@pytest.mark.parametrize(("later", "kept"), [(HOUR / 2, 1), (HOUR, 0)])
def test_tidying_waits_an_hour_for_the_next_time(
    service: TestedService, later: timedelta, kept: int
) -> None:
    tools = tools_of(service.parts)
    tidy(tools)
    _begin_session(service, expires_at=START + timedelta(minutes=10))
    service.clock.wind(later)

    tidy(tools)

    with service.parts.database.views.connect() as connection:
        assert len(connection.execute(select(sessions_table)).fetchall()) == kept


def _begin_session(service: TestedService, expires_at: datetime) -> None:
    with write_lock(service.parts.database) as connection:
        sessions.begin(connection, b"m" * 32, Session(username="aino", expires_at=expires_at))
