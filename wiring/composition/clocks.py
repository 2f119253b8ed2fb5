"""Which clocks is this process's held against? The machine's seconds, the store's, the broker's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from triage.store.database.engine import Database
from wiring.settings import Settings
from workers.clock.clock_check import Clock, ClockCheck, OtherClock, since_boot

if TYPE_CHECKING:
    from redis import Redis

BROKER_TIMEOUT_SECONDS = 2


def clock_check_of(settings: Settings, database: Database, clock: Clock) -> ClockCheck:
    """What tells whether this machine's clock may be believed."""
    return ClockCheck(clock, elapsed=since_boot, others=dict(_others(settings, database)))


def store_clock(database: Database) -> datetime:
    """What PostgreSQL's machine says; SQLite has no clock but this one."""
    with database.reads.connect() as connection:
        there: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return there


# Who does not answer is told of by whatever needs an answer.


def _others(settings: Settings, database: Database) -> Iterator[tuple[str, OtherClock]]:
    if not database.embedded:
        yield "database", partial(_store_clock_if_there, database)
    if settings.redis_url is not None:
        yield "broker", partial(_broker_clock_if_there, settings.redis_url)


def _store_clock_if_there(database: Database) -> datetime | None:
    try:
        return store_clock(database)
    except SQLAlchemyError:
        return None


def _broker_clock_if_there(url: str) -> datetime | None:
    # Half of the processes have no broker, and it takes a tenth of a second to import.
    from redis.exceptions import RedisError

    try:
        seconds, microseconds = _broker(url).time()
    except (RedisError, OSError):
        return None
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)


@cache
def _broker(url: str) -> Redis:
    from redis import Redis

    timeout = BROKER_TIMEOUT_SECONDS
    return Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout)
