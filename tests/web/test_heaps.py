"""What comes of a flood? It is stored and promised like anything else, and seen as one heap."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from api.http.floods import LIMIT
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import BECAUSE, REQUESTS, SUBMISSION, Json, act, id_of, opened, queued, sent
from tests.web.flooding import AFRAID, GRIEF, GROWN_UP, JOKE, flood, from_school, sends
from triage.actors import SYSTEM
from triage.catalogue.packaged import packaged_lapland
from triage.errors.requests import Overloaded
from triage.request.commands.clock.marking import EnforceClock
from triage.store.events.streams import folded, stream

HEAPS = "/api/v1/heaps"


async def heaps(kerttu: httpx.AsyncClient) -> Json:
    answer = await kerttu.get(HEAPS)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def the_heap(kerttu: httpx.AsyncClient) -> Json:
    """The one heap that there is, opened."""
    (heap,) = (await heaps(kerttu))["heaps"]
    answer = await kerttu.get(f"{HEAPS}/{heap['id']}")
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def close(kerttu: httpx.AsyncClient, heap: Json, like: str, **more: object) -> httpx.Response:
    body = {"like": like, **BECAUSE, **more}
    return await kerttu.post(f"{HEAPS}/{heap['id']}/closing", json=body)


async def take_back(kerttu: httpx.AsyncClient, closing: str) -> httpx.Response:
    return await kerttu.post(f"/api/v1/mass-closings/{closing}/taking-back", json=BECAUSE)


async def away(*_: object) -> None:
    """As the door is while nothing can be stored."""
    raise Overloaded()


async def closed_joke(service: Service, kerttu: httpx.AsyncClient) -> str:
    """The mass closing of a flood's heap."""
    await flood(service)
    heap = await the_heap(kerttu)
    answer = await close(kerttu, heap, heap["items"][0]["id"])
    assert answer.status_code == 200, answer.text
    closing: str = answer.json()["id"]
    return closing


# -- the golden case: a class after a death --


async def test_of_thirty_in_grief_none_is_lost_none_is_closed(service: Service) -> None:
    async with from_school(service) as school:
        receipts = [await sends(school, text) for text in GRIEF]
    async with await service.as_staff("kerttu") as kerttu:
        rows = {row["reference"]: row for row in await queued(kerttu, "?limit=200")}
        heap = await the_heap(kerttu)
    assert len(set(GRIEF)) == len(GRIEF) == 30
    assert rows.keys() == {receipt["reference"] for receipt in receipts}
    assert heap["alike"] == [], "there is nothing to close together"
    assert {row["state"] for row in rows.values()} == {"new"}


async def test_each_of_them_is_promised_routed_and_looked_through(service: Service) -> None:
    alone = await sent(service, topics=["SUR"], asker="youth", concerns="self", message=GRIEF[0])
    async with from_school(service) as school:
        receipts = [await sends(school, text) for text in GRIEF]
    async with await service.as_staff("kerttu") as kerttu:
        rows = {row["reference"]: row for row in await queued(kerttu, "?limit=200")}
    one = rows[alone["reference"]]
    for receipt, text in zip(receipts, GRIEF, strict=True):
        row = rows[receipt["reference"]]
        afraid = packaged_lapland().shows_danger(text)
        assert (receipt["answer_by"], row["answer_by"]) == (alone["answer_by"], one["answer_by"])
        assert row["flagged"] is afraid and row["look_because"] == ("danger" if afraid else None)
        if not afraid:
            assert (row["unit"], row["look_due_at"]) == (one["unit"], one["look_due_at"])


async def test_their_unit_sees_each_of_them_in_its_queue(service: Service) -> None:
    async with from_school(service) as school:
        for text in GRIEF:
            await sends(school, text)
    async with await service.as_staff("kerttu") as kerttu:
        units = {row["unit"] for row in await queued(kerttu, "?limit=200")}
        of_units = [await queued(kerttu, f"?unit={unit}&limit=200") for unit in units]
    assert sum(map(len, of_units)) == len(GRIEF)


async def test_each_of_them_reads_the_own_dialogue(service: Service) -> None:
    async with from_school(service) as school:
        receipts = [await sends(school, text) for text in GRIEF]
    async with await opened(service, receipts[-1]) as pupil:
        own = (await pupil.get("/api/v1/my-request")).json()
    assert own["state"] == "received"
    assert "heap" not in str(own)


# -- the mark --


async def test_nobody_is_refused_and_the_limit_alone_marks(service: Service) -> None:
    receipts = await flood(service, LIMIT)
    async with await service.as_staff("kerttu") as kerttu:
        assert (await heaps(kerttu))["heaps"] == []
        receipts += await flood(service, 3)
        (heap,) = (await heaps(kerttu))["heaps"]
    assert len({receipt["reference"] for receipt in receipts}) == LIMIT + 3
    assert (heap["requests"], heap["danger"], heap["danger_waits"]) == (3, 0, 0)


