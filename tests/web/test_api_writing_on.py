"""Is what a requester writes on stored once and acknowledged, and can what ended be taken up?"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, named, opened, sent
from tests.web.breaking import nothing_can_be_read

OWN = "/api/v1/my-request"
WORDS = "Yöt ovat pahimpia."
BODIES: dict[str, Json] = {"messages": {"text": WORDS}, "withdrawal": {}}
WITHOUT_A_PLACE = "Lapin hyvinvointialueen perheiden palvelut"


async def closed(service: Service, **instead: object) -> Json:
    """The receipt of a request that was answered and closed."""
    receipt = await sent(service, **instead)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Hei", kind="answer")
        await act(aino, id_of(service, receipt), "closing", outcome="advice")
    return receipt


async def shown(requester: httpx.AsyncClient) -> Json:
    answer: Json = (await requester.get(OWN)).json()
    return answer


async def texts(requester: httpx.AsyncClient) -> list[str]:
    return [message["text"] for message in (await shown(requester))["messages"]]


# -- what a requester is never told --


@pytest.mark.parametrize("call", ["messages", "withdrawal"])
async def test_no_refusal_tells_the_requester_how_the_request_was_closed(
    service: Service, call: str
) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Hei", kind="answer")
        await act(aino, id_of(service, receipt), "closing", outcome="protection-notice")
    async with await opened(service, receipt) as requester:
        answer = await requester.post(f"{OWN}/{call}", json=BODIES[call])
    assert (answer.status_code, answer.json()["code"]) == (409, "request-closed")
    assert "protection" not in answer.text


# -- what is written is acknowledged --


async def test_a_message_that_cannot_be_shown_is_acknowledged(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        with nothing_can_be_read(service):
            unread = await requester.get(OWN)
            answer = await requester.post(f"{OWN}/messages", json={"text": WORDS})
        assert unread.status_code == 503
        assert (answer.status_code, answer.json()) == (201, {"written": True})
        assert await texts(requester) == [WORDS]


async def test_a_reopening_that_cannot_be_shown_is_acknowledged(service: Service) -> None:
    async with await opened(service, await closed(service)) as requester:
        with nothing_can_be_read(service):
            answer = await requester.post(f"{OWN}/reopening")
        assert (answer.status_code, answer.json()) == (201, {"written": True})
        assert (await shown(requester))["state"] == "being_handled"


async def test_a_verb_whose_row_cannot_be_told_is_not_done(service: Service) -> None:
    path = f"{REQUESTS}/{id_of(service, await sent(service))}"
    async with await service.as_staff("aino") as aino:
        with nothing_can_be_read(service):
            refused = await aino.post(f"{path}/claim", json={})
        assert (refused.status_code, refused.json()["code"]) == (503, "store-away")
        assert (await aino.get(path)).json()["claimed_by"] is None
        assert (await aino.post(f"{path}/claim", json={})).json()["claimed_by"] == "aino"


# -- the same message again --


async def test_the_same_message_again_after_a_lost_answer_is_stored_once(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        body = {"text": WORDS, "seen": (await shown(requester))["seen"]}
        for _ in range(2):
            assert (await requester.post(f"{OWN}/messages", json=body)).status_code == 201
        assert await texts(requester) == [WORDS]


async def test_the_same_message_twice_at_once_is_stored_once(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        body = {"text": WORDS, "seen": 0}
        posts = (requester.post(f"{OWN}/messages", json=body) for _ in range(5))
        assert {answer.status_code for answer in await asyncio.gather(*posts)} == {201}
        assert await texts(requester) == [WORDS]


async def test_the_same_words_after_reading_on_are_a_new_message(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        for _ in range(2):
            body = {"text": WORDS, "seen": (await shown(requester))["seen"]}
            await requester.post(f"{OWN}/messages", json=body)
        assert await texts(requester) == [WORDS, WORDS]


async def test_seen_is_the_same_whether_the_first_message_is_shown_or_not(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        await requester.post(f"{OWN}/messages", json={"text": WORDS})
        for query in ("", "?first=1"):
            assert (await requester.get(f"{OWN}{query}")).json()["seen"] == 1


@pytest.mark.parametrize("seen", [-1, "1", 1.5, True])
async def test_what_nobody_can_have_seen_is_refused(service: Service, seen: object) -> None:
    async with await opened(service, await sent(service)) as requester:
        answer = await requester.post(f"{OWN}/messages", json={"text": WORDS, "seen": seen})
        assert answer.status_code == 422
        assert [field for field, _ in named(answer)] == ["seen"]


# -- asking for help again --


async def test_a_closed_request_is_taken_up_again_and_promised_an_answer(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await closed(service)
    clock.wind(timedelta(days=1))
    async with await opened(service, receipt) as requester:
        assert (await shown(requester))["may"] == ["reopening", "feedback"]
        answer = await requester.post(f"{OWN}/reopening", json={"reason": "Ei auttanut."})
    told = answer.json()
    assert answer.status_code == 201
    assert (told["state"], told["may"]) == (
        "being_handled",
        ["message", "withdraw", "details", "feedback"],
    )
    assert told["answer_by_on"] == "2026-11-26"


async def test_the_workers_find_it_in_their_queue_with_the_reason(service: Service) -> None:
    receipt = await closed(service)
    async with await opened(service, receipt) as requester:
        await requester.post(f"{OWN}/reopening", json={"reason": "Ei auttanut."})
    async with await service.as_staff("onni") as onni:
        (row,) = (await onni.get("/api/v1/queue")).json()["items"]
        page = (await onni.get(f"{REQUESTS}/{row['id']}")).json()
    assert (row["reference"], row["claimed_by"]) == (receipt["reference"], None)
    assert page["messages"][-1]["text"] == "Ei auttanut."


@pytest.mark.parametrize(("length", "status"), [(10_000, 201), (10_001, 422)])
async def test_what_is_written_with_a_reopening_may_be_as_long_as_a_message(
    service: Service, length: int, status: int
) -> None:
    async with await opened(service, await closed(service)) as requester:
        answer = await requester.post(f"{OWN}/reopening", json={"reason": "x" * length})
        assert answer.status_code == status
        assert ("x" * length in await texts(requester)) is (status == 201)


async def test_a_withdrawn_request_is_taken_up_again(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        await requester.post(f"{OWN}/withdrawal")
        answer = await requester.post(f"{OWN}/reopening")
    assert (answer.status_code, answer.json()["state"]) == (201, "received")


async def test_what_goes_on_cannot_be_taken_up_again(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        answer = await requester.post(f"{OWN}/reopening")
    assert (answer.status_code, answer.json()["code"]) == (409, "request-open")


# -- a protected address --


async def test_a_protected_address_is_told_no_place(service: Service) -> None:
    receipt = await sent(service, municipality=None, protected_address=True)
    request_id = id_of(service, receipt)
    async with await service.as_staff("kerttu") as kerttu:
        await act(kerttu, request_id, "transfer", unit="kotipalvelu", because="Sopii.")
    async with await service.as_staff("leena") as leena:
        await act(leena, request_id, "transfer-acceptance")
    async with await opened(service, receipt) as requester:
        answer = await requester.get(OWN)
    told = answer.json()
    for unit in (told["handled_by"], *told["moved"]):
        assert (unit["unit"], unit["unit_name"]) == (None, WITHOUT_A_PLACE)
    assert "kotipalvelu" not in answer.text.lower()


@pytest.mark.parametrize(
    ("topic", "unit", "name"),
    [
        ("RAS", "neuvola", "Rådgivningsbyrån"),
        ("VKV", None, "en anställd på familjecentret"),
    ],
)
async def test_a_unit_is_named_in_the_language_asked_for_where_its_name_may_be_told(
    service: Service, topic: str, unit: str | None, name: str
) -> None:
    asked = await sent(service, topics=[topic], message="Hej.")
    async with await opened(service, asked) as requester:
        answer = await requester.get(f"{OWN}?lang=sv")
    told = answer.json()["handled_by"]
    assert (told["unit"], told["unit_name"]) == (unit, name)


async def test_a_move_to_a_unit_that_is_not_named_tells_only_that_it_moved(
    service: Service,
) -> None:
    receipt = await sent(service, topics=["RAS"], message="Hei.", protected_address=None)
    request_id = id_of(service, receipt)
    async with await service.as_staff("kerttu") as kerttu:
        await act(kerttu, request_id, "transfer", unit="perhesosiaalityo", because="Sopii.")
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "transfer-acceptance")
    async with await opened(service, receipt) as requester:
        answer = await requester.get(OWN)
    assert answer.json()["moved"][0]["unit_name"] == "perhekeskuksen työntekijä"
    assert "perhesosiaali" not in answer.text.lower()
