"""Is the demo what it promises, whenever it begins, and does it leave real data alone?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.integration.conftest import environment_for
from triage.actors import Role
from triage.catalogue.packaged import packaged_lapland
from triage.codes import Outcome
from triage.errors.requests import WrongPassword
from triage.evidence.verify import verify
from triage.request.help_request import HelpRequest
from triage.store.database.engine import write_lock
from triage.store.events.streams import folded, stream
from triage.store.records import staff
from triage.store.tables.core_tables import submissions
from triage.text.personal import Personal, revealed
from wiring.composition.parts import Parts, assemble, open_database
from wiring.composition.setting_up import set_up
from wiring.demo import filling
from wiring.demo.filling import DemoIncomplete
from wiring.demo.story import TOLD_STORY, demo_requests, demo_staff
from wiring.settings import Settings, read_settings

# A Monday morning after Christmas, a Saturday night and a Wednesday at noon.
BEGINNINGS = [
    datetime(2026, 12, 28, 5, 10, tzinfo=UTC),
    datetime(2027, 6, 26, 21, 59, tzinfo=UTC),
    datetime(2026, 11, 25, 10, 30, tzinfo=UTC),
]
TOLD = {told["message"].strip(): told for told in demo_requests()}


def prepared(settings: Settings, now: datetime) -> tuple[bool, list[str]]:
    said: list[str] = []
    set_up(settings, lambda: now)
    return filling.prepare(settings, lambda: now, said.append), said


@pytest.fixture(scope="module", params=BEGINNINGS, ids=lambda moment: f"{moment:%a-%H}")
def parts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Parts]:
    """A demo that began at one of these moments, right after it was filled."""
    now: datetime = request.param
    settings = read_settings(environment_for(tmp_path_factory.mktemp("demo") / "data"))
    prepared(settings, now)
    parts = assemble(settings, clock=lambda: now, demo_allowed=True)
    yield parts
    parts.close()


@pytest.fixture(scope="module")
def requests(parts: Parts) -> dict[str, HelpRequest]:
    """The demo's requests by name."""
    with parts.database.views.connect() as connection:
        ids = connection.scalars(select(submissions.c.request_id)).fetchall()
        found = [folded(stream(connection, parts.ring, each)[1]) for each in ids]
    return {TOLD[_message(request)]["name"]: request for request in found}


def _message(request: HelpRequest) -> str:
    plea = revealed(request.plea)
    assert plea is not None and plea.message is not None
    return plea.message


def test_every_request_is_in_the_state_that_its_story_tells(
    requests: dict[str, HelpRequest],
) -> None:
    told = {each["name"]: each["state"] for each in demo_requests()}

    assert {name: str(request.state) for name, request in requests.items()} == told


def test_just_the_requests_that_tell_of_danger_are_flagged(
    requests: dict[str, HelpRequest],
) -> None:
    told = {each["name"] for each in demo_requests() if each.get("danger")}

    assert {name for name, request in requests.items() if request.flagged} == told


def test_some_promise_is_missed_and_some_request_escalated(
    requests: dict[str, HelpRequest],
) -> None:
    waiting = requests["ei-lahde-kouluun"]

    assert (waiting.escalated, waiting.first.missed) == (True, True)


def test_some_follow_up_and_some_question_wait(requests: dict[str, HelpRequest]) -> None:
    waits = Counter(request.waiting_for for request in requests.values())

    assert waits["us"] and waits["requester"] and waits["receiver"]
    assert requests["kiusaaminen-jatkuu"].unanswered == (1,)


def test_everything_in_it_holds_before_verification(parts: Parts) -> None:
    found = verify(parts.database, now=parts.clock(), grace=timedelta(minutes=1))

    assert found.requests == len(TOLD)


def test_nothing_in_it_lies_in_the_future(parts: Parts) -> None:
    with parts.database.views.connect() as connection:
        for request_id in connection.scalars(select(submissions.c.request_id)).fetchall():
            recorded = stream(connection, parts.ring, request_id)[1]
            assert recorded[-1].timestamp <= parts.clock()


@pytest.mark.parametrize("account", demo_staff(), ids=lambda account: account.username)
def test_the_staff_sign_in_with_the_password_that_is_told(
    parts: Parts, account: staff.Account
) -> None:
    signed_in = asyncio.run(
        parts.authenticator.sign_in(account.username, filling.PASSWORD, f"192.0.2.1/{account.name}")
    )

    assert signed_in.actor.units == frozenset(account.units)


