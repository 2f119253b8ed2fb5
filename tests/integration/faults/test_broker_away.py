"""What waits when the broker forgets everything or is away? Wake-ups, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from kombu import Connection
from redis import Redis

from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on, pass_by
from tests.integration.production import Production
from workers.broker import Transport

WAITED_LONG = 30
OUTAGE_SECONDS = 60


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


def test_what_a_worker_cannot_give_back_is_a_lost_connection_to_it(redis_url: str) -> None:
    place = urlsplit(redis_url)
    connection = Connection(transport=Transport, hostname=place.hostname, port=place.port)
    channel = connection.channel()
    connection.collect()

    with pytest.raises(connection.connection_errors):
        channel.qos.restore_unacked()
