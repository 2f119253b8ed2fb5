"""Is the duty reached on a night on which the gateway fails, and who is told meanwhile?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from tests.integration.deliveries.post import Post
from tests.integration.store.world import PROFILE
from triage.actors import ANYONE, Actor, Role
from triage.intake import Submission
from triage.request.commands.emergency import AcknowledgeAlert
from triage.request.words import RequestWords
from wiring.composition.enforcing import tools_of
from workers.deliveries.tries import PAUSE
from workers.sweep import sweep

# Christmas Eve, ten in the evening in Helsinki: every unit is closed for four days.
CHRISTMAS_EVE = datetime(2026, 12, 24, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# The tests of this module share a store, so each begins after the one before has ended.
NIGHTS, APART = count(), timedelta(minutes=90)
FIRST, SECOND = "+358405550000", "+358405550001"
INTAKE = "vastaanotto@example.fi"
VILLE = Actor(role=Role.DUTY, username="ville", units=frozenset({"sosiaalipaivystys"}))
DANGEROUS = "Mieheni uhkaa tappaa minut."


@dataclass
class Night:
    """What the beat does each minute of a night, and what comes of it."""

    post: Post
    request_id: UUID

    def passes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.post.service.clock.wind(MINUTE)
            sweep(tools_of(self.post.service.parts))
            self.post.work()

    def numbers(self) -> list[str]:
        return [json.loads(call.body)["to"] for call in self.post.gateway.of("/sms")]


@pytest.fixture
def night(post: Post) -> Iterator[Night]:
    # Never back: a clock behind what was recorded is not believed, and nothing is enforced by it.
    post.service.clock.now = CHRISTMAS_EVE + next(NIGHTS) * APART
    post.chance = 1.0
    post.gateway.statuses["/sms"] = 500
    plea = RequestWords(message=DANGEROUS)
    asked = Submission(topics=("VAN",), profile=PROFILE, plea=plea, body=b"{}")
    made = post.service.parts.triage.submit_and_wait(asked, ANYONE)
    post.work()
    yield Night(post, made.request_id)
    # Or the next test's alerts would join those of this one.
    post.do(AcknowledgeAlert, made.request_id, VILLE)


def test_on_christmas_eve_the_alert_goes_on_until_the_gateway_works(night: Night) -> None:
    with capture_logs() as logged:
        night.passes(60)
    failing = night.numbers()
    night.post.gateway.calls.clear()
    night.post.gateway.statuses.clear()
    night.passes(1)

    assert {FIRST, SECOND} <= set(failing)
    assert INTAKE in night.post.mailbox.recipients
    assert "line-fails" in [line["event"] for line in logged]
    assert {FIRST, SECOND} <= set(night.numbers())


def test_the_line_is_tried_in_every_few_minutes_of_the_night(night: Night) -> None:
    with capture_logs():
        night.passes(30)
        for _ in range(8):
            before = len(night.numbers())
            night.passes(3)
            assert len(night.numbers()) > before


def test_an_alert_goes_before_what_has_waited_longer(night: Night, post: Post) -> None:
    with capture_logs():
        night.passes(20)
    post.gateway.statuses.clear()
    post.gateway.calls.clear()
    post.service.clock.wind(PAUSE)
    post.work()

    kinds = {str(row.id): row.kind for row in post.rows(carrier="sms")}
    sent = [kinds[json.loads(call.body)["id"]] for call in post.gateway.of("/sms")]
    assert {"duty-alert", "alert-repeated"} >= set(sent[:2])


def test_after_the_acknowledgement_what_still_waits_wakes_nobody(night: Night, post: Post) -> None:
    with capture_logs():
        night.passes(20)
    post.do(AcknowledgeAlert, night.request_id, VILLE)
    post.gateway.statuses.clear()
    post.gateway.calls.clear()
    night.passes(40)

    rows = post.rows(kind="alert-repeated", carrier="sms", request_id=night.request_id)
    assert "dropped" in {row.state for row in rows} <= {"dropped", "joined"}
    repeated = {row.id for row in rows}
    called = {UUID(json.loads(call.body)["id"]) for call in post.gateway.of("/sms")}
    assert not repeated & called


def test_an_alert_says_nothing_of_what_was_written(night: Night, post: Post) -> None:
    post.gateway.statuses.clear()
    night.passes(6)

    texts = {json.loads(call.body)["text"] for call in post.gateway.of("/sms")}
    assert texts == {"Katso jono nyt."}
