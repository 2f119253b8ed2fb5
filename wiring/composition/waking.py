"""Who is told that something was written? Whoever listens in this process, and the others by Redis.

The message on Redis is empty: it only says that there is something new, and each listener looks in
the log. While Redis is away no writer is delayed; listeners then look every few seconds by
themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from wiring.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

CHANNEL = "pyyda-apua:written"
NOTHING = b""
# At most one message to the others in this time, however many writes there are.
WAKE_UPS_APART_SECONDS = 0.05
TIMEOUT_SECONDS = 2
# How soon a thread that listens notices that it is to stop.
HEARD_WITHIN_SECONDS = 0.25
PAUSES_SECONDS = (0.5, 1, 2, 5, 10)
LOG = structlog.get_logger()

Wake = Callable[[], None]
Reached = Callable[[], None]


def wake_up_of(settings: Settings) -> WakeUp:
    """What wakes the listeners when this process has written."""
    if settings.embedded or settings.redis_url is None:
        return WakeUp()
    return RedisWakeUp(settings.redis_url)


class WakeUp:
    """Wakes who listens in this process."""

    def __init__(self) -> None:
        self._listeners: tuple[Wake, ...] = ()

    def send(self) -> None:
        """Tell the listeners that something was written. Never blocks."""
        for wake in self._listeners:
            wake()

    @contextmanager
    def received_by(self, wake: Wake) -> Iterator[None]:
        """Wake somebody at every write for as long as the context lasts."""
        self._listeners = (*self._listeners, wake)
        try:
            yield
        finally:
            self._listeners = tuple(each for each in self._listeners if each is not wake)

    def close(self) -> None:
        """Send no more."""


class RedisWakeUp(WakeUp):
    """Wakes every process at the same Redis; this one without waiting for it."""

    def __init__(self, redis_url: str) -> None:
        super().__init__()
        self._url = redis_url
        self._sent = threading.Event()
        self._closed = threading.Event()
        # Started at the first wake-up: most commands write nothing.
        self._telling = threading.Thread(target=self._tell, name="wake-ups", daemon=True)

    def send(self) -> None:
        super().send()
        self._sent.set()
        if self._telling.ident is None:
            self._telling.start()

    @contextmanager
    def received_by(self, wake: Wake) -> Iterator[None]:
        stop = threading.Event()
        hearing = threading.Thread(
            target=self._hear, args=(wake, stop), name="hearing-wake-ups", daemon=True
        )
        with super().received_by(wake):
            hearing.start()
            try:
                yield
            finally:
                stop.set()
                hearing.join(TIMEOUT_SECONDS)

    def close(self) -> None:
        """Send no more; what was sent is told before this returns, where Redis takes it."""
        self._closed.set()
        self._sent.set()
        if self._telling.ident is not None:
            self._telling.join()

    def _tell(self) -> None:
        def tell(broker: Redis, reached: Reached) -> None:
            while True:
                self._sent.wait()
                self._sent.clear()
                broker.publish(CHANNEL, NOTHING)
                reached()
                if self._closed.wait(WAKE_UPS_APART_SECONDS):
                    # What was sent during the pause.
                    broker.publish(CHANNEL, NOTHING)
                    return

        _insist(self._url, self._closed, tell)

    def _hear(self, wake: Wake, stop: threading.Event) -> None:
        def hear(broker: Redis, reached: Reached) -> None:
            # The library leaves this one call without types.
            with broker.pubsub(ignore_subscribe_messages=True) as messages:  # type: ignore[no-untyped-call]
                messages.subscribe(CHANNEL)
                reached()
                # What was sent meanwhile nobody repeats.
                wake()
                while not stop.is_set():
                    if messages.get_message(timeout=HEARD_WITHIN_SECONDS):
                        wake()

        _insist(self._url, stop, hear)


def _insist(url: str, stop: threading.Event, use: Callable[[Redis, Reached], None]) -> None:
    """Use Redis until `stop`; where it is away say so once, and come back after a while."""
    # Half of the processes have no broker, and it takes a tenth of a second to import.
    from redis import Redis, RedisError
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    pauses = list(PAUSES_SECONDS)

    def reached() -> None:
        if len(pauses) < len(PAUSES_SECONDS):
            LOG.info("wake-ups-again")
        pauses[:] = PAUSES_SECONDS

    while not stop.is_set():
        try:
            with Redis.from_url(
                url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            ) as broker:
                use(broker, reached)
        except (RedisError, OSError) as failure:
            if len(pauses) == len(PAUSES_SECONDS):
                LOG.warning("wake-ups-wait", code=type(failure).__name__)
            stop.wait(pauses[0] if len(pauses) == 1 else pauses.pop(0))
