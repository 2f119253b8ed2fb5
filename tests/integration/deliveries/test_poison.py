"""What if one delivery can never be made, or breaks what makes it? It ends alone, and is told."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from tests.integration.deliveries.breaking import (
    SECOND,
    Broken,
    failures,
    only_email,
    put_down,
    rested,
)
from tests.integration.deliveries.post import (
    ADDRESS,
    BY_EMAIL,
    UNIT_ADDRESS,
    Post,
    catalogue_with,
    lines_to,
    publish,
)
from tests.integration.deliveries.receivers import Gateway, Mailbox
from tests.integration.store.world import opened
from triage.request.words import Contact
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.tables.core_tables import catalogues, events, request_keys
from wiring.settings import Settings
from workers.deliveries.tries import FIRST_WAIT

# Nothing of it fits into a header of a message, whatever checked it before it was stored.
UNUSABLE = [
    "matti.@example.fi",
    ".matti@example.fi",
    "matti..m@example.fi",
    "matti@example.fi\r\nBcc: onni@example.fi",
    "matti@" + "a" * 64 + ".fi",
    "matti@[127.0.0.1",
    "@",
    "matti",
    "\ud7ff@\u200b.fi",
]


def answered_by_email(post: Post, address: str) -> UUID:
    request_id = post.submit(Contact(email=address))
    post.reply(request_id)
    return request_id


def ends(post: Post, request_id: UUID) -> list[tuple[str, str | None]]:
    rows = post.rows(request_id=request_id, recipient="requester")
    return [(row.state, row.code) for row in rows]


@pytest.mark.parametrize("address", UNUSABLE)
def test_an_address_that_cannot_be_ends_its_own_delivery_and_no_other(
    post: Post, address: str
) -> None:
    first = answered_by_email(post, address)
    post.relay()
    rested(post)
    post.service.clock.wind(SECOND)
    post.reply(post.submit(BY_EMAIL))

    with capture_logs() as logged:
        post.work()

    assert ends(post, first) == [("failed", "bad-address")]
    assert post.mailbox.recipients.count(ADDRESS) == 1
    assert "delivery-refused" in [line["event"] for line in logged]


def test_addresses_that_cannot_be_do_not_count_against_the_line(post: Post) -> None:
    for _ in range(6):
        answered_by_email(post, "matti.@example.fi")

    with capture_logs():
        post.work()

    assert failures(post, "email") == 0


def test_a_failure_that_nobody_foresaw_lets_another_one_through(post: Post) -> None:
    put_down(post, "aino", "onni")
    rested(post)
    only_email(post, line := Broken(times=1))

    with capture_logs():
        post.send()

    assert len(set(line.ids)) == 2
    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        ("waiting", "RuntimeError"),
        ("sent", None),
    ]


def test_a_failure_that_nobody_foresaw_waits_like_any_other(post: Post) -> None:
    put_down(post, "aino")
    only_email(post, line := Broken(times=1))
    with capture_logs():
        post.send()
    post.service.clock.wind(FIRST_WAIT - SECOND)
    post.send()
    before = len(line.ids)
    post.service.clock.wind(SECOND)

    post.send()

    assert (before, len(line.ids)) == (1, 2)


def test_a_unit_s_address_that_cannot_be_keeps_its_other_ways(
    stocked: Settings, mailbox: Mailbox, gateway: Gateway
) -> None:
    """An older release let such a catalogue through."""
    hook = f'notify.webhook = "{gateway.url("/hooks/perhesosiaalityo")}"'
    lines = f'notify.email = "info@example.fi"\n{hook}'
    publish(stocked, catalogue_with("lappi-vanha", perhesosiaalityo=lines))
    with opened(stocked) as service:
        with write_lock(service.parts.database) as connection:
            for number, toml in connection.execute(
                select(catalogues.c.number, catalogues.c.toml)
            ).fetchall():
                old = {"toml": toml.replace("info@example.fi", "info.@example.fi")}
                change_rows(connection, catalogues, old, catalogues.c.number == number)
        post = Post(service, mailbox, gateway, lines_to(mailbox, gateway))
        post.begin_anew()
        post.reply(post.submit(BY_EMAIL))

        with capture_logs():
            post.work()
        to_unit = post.rows(recipient="unit")

    assert {row.carrier: (row.state, row.code) for row in to_unit} == {
        "email": ("failed", "bad-address"),
        "webhook": ("sent", None),
    }
    assert mailbox.recipients == [ADDRESS]


def keys_damaged(post: Post, request_id: UUID) -> None:
    with write_lock(post.service.parts.database) as connection:
        connection.execute(
            update(request_keys)
            .where(request_keys.c.request_id == request_id)
            .values(words=b"\x00" * 60)
        )


def words_damaged(post: Post, request_id: UUID) -> None:
    with write_lock(post.service.parts.database) as connection:
        first = (events.c.request_id == request_id) & (events.c.version == 1)
        state = connection.execute(events.select().where(first)).one().state
        connection.execute(
            update(events).where(first).values(state=state.replace(b'"words":"', b'"words":"AAAA'))
        )


Damage = Callable[[Post, UUID], None]


@pytest.mark.parametrize("damage", [keys_damaged, words_damaged])
def test_a_request_that_cannot_be_read_ends_its_own_delivery_and_no_other(
    post: Post, damage: Damage
) -> None:
    first, second = put_down(post, "aino", "onni")
    rested(post)
    damage(post, first)

    with capture_logs():
        post.send()

    assert (ends(post, first), ends(post, second)) == ([("failed", "damaged")], [("sent", None)])


@pytest.mark.parametrize("damage", [keys_damaged, words_damaged])
def test_a_request_that_cannot_be_read_does_not_stop_the_relay(post: Post, damage: Damage) -> None:
    first, second = (post.submit(Contact(email=f"{name}@example.fi")) for name in ("a", "b"))
    post.work()
    post.mailbox.empty()
    for request_id in (first, second):
        post.reply(request_id)
    damage(post, first)

    with capture_logs() as logged:
        post.work()

    assert post.mailbox.recipients == ["b@example.fi"]
    assert [line["event"] for line in logged] == ["request-unreadable"]


def test_an_event_that_cannot_be_read_does_not_stop_the_relay(post: Post) -> None:
    first, second = post.submit(), post.submit(BY_EMAIL)
    with write_lock(post.service.parts.database) as connection:
        routed = (events.c.request_id == first) & (events.c.version == 2)
        connection.execute(update(events).where(routed).values(state=b"{"))
    post.reply(second)

    with capture_logs() as logged:
        post.work()

    assert sorted(post.mailbox.recipients) == sorted([UNIT_ADDRESS, ADDRESS])
    told = {line["event"]: line for line in logged}
    assert told.keys() == {"row-refused", "relay-passed-over"}
    assert told["relay-passed-over"]["version"] == 2
