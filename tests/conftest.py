"""Which servers may a test ask for, and which tier may ask?

Every folder of tests/ is a tier. The tiers in WITHOUT_SERVERS run anywhere; the others get a real
PostgreSQL, Redis and Chromium. A test that is skipped has failed: what was not run is not known.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from tests.servers import (
    PostgresServer,
    RedisServer,
    program,
    running_postgres,
    running_redis,
)

WITHOUT_SERVERS = frozenset({"domain", "properties", "architecture"})
TIERS = WITHOUT_SERVERS | {"integration", "web", "browser", "bench"}
SERVERS = frozenset({"postgres_server", "redis_server", "chromium_path"})
# What takes long begins first. The longest keeps a browser at work; beside it is done what mostly
# waits for processes of its own.
FIRST = (
    "browser/test_leaving_matrix.py",
    "integration/faults",
    "integration/test_production.py",
    "browser",
)

# A slow machine is no finding. In CI every run draws the same examples, so that a change is judged
# by what it changed; elsewhere each run draws new ones.
settings.register_profile(
    "suite",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: _place(item.path.relative_to(here)))
    for item in items:
        tier = item.path.relative_to(here).parts[0]
        if tier not in TIERS:
            raise pytest.UsageError(f"{item.nodeid}: tests/{tier} is no tier; see {__file__}")
        wanted = SERVERS.intersection(getattr(item, "fixturenames", ()))
        if tier in WITHOUT_SERVERS and wanted:
            raise pytest.UsageError(f"{item.nodeid}: no server in this tier: {sorted(wanted)}")


def _place(path: Path) -> int:
    """Where a module stands in the order: the long ones first, all others as they came."""
    return next((at for at, first in enumerate(FIRST) if path.is_relative_to(first)), len(FIRST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _count_skipped_as_failed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _count_skipped_as_failed(report)
    return report


def _count_skipped_as_failed(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"skipped, and a skipped test has failed: {report.longrepr}"


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """One private PostgreSQL a test process; parametrised indirectly with True it is durable."""
    with running_postgres(durable=getattr(request, "param", False)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh, empty database of this test's own: postgresql://..."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture(scope="module")
def postgres_module_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh, empty database that the tests of one module share."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """One private Redis a test process; parametrised indirectly with True it is durable."""
    with running_redis(durable=getattr(request, "param", False)) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The private Redis, emptied: redis://..."""
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the real Chromium is; start it with `tests.servers.CHROMIUM_FLAGS`."""
    return program("chromium", "chromium-browser", "google-chrome", package="chromium")
