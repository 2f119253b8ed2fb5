"""Where is it remembered who is on a request? In Redis where there is one, for all web processes.

A hash a request, user names with a moment, which Redis forgets after half a minute. While Redis is
away each process knows of its own pages alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from projections.live.presence import REMEMBERED_SECONDS, Here, Presence
from wiring.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

NAMED = "pyyda-apua:present:"
TIMEOUT_SECONDS = 1


def presence_of(settings: Settings, clock: Callable[[], datetime]) -> Presence:
    """What remembers who is where, for this process or for all of them."""
    if settings.embedded or settings.redis_url is None:
        return Presence(clock)
    return SharedPresence(settings.redis_url, clock)


class SharedPresence(Presence):
    """Who is on which request, in all processes at the same Redis."""

    def __init__(self, redis_url: str, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self._url = redis_url
        self._broker: Redis | None = None

    def note(self, request_id: UUID, username: str, *, writes: bool) -> bool:
        is_news = super().note(request_id, username, writes=writes)
        here = f"{self._clock().timestamp()} {int(writes)}"
        key = f"{NAMED}{request_id}"

        def write(broker: Redis) -> None:
            broker.hset(key, username, here)
            broker.expire(key, REMEMBERED_SECONDS)

        self._tried(write)
        return is_news

    def leave(self, request_id: UUID, username: str) -> bool:
        was_here = super().leave(request_id, username)
        self._tried(lambda broker: broker.hdel(f"{NAMED}{request_id}", username))
        return was_here

    def on(self, request_id: UUID) -> Mapping[str, bool]:
        told: dict[str, bool] = dict(super().on(request_id))

        def read(broker: Redis) -> None:
            # The library types its answers for asynchronous use as well.
            found: dict[bytes, bytes] = broker.hgetall(f"{NAMED}{request_id}")  # type: ignore[assignment]
            for name, said in found.items():
                at, _, writes = said.decode().partition(" ")
                here = Here(float(at), writes == "1")
                if not self.is_over(here):
                    told[name.decode()] = here.writes

        self._tried(read)
        return told

    def _tried(self, use: Callable[[Redis], object]) -> None:
        """Use Redis where it is there; who is present is worth no failure."""
        # It takes a tenth of a second to import, and half of the processes have no broker.
        from redis import Redis, RedisError
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        if self._broker is None:
            self._broker = Redis.from_url(
                self._url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        try:
            use(self._broker)
        except (RedisError, OSError):
            return
