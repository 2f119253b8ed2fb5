"""How does a worker outlive its broker? A channel without a connection says that it is lost.

Where Redis goes away under load, Celery 5.7 closes channels that kombu 5.7 has taken apart before.
To give back what was in hand, or to acknowledge it, then failed as nothing that Celery expects, and
the whole worker ended: in 4 of 10 restarts of Redis. Said as what it is, it is met like any loss of
a connection. The broker delivers again what was in hand, and the next sweep finds what was lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerGone

SCHEMES = ("redis", "rediss")


class Channel(redis.Channel):
    """A channel of kombu's that knows when nothing is behind it any more."""

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        if client is None and getattr(self.connection, "client", None) is None:
            raise BrokerGone()
        with super().conn_or_acquire(client) as connected:
            yield connected


class Transport(redis.Transport):
    """Redis with such channels."""

    Channel = Channel


def outlive_the_broker() -> None:
    """From now on every connection of this process to a Redis is of this kind."""
    TRANSPORT_ALIASES.update(dict.fromkeys(SCHEMES, f"{__name__}:{Transport.__name__}"))
