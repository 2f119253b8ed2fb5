"""Is a PostgreSQL that does not answer noticed in bounded time?"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from triage.store.database import resting_connections
from triage.store.database.engine import (
    CONNECT_TIMEOUT_SECONDS,
    GONE_AFTER_SECONDS,
    Database,
    production,
    write_lock,
)
from triage.store.database.upgrade import upgrade

# Far beyond every limit: what ends earlier was ended by one.
FOR_EVER = text("SELECT pg_sleep(3600)")
SLACK_SECONDS = 10


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = production(postgres_url)
    yield database
    database.dispose()


def test_a_statement_beyond_its_time_is_ended(postgres_url: str) -> None:
    database = production(postgres_url, statement_timeout_seconds=0.2)
    with (
        database.views.connect() as connection,
        pytest.raises(OperationalError, match="statement timeout"),
    ):
        connection.execute(FOR_EVER)
    database.dispose()


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("statement_timeout", "30s"),
        ("lock_timeout", "15s"),
        ("idle_in_transaction_session_timeout", "1min"),
        # Whatever the server's default: the tests' fast server has it off.
        ("synchronous_commit", "on"),
    ],
)
def test_every_connection_has_its_limits(database: Database, limit: str, told: str) -> None:
    with database.log.connect() as connection:
        assert connection.scalar(text(f"SHOW {limit}")) == told


def test_a_server_that_accepts_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = production(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="timeout"):
            database.log.connect()
        took = time.monotonic() - began
        database.dispose()
    assert took < CONNECT_TIMEOUT_SECONDS + SLACK_SECONDS


@pytest.mark.parametrize(("trusted_seconds", "asked"), [(3600, 0), (0, 1)])
def test_the_server_is_asked_before_a_connection_that_rested_long_is_used(
    database: Database, monkeypatch: pytest.MonkeyPatch, trusted_seconds: int, asked: int
) -> None:
    monkeypatch.setattr(resting_connections, "TRUSTED_FOR_SECONDS", trusted_seconds)
    pings: list[object] = []
    monkeypatch.setattr(database.log.dialect, "do_ping", pings.append)
    for _ in range(2):
        with database.log.connect():
            pass

    assert len(pings) == asked


def test_a_connection_that_is_cut_under_the_write_lock_is_told_as_what_it_is(
    postgres_url: str,
) -> None:
    database = production(postgres_url)
    upgrade(database)
    with pytest.raises(OperationalError), write_lock(database) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with write_lock(database) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    database.dispose()


def test_a_server_that_falls_silent_is_given_up_by_the_operating_system(
    database: Database,
) -> None:
    """Its packets go unanswered: those with a question in them, and those that only knock."""
    with database.views.connect() as connection:
        descriptor = connection.connection.driver_connection.fileno()  # type: ignore[union-attr]
        with socket.socket(fileno=os.dup(descriptor)) as ours:
            option = {
                name: ours.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
                for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
            }
            knocks = ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    knocks_for = option["TCP_KEEPIDLE"] + option["TCP_KEEPINTVL"] * option["TCP_KEEPCNT"]
    assert knocks and 0 < knocks_for <= GONE_AFTER_SECONDS
    assert 0 < option["TCP_USER_TIMEOUT"] <= GONE_AFTER_SECONDS * 1000
