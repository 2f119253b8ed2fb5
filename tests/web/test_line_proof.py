"""Who sees on the queue's head whether an alert would reach the duty?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from projections.views.line_proof import LineProof, Proof
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import working
from tests.web.staff_samples import COORDINATOR, EMPTY, page

NINE = datetime(2026, 12, 2, 7, tzinfo=UTC)


def head(proof: Proof, **values: object) -> str:
    shown = LineProof(proof=proof, at=NINE, **{"today": True, **values})  # type: ignore[arg-type]
    return page("queue", "fi", COORDINATOR, queue=EMPTY, filters={}, line_proof=shown)


def test_an_alarm_that_left_is_one_quiet_line() -> None:
    assert "Koehälytys lähti tänään klo 9." in head(Proof.LEFT)
    assert "note danger" not in head(Proof.LEFT)


def test_one_that_failed_is_a_warning_that_names_the_way_and_what_to_do() -> None:
    told = head(Proof.FAILED, carriers=("email", "sms"))

    assert "note danger line-proof" in told
    assert "Koehälytys ei mennyt perille (ke 2.12. klo 9):" in told
    assert "sähköposti, tekstiviesti." in told
    assert "ilmoita heti ylläpidolle" in told


def test_yesterdays_alarm_is_not_told_as_todays() -> None:
    assert "tänään" not in head(Proof.LEFT, today=False).partition("line-proof")[2][:200]


@pytest.mark.parametrize(
    ("username", "sees"), [("ville", True), ("kerttu", True), ("aino", False), ("sanna", False)]
)
async def test_only_the_duty_and_the_coordinator_are_told(
    service: Service, clock: HandWoundClock, username: str, sees: bool
) -> None:
    worker = await working(service, username)

    assert ("line-proof" in worker.page.text) == sees


async def test_without_a_number_it_is_said_that_alerts_reach_nobody(service: Service) -> None:
    duty = await working(service, "ville")
    assert "Päivystykselle ei ole merkitty numeroa" in duty.page.text

    async with service.client() as machine:
        parts = (await machine.get("/readyz")).json()["parts"]
        measured = (await machine.get("/metrics")).text
    assert parts["test_alarm"]["reason"] == "test-alarm-no-way"
    assert 'part="test_alarm' not in measured
