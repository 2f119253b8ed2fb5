"""Does anything of whom is told, and where, stay in the store, the logs or the numbers?"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert

from tests.integration.deliveries.post import (
    ADDRESS,
    BY_EMAIL,
    BY_SMS,
    DIALLED,
    NUMBER,
    TOKEN,
    Post,
    mail_line,
)
from tests.integration.store.leftovers import dump_of, stored_files
from tests.integration.store.plants import hits, secret_patterns
from tests.servers import free_port
from triage.notices.telling import Carrier
from triage.store.database.engine import write_lock
from triage.store.database.upgrade import upgrade
from triage.store.tables.core_tables import events
from wiring import logs
from wiring.composition.parts import open_database
from wiring.processes.web import application
from wiring.settings import Settings
from workers.deliveries import ledger

SECRETS = secret_patterns([ADDRESS, NUMBER, DIALLED, TOKEN])


@pytest.fixture
def log(process_as_before: None) -> Iterator[io.StringIO]:
    """What the service logs at its most talkative, as it would stand in a file."""
    written = io.StringIO()
    logs.set_up("debug")
    (handler,) = logging.getLogger().handlers
    tee = logging.StreamHandler(written)
    tee.setFormatter(handler.formatter)
    logging.getLogger().addHandler(tee)
    yield written


def told_and_failed(post: Post) -> None:
    """Notices are sent by every way, refused, and not taken by a server that is away."""
    for contact in (BY_EMAIL, BY_SMS):
        post.reply(post.submit(contact))
    post.work()
    post.gateway.statuses["/sms"] = 422
    post.reply(post.submit(BY_SMS))
    post.work()
    post.lines[Carrier.EMAIL] = mail_line(free_port())
    post.reply(post.submit(BY_EMAIL))
    post.work()


def test_no_byte_of_the_store_and_no_log_line_tells_an_address(
    post: Post, log: io.StringIO
) -> None:
    told_and_failed(post)

    settings = post.service.parts.settings
    files = {path.name: path.read_bytes() for path in stored_files(settings)}
    assert {*post.states(recipient="requester")} == {"sent", "failed", "waiting"}
    assert [hit for name, held in files.items() for hit in hits(name, held, SECRETS)] == []
    assert list(hits("dump", dump_of(settings), SECRETS)) == []
    assert "delivery-refused" in log.getvalue()
    assert list(hits("log", log.getvalue().encode(), SECRETS)) == []


async def answers_of(post: Post, *paths: str) -> list[httpx.Response]:
    app = application(post.service.parts, bound_to="127.0.0.1")
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return [await client.get(path) for path in paths]


def test_numbers_tell_how_many_wait_and_failed_and_how_many_lines_rest(post: Post) -> None:
    told_and_failed(post)

    ready, metrics = asyncio.run(answers_of(post, "/readyz", "/metrics"))

    waiting = post.states().count("waiting")
    parts = ready.json()["parts"]
    assert waiting and parts["deliveries_waiting"] == {"ok": True, "value": waiting}
    assert parts["deliveries_failed"] == {"ok": True, "value": 1}
    assert parts["circuits_open"] == {"ok": True, "value": 0}
    assert f'pyyda_part{{part="deliveries_waiting"}} {waiting}.0' in metrics.text


def test_what_happened_before_there_were_deliveries_is_no_news(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database, "0002")
    with write_lock(database) as connection:
        row = {"topic": "help-request.claimed", "state": b"{}", "link": bytes(32)}
        for position in (1, 2):
            more = {"position": position, "version": position, "request_id": uuid4()}
            connection.execute(insert(events).values(**row, **more))

    upgrade(database)

    with database.views.connect() as connection:
        assert ledger.position(connection) == 2
    database.dispose()
