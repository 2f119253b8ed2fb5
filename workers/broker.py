"""How does a worker survive a restart of Redis? A channel reports that its connection is lost.

When Redis goes away under load, Celery 5.7 closes channels that kombu 5.7 has already taken apart.
Acknowledging or returning a message then raised an error that Celery does not expect, and the
worker ended: in 4 of 10 restarts of Redis. Raised as a lost connection, it makes Celery reconnect.
Redis redelivers the unacknowledged messages, and the next sweep finds what was lost.

A Redis that refuses writes (a replica, a failover, no memory) counts as away too: without that,
Celery ended at the first refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import ResponseError

SCHEMES = ("redis", "rediss")
# A key that never exists. Deleting it is a write, so a Redis that takes no writes refuses it.
NOTHING = "_kombu.binding.pyyda-apua-nothing"


class QoS(redis.QoS):
    """The unacknowledged messages. One leaves the list even when acknowledging it fails.

    Celery logs the failure and goes on. If the message kept its prefetch slot, soon none would be
    free and the worker would wait for ever. Redis redelivers it after the visibility timeout.
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
    """A kombu channel that raises when its connection is lost or Redis takes no writes."""

    QoS = QoS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            # Not a ping, which a replica answers too. A refusal here is retried like an outage.
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
    """Redis with such channels; a refused command counts as a lost connection."""

    Channel = NoticingChannel
    connection_errors = (*redis.Transport.connection_errors, ResponseError)


def outlive_the_broker() -> None:
    """Make kombu use this `Transport` for every Redis URL in this process."""
    TRANSPORT_ALIASES.update(dict.fromkeys(SCHEMES, f"{__name__}:{Transport.__name__}"))
