"""How do staff work through the API: the queue, a request, the verbs, the figures?"""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import timedelta

import httpx
import pytest

from api.staff_answers import RowAnswer
from projections.queue import QueueRow
from tests.service import PASSWORD, HandWoundClock, Service
from tests.web.asking import REQUESTS, UNIT, Json, act, id_of, named, opened, sent
from wiring.enforcing import tools_of
from workers.sweep import sweep

ROW = {
    "id",
    "reference",
    "topics",
    "age_bands",
    "municipality",
    "asker",
    "language",
    "interpreter",
    "state",
    "urgency",
    "unit",
    "claimed_by",
    "submitted_at",
    "target_at",
    "answer_by",
    "minutes_left",
    "overdue",
    "waiting_for",
    "version",
}
MORE = {
    "flagged",
    "escalated",
    "withdrawn",
    "offered_to",
    "looked_at",
    "look_due_at",
    "look_overdue",
    "answer_by_on",
}


async def asked(service: Service, **instead: object) -> str:
    """The id of a request that was sent."""
    return id_of(service, await sent(service, **instead))


async def page(caller: httpx.AsyncClient, query: str = "") -> list[Json]:
    answer = await caller.get(f"/api/v1/queue{query}")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def test_signing_in_gives_a_token_and_says_who_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"username": "sanna", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json().keys() == {"token", "expires_at", "actor"}
    assert answer.json()["actor"] == {
        "username": "sanna",
        "name": "Sanna",
        "role": "supervisor",
        "units": ["neuvola", "perhesosiaalityo"],
    }


@pytest.mark.parametrize("username", ["aino", "nobody"])
async def test_a_wrong_password_and_a_wrong_name_look_the_same(
    client: httpx.AsyncClient, username: str
) -> None:
    answer = await client.post("/api/v1/session", json={"username": username, "password": "väärin"})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-password")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_guessing_passwords_is_slowed_down(client: httpx.AsyncClient) -> None:
    wrong = {"username": "aino", "password": "väärin"}
    for _ in range(10):
        await client.post("/api/v1/session", json=wrong)
    answer = await client.post("/api/v1/session", json=wrong)
    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


async def test_a_token_is_worth_nothing_after_signing_out(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        assert (await aino.delete("/api/v1/session")).status_code == 204
        assert (await aino.get("/api/v1/queue")).status_code == 401


async def test_a_row_has_the_shape_of_the_contract(service: Service) -> None:
    await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = (await aino.get("/api/v1/queue")).json()
    assert answer.keys() == {"items", "next", "as_of"}
    assert answer["items"][0].keys() == ROW | MORE
    assert answer["as_of"] == "2026-11-23T08:00:00Z"


def test_the_api_tells_every_field_of_a_row_and_no_other() -> None:
    assert RowAnswer.model_fields.keys() == {each.name for each in fields(QueueRow)}


async def test_pages_of_the_queue_follow_each_other_without_gap_or_repeat(
    service: Service,
) -> None:
    sent_ids = {await asked(service) for _ in range(5)}
    found: list[str] = []
    query = "?limit=2"
    async with await service.as_staff("aino") as aino:
        while query:
            answer = (await aino.get(f"/api/v1/queue{query}")).json()
            found += [row["id"] for row in answer["items"]]
            query = f"?limit=2&after={answer['next']}" if answer["next"] else ""
    assert len(found) == 5
    assert set(found) == sent_ids


async def test_the_most_urgent_comes_first(service: Service, clock: HandWoundClock) -> None:
    first = await asked(service)
    clock.wind(timedelta(days=1))
    second, third = await asked(service), await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, third, "urgency", level="urgent", because="Vauva.")
        assert [row["id"] for row in await page(aino)] == [third, first, second]


