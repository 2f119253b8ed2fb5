"""How many pages may listen? So many a session, a person and a process, and staff always."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import opened, sent
from tests.web.listening import PACE, listener, listening, requester, started, with_token


@pytest.fixture
async def service(tmp_path: Path, clock: HandWoundClock) -> AsyncIterator[Service]:
    """A service that is started, so that it ticks."""
    async with started(tmp_path, clock) as made:
        yield made


async def test_a_session_listens_in_four_places_at_most(
    service: Service, listeners: AsyncExitStack
) -> None:
    four = [await listener(listeners, service, "aino") for _ in range(4)]
    token = await service.token_of("aino")
    async with listening(service.app, token) as fifth:
        assert await fifth.answered() == 429
    four[0].leave()
    await four[0].let_go()
    await with_token(listeners, service, token)


async def test_a_process_holds_so_many_streams_and_no_more(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    async with started(tmp_path, clock, replace(PACE, streams=1)) as service:
        token = await service.token_of("aino")
        async with listening(service.app, token) as first:
            await first.ticked(1)
            async with listening(service.app, await service.token_of("onni")) as second:
                assert await second.answered() == 503


async def test_a_person_has_so_many_in_all_sessions_together(
    tmp_path: Path, clock: HandWoundClock, listeners: AsyncExitStack
) -> None:
    async with started(tmp_path, clock, replace(PACE, streams_of_a_person=1)) as service:
        await listener(listeners, service, "aino")
        async with listening(service.app, await service.token_of("aino")) as elsewhere:
            assert await elsewhere.answered() == 429
        await listener(listeners, service, "onni")
        await listeners.aclose()


async def test_requesters_leave_room_for_staff(
    tmp_path: Path, clock: HandWoundClock, listeners: AsyncExitStack
) -> None:
    async with started(tmp_path, clock, replace(PACE, streams_of_requesters=1)) as service:
        await requester(listeners, service, await sent(service))
        async with await opened(service, await sent(service)) as caller:
            token = caller.headers["authorization"].split()[1]
        async with listening(service.app, token) as second:
            assert await second.answered() == 503
        await listener(listeners, service, "aino")
        await listeners.aclose()
