"""After a fault: is all that was acknowledged there once, and is everything else as it must be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from projections.machinery.following import Follower, ReadModel
from projections.machinery.rebuilding import rebuild
from tests.clock import START, HandWoundClock
from tests.integration.faults.load import WORKER, Load
from tests.integration.running import FALLEN_DUE, clocks_work, eventually
from tests.integration.store.checks import broken_link, broken_read, dump
from tests.integration.store.world import TestedService
from triage.evidence.verify import verify
from triage.request.events import Claimed, MessageReceived, Replied, RequestEvent
from triage.store.events.streams import stream
from triage.store.tables.core_tables import events, submissions
from triage.text.personal import revealed
from wiring.composition.parts import assemble, wall_clock
from wiring.settings import Settings

# The same Monday of another November, long ago whenever the tests run.
A_YEAR = timedelta(weeks=52)
LONG_AGO = START - A_YEAR
FELL_DUE = [(kind, due_at - A_YEAR) for kind, due_at in FALLEN_DUE]
GRACE = timedelta(minutes=1)


def submitted_then(settings: Settings, number: int) -> list[UUID]:
    """Requests of long ago that nobody looked at: the next sweeps have everything to do."""
    clock = HandWoundClock(LONG_AGO)
    parts = assemble(settings, clock=clock)
    try:
        service = TestedService(parts, clock)
        return [service.submit().request_id for _ in range(number)]
    finally:
        parts.close()


def judge(settings: Settings, load: Load, waited_long: Sequence[UUID]) -> None:
    """Fails with the first thing that is not as it must be."""
    assert load.surprises == [], load.surprises
    parts = assemble(settings, clock=wall_clock)
    service = TestedService(parts, HandWoundClock())
    try:
        parts.due.follow()
        eventually(lambda: parts.due.waiting(wall_clock()) == 0)
        _require_each_submission_once(service, load)
        _require_each_act_once(service, load)
        for request_id in waited_long:
            assert clocks_work(service, request_id) == FELL_DUE
        for model in parts.models.follower.models:
            _require_as_rebuilt(service, parts.models.follower, model)
        assert (broken_link(parts.database), broken_read(parts.database)) == (None, None)
        verify(parts.database, now=wall_clock(), grace=GRACE)
    finally:
        parts.close()


def _require_each_submission_once(service: TestedService, load: Load) -> None:
    """What was stored since the load began is what was acknowledged; nothing more, nothing less."""
    began_at = datetime.fromtimestamp(load.began_at, UTC)
    with service.parts.database.views.connect() as connection:
        stored = connection.scalars(
            select(submissions.c.reference).where(submissions.c.submitted_at >= began_at)
        ).all()
        firsts = select(func.count()).where(events.c.topic == "help-request.submitted")
        all_stored = select(func.count()).select_from(submissions)
        assert connection.scalar(firsts) == connection.scalar(all_stored)
    assert Counter(stored) == Counter(load.submitted.values())


def _require_each_act_once(service: TestedService, load: Load) -> None:
    for request_id, text in load.replied.items():
        recorded = _recorded(service, request_id)
        replies = [revealed(each.text) for each in recorded if isinstance(each, Replied)]
        assert replies == [text]
    for request_id in load.claimed:
        claims = [each for each in _recorded(service, request_id) if isinstance(each, Claimed)]
        assert [each.worker for each in claims] == [WORKER]
    for reference, text in load.written.items():
        recorded = _recorded(service, _named(service, reference))
        messages = [revealed(each.text) for each in recorded if isinstance(each, MessageReceived)]
        assert messages == [text]


def _named(service: TestedService, reference: str) -> UUID:
    with service.parts.database.views.connect() as connection:
        of_reference = select(submissions.c.request_id).where(submissions.c.reference == reference)
        found: UUID = connection.execute(of_reference).scalar_one()
    return found


def _recorded(service: TestedService, request_id: UUID) -> list[RequestEvent]:
    with service.parts.database.views.connect() as connection:
        return stream(connection, service.parts.ring, request_id)[1]


def _require_as_rebuilt(service: TestedService, follower: Follower, model: ReadModel) -> None:
    while follower.distance(model):
        follower.follow(model)
    followed = dump(service.parts.database, model.table)
    rebuild(service.parts.database, model)
    assert dump(service.parts.database, model.table) == followed
