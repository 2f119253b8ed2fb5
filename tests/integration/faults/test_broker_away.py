"""What waits when the broker forgets everything or is away? Wake-ups, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from kombu import Connection
from redis import Redis

from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.silence import Relay, relayed
from tests.integration.faults.waiting import goes_on, pass_by
from tests.integration.production import Production, part_of, put_secrets
from workers.broker import Transport

WAITED_LONG = 30
# Longer than a connection rests unasked, and than all pauses between tries up to the longest.
OUTAGE_SECONDS = 20


def test_a_broker_that_forgets_everything_loses_no_work(production: Production) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        with Redis.from_url(production.redis.url) as broker:
            broker.flushall()
        goes_on(load)
    production.sweeps_again()

    judge(production.settings, load, waited_long)


def test_without_a_broker_people_are_served_and_the_clock_catches_up(
    production: Production,
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        production.redis.running.kill()
        try:
            waited_long = submitted_then(production.settings, WAITED_LONG)
            pass_by(OUTAGE_SECONDS)
            goes_on(load)
            ready = httpx.get(f"{production.addresses[0]}/readyz")
        finally:
            production.redis.running.start()
    production.sweeps_again()

    assert (load.turned_away, load.cut_off) == ([], 0)
    assert (ready.status_code, ready.json()["parts"]["broker"]["ok"]) == (200, False)
    judge(production.settings, load, waited_long)


@pytest.fixture
def relay(production: Production, tmp_path: Path) -> Iterator[Relay]:
    """Between Redis and beat and worker, which are others than usual."""
    url = urlsplit(production.redis.url)
    assert url.port
    with relayed(url.port) as relay, ExitStack() as ending:
        through = url._replace(netloc=url.netloc.replace(str(url.port), str(relay.own_port)))
        database_url = production.settings.database_url
        assert database_url
        put_secrets(tmp_path, database_url=database_url, redis_url=through.geturl())
        for name in ("beat", "worker"):
            usual, other = production.part(name), part_of(name, tmp_path)
            usual.stop()
            ending.callback(usual.start)
            other.start()
            ending.callback(other.kill)
        yield relay


def test_a_broker_that_is_gone_without_a_word_is_left_for_a_new_connection(
    production: Production, relay: Relay
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        production.sweeps_again()
        assert relay.fall_silent()
        waited_long = submitted_then(production.settings, WAITED_LONG)
        production.sweeps_again()
        goes_on(load)

    judge(production.settings, load, waited_long)


def test_what_a_worker_cannot_give_back_is_a_lost_connection_to_it(redis_url: str) -> None:
    place = urlsplit(redis_url)
    connection = Connection(transport=Transport, hostname=place.hostname, port=place.port)
    channel = connection.channel()
    connection.collect()

    with pytest.raises(connection.connection_errors):
        channel.qos.restore_unacked()
