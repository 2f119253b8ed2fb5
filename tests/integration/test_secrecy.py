"""Is a planted word anywhere in what the service leaves behind?

The whole journey is made with unmistakable words in every free text; then every byte of the data
directory, of a dump, of the logs and of the broker is searched for them in every form.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import get_type_hints
from urllib.parse import urlencode

import pytest
from redis import Redis
from sqlalchemy import text

from tests.integration.store.leftovers import dump_of, plain_values, stored_files
from tests.integration.store.planted_calls import BODY, calls
from tests.integration.store.planted_journey import Journey, planted_plea, whole_journey
from tests.integration.store.plants import WORDS, Hit, hits, planted, secret_patterns
from tests.integration.store.world import MASTER_KEY, TestedService, a_submission, opened, stock
from triage.actors import Role
from triage.request.commands.command import Command
from triage.request.events import EVENTS
from triage.store.database.engine import write_lock
from triage.store.events.codec import personal_fields
from triage.store.records import staff
from triage.text.personal import Personal
from wiring.settings import Settings, read_settings
from workers.tasks import make_celery

STORES = ("sqlite", "postgresql")


@dataclass(slots=True)
class Left:
    """What a service has left behind after the journey, and what was planted on the way."""

    service: TestedService
    journey: Journey
    secrets: list[str]
    metrics: str
    log: io.StringIO
    printed: io.StringIO

    @property
    def settings(self) -> Settings:
        return self.service.parts.settings


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that any library says at its most talkative, statements and rows included."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    # The caller's own tool tells the addresses that it calls; the service has no say in that.
    levels = {"": logging.DEBUG, "sqlalchemy": logging.DEBUG, "httpx": logging.WARNING}
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield written
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def settings_of(directory: Path, url: str | None) -> Settings:
    environment = {
        "PYYDA_DATA_DIR": str(directory),
        "PYYDA_MASTER_KEY": MASTER_KEY,
        "PYYDA_TOMBSTONE_FILE": str(directory.parent / "tombstones"),
    }
    if url is not None:
        environment["PYYDA_DATABASE_URL"] = url
    return read_settings(environment)


@pytest.fixture(scope="module", params=STORES)
def left(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Left]:
    is_embedded = request.param == "sqlite"
    url = None if is_embedded else request.getfixturevalue("postgres_module_url")
    settings = settings_of(tmp_path_factory.mktemp("secrecy") / "data", url)
    printed = io.StringIO()
    with everything_logged() as log, redirect_stdout(printed), redirect_stderr(printed):
        stock(settings)
        with opened(settings) as service:
            journey = asyncio.run(whole_journey(service))
            secrets, metrics = asyncio.run(calls(service))
            yield Left(
                service=service,
                journey=journey,
                secrets=[*journey.secrets, *secrets],
                metrics=metrics,
                log=log,
                printed=printed,
            )


def hits_in_files(settings: Settings, patterns: dict[str, bytes] | None = None) -> list[Hit]:
    return [
        hit
        for path in stored_files(settings)
        for hit in hits(path.name, path.read_bytes(), patterns)
    ]


def test_the_journey_plants_a_word_in_every_field_that_takes_one(left: Left) -> None:
    every = {
        (cls.__name__, name)
        for cls in commands_of(Command)
        for name, hint in get_type_hints(cls).items()
        if "Personal" in str(hint)
    }
    assert left.journey.texts == every


def commands_of(cls: type[Command]) -> set[type[Command]]:
    """Those that are one, also by way of another."""
    direct = cls.__subclasses__()
    return {*direct}.union(*map(commands_of, direct))


def test_the_journey_records_every_kind_of_event_that_holds_words(left: Left) -> None:
    with left.service.parts.database.views.connect() as connection:
        stored = set(connection.scalars(text("SELECT DISTINCT topic FROM triage.events")))
    assert {topic for topic, cls in EVENTS.items() if personal_fields(cls)} <= stored
    assert {"help-request.promise-missed", "help-request.escalated"} <= stored


def test_no_byte_of_the_store_holds_a_planted_word(left: Left) -> None:
    searched = list(stored_files(left.settings))
    assert sum(each.stat().st_size for each in searched) > 100_000
    assert hits_in_files(left.settings) == []


def test_no_byte_of_a_dump_holds_a_planted_word(left: Left) -> None:
    dump = dump_of(left.settings)
    assert b"help-request.submitted" in dump
    assert list(hits("dump", dump)) == []


def test_no_byte_of_the_store_holds_a_receipt_a_token_or_a_key(left: Left) -> None:
    assert left.secrets
    patterns = secret_patterns([*left.secrets, MASTER_KEY])
    assert hits_in_files(left.settings, patterns) == []
    assert list(hits("dump", dump_of(left.settings), patterns)) == []


def test_no_log_line_and_nothing_printed_holds_a_planted_word(left: Left) -> None:
    said = left.log.getvalue()
    assert "INSERT INTO triage.sessions" in said and "refused" in said
    assert list(hits("log", said.encode())) == []
    assert list(hits("printed", left.printed.getvalue().encode())) == []


def test_no_log_line_holds_a_receipt_a_token_or_a_key(left: Left) -> None:
    said = left.log.getvalue() + left.printed.getvalue()
    assert list(hits("log", said.encode(), secret_patterns(left.secrets))) == []


def test_no_metric_holds_a_planted_word(left: Left) -> None:
    assert "# HELP" in left.metrics
    assert list(hits("metrics", left.metrics.encode())) == []


def test_no_message_of_the_broker_holds_more_than_a_task_s_name(left: Left, redis_url: str) -> None:
    app, _ = make_celery(redis_url, sweep_seconds=15, open_tools=lambda: pytest.fail("opened"))
    with app:
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
    with Redis.from_url(redis_url) as redis:
        messages = [
            message for key in redis.scan_iter(_type="list") for message in redis.lrange(key, 0, -1)
        ]
    assert len(messages) == len(app.conf.beat_schedule)
    for message in messages:
        assert list(hits("message", message)) == []
        assert json.loads(message)["headers"]["argsrepr"] == "()"
        assert json.loads(message)["headers"]["kwargsrepr"] == "{}"


def test_what_could_name_a_person_in_a_small_place_is_in_no_plain_column(left: Left) -> None:
    told = {BODY["municipality"], *BODY["age_bands"], BODY["asker"], BODY["concerns"]}
    told |= {BODY["language"], BODY["interpreter"]}
    assert len(told) == 6
    assert [each for each in plain_values(left.service) if each[1] in told] == []


WAYS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "lower": lambda said: said.lower().encode(),
    "upper": lambda said: said.upper().encode(),
    "utf-16": lambda said: said.encode("utf-16"),
    "utf-16, big end first": lambda said: said.encode("utf-16-be"),
    "json": lambda said: json.dumps({"text": said}).encode(),
    "json in json": lambda said: json.dumps(json.dumps({"text": said})).encode(),
    "bytes shown": lambda said: repr(said.encode()).encode(),
    "a column of bytes in a dump": lambda said: b"\\\\x" + said.encode().hex().encode(),
    "hex": lambda said: said.encode().hex().upper().encode(),
    "address": lambda said: urlencode({"q": said}).encode(),
    "html": lambda said: said.encode("ascii", "xmlcharrefreplace"),
    "base64": lambda said: base64.b64encode(said.encode()),
    "base64 for addresses": lambda said: base64.urlsafe_b64encode(said.encode()),
    "base64 of utf-16": lambda said: base64.b64encode(said.encode("utf-16-le")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", ["", "a", "ab"])
@pytest.mark.parametrize("word", WORDS)
def test_the_search_finds_a_word_however_it_was_written(way: str, before: str, word: str) -> None:
    written = WAYS[way](f"{before}{word}, ja niin edelleen")
    assert list(hits("there", bytes(40) + written + bytes(40)))


@pytest.fixture(params=STORES)
def leaking(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A store in which one word stands in clear: somebody put it into an account's name."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    settings = settings_of(tmp_path / "data", url)
    stock(settings)
    with opened(settings) as service, write_lock(service.parts.database) as connection:
        account = staff.Account(username="vuoto", name=planted("name"), role=Role.WORKER)
        staff.add(connection, account, Personal("salasana"))
    return settings


def test_one_word_in_clear_is_found(leaking: Settings) -> None:
    assert hits_in_files(leaking)
    assert list(hits("dump", dump_of(leaking)))


def test_a_submission_hides_what_it_holds_when_it_is_shown() -> None:
    submission = a_submission(plea=planted_plea(Personal("sana")), key=planted("key"))
    assert list(hits("shown", repr(submission).encode())) == []
