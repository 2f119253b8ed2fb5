"""What do the tests of commands share? A place for data of their own, and a way to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clock import HandWoundClock
from tests.integration.commands import Run, command_line
from tests.integration.conftest import environment_for
from wiring.settings import Settings


@pytest.fixture
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An empty place for data: SQLite files unless the test asks for a real PostgreSQL."""
    is_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgresql else None
    return environment_for(tmp_path / "data", url)


@pytest.fixture
def run(environment: dict[str, str], process_as_before: None) -> Run:
    """Runs a command with a database of this test's own."""
    return command_line(environment, HandWoundClock())


@pytest.fixture
def prepared(served: Settings, run: Run) -> Run:
    """Runs a command with a database that is set up."""
    return run
