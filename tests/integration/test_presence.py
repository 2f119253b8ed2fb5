"""Do web processes know of each other's people, over a real Redis or without one?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from redis import Redis

from projections.live.presence import REMEMBERED_SECONDS
from tests.clock import HandWoundClock
from wiring.composition.presence import NAMED, SharedPresence

REQUEST = UUID(int=5)
NOWHERE = "redis://127.0.0.1:1/0"


def test_what_one_process_notes_the_other_knows(redis_url: str) -> None:
    clock = HandWoundClock()
    one, other = SharedPresence(redis_url, clock), SharedPresence(redis_url, clock)
    one.note(REQUEST, "aino", writes=True)
    other.note(REQUEST, "onni", writes=False)

    assert one.on(REQUEST) == other.on(REQUEST) == {"aino": True, "onni": False}
    one.leave(REQUEST, "aino")
    assert other.on(REQUEST) == {"onni": False}


def test_it_is_gone_after_half_a_minute(redis_url: str) -> None:
    clock = HandWoundClock()
    one, other = SharedPresence(redis_url, clock), SharedPresence(redis_url, clock)
    one.note(REQUEST, "aino", writes=False)
    with Redis.from_url(redis_url) as broker:
        left = broker.ttl(f"{NAMED}{REQUEST}")
    assert isinstance(left, int)
    assert 0 < left <= REMEMBERED_SECONDS

    clock.wind(timedelta(seconds=REMEMBERED_SECONDS))
    assert other.on(REQUEST) == {}


def test_without_redis_a_process_knows_of_its_own() -> None:
    alone = SharedPresence(NOWHERE, HandWoundClock())

    assert alone.note(REQUEST, "aino", writes=False)
    assert alone.on(REQUEST) == {"aino": False}