async def test_the_same_request_again_is_no_other(service: Service) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    async with from_school(service) as school:
        for _ in range(3 * LIMIT):
            answer = await school.post(
                "/api/v1/requests", json={"message": JOKE, "topics": ["SUR"]}, headers=key
            )
            assert answer.status_code in (200, 201)
    await flood(service, LIMIT - 1)
    async with await service.as_staff("kerttu") as kerttu:
        assert (await heaps(kerttu))["heaps"] == []


async def test_the_stored_mark_holds_neither_address_nor_words(service: Service) -> None:
    receipts = await flood(service, LIMIT + 1)
    parts = service.parts
    with parts.database.reads.connect() as connection:
        raw = connection.exec_driver_sql("SELECT state FROM triage.events").fetchall()
    stored = b"".join(bytes(row[0]) for row in raw)
    assert b"words_mac" in stored
    assert b"198.51.100" not in stored and b"haisee" not in stored
    assert receipts[-1]["receipt"].encode() not in stored


async def test_only_the_coordinator_is_told_of_heaps(service: Service) -> None:
    await flood(service)
    for username, status in (("kerttu", 200), ("aino", 403), ("ville", 403), ("sanna", 403)):
        async with await service.as_staff(username) as caller:
            assert (await caller.get(HEAPS)).status_code == status
    async with await service.as_staff("aino") as aino:
        assert "heap" not in (await aino.get("/api/v1/queue")).text


# -- closing --


async def test_what_says_the_same_is_closed_in_one_act(service: Service) -> None:
    await flood(service)
    async with from_school(service) as school:
        other = id_of(service, await sends(school, "Oikeasti: pelottaa mennä kouluun."))
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        (alike,) = heap["alike"]
        done = (await close(kerttu, heap, alike["closing"][0])).json()
        left = (await the_heap(kerttu))["items"]
    assert len(alike["closing"]) == done["changed"] == 30 - LIMIT
    assert [row["id"] for row in left] == [other]


async def test_what_the_young_write_is_never_closed_together(service: Service) -> None:
    await flood(service, LIMIT)
    async with from_school(service) as school:
        young = [id_of(service, await sends(school, JOKE)) for _ in range(3)]
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        refused = await close(kerttu, heap, young[0], requests=young)
        left = {row["id"] for row in (await the_heap(kerttu))["items"]}
    assert heap["alike"] == []
    assert (refused.status_code, refused.json()["code"]) == (409, "not-alike")
    assert left == set(young)


async def test_the_same_words_about_something_else_are_not_the_same(service: Service) -> None:
    await flood(service, LIMIT)
    async with from_school(service) as school:
        differing: list[Json] = [{"topics": ["VAN"]}, {"municipality": "261"}, {"asker": "other"}]
        for other in differing:
            await sends(school, JOKE, **{**GROWN_UP, **other})
    async with await service.as_staff("kerttu") as kerttu:
        assert (await the_heap(kerttu))["alike"] == []


async def test_what_was_not_seen_stays_open(service: Service) -> None:
    await flood(service)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        (alike,) = heap["alike"]
        later = [id_of(service, each) for each in await flood(service, 2)]
        done = await close(kerttu, heap, alike["closing"][0], requests=alike["closing"])
        left = {row["id"] for row in (await the_heap(kerttu))["items"]}
    assert (done.json()["changed"], done.json()["unchanged"]) == (30 - LIMIT, 0)
    assert left == set(later)


async def test_what_was_named_and_does_not_fit_is_counted_as_unchanged(service: Service) -> None:
    await flood(service)
    async with from_school(service) as school:
        other = id_of(service, await sends(school, "Oikeasti: pelottaa mennä kouluun."))
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        (alike,) = heap["alike"]
        seen = [*alike["closing"][:2], other]
        done = (await close(kerttu, heap, alike["closing"][0], requests=seen)).json()
        left = {row["id"] for row in (await the_heap(kerttu))["items"]}
    assert (done["changed"], done["unchanged"]) == (2, 1)
    assert {other, *alike["closing"][2:]} == left


async def test_nothing_is_closed_where_nothing_was_seen(service: Service) -> None:
    await flood(service)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        refused = await close(kerttu, heap, heap["items"][0]["id"], requests=[])
        assert refused.status_code == 404
        assert len((await the_heap(kerttu))["items"]) == 30 - LIMIT


async def test_whoever_tries_again_in_an_outage_is_no_flood(service: Service) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    statuses = set()
    async with from_school(service) as school:
        with pytest.MonkeyPatch.context() as outage:
            outage.setattr(service.parts.triage, "submit", away)
            for _ in range(LIMIT + 1):
                statuses.add(
                    (await school.post(REQUESTS, json=SUBMISSION, headers=key)).status_code
                )
        stored = await school.post(REQUESTS, json=SUBMISSION, headers=key)
    async with await service.as_staff("kerttu") as kerttu:
        assert (await heaps(kerttu))["heaps"] == []
    assert (statuses, stored.status_code) == ({503}, 201)


