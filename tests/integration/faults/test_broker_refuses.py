"""What if the broker is there and takes nothing? It is waited for, as while it is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from kombu import Connection
from redis import Redis
from redis.exceptions import ResponseError

from tests.clock import HandWoundClock
from tests.integration.clockwork import Clockwork, on_redis
from tests.integration.faults.waiting import pass_by
from tests.servers import RedisServer, free_port, running_redis
from wiring.composition.parts import assemble
from wiring.processes.web import application
from workers.broker import Transport

REFUSES_SECONDS = 6
Change = Callable[[Redis], Any]


@pytest.fixture(scope="module")
def broker() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture(scope="module")
def clockwork(
    broker: RedisServer, postgres_module_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clockwork]:
    folder = tmp_path_factory.mktemp("refuses")
    with on_redis(folder, postgres_module_url, broker.url) as clockwork:
        clockwork.sweeps_again()
        yield clockwork


def _replica(broker: Redis) -> None:
    broker.execute_command("REPLICAOF", "127.0.0.1", free_port())


def _primary(broker: Redis) -> None:
    broker.execute_command("REPLICAOF", "NO", "ONE")


def _without_replicas(broker: Redis) -> None:
    broker.config_set("min-replicas-to-write", 1)


def _enough_replicas(broker: Redis) -> None:
    broker.config_set("min-replicas-to-write", 0)


def _without_room(broker: Redis) -> None:
    broker.config_set("maxmemory", 1)


def _with_room(broker: Redis) -> None:
    broker.config_set("maxmemory", 0)


@pytest.mark.parametrize(
    ("refuse", "take_again"),
    [
        (_replica, _primary),
        (_without_replicas, _enough_replicas),
        (_without_room, _with_room),
    ],
    ids=["a replica", "a primary without replicas", "a full one"],
)
def test_workers_and_beats_wait_for_a_broker_that_takes_nothing(
    clockwork: Clockwork, broker: RedisServer, refuse: Change, take_again: Change
) -> None:
    with Redis.from_url(broker.url) as server:
        refuse(server)
        try:
            pass_by(REFUSES_SECONDS)
            with pytest.raises(ResponseError):
                server.set("taken", "no")
        finally:
            take_again(server)
    clockwork.sweeps_again()

    assert [each.child.poll() for each in clockwork.processes] == [None] * 4


def test_what_cannot_be_acknowledged_keeps_no_place(broker: RedisServer) -> None:
    with (
        Connection(broker.url, transport=Transport) as connection,
        connection.SimpleQueue("x") as x,
    ):
        x.consumer.qos(prefetch_count=1)
        x.put("task")
        message = x.get(timeout=REFUSES_SECONDS)
        in_hand = message.channel.qos
        before = in_hand.can_consume()
        with Redis.from_url(broker.url) as server:
            _replica(server)
            try:
                with pytest.raises(connection.connection_errors):
                    message.ack()
            finally:
                _primary(server)

    assert (before, in_hand.can_consume()) == (False, True)


def test_a_replica_is_no_connection(broker: RedisServer) -> None:
    with Redis.from_url(broker.url) as server, Connection(broker.url, transport=Transport) as gone:
        _replica(server)
        try:
            with pytest.raises(gone.connection_errors):
                gone.connect()
        finally:
            _primary(server)
        gone.connect()


async def broker_of(parts: Any) -> object:
    transport = httpx.ASGITransport(
        application(parts, bound_to="127.0.0.1"), client=("127.0.0.1", 1)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return (await client.get("/readyz")).json()["parts"]["broker"]["ok"]


def test_a_web_tells_that_a_replica_takes_no_tasks(
    clockwork: Clockwork, broker: RedisServer
) -> None:
    parts = assemble(clockwork.settings, clock=HandWoundClock())
    told = []
    with Redis.from_url(broker.url) as server:
        for change in (_replica, _primary):
            change(server)
            told.append(asyncio.run(broker_of(parts)))
    parts.close()

    assert told == [False, True]
