"""Does a test alarm leave to the duty once a day, and is it told when it does not?"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from projections.views.line_proof import LineProof, Proof
from tests.integration.deliveries.post import Post
from tests.integration.deliveries.test_leaving_nothing import answers_of
from workers.deliveries.proving import prove_line

# Nine in the morning in Helsinki on an ordinary Wednesday, and a minute before.
NINE = datetime(2026, 12, 2, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NUMBERS = ["+358405550000", "+358405550001"]


@pytest.fixture
def line(post: Post) -> Post:
    """A minute before the test alarm of the day, yesterday's has not been made."""
    post.service.clock.now = NINE - MINUTE
    return post


def numbers(post: Post) -> list[str]:
    return sorted(json.loads(call.body)["to"] for call in post.gateway.of("/sms"))


def proof(post: Post) -> LineProof | None:
    return post.service.parts.models.line_proof(post.service.clock.now)


def parts_told(post: Post) -> dict[str, Any]:
    (ready,) = asyncio.run(answers_of(post, "/readyz"))
    return dict(ready.json()["parts"])


def passes(post: Post, minutes: int, *, at_once: int = 1) -> None:
    for _ in range(0, minutes, at_once):
        post.service.clock.wind(at_once * MINUTE)
        post.prove()


def test_it_leaves_to_every_number_of_the_duty_at_its_moment_and_not_before(line: Post) -> None:
    line.prove()
    assert numbers(line) == []

    passes(line, 1)
    assert numbers(line) == NUMBERS


def test_it_leaves_once_a_day_however_often_it_is_looked_for(line: Post) -> None:
    passes(line, 120, at_once=5)
    assert numbers(line) == NUMBERS

    line.service.clock.wind(timedelta(days=1))
    passes(line, 60, at_once=5)
    assert numbers(line) == sorted(NUMBERS * 2)


def test_two_workers_at_the_same_moment_make_one(line: Post) -> None:
    line.service.clock.wind(MINUTE)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(prove_line, [line.outbound] * 8))
    line.send()

    assert numbers(line) == NUMBERS


def test_it_says_nothing_but_that_it_is_a_test(line: Post) -> None:
    passes(line, 1)

    texts = {json.loads(call.body)["text"] for call in line.gateway.of("/sms")}
    assert texts == {"Koehälytys, sinun ei tarvitse tehdä mitään."}


def test_that_it_left_is_told_with_its_moment(line: Post) -> None:
    passes(line, 1)

    assert proof(line) == LineProof(proof=Proof.LEFT, at=NINE, today=True)
    told = parts_told(line)
    assert told["test_alarm"] == {"ok": True, "value": 1}
    assert told["test_alarm_age_seconds"] == {"ok": True, "value": 0}


def test_a_gateway_that_fails_is_told_within_a_quarter_of_an_hour(line: Post) -> None:
    line.gateway.statuses["/sms"] = 500
    with capture_logs():
        passes(line, 16)

    shown = proof(line)
    assert shown == LineProof(proof=Proof.FAILED, at=NINE, today=True, carriers=("sms",))
    assert parts_told(line)["test_alarm"]["reason"] == "test-alarm-failed"


def test_a_number_that_the_gateway_refuses_for_good_is_told_at_once(line: Post) -> None:
    line.gateway.statuses["/sms"] = 400
    with capture_logs():
        passes(line, 1)

    shown = proof(line)
    assert shown is not None and shown.proof is Proof.FAILED


def test_a_carrier_that_is_not_set_up_is_told_too(line: Post) -> None:
    line.lines.clear()
    passes(line, 1)

    shown = proof(line)
    assert shown is not None and (shown.proof, shown.carriers) == (Proof.FAILED, ("sms",))


def test_a_gateway_that_works_again_heals_the_day(line: Post) -> None:
    line.gateway.statuses["/sms"] = 500
    with capture_logs():
        passes(line, 20)
        line.gateway.statuses.clear()
        passes(line, 20)

    shown = proof(line)
    assert shown is not None and shown.proof is Proof.LEFT


def test_one_that_failed_all_morning_wakes_nobody_in_the_afternoon(line: Post) -> None:
    line.gateway.statuses["/sms"] = 500
    with capture_logs():
        passes(line, 150, at_once=5)
        line.gateway.statuses.clear()
        line.gateway.calls.clear()
        passes(line, 240, at_once=30)

    assert numbers(line) == []
    assert set(line.states(kind="test-alarm")) == {"failed"}


def test_a_day_on_which_no_worker_came_is_told_and_not_made_up_for_at_night(line: Post) -> None:
    line.service.clock.wind(timedelta(hours=5))
    missed = proof(line)
    line.service.clock.wind(timedelta(hours=12))
    line.prove()

    assert missed == LineProof(proof=Proof.MISSED, at=NINE, today=True)
    assert numbers(line) == []
    shown = proof(line)
    assert shown == LineProof(proof=Proof.MISSED, at=NINE, today=False)


def test_a_worker_that_comes_late_on_the_same_day_still_sends_it(line: Post) -> None:
    line.service.clock.wind(timedelta(hours=5))
    line.prove()

    assert numbers(line) == NUMBERS


def test_a_clock_that_is_set_back_sends_no_second_one(line: Post) -> None:
    passes(line, 1)
    line.service.clock.wind(-timedelta(hours=2))
    passes(line, 180, at_once=10)

    assert numbers(line) == NUMBERS


def test_a_clock_that_is_not_believed_makes_none(line: Post) -> None:
    line.service.clock.wind(MINUTE)
    line.is_believed = False
    line.prove()
    assert numbers(line) == []

    line.is_believed = True
    line.prove()
    assert numbers(line) == NUMBERS


def test_yesterdays_failure_does_not_swallow_todays(line: Post) -> None:
    line.gateway.statuses["/sms"] = 500
    with capture_logs():
        passes(line, 16)
        line.gateway.statuses.clear()
        line.service.clock.wind(timedelta(days=1))
        passes(line, 1)

    assert numbers(line)[-2:] and set(line.states(version=NINE.toordinal() + 1)) == {"sent"}
