"""Is whoever is on duty alerted first, and everybody when nobody is or nobody answers?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from tests.integration.deliveries.post import Post
from tests.integration.deliveries.test_duty_line import (
    APART,
    CHRISTMAS_EVE,
    DANGEROUS,
    FIRST,
    MINUTE,
    SECOND,
    VILLE,
)
from tests.integration.store.world import KERTTU, PASSWORD, PROFILE
from triage.actors import ANYONE
from triage.desk.rota import Planned
from triage.intake import Submission
from triage.notices.choices import NoticeChoices
from triage.notices.kinds import ALERTS, Kind
from triage.request.commands.emergency import AcknowledgeAlert
from triage.request.words import RequestWords
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.records.notice_settings import NoticeSettings
from triage.store.tables.notice_tables import notice_settings
from triage.store.tables.shift_tables import shifts
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

OWN = "+358405551234"
# The tests of this module share a store, so each begins after the one before has ended.
NIGHTS = count()
WANTS = NoticeChoices(sms_kinds=frozenset({Kind.DUTY_ALERT}), opening_hours_only=True)


@dataclass
class Eve:
    """A night on which a dangerous request comes, and who is called."""

    post: Post
    request_id: UUID | None = None

    def asked(self) -> None:
        plea = RequestWords(message=DANGEROUS)
        sent = Submission(topics=("VAN",), profile=PROFILE, plea=plea, body=b"{}")
        made = self.post.service.parts.triage.submit_and_wait(sent, ANYONE)
        self.request_id = made.request_id
        self.post.work()

    def passes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.post.service.clock.wind(MINUTE)
            sweep(tools_of(self.post.service.parts))
            self.post.work()

    def told(self) -> set[str]:
        """Who got an alert about this request."""
        rows = self.post.rows(request_id=self.request_id, state="sent")
        return {str(row.recipient) for row in rows if row.kind in ALERTS}

    def numbers(self) -> list[str]:
        return [json.loads(call.body)["to"] for call in self.post.gateway.of("/sms")]

    async def on_duty(self, choices: NoticeChoices | None = WANTS) -> None:
        """Ville has the night, and chose to be told at an own number."""
        triage, now = self.post.service.parts.triage, self.post.service.clock()
        night = {"from_at": now - timedelta(hours=1), "until_at": now + timedelta(hours=1)}
        planned = Planned(unit="sosiaalipaivystys", username="ville", **night)
        await triage.rota.plan(uuid4(), planned, KERTTU)
        if choices:
            told = NoticeSettings(phone=Personal(OWN), choices=choices)
            await triage.notice_settings.save(told, VILLE)


@pytest.fixture
def eve(post: Post) -> Iterator[Eve]:
    post.service.clock.now = CHRISTMAS_EVE + next(NIGHTS) * APART
    post.chance = 1.0
    with write_lock(post.service.parts.database) as connection:
        connection.execute(delete(shifts))
        connection.execute(delete(notice_settings))
        if staff.find(connection, "ville") is None:
            account = staff.Account(
                username="ville", name="Ville", role=VILLE.role, units=tuple(VILLE.units)
            )
            staff.add(connection, account, PASSWORD)
    night = Eve(post)
    yield night
    if night.request_id:
        post.do(AcknowledgeAlert, night.request_id, VILLE)


async def test_who_is_on_duty_is_alerted_alone_and_at_once(eve: Eve) -> None:
    await eve.on_duty()
    eve.asked()
    assert eve.told() == {"person"} and OWN in eve.numbers()


async def test_what_they_do_not_acknowledge_reaches_everybody(eve: Eve) -> None:
    await eve.on_duty()
    eve.asked()
    eve.passes(16)
    assert eve.told() == {"person", "duty", "duty-second", "coordinator"}
    assert {OWN, FIRST, SECOND} <= set(eve.numbers())


async def test_what_they_acknowledge_wakes_nobody_else(eve: Eve) -> None:
    await eve.on_duty()
    eve.asked()
    assert eve.request_id
    eve.post.do(AcknowledgeAlert, eve.request_id, VILLE)
    eve.passes(20)
    assert eve.told() == {"person"}


async def test_with_nobody_on_duty_everybody_is_alerted_at_once(eve: Eve) -> None:
    eve.asked()
    assert eve.told() == {"duty"}


async def test_who_is_on_duty_and_gave_no_number_keeps_nobody_from_being_alerted(
    eve: Eve,
) -> None:
    await eve.on_duty(choices=None)
    eve.asked()
    assert eve.told() == {"duty"}


async def test_after_the_shift_everybody_is_alerted_as_before(eve: Eve) -> None:
    await eve.on_duty()
    eve.post.service.clock.wind(timedelta(hours=1))
    eve.asked()
    assert eve.told() == {"duty"}