async def test_the_queue_can_be_narrowed(service: Service) -> None:
    mine, free = await asked(service), await asked(service, topics=["RAS"], age_bands=[])
    answered = await asked(service)
    async with await service.as_staff("kerttu") as kerttu:
        await act(kerttu, answered, "reply", text="Hei.", kind="answer")
        await act(kerttu, answered, "release", because="Loma.")
        await act(kerttu, mine, "claim")
        by = {
            query: {row["id"] for row in await page(kerttu, query)}
            for query in (
                "?state=claimed",
                "?claimed_by=kerttu",
                "?topic=RAS",
                f"?unit={UNIT}",
                "?due=any",
                "?due=week",
                "?due=overdue",
            )
        }
    assert by["?state=claimed"] == by["?claimed_by=kerttu"] == {mine}
    assert by["?topic=RAS"] == {free}
    assert mine in by[f"?unit={UNIT}"]
    assert by["?due=any"] == by["?due=week"] == {mine, free}
    assert by["?due=overdue"] == set()


async def test_what_ended_is_in_the_queue_only_when_asked_for(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "closing", outcome="spam")
        assert await page(aino) == []
        assert [row["id"] for row in await page(aino, "?state=closed")] == [request_id]


async def test_a_request_has_the_shape_of_the_contract(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await requester.post("/api/v1/my-request/messages", json={"text": "Lisää."})
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")).json()
    parts = {"message", "contact", "messages", "notes", "routing", "promise", "history"}
    assert shown.keys() >= ROW | MORE | parts | {"ground", "may"}
    assert shown["routing"].keys() >= {"unit", "reason", "rule", "catalogue_version"}
    assert shown["promise"]["follow_ups"] == []
    assert [message["from"] for message in shown["messages"]] == ["requester", "requester"]
    assert [line["kind"] for line in shown["history"]] == [
        "submitted",
        "routed",
        "message-received",
    ]
    assert shown["ground"] == "triage"


async def test_a_request_goes_from_the_queue_to_its_outcome(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        steps = [
            await act(aino, request_id, "urgency", level="normal", because="Ei kiirettä."),
            await act(aino, request_id, "claim"),
            await act(aino, request_id, "note", text="Soitan."),
            await act(aino, request_id, "contact-attempt", channel="phone", reached=False),
            await act(aino, request_id, "reply", text="Miten voitte?", kind="question"),
            await act(aino, request_id, "closing", outcome="advice"),
            await act(aino, request_id, "reopening", because="Palasi."),
        ]
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    assert [step["state"] for step in steps] == [
        "looked-at",
        "claimed",
        "claimed",
        "claimed",
        "answered",
        "closed",
        "answered",
    ]
    assert [note["text"] for note in shown["notes"]] == ["Soitan."]
    assert shown["contact_attempts"][0]["channel"] == "phone"
    assert [step["version"] for step in steps] == sorted({step["version"] for step in steps})


async def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(
    service: Service,
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino, await service.as_staff("onni") as onni:
        answers = await asyncio.gather(
            *(each.post(f"{REQUESTS}/{request_id}/claim") for each in (aino, onni))
        )
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409)
    assert lost.json()["code"] == "already-claimed"
    assert lost.json()["by"] == won.json()["claimed_by"]


@pytest.mark.parametrize("spelled", ["{}", '"{}"', 'W/"{}"'])
async def test_a_version_may_be_spelled_as_tags_are(service: Service, spelled: str) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        version = (await page(aino))[0]["version"]
        answer = await aino.post(
            f"{REQUESTS}/{request_id}/claim", headers={"If-Match": spelled.format(version)}
        )
    assert answer.status_code == 200


@pytest.mark.parametrize("seen", ["1", '"1"', "99", "-1", "soon", '"', "9" * 5_000])
async def test_what_was_seen_before_somebody_changed_it_is_stale(
    service: Service, seen: str
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"{REQUESTS}/{request_id}/claim", headers={"If-Match": seen})
        now = (await page(aino))[0]
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert (answer.json()["version"], now["claimed_by"]) == (now["version"], None)


async def test_any_version_will_do_for_a_star(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"{REQUESTS}/{request_id}/claim", headers={"If-Match": "*"})
    assert answer.status_code == 200


async def test_a_colleagues_request_needs_a_reason(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
    async with await service.as_staff("onni") as onni:
        before = await onni.get(f"{REQUESTS}/{request_id}")
        await act(onni, request_id, "opening", because="Aino on sairaana.")
        after = await onni.get(f"{REQUESTS}/{request_id}")
    assert (before.status_code, before.json()["code"]) == (403, "reason-needed")
    assert (after.status_code, after.json()["ground"]) == (200, "opened")


async def test_whoever_steps_aside_is_told_only_the_version(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        told = await act(aino, request_id, "recusal", because="Sukulainen.")
        after = await aino.get(f"{REQUESTS}/{request_id}")
    assert told.keys() == {"id", "version"}
    assert (told["id"], after.status_code) == (request_id, 404)


async def test_a_transfer_is_the_senders_until_it_is_accepted(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino, await service.as_staff("olli") as olli:
        offered = await act(aino, request_id, "transfer", unit="neuvola", because="Vauva.")
        closed = await olli.get(f"{REQUESTS}/{request_id}")
        accepted = await act(olli, request_id, "transfer-acceptance")
        gone = await aino.get(f"{REQUESTS}/{request_id}")
    assert (offered["unit"], offered["offered_to"], offered["state"]) == (
        UNIT,
        "neuvola",
        "offered",
    )
    assert (closed.status_code, closed.json()["ground"]) == (403, "receiver")
    assert (accepted["unit"], accepted["claimed_by"]) == ("neuvola", "olli")
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("transfer", {"unit": "nowhere", "because": "Siirto."}, "unit"),
        ("assignment", {"worker": "olli"}, "worker"),
        ("assignment", {"worker": "nobody"}, "worker"),
        ("reply", {"text": "Hei", "kind": "joke"}, "kind"),
        ("reply", {"text": "Hei", "reply_kind": "answer"}, "kind"),
        ("reply", {"text": " ", "kind": "answer"}, "text"),
        ("urgency", {"level": "normal", "because": ""}, "because"),
        ("closing", {"outcome": "done"}, "outcome"),
        ("contact-attempt", {"channel": "phone", "reached": "no"}, "reached"),
        ("claim", {"worker": "aino"}, "worker"),
    ],
)
async def test_a_wrong_verb_names_its_field(
    service: Service, verb: str, body: Json, field: str
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"{REQUESTS}/{request_id}/{verb}", json=body)
    assert answer.status_code == 422
    assert field in {each for each, _ in named(answer)}


@pytest.mark.parametrize("path", ["/not-an-id", "/123", "/%00", "/" + "0" * 32])
async def test_what_is_no_id_of_ours_is_not_found(service: Service, path: str) -> None:
    async with await service.as_staff("aino") as aino:
        answer = await aino.get(f"{REQUESTS}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_a_notice_is_withheld_until_it_is_released(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(
            aino,
            request_id,
            "protection-notice",
            to="lastensuojelu",
            because="Huoli.",
            family_told=False,
        )
        clock.wind(timedelta(minutes=1))
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()
        async with await opened(service, receipt) as requester:
            before = (await requester.get("/api/v1/my-request")).json()["reads"]
            await act(aino, request_id, "notice-release", because="Perheelle kerrottu.")
            after = (await requester.get("/api/v1/my-request")).json()["reads"]
    assert (shown["withheld"], "notice-release" in shown["may"]) == (True, True)
    assert (before, len(after) > 0) == ([], True)


async def test_response_times_have_the_shape_of_the_contract(
    service: Service, clock: HandWoundClock
) -> None:
    for _ in range(5):
        await asked(service)
    clock.wind(timedelta(days=7))
    async with await service.as_staff("sanna") as sanna:
        answer = (await sanna.get("/api/v1/response-times?by=topic&from=2026-11-23")).json()
    assert answer.keys() == {"as_of", "from", "to", "rows", "suppressed_below"}
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
