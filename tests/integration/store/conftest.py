"""Which stores does every case here run on? Both: SQLite files and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.store.world import MASTER_KEY, START, TestedService, opened, stock
from tests.servers import PostgresServer
from wiring.settings import Settings, read_settings

STORES = ("sqlite", "postgresql")


def _settings(directory: Path, url: str | None) -> Settings:
    environment = {"PYYDA_DATA_DIR": str(directory / "data"), "PYYDA_MASTER_KEY": MASTER_KEY}
    if url:
        environment["PYYDA_DATABASE_URL"] = url
    return read_settings(environment)


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database of this test's own, without tables."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return _settings(tmp_path, url)


@pytest.fixture
def stocked(empty: Settings) -> Settings:
    """A database of this test's own, ready to be opened."""
    stock(empty)
    return empty


@pytest.fixture
def fresh(stocked: Settings) -> Iterator[TestedService]:
    """A service of this test's own, with nothing in its log."""
    with opened(stocked) as service:
        yield service


@pytest.fixture(scope="module", params=STORES)
def module_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestedService]:
    is_embedded = request.param == "sqlite"
    url = None if is_embedded else request.getfixturevalue("postgres_module_url")
    settings = _settings(tmp_path_factory.mktemp("store"), url)
    stock(settings)
    with opened(settings) as service:
        yield service


@pytest.fixture
def service(module_service: TestedService) -> TestedService:
    """A service that the tests of a module share; the clock is back at the start."""
    module_service.clock.now = START
    return module_service
