"""What does a million requests look like? Many true copies of a few hundred true histories.

A pattern is made by the doors themselves, in a small database and over two years of a hand-wound
clock, and unsealed. A copy is sealed under keys of its own and linked into the chain.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from tests.clock import HandWoundClock
from triage.actors import ANYONE, Actor, Role
from triage.codes import Outcome, ReplyKind, Urgency
from triage.intake import Submission
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency, ClaimRequest
from triage.request.events import Seal
from triage.request.words import Profile, RequestWords
from triage.store.events.sealing import SEALED, bound
from triage.store.keys.identity import Identity
from triage.store.keys.key_ring import KEY_BYTES, KeyRing, RequestKeys, seal, unseal
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import events
from triage.text.personal import Personal
from wiring.composition.key_files import master_key
from wiring.composition.parts import assemble
from wiring.composition.setting_up import set_up
from wiring.settings import read_settings

COORDINATOR = Actor(role=Role.COORDINATOR, username="bench", units=frozenset({"palveluohjaus"}))
TOPICS = ("VAN", "ARK", "ERO", "KOU", "NEP")
PLACES = ("698", "205", "240", "758", "890")
# A Wednesday; every history ended or was at work before it.
LATEST_AT = datetime(2026, 11, 18, 8, tzinfo=UTC)
YEARS = timedelta(days=700)
HOUR = timedelta(hours=1)
# Steps of `_handled`: looked at, claimed and answered; and closed.
GOES_ON, ENDED = 3, 4


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a pattern: its clear fields and its sealed groups, each as JSON."""

    topic: str
    clear: bytes
    groups: dict[Seal, bytes]

    def state(self, identity: Identity, version: int, keys: RequestKeys) -> bytes:
        """The stored bytes of this event as another request's."""
        sealed = {}
        for group, words in self.groups.items():
            key = keys.of(group)
            assert key is not None
            bound_to = bound(identity.request_id, version, self.topic, group)
            sealed[str(group)] = base64.b64encode(seal(key, words, bound_to)).decode()
        if not sealed:
            return self.clear
        return self.clear[:-1] + b"," + json.dumps({SEALED: sealed}).encode()[1:]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A history that really happened, to be copied under other names and keys."""

    reference: bytes
    submitted_at: datetime
    told: tuple[Told, ...]

    def states(self, identity: Identity, keys: RequestKeys) -> Iterator[tuple[str, bytes]]:
        """Topic and stored bytes of every event as another request's."""
        for version, each in enumerate(self.told, start=1):
            state = each.state(identity, version, keys)
            yield each.topic, state.replace(self.reference, identity.reference.encode())


def patterns(folder: Path, *, ended: int, going_on: int, overdue: int) -> dict[str, list[Pattern]]:
    """Histories by their kind: ended ones (six events), such as go on, and forgotten ones."""
    settings = read_settings({"PYYDA_DATA_DIR": str(folder)})
    clock = HandWoundClock(LATEST_AT)
    set_up(settings, clock)
    parts = assemble(settings, clock=clock)
    ring = KeyRing(master_key(settings))

    def told(count: int, began_at: datetime, over: timedelta, most: int) -> list[Pattern]:
        found = []
        for number in range(count):
            clock.now = began_at - over * number / count
            receipt = parts.triage.submit_and_wait(_asked(number), ANYONE)
            # What goes on has come to different points; what ended has come to its end.
            steps = most if most != GOES_ON else 1 + number % GOES_ON
            for command in _handled(receipt.request_id, steps):
                clock.now += HOUR
                parts.triage.execute_and_wait(command, COORDINATOR)
            with parts.database.views.connect() as connection:
                found.append(_pattern(connection, ring, receipt))
        return found

    try:
        return {
            "ended": told(ended, LATEST_AT - timedelta(days=7), YEARS, ENDED),
            "going_on": told(going_on, LATEST_AT, timedelta(hours=3), GOES_ON),
            "overdue": told(overdue, LATEST_AT - timedelta(days=14), timedelta(days=1), 0),
        }
    finally:
        parts.close()


def _asked(number: int) -> Submission:
    message = f"Lapsi valvoo yöt ja minä hänen kanssaan, enkä jaksa enää kauan {number}"
    return Submission(
        topics=(TOPICS[number % len(TOPICS)],),
        profile=Profile(
            municipality=PLACES[number // 5 % len(PLACES)], age_bands=("A2",), language="fi"
        ),
        plea=RequestWords(message=message),
        body=b"bench",
    )


def _handled(request_id: UUID, steps: int) -> list[Command]:
    said = Personal("Hei, soitan sinulle huomenna ja katsotaan yhdessä, mikä auttaa.")
    every: list[Command] = [
        AssessUrgency(request_id=request_id, level=Urgency.NORMAL, because=Personal("luettu")),
        ClaimRequest(request_id=request_id),
        ReplyToRequester(request_id=request_id, text=said, reply_kind=ReplyKind.ANSWER),
        CloseRequest(request_id=request_id, outcome=Outcome.ADVICE),
    ]
    return every[:steps]


def _pattern(connection: Connection, ring: KeyRing, receipt: Receipt) -> Pattern:
    keys = ring.read(connection, [receipt.request_id])[receipt.request_id]
    rows = connection.execute(
        select(events).where(events.c.request_id == receipt.request_id).order_by(events.c.version)
    )
    told = []
    for row in rows:
        state = json.loads(row.state)
        groups = {}
        for name, text in state.pop(SEALED, {}).items():
            key = keys.of(Seal(name))
            assert key is not None
            bound_to = bound(row.request_id, row.version, row.topic, Seal(name))
            groups[Seal(name)] = unseal(key, base64.b64decode(text), bound_to)
        clear = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
        told.append(Told(row.topic, clear, groups))
    return Pattern(receipt.reference.encode(), receipt.submitted_at, tuple(told))


def fresh_keys() -> RequestKeys:
    """Three data keys of a new request."""
    return RequestKeys(*(os.urandom(KEY_BYTES) for _ in Seal))
