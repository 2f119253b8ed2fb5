"""What do the tests of whole processes share? Databases that are set up, and an undisturbed log."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.integration.production import Production, in_production
from tests.integration.store.world import MASTER_KEY, TestedService, opened, stock
from tests.servers import PostgresServer
from wiring.settings import Settings, read_settings

STORES = ("sqlite", "postgresql")


def environment_for(directory: Path, database_url: str | None = None) -> dict[str, str]:
    """The settings of a database of this test's own, as environment variables."""
    environment = {
        "PYYDA_DATA_DIR": str(directory),
        "PYYDA_MASTER_KEY": MASTER_KEY,
        "PYYDA_TOMBSTONE_FILE": str(directory.parent / "tombstones"),
    }
    if database_url is not None:
        environment["PYYDA_DATABASE_URL"] = database_url
    return environment


@pytest.fixture(params=STORES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An empty place for data, once in SQLite files and once on a real PostgreSQL."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return environment_for(tmp_path / "data", url)


@pytest.fixture(scope="session")
def stocked_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of the database that those of stocked services are copied from."""
    with postgres_server.fresh_database() as url:
        stock(read_settings(environment_for(Path(), url)))
        yield url.rpartition("/")[2]


@pytest.fixture
def served(environment: dict[str, str], request: pytest.FixtureRequest) -> Settings:
    """A database that is set up, with three people at work and nothing in its log."""
    settings = read_settings(environment)
    if settings.database_url is None:
        stock(settings)
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        server.make_anew(settings.database_url, request.getfixturevalue("stocked_database"))
    return settings


@pytest.fixture
def service(served: Settings) -> Iterator[TestedService]:
    """The parts of one process on a database of this test's own."""
    with opened(served) as service:
        yield service


@pytest.fixture
def process_as_before() -> Iterator[None]:
    """Gives back what a process sets up for itself: its log, its signals, its way of dying."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hook = threading.excepthook
    signals = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    threading.excepthook = hook
    structlog.reset_defaults()
    for each, before in signals.items():
        signal.signal(each, before)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """All processes of docker-compose.yml; every test of a module leaves them at work."""
    with in_production(tmp_path_factory.mktemp("production")) as production:
        yield production
