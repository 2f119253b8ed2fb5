"""Who gets a tick for what? For what they may see, at once, and for nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.service import HandWoundClock, Service
from tests.web.asking import VERB_BODIES, Json, act, id_of, sent
from tests.web.listening import listener, requester, started

# On a request of perhesosiaalityö, which is aino's and onni's unit.
Deed = Callable[[Service, str], Awaitable[object]]


@pytest.fixture
async def service(tmp_path: Path, clock: HandWoundClock) -> AsyncIterator[Service]:
    """A service that is started, so that it ticks."""
    async with started(tmp_path, clock) as made:
        yield made


@pytest.fixture
async def receipt(service: Service) -> Json:
    """The receipt of a request of perhesosiaalityö that was there before anybody listened."""
    return await sent(service)


def by(username: str, verb: str, **body: object) -> Deed:
    """What a member of staff does to the request."""

    async def deed(service: Service, request_id: str) -> object:
        async with await service.as_staff(username) as caller:
            return await act(caller, request_id, verb, **(body or VERB_BODIES[verb]))

    return deed


def asking(*topics: str) -> Deed:
    """Another request arrives."""

    async def deed(service: Service, request_id: str) -> object:
        return await sent(service, topics=list(topics))

    return deed


async def offered(service: Service, request_id: str) -> object:
    await by("aino", "claim")(service, request_id)
    return await by("aino", "transfer")(service, request_id)


async def passed_on(service: Service, request_id: str) -> object:
    await offered(service, request_id)
    return await by("leena", "transfer-acceptance")(service, request_id)


async def claimed_in_secret(service: Service, request_id: str) -> object:
    await by("aino", "protection-notice")(service, request_id)
    return await by("aino", "claim")(service, request_id)


async def nothing(service: Service, request_id: str) -> object:
    return None


OWN, FOREIGN, DANGER = asking("TAL"), asking("KOU"), asking("VKV")
TICKED: dict[str, tuple[str, Deed, Deed]] = {
    "a worker by a new request of the own unit": ("aino", nothing, OWN),
    "a worker by one of another unit when it is theirs": ("iida", nothing, FOREIGN),
    "the coordinator by a request of any unit": ("kerttu", nothing, FOREIGN),
    "the duty by danger in any unit": ("ville", nothing, DANGER),
    "a colleague by a claim": ("onni", nothing, by("aino", "claim")),
    "a colleague by a note": ("onni", nothing, by("aino", "note")),
    "whoever recuses by the row that goes": ("aino", nothing, by("aino", "recusal")),
    "a unit by what is offered to it": ("leena", nothing, offered),
    "a unit by what leaves it": ("aino", offered, by("leena", "transfer-acceptance")),
    "a unit by what it has got": ("leena", offered, by("leena", "transfer-acceptance")),
    "a worker by a request that is closed": ("onni", nothing, by("aino", "closing")),
}
# Who, what was before, what does not tick, and what ticks later.
SILENT: dict[str, tuple[str, Deed, Deed, Deed]] = {
    "another unit's worker by a new request": ("iida", nothing, OWN, FOREIGN),
    "a worker by a new request of another unit": ("aino", nothing, FOREIGN, OWN),
    "the duty by what is not dangerous": ("ville", nothing, OWN, DANGER),
    "a unit by an offer to another": (
        "iida",
        by("aino", "claim"),
        by("aino", "transfer"),
        FOREIGN,
    ),
    "whoever has recused": ("aino", by("aino", "recusal"), by("onni", "note"), OWN),
    "a unit that has passed it on": ("aino", passed_on, by("leena", "note"), OWN),
}


@pytest.mark.parametrize("case", TICKED)
async def test_a_tick_is_for(
    case: str, service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    username, before, deed = TICKED[case]
    request_id = id_of(service, receipt)
    await before(service, request_id)
    stream = await listener(listeners, service, username)
    await deed(service, request_id)
    await stream.ticked(2)


@pytest.mark.parametrize("case", SILENT)
async def test_no_tick_is_for(
    case: str, service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    username, before, deed, later = SILENT[case]
    request_id = id_of(service, receipt)
    await before(service, request_id)
    everywhere = await listener(listeners, service, "kerttu")
    stream = await listener(listeners, service, username)
    await deed(service, request_id)
    await everywhere.ticked_since(1)
    await stream.ticked(1)
    await later(service, request_id)
    await stream.ticked(2)


async def test_what_has_gone_is_told_once(
    service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    request_id = id_of(service, receipt)
    stream = await listener(listeners, service, "aino")
    await by("aino", "recusal")(service, request_id)
    await stream.ticked(2)
    everywhere = await listener(listeners, service, "kerttu")
    await by("onni", "note")(service, request_id)
    await everywhere.ticked_since(1)
    await stream.ticked(2)


SHOWN: dict[str, tuple[Deed, Deed]] = {
    "a claim": (nothing, by("aino", "claim")),
    "a reply": (nothing, by("aino", "reply")),
    "a reply after a notice": (by("aino", "protection-notice"), by("aino", "reply")),
    "a claim that is no longer withheld": (claimed_in_secret, by("aino", "notice-release")),
}
WITHHELD: dict[str, tuple[Deed, Deed]] = {
    "a protection notice": (nothing, by("aino", "protection-notice")),
    "a claim after a notice": (by("aino", "protection-notice"), by("aino", "claim")),
    "a note": (nothing, by("aino", "note")),
    "an urgency": (nothing, by("aino", "urgency")),
    "a call that reached nobody": (
        nothing,
        by("aino", "contact-attempt", channel="phone", reached=False),
    ),
    "an offer": (by("aino", "claim"), by("aino", "transfer")),
    "another family's request": (nothing, OWN),
}


@pytest.mark.parametrize("case", SHOWN)
async def test_a_requester_gets_a_tick_for(
    case: str, service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    before, deed = SHOWN[case]
    request_id = id_of(service, receipt)
    await before(service, request_id)
    stream = await requester(listeners, service, receipt)
    await deed(service, request_id)
    await stream.ticked(2)


@pytest.mark.parametrize("case", WITHHELD)
async def test_a_requester_gets_no_tick_for(
    case: str, service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    before, deed = WITHHELD[case]
    request_id = id_of(service, receipt)
    await before(service, request_id)
    everywhere = await listener(listeners, service, "kerttu")
    stream = await requester(listeners, service, receipt)
    await deed(service, request_id)
    await everywhere.ticked_since(1)
    await stream.ticked(1)
    await by("aino", "reply")(service, request_id)
    await stream.ticked(2)


async def test_reading_a_request_is_told_to_no_requester_with_the_next_withheld_event(
    service: Service, listeners: AsyncExitStack, receipt: Json
) -> None:
    request_id = id_of(service, receipt)
    everywhere = await listener(listeners, service, "kerttu")
    stream = await requester(listeners, service, receipt)
    async with await service.as_staff("aino") as aino:
        await aino.get(f"/api/v1/requests/{request_id}")
    await by("aino", "protection-notice")(service, request_id)
    await everywhere.ticked_since(1)
    await stream.ticked(1)
    await by("aino", "reply")(service, request_id)
    await stream.ticked(2)
