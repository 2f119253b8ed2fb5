"""May a requester tell more after sending, once, and does everybody see it who should?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, asked, id_of, named, opened, queued, sent
from tests.web.breaking import nothing_can_be_read

OWN = "/api/v1/my-request"
DETAILS = f"{OWN}/details"
BARE: Json = dict.fromkeys(
    ("topics", "asker", "concerns", "age_bands", "municipality", "language"), None
)


async def told(requester: httpx.AsyncClient, **details: object) -> httpx.Response:
    return await requester.post(DETAILS, json=details)


async def page(service: Service, request_id: str, username: str = "kerttu") -> Json:
    async with await service.as_staff(username) as caller:
        found: Json = (await caller.get(f"{REQUESTS}/{request_id}")).json()
        return found


async def test_more_is_told_and_answered_with_the_own_request(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        before = (await requester.get(OWN)).json()
        answer = await told(requester, avoid="Tätini", interpreter="so")
        after = (await requester.get(OWN)).json()
    assert (answer.status_code, answer.json()) == (201, after)
    assert set(before["untold"]) - set(after["untold"]) == {"avoid", "interpreter"}
    assert after["answer_by"] == before["answer_by"]
    assert "details" in after["may"]


async def test_danger_in_what_is_refused_is_looked_at(service: Service) -> None:
    receipt = await sent(service, avoid="Tätini")
    async with await opened(service, receipt) as requester:
        answer = await told(requester, avoid="Haluan kuolla, tapan itseni tänään.")
    shown = await page(service, id_of(service, receipt))
    assert (answer.status_code, named(answer)) == (422, [("avoid", "given-already")])
    assert shown["avoid"] == "Tätini"
    assert "tapan itseni" in str(shown)
    async with await service.as_staff("kerttu") as kerttu:
        (row,) = await queued(kerttu)
    assert row["look_because"] == "danger"


async def test_staff_see_it_where_it_would_stand_and_when_it_came(
    service: Service, clock: HandWoundClock
) -> None:
    receipt = await sent(service, municipality=None)
    async with await opened(service, receipt) as requester:
        await told(
            requester,
            municipality="698",
            reply_by="phone",
            contact={"phone": "040 123 4567", "safe_times": "aamulla"},
            consents={"partners": ["city"], "consult": True},
        )
    shown = await page(service, id_of(service, receipt))
    assert (shown["municipality"], shown["reply_by"]) == ("698", "phone")
    assert (shown["contact"]["phone"], shown["contact"]["safe_times"]) == (
        "+358401234567",
        "aamulla",
    )
    assert shown["consents"] == {"partners": ["city"], "consult": True}
    (when,) = shown["details"]
    assert when["fields"] == [
        "municipality",
        "contact.phone",
        "contact.safe_times",
        "reply_by",
        "consents.partners",
        "consents.consult",
    ]
    assert when["at"] == shown["details_added_at"]
    assert shown["history"][-1]["kind"] == "details-added"


async def test_the_same_again_is_harmless(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        requester.headers["Idempotency-Key"] = str(uuid4())
        answers = [await told(requester, avoid="Tätini", topics=["TAL"]) for _ in range(3)]
        requester.headers["Idempotency-Key"] = str(uuid4())
        answers += [await told(requester, topics=["TAL"])]
    assert {each.status_code for each in answers} == {201}
    assert len((await page(service, id_of(service, receipt)))["details"]) == 1


async def test_a_guess_is_answered_the_same_whether_it_is_right_or_wrong(service: Service) -> None:
    receipt = await sent(service, contact={"phone": "040 123 4567"})
    async with await opened(service, receipt) as requester:
        before = (await requester.get(OWN)).json()
        answers = [
            await told(requester, contact={"phone": phone})
            for phone in ("040 123 4567", "050 123 4567")
        ]
        after = (await requester.get(OWN)).json()
    right, wrong = ((each.status_code, each.json()) for each in answers)
    assert (right, before) == (wrong, after)
    assert named(answers[0]) == [("contact.phone", "given-already")]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"topics": ["KAS"]}, [("topics", "given-already")]),
        ({"municipality": "890"}, [("municipality", "given-already")]),
        ({"municipality": "000"}, [("municipality", "unknown")]),
        ({"contact": {"phone": "abc"}}, [("contact.phone", "malformed")]),
        ({"contact": {"email": "no address"}}, [("contact.email", "malformed")]),
        ({"reply_by": "phone"}, [("contact.phone", "required")]),
        ({"reply_by": "email"}, [("contact.email", "required")]),
        ({"consents": {"partners": ["moon"]}}, [("consents.partners", "unknown")]),
        ({"message": "Lisää."}, [("body", "unknown-field")]),
        ({"own_word": "sana"}, [("body", "unknown-field")]),
    ],
)
async def test_what_cannot_be_taken_is_named(
    service: Service, body: Json, errors: list[tuple[str, str]]
) -> None:
    async with await opened(service, await sent(service)) as requester:
        answer = await told(requester, **body)
    assert (answer.status_code, answer.json()["code"], named(answer)) == (422, "invalid", errors)


async def test_a_refusal_repeats_nothing_that_was_told(service: Service) -> None:
    async with await opened(service, await sent(service, avoid="Tätini")) as requester:
        answer = await told(requester, avoid="Setäni")
    assert answer.status_code == 422
    assert "Tätini" not in answer.text and "Setäni" not in answer.text


async def test_until_it_is_claimed_another_unit_may_receive_it(service: Service) -> None:
    receipt = await sent(service, **BARE)
    request_id = id_of(service, receipt)
    assert (await page(service, request_id))["unit"] == "palveluohjaus"
    async with await opened(service, receipt) as requester:
        answer = await told(requester, topics=["TAL"])
    assert answer.json()["moved"] == []
    shown = await page(service, request_id, "aino")
    assert (shown["unit"], shown["topics"], shown["routing"]["rule"]) == (
        "perhesosiaalityo",
        ["TAL"],
        "money",
    )


async def test_once_it_is_claimed_the_row_tells_until_the_reply(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        async with await opened(service, receipt) as requester:
            await told(requester, avoid="Tätini")
        row = (await aino.get("/api/v1/queue")).json()["items"][0]
        after = await act(aino, request_id, "reply", text="Hei", kind="answer")
    assert row["details_added_at"] is not None
    assert after["details_added_at"] is None


async def test_a_protected_address_told_later_names_no_place_to_anybody(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        own = (await told(requester, protected_address=True)).json()
    assert own["handled_by"]["unit"] is None
    shown = await page(service, id_of(service, receipt))
    assert (shown["municipality"], shown["protected_address"]) == (None, True)
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get("/api/v1/response-times?by=municipality")
    assert "698" not in [each["key"] for each in answer.json()["rows"]]


async def test_a_worry_about_another_child_hides_the_reads_from_then_on(service: Service) -> None:
    receipt = await sent(service, concerns=None)
    request_id = id_of(service, receipt)
    await page(service, request_id)
    async with await opened(service, receipt) as requester:
        before = (await requester.get(OWN)).json()
        await told(requester, concerns="other_child_or_family")
        after = (await requester.get(OWN)).json()
    assert before["reads"] and before["handled_by"]
    assert (after["reads"], after["handled_by"]) == ([], None)


async def test_danger_alerts_whoever_looks(service: Service) -> None:
    receipt = await sent(service, **BARE)
    async with await opened(service, receipt) as requester:
        await told(requester, has_worker="Mieheni uhkaa tappaa minut.")
    shown = await page(service, id_of(service, receipt), "aino")
    assert (shown["flagged"], shown["look_because"]) == (True, "danger")
    assert shown["unit"] == "perhesosiaalityo"


@pytest.mark.parametrize(
    ("ending", "code"), [("closing", "request-closed"), ("withdrawal", "request-withdrawn")]
)
async def test_what_has_ended_takes_no_details(service: Service, ending: str, code: str) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        if ending == "closing":
            async with await service.as_staff("aino") as aino:
                await act(aino, id_of(service, receipt), "closing", outcome="spam")
        else:
            await requester.post(f"{OWN}/withdrawal", json={})
        answer = await told(requester, avoid="Tätini")
        own: Any = (await requester.get(OWN)).json()
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert (own["untold"], "details" in own["may"]) == ([], False)


async def test_details_that_cannot_be_shown_are_acknowledged(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        with nothing_can_be_read(service):
            answer = await told(requester, avoid="Tätini")
        assert (answer.status_code, answer.json()) == (201, {"written": True})
        assert "avoid" not in (await requester.get(OWN)).json()["untold"]


async def test_staff_tell_nothing_in_a_requester_s_name(service: Service) -> None:
    await asked(service)
    async with await service.as_staff("aino") as aino:
        assert (await told(aino, avoid="Tätini")).status_code == 403
