"""Who gets a tick for what? For what they may see, at once, and for nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import VERB_BODIES, Json, act, id_of, sent
from tests.web.listening import Stream, listener, requester, started

# On a request of perhesosiaalityö, which is aino's and onni's unit.
Deed = Callable[[Service, str], Awaitable[object]]
REQUESTER = "whoever asked"


@pytest.fixture
async def service(tmp_path: Path, clock: HandWoundClock) -> AsyncIterator[Service]:
    """A service that is started, so that it ticks."""
    async with started(tmp_path, clock) as made:
        yield made


@dataclass(frozen=True, slots=True)
class Scene:
    """A request of perhesosiaalityö that was there before anybody listened."""

    service: Service
    listeners: AsyncExitStack
    receipt: Json

    @property
    def request_id(self) -> str:
        return id_of(self.service, self.receipt)

    async def do(self, deed: Deed) -> None:
        await deed(self.service, self.request_id)

    async def listener(self, who: str) -> Stream:
        """A member of staff by the user name, or the requester, who listens from now on."""
        if who == REQUESTER:
            return await requester(self.listeners, self.service, self.receipt)
        return await listener(self.listeners, self.service, who)


@pytest.fixture
async def scene(service: Service, listeners: AsyncExitStack) -> Scene:
    return Scene(service, listeners, await sent(service))


async def tells(scene: Scene, who: str, deed: Deed) -> None:
    stream = await scene.listener(who)
    await scene.do(deed)
    await stream.ticked(2)


async def tells_nothing(scene: Scene, who: str, deed: Deed, later: Deed) -> None:
    """Others hear of the deed, they do not; what comes later they hear of."""
    everywhere = await scene.listener("kerttu")
    stream = await scene.listener(who)
    await scene.do(deed)
    await everywhere.ticked_since(1)
    await stream.ticked(1)
    await scene.do(later)
    await stream.ticked(2)


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
async def test_a_tick_is_for(case: str, scene: Scene) -> None:
    username, before, deed = TICKED[case]
    await scene.do(before)
    await tells(scene, username, deed)


@pytest.mark.parametrize("case", SILENT)
async def test_no_tick_is_for(case: str, scene: Scene) -> None:
    username, before, deed, later = SILENT[case]
    await scene.do(before)
    await tells_nothing(scene, username, deed, later)


async def test_what_has_gone_is_told_once(scene: Scene) -> None:
    stream = await scene.listener("aino")
    await scene.do(by("aino", "recusal"))
    await stream.ticked(2)
    everywhere = await scene.listener("kerttu")
    await scene.do(by("onni", "note"))
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
async def test_a_requester_gets_a_tick_for(case: str, scene: Scene) -> None:
    before, deed = SHOWN[case]
    await scene.do(before)
    await tells(scene, REQUESTER, deed)


@pytest.mark.parametrize("case", WITHHELD)
async def test_a_requester_gets_no_tick_for(case: str, scene: Scene) -> None:
    before, deed = WITHHELD[case]
    await scene.do(before)
    await tells_nothing(scene, REQUESTER, deed, by("aino", "reply"))


async def read_and_withheld(service: Service, request_id: str) -> object:
    async with await service.as_staff("aino") as aino:
        await aino.get(f"/api/v1/requests/{request_id}")
    return await by("aino", "protection-notice")(service, request_id)


async def test_reading_a_request_is_told_to_no_requester_with_the_next_withheld_event(
    scene: Scene,
) -> None:
    await tells_nothing(scene, REQUESTER, read_and_withheld, by("aino", "reply"))