def test_the_staff_of_a_demo_cannot_sign_in_without_it(parts: Parts) -> None:
    without = assemble(parts.settings, clock=parts.clock)
    try:
        with pytest.raises(WrongPassword):
            asyncio.run(without.authenticator.sign_in("aino", filling.PASSWORD, "192.0.2.1"))
    finally:
        without.close()


def test_a_demos_staff_gets_no_requests_without_it(settings: Settings) -> None:
    database = open_database(settings)
    with write_lock(database) as connection:
        staff.add(connection, demo_staff()[0], filling.PASSWORD)
        with_it = staff.roster(connection, demo_allowed=True)
        without = staff.roster(connection, demo_allowed=False)
    database.dispose()

    assert (set(with_it), set(without)) == (set(demo_staff()[0].units), set())


def test_a_later_start_fills_nothing(parts: Parts) -> None:
    is_demo, said = prepared(parts.settings, parts.clock())

    assert (is_demo, [line for line in said if "Filling" in line]) == (True, [])


def test_a_later_start_tells_a_receipt_that_opens(
    parts: Parts, requests: dict[str, HelpRequest]
) -> None:
    _, said = prepared(parts.settings, parts.clock())
    receipt = Personal(said[-1].rpartition("receipt ")[2])

    signed_in = asyncio.run(parts.authenticator.open_receipt(receipt, None, "192.0.2.2"))

    assert signed_in.actor.request_id == requests[TOLD_STORY].id


# -- the stories --


def test_there_are_some_forty_in_every_language_of_the_form() -> None:
    languages = {told.get("language", "fi") for told in demo_requests()}

    assert len(TOLD) >= 40
    assert languages >= {"fi", "sv", "en", "se", "fi-simple", "ar", "so"}


def test_nearly_every_outcome_is_there() -> None:
    outcomes = {
        step["outcome"]
        for told in demo_requests()
        for step in told.get("step", ())
        if step["do"] == "close"
    }

    assert outcomes == {str(outcome) for outcome in Outcome}


def test_every_kind_of_asker_is_there() -> None:
    askers = {told.get("asker") for told in demo_requests()}

    assert askers >= {"parent", "child", "youth", "close_person", "professional", "other"}


def test_the_staff_are_those_of_the_contract() -> None:
    roles = Counter(account.role for account in demo_staff())

    assert roles == {
        Role.WORKER: 9,
        Role.COORDINATOR: 1,
        Role.DUTY: 1,
        Role.EDITOR: 1,
        Role.SUPERVISOR: 1,
        Role.OFFICER: 1,
        Role.ADMINISTRATOR: 1,
    }


@pytest.mark.parametrize("topic", sorted(packaged_lapland().topics))
def test_every_topic_reaches_somebody_at_work(topic: str) -> None:
    catalogue = packaged_lapland()
    at_work = {unit for each in demo_staff() for unit in each.units if each.role is Role.WORKER}
    at_work.add(catalogue.intake_unit)
    for rule in (rule for rule in catalogue.rules if topic in rule.topics):
        assert at_work & {rule.default, *rule.second, rule.fallback}


# -- data that is no demo --


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = read_settings(environment_for(tmp_path / "data"))
    set_up(settings, lambda: BEGINNINGS[0])
    return settings


def test_real_data_is_served_as_it_is(settings: Settings) -> None:
    account = staff.Account(username="venla", name="Venla", role=Role.ADMINISTRATOR)
    database = open_database(settings)
    with write_lock(database) as connection:
        staff.add(connection, account, Personal("neljä tavallista sanaa"))

    is_demo, said = prepared(settings, BEGINNINGS[0])

    with write_lock(database) as connection:
        accounts = [each.username for each in staff.everybody(connection)]
    database.dispose()
    assert (is_demo, accounts, len(said)) == (False, ["venla"], 1)


def test_a_demo_that_was_cut_short_is_not_served(settings: Settings) -> None:
    database = open_database(settings)
    with write_lock(database) as connection:
        staff.add(connection, demo_staff()[0], filling.PASSWORD)
    database.dispose()

    with pytest.raises(DemoIncomplete):
        prepared(settings, BEGINNINGS[0])
