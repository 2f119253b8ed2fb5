"""What do the queue and a request tell a program of the staff?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args, get_type_hints

import httpx

from api.v1.staff.requests.staff_answers import RowAnswer
from projections.views.queue.columns import COLUMNS
from projections.views.queue.row import QueueRow
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, UNIT, act, asked, id_of, opened, queued, sent

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
    "damaged",
}
MORE = {
    "flagged",
    "escalated",
    "holder_away",
    "withdrawn",
    "writer_unconfirmed",
    "answer_unopened",
    "silent",
    "interpreting",
    "interpreting_at",
    "avoid_unmatched",
    "offered_to",
    "offer_due_at",
    "look_because",
    "due_at",
    "answered",
    "looked_at",
    "look_due_at",
    "look_overdue",
    "answer_by_on",
    "details_added_at",
    "wrote_at",
    "unread_since",
    "contact_changed_at",
    "channel",
    "safe_contact",
    "offer_follow_up_on",
    "handed_over_by",
    "landing_asked",
    "statute_due_at",
    "write_next",
    "landing_follow_up_on",
}


async def test_a_row_has_the_shape_of_the_contract(service: Service) -> None:
    await asked(service)
    async with await service.as_staff("aino") as aino:
        answer = (await aino.get("/api/v1/queue")).json()
    assert answer.keys() == {"items", "next", "as_of"}
    assert answer["items"][0].keys() == ROW | MORE
    assert answer["as_of"] == "2026-11-23T08:00:00Z"


def fields_of(row: type) -> dict[str, bool]:
    """Each field of a row, and whether it may be empty."""
    return {name: type(None) in get_args(hint) for name, hint in get_type_hints(row).items()}


def test_the_api_tells_every_field_of_a_row_and_no_other() -> None:
    answered = fields_of(RowAnswer)
    assert {name: answered[name] for name in RowAnswer.model_fields} == fields_of(QueueRow)


def test_every_column_that_is_shown_is_a_field_of_a_row() -> None:
    shown = {each.name: each.nullable for each in COLUMNS if each.shown}
    assert shown.items() <= fields_of(QueueRow).items()


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
        assert [row["id"] for row in await queued(aino)] == [third, first, second]


async def test_a_row_says_why_its_look_presses(service: Service) -> None:
    unread = await asked(service, message="Kocam beni dövüyor, çok korkuyorum.", language="fi")
    danger = await asked(service, message="Mieheni uhkaa tappaa minut.")
    calm = await asked(service)
    async with await service.as_staff("aino") as aino:
        before = {row["id"]: row["look_because"] for row in await queued(aino)}
        await act(aino, unread, "urgency", level="normal", because="Tulkki soitti.")
        after = {row["id"]: row["look_because"] for row in await queued(aino)}
    assert list(before.items()) == [(danger, "danger"), (unread, "language"), (calm, None)]
    assert after[unread] is None


async def test_the_queue_can_be_narrowed(service: Service) -> None:
    mine, free = await asked(service), await asked(service, topics=["RAS"], age_bands=[])
    answered = await asked(service)
    async with await service.as_staff("kerttu") as kerttu:
        await act(kerttu, answered, "reply", text="Hei.", kind="answer")
        await act(kerttu, mine, "claim")
        by = {
            query: {row["id"] for row in await queued(kerttu, query)}
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
    assert by["?state=claimed"] == {mine}
    assert by["?claimed_by=kerttu"] == {mine, answered}
    assert by["?topic=RAS"] == {free}
    assert mine in by[f"?unit={UNIT}"]
    assert by["?due=any"] == by["?due=week"] == {mine, free}
    assert by["?due=overdue"] == set()


async def test_what_ended_is_in_the_queue_only_when_asked_for(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "closing", outcome="spam")
        assert await queued(aino) == []
        assert [row["id"] for row in await queued(aino, "?state=closed")] == [request_id]


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


async def test_an_answered_request_that_is_let_go_waits_in_the_list(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei.", kind="answer")
        assert await queued(aino, "?due=any") == []
        await act(aino, request_id, "release", because="Loma.")
        (row,) = await queued(aino, "?due=any")
    assert (row["claimed_by"], row["waiting_for"]) == (None, "us")


async def test_an_offer_waits_at_both_ends_until_it_is_taken_back(service: Service) -> None:
    request_id = await asked(service)
    offer = {"unit": "kotipalvelu", "because": "Kotiin.", "summary": "Uupunut äiti."}
    async with await service.as_staff("aino") as aino, await service.as_staff("leena") as leena:
        await act(aino, request_id, "transfer", **offer)
        await act(aino, request_id, "reply", text="Hei.", kind="answer")
        for viewer in (aino, leena):
            (row,) = await queued(viewer, "?due=any")
            assert (row["state"], row["waiting_for"]) == ("offered", "receiver")
            told = (await viewer.get(f"/api/v1/requests/{request_id}/offer")).json()
            assert (told["to_unit"], told["summary"]) == ("kotipalvelu", "Uupunut äiti.")
            assert told["due_at"] == row["offer_due_at"]
        assert (await leena.get(f"/api/v1/requests/{request_id}")).status_code == 403
        await act(aino, request_id, "transfer-withdrawal", because="Hoidan itse.")
        assert await queued(leena, "?due=any") == []


async def test_a_row_that_moves_ahead_of_the_reader_is_on_the_next_page(service: Service) -> None:
    sent_ids = [await asked(service) for _ in range(3)]
    async with await service.as_staff("aino") as aino:
        first = (await aino.get("/api/v1/queue?limit=1")).json()
        await act(aino, sent_ids[2], "urgency", level="emergency", because="Nyt.")
        second = (await aino.get(f"/api/v1/queue?limit=1&after={first['next']}")).json()
    assert [row["id"] for row in (*first["items"], *second["items"])] == [sent_ids[0], sent_ids[2]]
    assert second["items"][0]["minutes_left"] == 60


async def due_at(service: Service, clock: HandWoundClock, moment: str, due: str) -> set[str]:
    """The ids that the coordinator's queue shows at a moment of Helsinki, signed in anew."""
    clock.now = datetime.fromisoformat(moment).astimezone(UTC)
    service.tokens.clear()
    async with await service.as_staff("kerttu") as kerttu:
        return {row["id"] for row in await queued(kerttu, f"?due={due}")}


