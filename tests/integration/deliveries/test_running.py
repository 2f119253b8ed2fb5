"""Do real workers tell people, once, and does a mail server that hangs hold up nothing else?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from celery import Celery
from redis import Redis
from sqlalchemy import func, select

from tests.integration.conftest import environment_for
from tests.integration.deliveries.post import ADDRESS, BY_EMAIL, Post, catalogue_with, publish
from tests.integration.deliveries.receivers import (
    LOOPBACK,
    Gateway,
    Mailbox,
    mail_server,
    silent_server,
)
from tests.integration.running import CELERY, eventually, kinds_of, running, submitted_long_ago
from tests.integration.store.plants import hits, secret_patterns
from tests.integration.store.world import TestedService, stock
from tests.servers import RedisServer
from triage.store.tables.delivery_tables import deliveries
from wiring.composition.delivering import lines_of
from wiring.composition.enforcing import enforcing
from wiring.composition.parts import Parts, assemble, wall_clock
from wiring.settings import Settings, read_settings
from workers.deliveries.outbound import BEGINS_WITHIN_SECONDS, Spending
from workers.tasks import DELIVERIES, RELAY

FEW_PROCESSES = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
ENFORCED = 5
# One is enough for four notices to hang over, one after the other.
TO_TWO_UNITS = {
    "perhesosiaalityo": 'notify.email = "jono@example.fi"',
    "palveluohjaus": 'notify.email = "vastaanotto@example.fi"',
}


def always_open(text: str) -> str:
    """The catalogue open round the clock, today and tomorrow whatever day they are."""
    today = datetime.now(UTC).date()
    days = ", ".join(str(today + timedelta(days=each)) for each in (-1, 0, 1, 2))
    text = text.replace('"08:00-16:00"', '"00:00-24:00"').replace(
        "open_on = []", f"open_on = [{days}]"
    )
    for day in ("saturday", "sunday"):
        text = text.replace(f'{day} = "closed"', f'{day} = "00:00-24:00"')
    return text


# -- Celery on Redis, the store on PostgreSQL --


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deliveries")


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mail_server(Mailbox()) as box:
        yield box


@pytest.fixture(scope="module")
def environment(
    folder: Path, postgres_module_url: str, redis_server: RedisServer, box: Mailbox
) -> dict[str, str]:
    return environment_for(folder / "data", postgres_module_url) | {
        "PYYDA_REDIS_URL": redis_server.url,
        "PYYDA_SWEEP_SECONDS": "0.5",
        "PYYDA_SMTP_URL": f"smtp://{LOOPBACK}:{box.port}",
        "PYYDA_SMTP_FROM": "ei-vastausta@viestit.example.fi",
    }


@pytest.fixture(scope="module")
def post(environment: dict[str, str], box: Mailbox) -> Iterator[Post]:
    """A process beside the workers, in which a worker of the unit answers."""
    settings = read_settings(environment)
    stock(settings)
    publish(settings, always_open(catalogue_with("lappi-auki", **TO_TWO_UNITS)))
    parts = assemble(settings, clock=wall_clock)
    yield Post(TestedService(parts), box, Gateway(), lines_of(settings))
    parts.close()


@pytest.fixture(scope="module")
def workers(environment: dict[str, str], folder: Path, post: Post) -> Iterator[None]:
    """Two workers of two processes each, and two beats."""
    with ExitStack() as started:
        for arguments in (
            (*FEW_PROCESSES, "--hostname", "one@deliveries"),
            (*FEW_PROCESSES, "--hostname", "two@deliveries"),
            ("beat", "--schedule", str(folder / "beat-one")),
            ("beat", "--schedule", str(folder / "beat-two")),
        ):
            started.enter_context(running([*CELERY, *arguments], environment, folder))
        yield


def settled(post: Post, request_id: UUID) -> bool:
    states = post.states(request_id=request_id, recipient="requester")
    return bool(states) and "waiting" not in states


def test_a_reply_is_told_once_by_real_workers(
    workers: None, post: Post, redis_server: RedisServer
) -> None:
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    eventually(lambda: settled(post, request_id))

    with Celery(broker=redis_server.url, set_as_current=False) as app:
        for _ in range(10):
            app.send_task(RELAY, queue=DELIVERIES)
        eventually(lambda: _is_empty(redis_server))

    assert [each for each in post.mailbox.recipients if each == ADDRESS] == [ADDRESS]


def test_the_unit_is_told_of_the_new_request(workers: None, post: Post) -> None:
    eventually(lambda: "jono@example.fi" in post.mailbox.recipients)

    assert "vastaanotto@example.fi" not in post.mailbox.recipients


def test_the_broker_holds_no_address(workers: None, redis_server: RedisServer) -> None:
    with Redis.from_url(redis_server.url) as broker:
        held = [broker.dump(key) or b"" for key in broker.scan_iter()]

    assert held
    assert [hit for each in held for hit in hits("broker", each, secret_patterns([ADDRESS]))] == []


def _is_empty(redis_server: RedisServer) -> bool:
    with Redis.from_url(redis_server.url) as broker:
        return broker.llen(DELIVERIES) == 0


# -- one process, one worker, and a mail server that says nothing --


def settings_beside(port: int, folder: Path) -> Settings:
    more = {
        "PYYDA_SWEEP_SECONDS": "0.5",
        "PYYDA_SMTP_URL": f"smtp://{LOOPBACK}:{port}",
        "PYYDA_SMTP_FROM": "ei-vastausta@viestit.example.fi",
    }
    settings = read_settings(environment_for(folder) | more)
    stock(settings)
    publish(settings, catalogue_with("lappi-hiljaa", **TO_TWO_UNITS))
    return settings


def tries(parts: Parts) -> int:
    with parts.database.views.connect() as connection:
        return connection.scalar(select(func.sum(deliveries.c.attempts))) or 0


def test_a_mail_server_that_hangs_does_not_hold_up_enforcement(tmp_path: Path) -> None:
    with ExitStack() as silence:
        port = silence.enter_context(silent_server())
        settings = settings_beside(port, tmp_path / "data")
        submitted_long_ago(settings)
        parts = assemble(settings, clock=wall_clock)
        with enforcing(parts):
            eventually(lambda: tries(parts) > 0)
            began = time.monotonic()
            later = submitted_long_ago(settings)

            eventually(lambda: len(kinds_of(settings, later)) == 2 + ENFORCED)
            took = time.monotonic() - began
            # Or stopping would wait for the tries that are under way.
            silence.close()
        parts.close()

    assert took < BEGINS_WITHIN_SECONDS + 10


def test_a_task_begins_no_more_than_it_may() -> None:
    assert not Spending(tries=0).may_go_on()
    assert not Spending(ends_at=time.monotonic()).may_go_on()
    assert Spending().may_go_on()
