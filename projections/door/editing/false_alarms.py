"""Which rules of danger see what is none, and why? Counts for the editor of the list, no text.

The rule is sealed with the words of each request, so what was erased is counted no more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.figures.small_numbers import SUPPRESSED_BELOW
from triage.actors import Actor
from triage.catalogue.signs.seeing import shortened
from triage.codes import NoDanger
from triage.request.events import DangerDismissed, Erased
from triage.store.events.recorder import true_events
from triage.store.events.sealing import SealingMapper
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import events

# The newest; what an editor does about the list shows in them.
COUNTED_AT_MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarm:
    """In how many requests a rule saw what somebody called no danger, for one reason.

    `pattern` is the rule in short, None where the catalogue has it no more.
    """

    rule: str
    pattern: str | None
    why: NoDanger
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarmsShown:
    """The most frequent first; what was said of fewer requests is not told, nor any sum of it."""

    items: tuple[FalseAlarm, ...]
    suppressed_below: int = SUPPRESSED_BELOW


@dataclass(frozen=True, kw_only=True)
class FalseAlarms(
    Question[FalseAlarmsShown], permission="false-alarms:read", action="false-alarms"
):
    """The rules that were said to see no danger, by reason."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[FalseAlarmsShown]:
        requests: defaultdict[tuple[str, NoDanger], set[UUID]] = defaultdict(set)
        with models.database.reads.connect() as connection:
            for event in _dismissals(connection, models.ring):
                if event.rule is not None:
                    requests[event.rule.reveal(), event.why].add(event.originator_id)
            rules = models.catalogues.current(connection).danger_patterns
        counted = [
            FalseAlarm(
                rule=rule,
                pattern=shortened(rules[rule]) if rule in rules else None,
                why=why,
                requests=len(of_each),
            )
            for (rule, why), of_each in requests.items()
            if len(of_each) >= SUPPRESSED_BELOW
        ]
        counted.sort(key=lambda each: (-each.requests, each.rule, each.why))
        return Answered(value=FalseAlarmsShown(items=tuple(counted)), ground="editing")


def _dismissals(connection: Connection, ring: KeyRing) -> list[DangerDismissed]:
    """The newest of them, unsealed as far as their requests live."""
    newest = (
        select(events)
        .where(events.c.topic == DangerDismissed.TOPIC)
        .order_by(events.c.position.desc())
        .limit(COUNTED_AT_MOST)
    )
    stored = [each for each in true_events(connection, newest) if each.state]
    about = {_request_of(each) for each in stored}
    erased = set(
        connection.scalars(
            select(events.c.request_id).where(
                events.c.request_id.in_(about), events.c.topic == Erased.TOPIC
            )
        )
    )
    keys = ring.read(connection, about - erased)
    found = (SealingMapper(keys.get(_request_of(each))).to_domain_event(each) for each in stored)
    return [event for event in found if isinstance(event, DangerDismissed)]


def _request_of(stored: StoredEvent) -> UUID:
    assert isinstance(stored.originator_id, UUID)
    return stored.originator_id