async def test_what_is_due_by_the_end_of_a_day_is_due_on_that_day(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)  # on a Monday: promised by the end of Wednesday

    assert await due_at(service, clock, "2026-11-24T23:59+02:00", "today") == set()
    assert await due_at(service, clock, "2026-11-25T00:00+02:00", "today") == {request_id}


async def test_what_is_due_by_the_end_of_a_week_is_due_in_that_week(
    service: Service, clock: HandWoundClock
) -> None:
    clock.wind(timedelta(days=2))
    by_friday = await asked(service)
    clock.wind(timedelta(days=1))
    by_monday = await asked(service)

    assert await due_at(service, clock, "2026-11-26T12:00+02:00", "week") == {by_friday}
    assert await due_at(service, clock, "2026-11-30T00:00+02:00", "week") == {by_friday, by_monday}


async def test_a_partner_is_shown_one_version_everywhere_and_held_to_it(service: Service) -> None:
    """What the county keeps to itself shows by no number, and by no command that is too late."""
    request_id = await asked(service)
    offer = {"unit": "seurakunta-perheneuvonta", "because": "Sovittu.", "basis": "statute"}
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "note", text="Meille.")
        await act(aino, request_id, "transfer", **offer)
    async with await service.as_staff("maria") as maria, await service.as_staff("kerttu") as county:
        (offered,) = await queued(maria)
        accepted = await act(maria, request_id, "transfer-acceptance")
        await act(county, request_id, "opening", because="Huoli.")
        shown = await seen_by(maria, request_id)
        notice = {"to": "lastensuojelu", "family_told": False, "because": "Huoli."}
        await act(county, request_id, "protection-notice", **notice)
        after = await seen_by(maria, request_id)
        in_time = await noted(maria, request_id, if_match=shown)
        late = await noted(maria, request_id, if_match=shown)
    assert (accepted["version"], shown) == (offered["version"] + 1, offered["version"] + 2)
    assert after == shown
    assert (in_time.status_code, in_time.json()["version"], late.status_code) == (
        200,
        shown + 1,
        412,
    )


async def seen_by(caller: httpx.AsyncClient, request_id: str) -> int:
    """The version on a request's page, which is that of its row and of its history."""
    told = (await caller.get(f"{REQUESTS}/{request_id}")).json()
    (row,) = [each for each in await queued(caller) if each["id"] == request_id]
    assert told["version"] == row["version"] == len(told["history"])
    version: int = told["version"]
    return version


async def noted(caller: httpx.AsyncClient, request_id: str, *, if_match: int) -> httpx.Response:
    return await caller.post(
        f"{REQUESTS}/{request_id}/note", json={"text": "x"}, headers={"If-Match": f'"{if_match}"'}
    )
