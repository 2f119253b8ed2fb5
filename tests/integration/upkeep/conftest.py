"""Where is a backup taken of, and where restored? On either store, whichever the other is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from tests.integration.conftest import STORES, environment_for
from tests.integration.store.conftest import (
    stocked_directory,
    stocked_settings,
)
from tests.integration.store.world import TestedService, opened
from tests.integration.upkeep.moving import back_up
from tests.servers import PostgresServer
from wiring.settings import Settings, read_settings

# What stocked files are copied from, here as among the tests of the store.
__all__ = ["stocked_directory"]


@contextmanager
def empty_place(request: pytest.FixtureRequest, store: str, folder: Path) -> Iterator[Settings]:
    """The settings of a place where nothing is, with the master key of all tests."""
    folder.mkdir()
    if store == "sqlite":
        yield read_settings(environment_for(folder / "data"))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url:
        yield read_settings(environment_for(folder / "data", url))


@pytest.fixture(params=STORES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty place on another machine."""
    with empty_place(request, request.param, tmp_path / "elsewhere") as settings:
        yield settings


@pytest.fixture(params=STORES)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database that is set up, with three people at work and nothing in its log."""
    with stocked_settings(request, tmp_path / "data") as settings:
        yield settings


@pytest.fixture(scope="module", params=STORES)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestedService]:
    """A service that the tests of a module share."""
    directory = tmp_path_factory.mktemp("shared") / "data"
    with stocked_settings(request, directory) as settings, opened(settings) as service:
        yield service


@pytest.fixture
def backup_path(service: TestedService, tmp_path: Path) -> Path:
    """A backup with a few requests in it."""
    for _ in range(3):
        service.submit()
    path = tmp_path / "backup"
    back_up(service, path)
    return path


@pytest.fixture
def request_id(service: TestedService) -> UUID:
    """A request that is there before anything else happens."""
    return service.submit().request_id
