"""What if the relay loses its place, or comes second? Nothing is put down twice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from tests.integration.deliveries.breaking import replied
from tests.integration.deliveries.post import BY_EMAIL, Post
from triage.store.database.engine import write_lock
from triage.store.keys.identity import Identities
from triage.store.tables.delivery_tables import relays
from wiring.composition.enforcing import tools_of
from workers.deliveries import ledger
from workers.deliveries.ledger import KEPT_FOR
from workers.sweep import TIDIED_EVERY, tidy


def lose_place(post: Post) -> None:
    with write_lock(post.service.parts.database) as connection:
        connection.execute(delete(relays))


def test_a_relay_that_lost_its_place_puts_nothing_down_twice(post: Post) -> None:
    lose_place(post)
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.reply(request_id)
    post.work()
    before = post.rows(), len(post.mailbox.taken)
    lose_place(post)

    post.work()

    assert (post.rows(), len(post.mailbox.taken)) == before


def test_a_relay_that_comes_second_puts_nothing_down_and_moves_no_place_back(post: Post) -> None:
    post.submit()
    post.relay()
    with write_lock(post.service.parts.database) as connection:
        before = ledger.position(connection)

        is_first = ledger.record(connection, (), after=before - 2, until=before - 1)

        assert (is_first, ledger.position(connection)) == (False, before)


def test_what_is_older_than_what_is_kept_is_no_news(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))
    lose_place(post)
    # What other tests left in the log is a few days younger.
    post.service.clock.wind(KEPT_FOR + timedelta(days=7))

    post.work()

    assert post.rows() == []


def test_what_has_ended_is_forgotten_when_no_event_makes_it_anew(post: Post) -> None:
    replied(post)
    post.work()
    post.service.clock.wind(KEPT_FOR)
    tidy(tools_of(post.service.parts))
    kept = post.states()
    post.service.clock.wind(TIDIED_EVERY)

    tidy(tools_of(post.service.parts))

    assert kept and post.rows() == []


def test_no_request_is_found_by_the_id_of_what_was_told(post: Post) -> None:
    post.submit()
    post.relay()
    made, *_ = post.rows()
    told = f"{made.request_id}|{made.version}|{made.carrier}|{made.recipient}"
    of_service = post.service.parts.identities

    assert made.id == of_service.delivery_id(told)
    assert made.id != Identities(b"k" * 32).delivery_id(told)
