"""What has a store left behind? Its files, its rows as text, and every value in a plain column."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import inspect, text

from tests.integration.store.world import TestedService
from tests.servers import program
from wiring.settings import Settings

# The catalogue names every municipality, and staff have languages: nobody who asks is among them.
NOT_ABOUT_REQUESTERS = frozenset({"catalogues", "staff"})


def stored_files(settings: Settings) -> Iterator[Path]:
    """Every file of the store: of PostgreSQL what this database has in common with others too."""
    if settings.database_url is None:
        yield from (each for each in settings.data_dir.rglob("*") if each.is_file())
        return
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid::text FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    directory, own = Path(row[0]), row[1]
    for each in directory.rglob("*"):
        is_another_s = "base" in each.parts and own not in each.parts
        if each.is_file() and not is_another_s:
            yield each


def dump_of(settings: Settings) -> bytes:
    """All rows as text: PostgreSQL compresses long values in its files."""
    if settings.database_url is not None:
        pg_dump = program("pg_dump", package="postgresql-client")
        return subprocess.run(
            [pg_dump, settings.database_url], check=True, capture_output=True
        ).stdout
    return b"\n".join(map(dump_of_file, settings.data_dir.glob("*.db")))


def dump_of_file(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()).encode()


def plain_values(service: TestedService) -> Iterator[tuple[str, str]]:
    """Every text in every row, by its table and column; JSON and lists taken apart."""
    with service.parts.database.views.connect() as connection:
        inspected = inspect(connection)
        for schema in ("triage", "keys", "views"):
            for table in set(inspected.get_table_names(schema=schema)) - NOT_ABOUT_REQUESTERS:
                for row in connection.execute(text(f"SELECT * FROM {schema}.{table}")):
                    for name, value in row._mapping.items():
                        for leaf in leaves(value):
                            yield f"{schema}.{table}.{name}", leaf


def leaves(value: Any) -> Iterator[str]:
    match value:
        case bytes() | memoryview():
            yield from leaves(read_json(bytes(value)))
        case dict():
            for name, each in value.items():
                yield str(name)
                yield from leaves(each)
        case list():
            for each in value:
                yield from leaves(each)
        case str():
            yield from value.split()


def read_json(value: bytes) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None
