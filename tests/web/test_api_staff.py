"""How do staff work on requests through the API, one verb after another?"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, UNIT, Json, act, asked, id_of, named, opened, queued, sent


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
        "claimed",
    ]
    assert (steps[-1]["claimed_by"], steps[-1]["waiting_for"]) == ("aino", "us")
    assert steps[-1]["minutes_left"] is not None
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
        version = (await queued(aino))[0]["version"]
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
        now = (await queued(aino))[0]
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
        # The name of an unknown field may be anybody's words: it is not said again.
        ("claim", {"worker": "aino"}, "body"),
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


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("reply", {"text": "\u200b", "kind": "answer"}, "text"),
        ("note", {"text": "\u2800"}, "text"),
        ("transfer", {"unit": "kotipalvelu", "because": "\u3164"}, "because"),
        ("protection-notice", {"to": "\u00ad", "because": "Syy.", "family_told": True}, "to"),
    ],
)
async def test_signs_that_nobody_sees_are_no_words(
    service: Service, verb: str, body: Json, field: str
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        answer = await aino.post(f"{REQUESTS}/{request_id}/{verb}", json=body)
    assert answer.status_code == 422
    assert named(answer) == [(field, "required")]
