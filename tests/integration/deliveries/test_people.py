"""When does a member of staff get what they chose, at a real mailbox, and is nothing lost?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from tests.integration.deliveries.post import Post
from tests.integration.store.world import AINO, KERTTU
from triage.actors import Role
from triage.notices.choices import NoticeChoices
from triage.notices.kinds import Kind
from triage.request.commands.handling import AssignRequest
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.records import staff
from triage.store.records.notice_settings import NoticeSettings
from triage.store.tables.absence_tables import absences
from triage.store.tables.notice_tables import notice_settings
from triage.text.personal import Personal
from triage.time.calendar import HELSINKI

OWN = "aino@tyo.example.fi"
WANTS = NoticeChoices(email_kinds=frozenset({Kind.ASSIGNMENT, Kind.REMINDER}))
NIGHT = replace(WANTS, quiet_from=time(21), quiet_until=time(7))


@pytest.fixture(autouse=True)
def nobody_chose_yet(post: Post) -> None:
    with write_lock(post.service.parts.database) as connection:
        connection.execute(delete(notice_settings))
        connection.execute(delete(absences))


async def chose(post: Post, choices: NoticeChoices = WANTS) -> None:
    settings = NoticeSettings(email=Personal(OWN), choices=choices)
    await post.service.parts.triage.notice_settings.save(settings, AINO)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026 by a Helsinki clock; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


def give(post: Post, moment: datetime) -> UUID:
    """Kerttu gives aino a request at this moment."""
    post.service.clock.now = moment
    request_id = post.submit()
    post.do(AssignRequest, request_id, KERTTU, worker="aino")
    return request_id


def taken(post: Post) -> int:
    return post.mailbox.recipients.count(OWN)


def wind_to(post: Post, moment: datetime) -> None:
    post.service.clock.now = moment
    post.work()


async def test_an_assignment_is_told_at_the_own_address_without_a_word_of_content(
    post: Post,
) -> None:
    await chose(post)
    give(post, at(23, 12))
    post.work()
    (message,) = [each for each in post.mailbox.taken if each["To"] == OWN]
    assert message["Subject"] == "Sinulle annettiin pyyntö"
    assert "jaksa" not in message.as_string()
    (row,) = post.rows(recipient="person")
    assert (row.username, row.kind, row.state, row.unit) == ("aino", "assignment", "sent", None)


async def test_without_an_own_address_only_the_unit_is_told(post: Post) -> None:
    give(post, at(23, 12))
    post.work()
    assert post.rows(recipient="person") == []


async def test_what_is_not_wanted_is_not_told(post: Post) -> None:
    await chose(post, NoticeChoices(email_kinds=frozenset({Kind.OFFER})))
    give(post, at(23, 12))
    post.work()
    assert (taken(post), post.rows(recipient="person")) == (0, [])


async def test_what_comes_in_quiet_hours_arrives_when_they_end(post: Post) -> None:
    await chose(post, NIGHT)
    give(post, at(23, 22))
    post.work()
    wind_to(post, at(24, 6, 59))
    assert taken(post) == 0
    wind_to(post, at(24, 7))
    assert (taken(post), post.states(recipient="person")) == (1, ["sent"])


async def test_over_a_weekend_nothing_is_given_up(post: Post) -> None:
    await chose(post, replace(WANTS, opening_hours_only=True))
    give(post, at(27, 20))
    for moment in (at(27, 20), at(28, 21), at(29, 23)):
        wind_to(post, moment)
    assert (taken(post), post.states(recipient="person")) == (0, ["waiting"])
    wind_to(post, at(30, 8))
    assert (taken(post), post.states(recipient="person")) == (1, ["sent"])


async def test_a_digest_tells_once_for_all_that_came(post: Post) -> None:
    await chose(post, replace(WANTS, digest_times=(time(14),)))
    give(post, at(23, 10))
    post.work()
    give(post, at(23, 11))
    post.work()
    assert taken(post) == 0
    wind_to(post, at(23, 14, 1))
    assert taken(post) == 1
    assert sorted(post.states(recipient="person")) == ["joined", "sent"]


async def test_who_left_is_not_written_to(post: Post) -> None:
    await chose(post, NIGHT)
    give(post, at(23, 22))
    post.work()
    with write_lock(post.service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account and account.role is Role.WORKER
        staff.change(connection, replace(account, active=False), None)
    try:
        wind_to(post, at(24, 7, 30))
    finally:
        with write_lock(post.service.parts.database) as connection:
            staff.change(connection, account, None)
    assert (taken(post), post.states(recipient="person")) == (0, ["dropped"])


async def test_a_restored_choice_still_tells_at_the_next_moment(post: Post) -> None:
    """Quiet hours that are put later do not lose what was held back."""
    await chose(post, NIGHT)
    give(post, at(23, 22))
    post.work()
    await chose(post, replace(NIGHT, quiet_until=time(9)))
    wind_to(post, at(24, 7))
    assert taken(post) == 0
    wind_to(post, at(24, 9) + timedelta(seconds=1))
    assert taken(post) == 1


@pytest.mark.parametrize("damage", ["", '{"digest_times": 1}'])
async def test_choices_that_cannot_be_read_hold_up_their_own_notice_alone(
    post: Post, damage: str
) -> None:
    await chose(post, NIGHT)
    give(post, at(23, 12))
    post.relay()
    with write_lock(post.service.parts.database) as connection:
        whole = connection.execute(select(notice_settings.c.choices)).scalar_one()
        change_rows(connection, notice_settings, {"choices": damage})

    with capture_logs() as logged:
        post.send()

    assert post.states(recipient="person") == ["waiting"]
    assert set(post.states(recipient="unit")) == {"sent"}
    assert [line["event"] for line in logged] == ["delivery-not-judged"]

    with write_lock(post.service.parts.database) as connection:
        change_rows(connection, notice_settings, {"choices": whole})
    wind_to(post, at(23, 13))
    assert taken(post) == 1


async def test_a_row_of_before_with_an_offset_stops_no_delivery(post: Post) -> None:
    await chose(post, replace(NIGHT, quiet_from=time(21, tzinfo=timezone(timedelta(hours=2)))))
    give(post, at(23, 22))
    post.work()
    assert set(post.states(recipient="unit")) == {"sent"}
    wind_to(post, at(24, 7))
    assert taken(post) == 1
