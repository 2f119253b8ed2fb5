"""Which stores does every case here run on? Both: SQLite files and a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clock import START
from tests.integration.store.world import MASTER_KEY, TestedService, opened, stock
from tests.integration.store.writing import Traces, started
from tests.servers import PostgresServer
from triage.store.database.writer import Writer
from wiring.settings import Settings, read_settings

STORES = ("sqlite", "postgresql")


def settings_of(directory: Path, url: str | None) -> Settings:
    environment = {
        "PYYDA_DATA_DIR": str(directory),
        "PYYDA_MASTER_KEY": MASTER_KEY,
        "PYYDA_TOMBSTONE_FILE": str(directory.parent / "tombstones"),
    }
    if url:
        environment["PYYDA_DATABASE_URL"] = url
    return read_settings(environment)


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database of this test's own, without tables."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return settings_of(tmp_path / "data", url)


@pytest.fixture(scope="session")
def stocked_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the SQLite files of a stocked service are copied from."""
    directory = tmp_path_factory.mktemp("stocked")
    stock(settings_of(directory, None))
    return directory


@contextmanager
def stocked_settings(request: pytest.FixtureRequest, directory: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("stocked_directory"), directory)
        yield settings_of(directory, None)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database(request.getfixturevalue("stocked_database")) as url:
        yield settings_of(directory, url)


@pytest.fixture(params=STORES)
def stocked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database of this test's own, ready to be opened."""
    with stocked_settings(request, tmp_path / "data") as settings:
        yield settings


@pytest.fixture
def fresh(stocked: Settings) -> Iterator[TestedService]:
    """A service of this test's own, with nothing in its log."""
    with opened(stocked) as service:
        yield service


@pytest.fixture(scope="module", params=STORES)
def module_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestedService]:
    directory = tmp_path_factory.mktemp("store") / "data"
    with stocked_settings(request, directory) as settings, opened(settings) as service:
        yield service


@pytest.fixture
def service(module_service: TestedService) -> TestedService:
    """A service that the tests of a module share; the clock is back at the start."""
    module_service.clock.now = START
    return module_service


@pytest.fixture
def traces(service: TestedService) -> Traces:
    return Traces(service)


@pytest.fixture
def writer(service: TestedService) -> Iterator[Writer]:
    with started(Writer(service.parts.database)) as writer:
        yield writer
