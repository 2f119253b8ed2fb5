"""Does verifying end in one line, whatever a stored row holds that it reads?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Table, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.integration.store.world import KERTTU, TestedService
from triage.evidence.differs import Differs
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.database.hash_chain import GENESIS
from triage.store.database.sqlite_files import tells_damage
from triage.store.events.recorder import link_of
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import access_log, catalogues, events, submissions
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

GRACE = timedelta(minutes=1)
WEEK = timedelta(days=7)
READ: dict[Table, tuple[str, ...]] = {
    events: tuple(events.c.keys()),
    access_log: tuple(access_log.c.keys()),
    submissions: ("chain_head", "reference"),
    catalogues: ("version", "toml"),
}
Raw = bytes | str | int | float | None


def a_flipped_bit(value: Raw, chance: Random) -> Raw:
    match value:
        case bytes() | str() if value:
            stored = bytearray(value.encode() if isinstance(value, str) else value)
            stored[chance.randrange(len(stored))] ^= 1 << chance.randrange(4)
            return stored.decode(errors="replace") if isinstance(value, str) else bytes(stored)
        case int():
            return value ^ 1
    return "jotain"


def the_end_cut_off(value: Raw, chance: Random) -> Raw:
    return value[: len(value) // 3] if isinstance(value, bytes | str) else -1


# SQLite takes any value in any column; a text that is none in UTF-8 is made by its own function.
NO_TEXT = "CAST(x'ff00fe' AS TEXT)"
BROKEN: dict[str, Callable[[Raw, Random], Raw]] = {
    "nothing": lambda *_: None,
    "an empty text": lambda *_: "",
    "another text": lambda *_: "mitä\n sattuu",
    "half a JSON": lambda *_: '{"timestamp": ',
    "a list": lambda *_: b"[1]",
    "a negative number": lambda *_: -7,
    "a huge number": lambda *_: 2**63 - 1,
    "a fraction": lambda *_: 1.5e300,
    "bytes": lambda *_: b"\xc3\x28\x00",
    "no text": lambda *_: NO_TEXT,
    "no moment": lambda *_: "2026-13-45 99:99:99.000000",
    "a flipped bit": a_flipped_bit,
    "the end cut off": the_end_cut_off,
}


@pytest.fixture(autouse=True)
async def log(service: TestedService) -> None:
    """Three requests, some reads, and a week after which all were missed."""
    for _ in range(3):
        await service.row(service.submit().request_id, KERTTU)
    service.clock.wind(WEEK)
    sweep(tools_of(service.parts))


def found(service: TestedService, ring: KeyRing | None = None) -> str:
    """What is found, in one line; nothing where all is as it was. Other failures are the test's."""
    try:
        verify(service.parts.database, now=service.clock(), grace=GRACE, ring=ring)
    except Differs as differs:
        assert str(differs).strip()
        return str(differs)
    return ""


def raw_rows(service: TestedService, table: Table) -> Sequence[tuple[Raw, ...]]:
    with service.parts.database.log.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table.fullname}")
        return [tuple(row) for row in rows]


def store_raw(service: TestedService, table: Table, rows: Sequence[tuple[Raw, ...]]) -> bool:
    """Put these rows in the place of all others; whether the store takes them."""
    try:
        with write_lock(service.parts.database) as connection:
            connection.exec_driver_sql(f"DELETE FROM {table.fullname}")
            for row in rows:
                places = ", ".join(NO_TEXT if each == NO_TEXT else "?" for each in row)
                values = tuple(each for each in row if each != NO_TEXT)
                connection.exec_driver_sql(
                    f"INSERT INTO {table.fullname} VALUES ({places})", values
                )
    except DBAPIError:
        return False
    return True


@pytest.mark.parametrize("environment", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_a_broken_value_is_a_finding_and_no_failure(service: TestedService, table: Table) -> None:
    chance, whole = Random(22), raw_rows(service, table)
    tried = 0
    for way, broken in BROKEN.items():
        for column in READ[table]:
            at, index = chance.randrange(len(whole)), table.c.keys().index(column)
            value = broken(whole[at][index], chance)
            changed = (*whole[at][:index], value, *whole[at][index + 1 :])
            # A row without a position gets the next one, which may be the very one that it had.
            is_as_before = value == whole[at][index] or (value is None and column == "position")
            if is_as_before or not store_raw(
                service, table, [*whole[:at], changed, *whole[at + 1 :]]
            ):
                continue
            tried += 1
            said = found(service, service.parts.ring)
            assert said, (way, column)
    assert tried > len(BROKEN)
    assert store_raw(service, table, whole)
    assert not found(service)


# What is decoded only behind the chain: its links are right, as one makes them who can write.
FORGED: dict[str, dict[str, Any]] = {
    "an unknown topic": {"topic": "help-request.unheard-of"},
    "no JSON": {"state": b"no JSON at all"},
    "JSON of another kind": {"state": b"[]"},
    "a number for everything": {"state": b"7"},
    "no field": {"state": b"{}"},
    "wrong types": {"state": b'{"timestamp": 5, "promise": "x", "danger": []}'},
    "deep JSON": {"state": b"[" * 100_000},
    "bytes": {"state": b"\xff\xfe"},
    "a version of its own": {"version": 77},
}


@pytest.mark.parametrize("way", FORGED)
@pytest.mark.parametrize("position", [1, 2, 9])
def test_what_cannot_be_decoded_behind_a_right_chain_names_its_request(
    service: TestedService, way: str, position: int
) -> None:
    with write_lock(service.parts.database) as connection:
        here = events.c.position == position
        connection.execute(update(events).where(here).values(FORGED[way]))
        link, links = GENESIS, []
        for row in connection.execute(select(events).order_by(events.c.position)).fetchall():
            stored = StoredEvent(row.request_id, row.version, row.topic, row.state)
            link = link_of(link, row.position, stored)
            links.append((row.request_id, row.version, link))
            at = events.c.position == row.position
            connection.execute(update(events).where(at).values(link=link))
        for request_id, version, link in links:
            of_it = submissions.c.request_id == request_id
            if version == 2:
                connection.execute(update(submissions).where(of_it).values(chain_head=link))

    assert found(service).startswith(("deadlines: request ", "events: the chain "))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("toml", "tämä = = ei ole TOML"),
        ("toml", ""),
        ("toml", "version = 5"),
        ("version", "another"),
    ],
)
def test_a_broken_catalogue_is_a_finding(service: TestedService, column: str, value: str) -> None:
    with write_lock(service.parts.database) as connection:
        connection.execute(update(catalogues).values({column: value}))

    assert found(service).startswith(("catalogues: ", "deadlines: "))


@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_a_table_that_is_gone_is_a_finding(service: TestedService, table: Table) -> None:
    with write_lock(service.parts.database) as connection:
        connection.execute(text(f"DROP TABLE {table.fullname}"))

    assert "cannot be read" in found(service)


@pytest.mark.parametrize("environment", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pages", [2, 5, 9, 14, 20])
def test_a_file_that_was_cut_is_a_finding(service: TestedService, pages: int) -> None:
    database = service.parts.database
    with database.lasting.connect() as connection:
        connection.exec_driver_sql("PRAGMA triage.wal_checkpoint(TRUNCATE)")
    assert database.directory
    with (database.directory / "triage.db").open("r+b") as file:
        file.truncate(pages * 4096)
    for engine in (database.log, database.lasting):
        engine.dispose()
    try:
        assert found(service)
    except DBAPIError as failure:
        # Where the file cannot even be opened, the command says that in its own line.
        assert isinstance(failure.orig, sqlite3.Error) and tells_damage(failure.orig)
