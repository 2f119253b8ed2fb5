"""How does a worker outlive its broker? A channel without a connection says that it is lost.

Where Redis goes away under load, Celery 5.7 closes channels that kombu 5.7 has taken apart before.
To give back what was in hand, or to acknowledge it, then failed as nothing that Celery expects, and
the whole worker ended: in 4 of 10 restarts of Redis. Said as what it is, it is met like any loss of
a connection. The broker delivers again what was in hand, and the next sweep finds what was lost.

A Redis that is there and takes nothing is as good as one that is away: a replica, one that fails
over, one without room. Celery ended at its first refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import ResponseError

SCHEMES = ("redis", "rediss")
# Never stored. To remove it is a write, so whoever takes nothing says so.
NOTHING = "_kombu.binding.pyyda-apua-nothing"


class QoS(redis.QoS):
    """What is in hand. What cannot be acknowledged is let go of all the same.

    Celery logs the failure and goes on. If it kept its place, soon none would be left, and the
    worker would wait for ever without asking for more. The broker delivers it again after a while.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class NoticingChannel(redis.Channel):
    """A channel of kombu's that knows when nothing is behind it that takes what it sends."""

    QoS = QoS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            # A replica answers to a ping. Found out here, it is waited for as while it is away.
            self.client.delete(NOTHING)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        if client is None and getattr(self.connection, "client", None) is None:
            raise BrokerGone()
        with super().conn_or_acquire(client) as connected:
            yield connected


class Transport(redis.Transport):
    """Redis with such channels; whatever it refuses, the connection is given up for a new one."""

    Channel = NoticingChannel
    connection_errors = (*redis.Transport.connection_errors, ResponseError)


def outlive_the_broker() -> None:
    """From now on every connection of this process to a Redis is of this kind."""
    TRANSPORT_ALIASES.update(dict.fromkeys(SCHEMES, f"{__name__}:{Transport.__name__}"))
