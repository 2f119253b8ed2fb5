"""How do ticks reach a page, and when do they stop? Tokens, marks, limits, ends, what is sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.types import Message

from projections.live.watches import QueueWatch
from projections.machinery.changes import CHANGES_AT_MOST, Changes, changed_since
from projections.views.queue.waiting import Filters
from tests.clock import HandWoundClock
from tests.integration.store.world import AINO, a_submission
from tests.service import Service
from tests.web.asking import act, id_of, opened, sent
from tests.web.browsing import Browser, reading, working
from tests.web.browsing import opened as opened_page
from tests.web.listening import PACE, Stream, listener, listening, started
from triage.actors import ANYONE
from triage.evidence import access_log
from triage.store.database.engine import write_lock
from triage.store.events.recorder import LogRecorder
from triage.store.records import staff

COOKIES = ("__Host-vastaus", "__Host-tyotila")
# Nothing of a request, of a person or of the log: these lines and no others.
LINES = re.compile(r":\.*|retry: \d{4}|event: tick|data: tick|")


@pytest.fixture
async def service(tmp_path: Path, clock: HandWoundClock) -> AsyncIterator[Service]:
    """A service that is started, so that it ticks."""
    async with started(tmp_path, clock) as made:
        yield made


async def token_of(visitor: Browser) -> str:
    return next(filter(None, map(visitor.client.cookies.get, COOKIES)))


def address_on(page: Browser) -> str:
    """Where a page listens."""
    found = re.search(r'data-ticks="([^"]*)"', page.page.text)
    assert found is not None, page.text
    return unescape(found[1])


async def queue_page(service: Service) -> Browser:
    return await working(service)


async def request_page(service: Service) -> Browser:
    return await opened_page(service)


PAGES = {"queue": queue_page, "request": request_page}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_that_shows_what_is_there_gets_no_tick_at_once(
    name: str, service: Service
) -> None:
    request_id = id_of(service, await sent(service))
    page = await PAGES[name](service)
    async with listening(service.app, await token_of(page), address_on(page)) as stream:
        await stream.begun()
        async with await service.as_staff("onni") as onni:
            await act(onni, request_id, "note", text="Soitan.")
        await stream.ticked(1)


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_that_shows_less_gets_a_tick_at_once(name: str, service: Service) -> None:
    request_id = id_of(service, await sent(service))
    page = await PAGES[name](service)
    async with await service.as_staff("onni") as onni:
        await act(onni, request_id, "note", text="Soitan.")
    async with listening(service.app, await token_of(page), address_on(page)) as stream:
        await stream.ticked(1)


async def test_a_queue_that_is_not_shown_is_no_news(service: Service) -> None:
    page = await working(service)
    await page.go("/jono?state=claimed")
    await sent(service)
    async with listening(service.app, await token_of(page), address_on(page)) as stream:
        await stream.begun()
        await sent(service)
        await stream.ticked(1)


async def test_a_dialogue_that_shows_what_is_there_gets_no_tick_at_once(service: Service) -> None:
    visitor = await reading(service)
    async with listening(service.app, await token_of(visitor), address_on(visitor)) as stream:
        await stream.begun()
        await visitor.send("/vastaus/viesti", text="Vielä yksi asia.")
        await stream.ticked(1)


async def test_a_dialogue_that_shows_less_gets_a_tick_at_once(service: Service) -> None:
    visitor = await reading(service)
    before = address_on(visitor)
    await visitor.send("/vastaus/viesti", text="Vielä yksi asia.")
    async with listening(service.app, await token_of(visitor), before) as stream:
        await stream.ticked(1)


async def test_another_session_cannot_tell_what_a_page_shows(service: Service) -> None:
    await sent(service)
    one, other = await working(service), await working(service)
    assert address_on(one) != address_on(other)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 401),
        ("requester", 200),
        ("aino", 200),
        ("maria", 200),
        ("kerttu", 200),
        ("ville", 200),
        ("elli", 403),
        ("sanna", 403),
        ("tiina", 403),
        ("antti", 403),
    ],
)
async def test_ticks_are_for_whoever_has_a_queue_or_a_request(
    who: str, status: int, service: Service
) -> None:
    if who == "requester":
        async with await opened(service, await sent(service)) as caller:
            token = caller.headers["authorization"].split()[1]
    else:
        token = "no token of ours" if who == "nobody" else await service.token_of(who)
    async with listening(service.app, token) as stream:
        assert await stream.answered() == status


async def test_a_request_of_another_unit_is_not_told_to_exist(service: Service) -> None:
    foreign = id_of(service, await sent(service, topics=["KOU"]))
    page = await working(service)
    address = f"/jono/{foreign}/tikit"
    async with listening(service.app, await token_of(page), address) as stream:
        assert await stream.answered() == 404


async def test_a_session_that_ends_ends_its_ticks(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    async with await service.as_staff("aino") as aino:
        await aino.delete("/api/v1/session")
    await stream.ended()


async def test_an_account_with_other_rights_begins_anew(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account is not None
        staff.change(connection, replace(account, units=("neuvola",)), None)
    await stream.ended()


async def test_an_account_that_is_disabled_gets_no_more_ticks(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "aino")
        assert account is not None
        staff.change(connection, replace(account, active=False), None)
    await stream.ended()


async def test_a_stream_that_is_ticking_all_the_time_is_checked_too(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    async with await service.as_staff("aino") as aino:
        await aino.delete("/api/v1/session")
    while not stream.is_over:
        await sent(service)


async def test_a_stream_ends_after_its_time(tmp_path: Path, clock: HandWoundClock) -> None:
    async with started(tmp_path, clock, replace(PACE, lasts_seconds=0.01)) as service:
        token = await service.token_of("aino")
        async with listening(service.app, token) as stream:
            await stream.ended()


async def test_who_leaves_takes_no_tick_from_the_others(
    service: Service, listeners: AsyncExitStack
) -> None:
    stays = await listener(listeners, service, "aino")
    leaves = await listener(listeners, service, "onni")
    leaves.leave()
    await leaves.let_go()
    await sent(service)
    await stays.ticked(2)


async def test_a_process_that_stops_lets_the_pages_go_and_takes_no_other(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    service.app.state.live_streams.end()
    await stream.ended()
    async with listening(service.app, await service.token_of("aino")) as later:
        assert await later.answered() == 503


class Stuck(Stream):
    """A page that takes the first of what it is sent, and then nothing."""

    async def send(self, message: Message) -> None:
        if self.text:
            await self._gone.wait()
        await super().send(message)


async def test_a_page_that_takes_nothing_is_let_go(tmp_path: Path, clock: HandWoundClock) -> None:
    pace = replace(PACE, sent_within_seconds=0.05)
    async with started(tmp_path, clock, pace) as service:
        token = await service.token_of("aino")
        async with listening(service.app, token, stream=Stuck()) as stream:
            await stream.let_go()


async def test_a_stream_gets_through_proxies(service: Service, listeners: AsyncExitStack) -> None:
    stream = await listener(listeners, service, "aino")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store, no-transform"
    assert stream.headers["x-accel-buffering"] == "no"
    assert stream.text.startswith(":" + "." * 1000)


async def test_a_stream_says_that_something_is_new_and_nothing_else(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    await sent(service)
    await stream.ticked(2)
    assert [line for line in stream.text.split("\n") if not LINES.fullmatch(line)] == []


async def test_a_tick_is_no_read(service: Service, listeners: AsyncExitStack) -> None:
    stream = await listener(listeners, service, "aino")
    await sent(service)
    await stream.ticked(2)
    with service.parts.database.views.connect() as connection:
        assert list(access_log.latest_reads(connection, limit=10)) == []


async def test_the_open_streams_are_counted_until_they_are_left(
    service: Service, listeners: AsyncExitStack
) -> None:
    stream = await listener(listeners, service, "aino")
    assert await streams_told(service) == 1
    stream.leave()
    await stream.let_go()
    assert await streams_told(service) == 0


async def streams_told(service: Service) -> float:
    async with service.client() as prometheus:
        told = (await prometheus.get("/metrics")).text
    found = re.search(r"^pyyda_streams (.*)$", told, re.MULTILINE)
    assert found is not None
    return float(found[1])


async def test_too_many_changes_to_name_count_as_everything(service: Service) -> None:
    with service.parts.database.views.connect() as connection:
        before = LogRecorder(connection).head()[0]
    submit = service.parts.triage.submit
    many = (submit(a_submission(), ANYONE) for _ in range(CHANGES_AT_MOST // 2 + 1))
    await asyncio.gather(*many)
    with service.parts.database.views.connect() as connection:
        changes = changed_since(connection, before)
        assert changes == Changes(until=LogRecorder(connection).head()[0], ids=None)


async def test_where_everything_may_have_changed_only_what_did_is_news(service: Service) -> None:
    models, everything = service.parts.models, Changes(until=0, ids=None)
    watch = QueueWatch(AINO, Filters())
    with models.database.views.connect() as connection:
        watch.begin(models, connection, service.clock())
        assert not watch.has_news(models, connection, everything)
    await sent(service)
    models.follower.bring_up_to_date(models.queue)
    with models.database.views.connect() as connection:
        assert watch.has_news(models, connection, everything)
