"""Does a write in one process tick in another, over a real Redis that may go away and come back?"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis import Redis
from structlog.testing import capture_logs

from api.app import make_app
from api.live.live_streams import StreamLimits
from tests.clock import HandWoundClock
from tests.integration.conftest import environment_for
from tests.integration.running import CELERY, eventually, running, submitted_long_ago
from tests.integration.store.world import (
    PASSWORD,
    TestedService,
    a_submission,
    opened,
    stock,
)
from tests.servers import RedisServer, running_redis
from tests.service import web_parts
from tests.web.listening import DEADLINE_SECONDS, Stream, listening
from triage.actors import ANYONE
from wiring.composition.parts import assemble
from wiring.composition.waking import CHANNEL, RedisWakeUp
from wiring.settings import Settings, read_settings

# Nothing but a wake-up makes anybody look.
WOKEN = StreamLimits(polled_every_seconds=3600)
# Nobody is woken; whoever listens looks by itself.
POLLED = StreamLimits(polled_every_seconds=0.2)


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that this test may stop."""
    with running_redis() as server:
        yield server


@pytest.fixture
def environment(postgres_url: str, own_redis: RedisServer, tmp_path: Path) -> dict[str, str]:
    environment = environment_for(tmp_path / "data", postgres_url)
    return environment | {"PYYDA_REDIS_URL": own_redis.url, "PYYDA_SWEEP_SECONDS": "0.5"}


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    settings = read_settings(environment)
    stock(settings)
    return settings


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[TestedService]:
    """A process that writes."""
    with opened(settings) as service:
        yield service


@asynccontextmanager
async def a_listener(settings: Settings, pace: StreamLimits = WOKEN) -> AsyncIterator[Stream]:
    """The coordinator listens at a web process of her own, and has had the first tick."""
    parts = assemble(settings, clock=HandWoundClock())
    try:
        app = make_app(web_parts(parts), pace=pace)
        signed_in = await parts.authenticator.sign_in("kerttu", PASSWORD, "tests")
        listener = listening(app, signed_in.token.reveal())
        async with app.router.lifespan_context(app), listener as stream:
            await stream.ticked(1)
            yield stream
    finally:
        await asyncio.to_thread(parts.close)


async def written(service: TestedService) -> None:
    await service.parts.triage.submit(a_submission(), ANYONE)


async def ticks_again(stream: Stream, writer: TestedService) -> None:
    """Write until it ticks: what is written while the line is down wakes nobody."""
    before = stream.number_of_ticks
    async with asyncio.timeout(DEADLINE_SECONDS):
        while stream.number_of_ticks == before:
            await written(writer)


async def test_a_write_in_one_process_ticks_in_another(
    settings: Settings, elsewhere: TestedService
) -> None:
    async with a_listener(settings) as stream:
        await ticks_again(stream, elsewhere)
        # The first may have come because it only then began to hear.
        await ticks_again(stream, elsewhere)


async def test_ticks_go_on_after_redis_was_killed_and_started_again(
    settings: Settings, elsewhere: TestedService, own_redis: RedisServer
) -> None:
    async with a_listener(settings) as stream:
        await ticks_again(stream, elsewhere)
        await asyncio.to_thread(own_redis.running.kill)
        await written(elsewhere)
        await asyncio.to_thread(own_redis.running.start)
        await ticks_again(stream, elsewhere)
        await ticks_again(stream, elsewhere)


async def test_what_is_written_while_redis_is_away_is_found_by_looking(
    settings: Settings, elsewhere: TestedService, own_redis: RedisServer
) -> None:
    await asyncio.to_thread(own_redis.running.kill)
    async with a_listener(settings, POLLED) as stream:
        await written(elsewhere)
        await stream.ticked(2)


async def test_what_this_very_process_writes_ticks_without_redis(
    settings: Settings, own_redis: RedisServer
) -> None:
    await asyncio.to_thread(own_redis.running.kill)
    with opened(settings) as service:
        app = make_app(web_parts(service.parts), pace=WOKEN)
        signed_in = await service.parts.authenticator.sign_in("kerttu", PASSWORD, "tests")
        listener = listening(app, signed_in.token.reveal())
        async with app.router.lifespan_context(app), listener as stream:
            await stream.ticked(1)
            await written(service)
            await stream.ticked(2)


async def test_what_a_worker_writes_ticks(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    submitted_long_ago(settings)
    async with a_listener(settings) as stream:
        worker = running([*CELERY, "worker", "--pool", "solo"], environment, tmp_path)
        schedule = ("--schedule", str(tmp_path / "schedule"))
        beat = running([*CELERY, "beat", *schedule], environment, tmp_path)
        with worker, beat:
            await stream.ticked_since(1)


def test_the_message_is_empty(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    with Redis.from_url(own_redis.url) as redis, redis.pubsub() as messages:
        messages.subscribe(CHANNEL)
        assert messages.get_message(timeout=DEADLINE_SECONDS)
        wake_up.send()
        heard = messages.get_message(timeout=DEADLINE_SECONDS)
    wake_up.close()
    assert heard is not None
    assert heard["data"] == b""


def test_a_busy_minute_rings_a_few_times_only(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    with Redis.from_url(own_redis.url) as redis, redis.pubsub() as messages:
        messages.subscribe(CHANNEL)
        for _ in range(1_000):
            wake_up.send()
        wake_up.close()
        heard = 0
        while messages.get_message(timeout=0.5, ignore_subscribe_messages=False):
            heard += 1
    # The first is that it listens.
    assert 2 <= heard < 50


def test_what_was_rung_last_is_told_before_the_process_ends(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    with Redis.from_url(own_redis.url) as redis, redis.pubsub() as messages:
        messages.subscribe(CHANNEL)
        assert messages.get_message(timeout=DEADLINE_SECONDS)
        wake_up.send()
        assert messages.get_message(timeout=DEADLINE_SECONDS)
        # In the pause that keeps a busy minute from ringing all the time.
        wake_up.send()
        wake_up.close()
        assert messages.get_message(timeout=DEADLINE_SECONDS)


def test_no_writer_waits_for_a_redis_that_hangs(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    os.kill(own_redis.running.pid, signal.SIGSTOP)
    try:
        # Each would wait for seconds.
        for _ in range(10_000):
            wake_up.send()
        wake_up.close()
    finally:
        os.kill(own_redis.running.pid, signal.SIGCONT)


def test_that_redis_is_away_is_told_once_and_that_it_is_back(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    own_redis.running.kill()
    with capture_logs() as told:
        wake_up.send()
        eventually(lambda: len(told) > 0)
        wake_up.send()
        own_redis.running.start()
        eventually(lambda: len(told) > 1)
        wake_up.close()
    assert [each["event"] for each in told] == ["wake-ups-wait", "wake-ups-again"]


def test_each_write_rings_however_many_rang_before(own_redis: RedisServer) -> None:
    wake_up = RedisWakeUp(own_redis.url)
    with Redis.from_url(own_redis.url) as redis, redis.pubsub() as messages:
        messages.subscribe(CHANNEL)
        assert messages.get_message(timeout=DEADLINE_SECONDS)
        for _ in range(3):
            wake_up.send()
            heard = messages.get_message(timeout=DEADLINE_SECONDS)
            assert heard is not None
            assert heard["type"] == "message"
    wake_up.close()
