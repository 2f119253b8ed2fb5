"""What do response times and trails tell over the API?"""

from __future__ import annotations

from datetime import timedelta

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, UNIT, act, asked, id_of, opened, sent
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep


async def test_response_times_have_the_shape_of_the_contract(
    service: Service, clock: HandWoundClock
) -> None:
    for _ in range(5):
        await asked(service)
    clock.wind(timedelta(days=7))
    async with await service.as_staff("sanna") as sanna:
        answer = (await sanna.get("/api/v1/response-times?by=topic&from=2026-11-23")).json()
    assert answer.keys() == {"as_of", "from", "to", "whole", "rows", "suppressed_below"}
    assert (answer["from"], answer["to"]) == ("2026-10-01", None)
    assert (answer["as_of"], answer["suppressed_below"]) == ("2026-11-30T08:00:00Z", 5)
    row = next(row for row in answer["rows"] if row["key"] == "TAL")
    assert (row["received"], row["answered"], row["missed"], row["open_overdue"]) == (5, 0, 5, 5)
    assert row["on_time_share"] == 0


async def test_response_times_can_be_asked_as_they_stood(
    service: Service, clock: HandWoundClock
) -> None:
    for _ in range(5):
        await asked(service)
    clock.wind(timedelta(days=7))
    as_of = "2026-11-23T09:00:00%2B00:00"
    async with await service.as_staff("sanna") as sanna:
        answer = (await sanna.get(f"/api/v1/response-times?by=month&as_of={as_of}")).json()
    assert answer["as_of"] == "2026-11-23T09:00:00Z"
    assert [(row["key"], row["missed"]) for row in answer["rows"]] == [("2026-11", 0)]


async def test_a_moment_to_come_is_taken_as_now(service: Service) -> None:
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get("/api/v1/response-times?as_of=2031-01-01T00:00:00Z")
    assert answer.json()["as_of"] == "2026-11-23T08:00:00Z"


async def test_past_moments_of_places_are_told_by_quarter(service: Service) -> None:
    for _ in range(5):
        await asked(service)
    places = "/api/v1/response-times?by=municipality&from=2026-11-23"
    async with await service.as_staff("sanna") as sanna:
        now = (await sanna.get(places)).json()
        before = (await sanna.get(f"{places}&as_of=2026-11-23T07:59:00Z")).json()
    assert (now["as_of"], now["from"]) == ("2026-11-23T08:00:00Z", "2026-10-01")
    assert [(row["key"], row["received"]) for row in now["rows"]] == [("698", 5)]
    assert (before["as_of"], before["rows"]) == ("2026-09-30T21:00:00Z", [])


async def test_promises_on_later_messages_are_reported_apart(service: Service) -> None:
    for _ in range(4):
        await asked(service)
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Hei.", kind="answer")
    async with await opened(service, receipt) as requester:
        await requester.post("/api/v1/my-request/messages", json={"text": "Vielä yksi asia."})
    async with await service.as_staff("sanna") as sanna:
        rows = (await sanna.get("/api/v1/response-times")).json()["rows"]
    assert [(row["received"], row["answered"], row["open"]) for row in rows] == [(5, 1, 4)]
    assert rows[0]["follow_ups"] == {"promised": 1, "kept": 0, "missed": 0}


async def test_what_the_clock_made_happen_tells_its_true_moment(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    clock.wind(timedelta(days=7))
    sweep(tools_of(service.parts))
    async with await service.as_staff("kerttu") as kerttu:
        history = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()["history"]
    async with await service.as_staff("tiina") as tiina:
        events = (await tiina.get(f"{REQUESTS}/{request_id}/trail")).json()["events"]
    for lines in (history, events):
        found = {line["kind"]: line for line in lines if line.get("noticed_at")}
        assert {kind: line.get("due_at") for kind, line in found.items()} == {
            "look-overdue": "2026-11-23T12:00:00Z",
            "reminded": "2026-11-24T12:00:00Z",
            "escalated": "2026-11-25T10:00:00Z",
            "promise-missed": None,
        }
        assert found["promise-missed"]["breached_at"] == "2026-11-25T22:00:00Z"
        assert {line["noticed_at"] for line in found.values()} == {"2026-11-30T08:00:00Z"}


async def test_a_trail_tells_what_happened_and_no_word_of_it(service: Service) -> None:
    request_id = await asked(service, message="Merkillinen sana.")
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "release", because="Lomalle.")
        await aino.get(f"{REQUESTS}/{request_id}")
    async with await service.as_staff("tiina") as tiina:
        answer = await tiina.get(f"{REQUESTS}/{request_id}/trail")
    told = answer.json()
    assert [event["kind"] for event in told["events"]] == [
        "submitted",
        "routed",
        "claimed",
        "released",
    ]
    assert told["events"][2]["by"] == {"username": "aino", "role": "worker", "unit": UNIT}
    assert told["reads"][-1].keys() >= {"at", "by", "ground"}
    assert "Lomalle" not in answer.text
    assert "Merkillinen" not in answer.text


async def test_a_supervisor_sees_names_in_a_trail_only_while_the_request_is_open(
    service: Service,
) -> None:
    request_id = await asked(service)
    trail = f"{REQUESTS}/{request_id}/trail"
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei.", kind="answer")
        async with await service.as_staff("sanna") as sanna:
            before = (await sanna.get(trail)).text
            await act(aino, request_id, "closing", outcome="advice")
            after = (await sanna.get(trail)).text
    async with await service.as_staff("tiina") as tiina:
        kept = (await tiina.get(trail)).text
    assert ["aino" in each for each in (before, after, kept)] == [True, False, True]
