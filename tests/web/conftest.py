"""What may a test of the web ask for? A service of its own, its clock, and a caller."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service, make_service


@pytest.fixture
def clock() -> HandWoundClock:
    return HandWoundClock()


@pytest.fixture
def service(tmp_path: Path, clock: HandWoundClock) -> Iterator[Service]:
    with make_service(tmp_path, clock) as made:
        yield made


@pytest.fixture
async def listeners() -> AsyncIterator[AsyncExitStack]:
    """Keeps the listeners of one test until its end."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with service.client() as caller:
        yield caller
