"""How does the coordinator pass on everything that somebody holds, and what are they told?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import BECAUSE, Json, act, asked, queued
from tests.web.browsing import Browser, working
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.tables.core_tables import staff

PAGE = "/lahtevat"


async def held(service: Service, *, onni_steps_aside: bool = False) -> str:
    """A request that aino has in hand."""
    request_id = await asked(service)
    if onni_steps_aside:
        async with await service.as_staff("onni") as onni:
            await act(onni, request_id, "recusal", **BECAUSE)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
    return request_id


async def pass_on(service: Service, **body: object) -> Json:
    async with await service.as_staff("kerttu") as kerttu:
        answer = await kerttu.post("/api/v1/leavers/aino/passing-on", json=body)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def holders(service: Service) -> dict[str, str | None]:
    async with await service.as_staff("kerttu") as kerttu:
        return {row["id"]: row["claimed_by"] for row in await queued(kerttu)}


async def references(service: Service) -> dict[str, str]:
    async with await service.as_staff("kerttu") as kerttu:
        return {row["id"]: row["reference"] for row in await queued(kerttu)}


async def test_all_goes_to_one_colleague_but_what_they_may_not_have(service: Service) -> None:
    first, second = await held(service), await held(service, onni_steps_aside=True)
    named = await references(service)
    done = await pass_on(service, worker="onni")
    assert done == {
        "given": [named[first]],
        "back_in_queue": [named[second]],
        "unchanged": [],
    }
    assert await holders(service) == {first: "onni", second: None}


async def test_all_goes_back_to_the_queue(service: Service) -> None:
    ids = [await held(service) for _ in range(2)]
    done = await pass_on(service)
    assert len(done["back_in_queue"]) == len(ids)
    assert await holders(service) == dict.fromkeys(ids)


async def test_only_what_was_seen_is_passed_on(service: Service) -> None:
    seen, later = await held(service), await held(service)
    await pass_on(service, worker="onni", requests=[seen])
    assert await holders(service) == {seen: "onni", later: "aino"}


async def test_of_one_who_has_left_it_is_passed_on_too(service: Service) -> None:
    request_id = await held(service)
    with write_lock(service.parts.database) as connection:
        change_rows(connection, staff, {"active": False}, staff.c.username == "aino")
    await pass_on(service, worker="onni")
    assert await holders(service) == {request_id: "onni"}


async def test_a_colleague_who_takes_no_requests_is_refused(service: Service) -> None:
    request_id = await held(service)
    async with await service.as_staff("kerttu") as kerttu:
        answer = await kerttu.post("/api/v1/leavers/aino/passing-on", json={"worker": "sanna"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-worker")
    assert await holders(service) == {request_id: "aino"}


async def choosing(service: Service) -> Browser:
    kerttu = await working(service, "kerttu")
    await kerttu.go(f"{PAGE}?holder=aino")
    return kerttu


async def test_the_page_lists_what_is_held_before_the_act_and_what_became_of_it(
    service: Service,
) -> None:
    first, second = await held(service), await held(service, onni_steps_aside=True)
    named = await references(service)
    kerttu = await choosing(service)
    assert "pyyntöjä hoidossa: 2" in kerttu.text
    assert named[first] in kerttu.text and named[second] in kerttu.text
    await kerttu.send(f"{PAGE}/siirto", worker="onni")
    done = kerttu.text.partition("Pyynnöt on siirretty")[2]
    given, _, back = done.partition("Takaisin jonossa (1)")
    assert named[first] in given and named[second] in back
    assert "hän on jäävi tai hän on poissa" in back
    assert await holders(service) == {first: "onni", second: None}


async def test_what_came_after_the_page_stays(service: Service) -> None:
    await held(service)
    kerttu = await choosing(service)
    later = await held(service)
    await kerttu.send(f"{PAGE}/siirto", worker="")
    assert (await holders(service))[later] == "aino"


async def test_a_worker_finds_no_such_page(service: Service) -> None:
    aino = await working(service, "aino")
    await aino.go("/poissaolot")
    assert PAGE not in aino.page.text
    await aino.go(PAGE)
    assert aino.page.status_code == 403