async def test_danger_without_a_look_stays_open(service: Service) -> None:
    await flood(service)
    async with from_school(service) as school:
        afraid = [id_of(service, await sends(school, AFRAID, **GROWN_UP)) for _ in range(3)]
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        refused = await close(kerttu, heap, afraid[0])
        same = next(group for group in heap["alike"] if set(group["requests"]) == set(afraid))
    assert refused.status_code == 404
    assert same["closing"] == []
    assert {row["id"] for row in heap["items"][:3]} == set(afraid), "danger comes first"
    assert (heap["row"]["danger"], heap["row"]["danger_waits"]) == (3, 3)


async def test_what_has_no_message_is_alike_to_nothing(service: Service) -> None:
    await flood(service, LIMIT)
    async with from_school(service) as school:
        for _ in range(3):
            await sends(school, None)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        refused = await close(kerttu, heap, heap["items"][0]["id"])
    assert (heap["alike"], len(heap["items"]), refused.status_code) == ([], 3, 404)


async def test_what_was_claimed_meanwhile_stays_the_workers(service: Service) -> None:
    await flood(service)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        mine, like = heap["items"][0]["id"], heap["items"][1]["id"]
        await act(kerttu, mine, "claim")
        await close(kerttu, heap, like)
        left = (await the_heap(kerttu))["items"]
    assert [(row["id"], row["state"]) for row in left] == [(mine, "claimed")]


@pytest.mark.parametrize("because", [{}, {"because": "  "}])
async def test_a_mass_closing_needs_a_reason(service: Service, because: Json) -> None:
    await flood(service)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        body = {"like": heap["items"][0]["id"], **because}
        answer = await kerttu.post(f"{HEAPS}/{heap['id']}/closing", json=body)
        assert answer.status_code == 422
        assert len((await the_heap(kerttu))["items"]) == 30 - LIMIT


async def test_a_request_of_another_heap_says_nothing_here(service: Service) -> None:
    await flood(service)
    foreign = id_of(service, await sent(service, message=JOKE))
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        assert (await close(kerttu, heap, foreign)).status_code == 404
        assert (await close(kerttu, {"id": str(uuid4())}, foreign)).status_code == 404
        assert (await kerttu.get(f"{HEAPS}/{uuid4()}")).status_code == 404


# -- taking back --


async def test_a_mass_closing_is_taken_back_in_one_act(service: Service) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await flood(service, LIMIT)
        before = await queued(kerttu, "?limit=200")
        closing = await closed_joke(service, kerttu)
        told = (await heaps(kerttu))["closings"]
        done = (await take_back(kerttu, closing)).json()
        after = await the_heap(kerttu)
    assert [(each["id"], each["requests"]) for each in told] == [(closing, 30)]
    assert (done["changed"], done["unchanged"]) == (30, 0)
    assert {row["answer_by"] for row in after["items"]} == {before[0]["answer_by"]}
    assert {row["look_due_at"] for row in after["items"]} == {before[0]["look_due_at"]}
    assert {row["state"] for row in after["items"]} == {"new"}


async def test_taken_back_late_it_is_late_and_no_later_day_is_promised(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        closing = await closed_joke(service, kerttu)
        clock.wind(timedelta(days=20))
    service.tokens.clear()
    async with await service.as_staff("kerttu") as kerttu:
        assert (await take_back(kerttu, closing)).status_code == 200
        rows = (await the_heap(kerttu))["items"]
    assert all(row["overdue"] and row["look_overdue"] for row in rows)
    request_id = rows[0]["id"]
    service.parts.triage.execute_and_wait(EnforceClock(request_id=UUID(request_id)), SYSTEM)
    with service.parts.database.reads.connect() as connection:
        _, recorded, _ = stream(connection, service.parts.ring, UUID(request_id))
    request = folded(recorded)
    assert len(request.promises) == 1
    missed = next(event for event in recorded if event.kind() == "promise-missed")
    assert vars(missed)["breached_at"] == request.first.promise.breach_at


async def test_after_thirty_days_it_stays_and_the_pages_say_so(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        closing = await closed_joke(service, kerttu)
    clock.wind(timedelta(days=30, seconds=1))
    service.tokens.clear()
    async with await service.as_staff("kerttu") as kerttu:
        answer = await take_back(kerttu, closing)
        assert (answer.status_code, answer.json()["code"]) == (409, "too-late")
        assert (await heaps(kerttu))["closings"] == []


async def test_it_is_taken_back_once(service: Service) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        closing = await closed_joke(service, kerttu)
        assert (await take_back(kerttu, closing)).status_code == 200
        assert (await take_back(kerttu, closing)).status_code == 404


async def test_whoever_writes_on_is_not_closed_and_not_reopened_twice(service: Service) -> None:
    receipts = await flood(service)
    async with await service.as_staff("kerttu") as kerttu:
        heap = await the_heap(kerttu)
        closing = (await close(kerttu, heap, heap["items"][0]["id"])).json()["id"]
        async with await opened(service, receipts[-1]) as pupil:
            answer = await pupil.post(
                "/api/v1/my-request/reopening", json={"reason": "Tarkoitin sitä."}
            )
            assert answer.status_code == 201
        done = (await take_back(kerttu, closing)).json()
    assert done["changed"] == 30 - LIMIT - 1
