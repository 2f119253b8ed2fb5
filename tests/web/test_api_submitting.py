"""What does somebody get who asks for help through the API?"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, SUBMISSION, Json, id_of, named, opened, queued, sent
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.database.engine import write_lock
from triage.store.records import catalogue_store

FULL: dict[str, Any] = {
    **SUBMISSION,
    "topics": ["TAL", "TAL"],
    "interpreter": "so",
    "reply_by": "phone",
    "contact": {
        "name": "Maija",
        "phone": "+358401234567",
        "email": "maija@example.fi",
        "safe_times": "aamulla",
        "may_leave_message": False,
        "sms_ok": True,
        "say_where_from": False,
        "must_not_know": "puoliso",
    },
    "own_word": "Kesämökki",
    "guardian_may_know": "ask",
    "family_agrees": True,
    "has_worker": "Terhi",
    "elsewhere": True,
    "avoid": "Keijo",
    "consents": {"partners": ["parish", "seurakunta-perheneuvonta"], "consult": True},
}


async def test_the_receipt_has_the_shape_of_the_contract(service: Service) -> None:
    receipt = await sent(service)
    assert receipt.keys() == {
        "reference",
        "receipt",
        "submitted_at",
        "answer_by_on",
        "answer_by",
        "answer_by_text",
        "urgent_help",
        "chain_head",
    }
    assert receipt["submitted_at"] == "2026-11-23T08:00:00Z"
    assert receipt["answer_by_on"] == "2026-11-25"
    assert receipt["answer_by"] == "2026-11-25T22:00:00Z"
    assert receipt["urgent_help"][0] == {
        "name": "Hätänumero",
        "number": "112",
        "url": None,
        "when": "Soita heti, jos joku on vaarassa nyt.",
        "open_now": True,
        "opens_at": None,
        "always_open": True,
        "languages": [],
        "ages": [],
    }
    assert len(bytes.fromhex(receipt["chain_head"])) == 32


@pytest.mark.parametrize(
    ("told", "query", "header", "words"),
    [
        ("fi", "", "en", "viimeistään keskiviikkona 25. marraskuuta"),
        ("en", "", "fi", "by Wednesday 25 November"),
        ("ar", "", "sv", "senast onsdagen den 25 november"),
        ("fi", "?lang=en", "sv", "by Wednesday 25 November"),
        (None, "", "", "viimeistään keskiviikkona 25. marraskuuta"),
    ],
)
async def test_the_day_is_told_in_the_requesters_language(
    client: httpx.AsyncClient, told: str | None, query: str, header: str, words: str
) -> None:
    body = {**SUBMISSION, "language": told}
    answer = await client.post(REQUESTS + query, json=body, headers={"Accept-Language": header})
    assert words in answer.json()["answer_by_text"]


async def test_everything_that_was_told_reaches_the_worker(service: Service) -> None:
    request_id = id_of(service, await sent(service, **FULL))
    async with await service.as_staff("kerttu") as kerttu:
        shown = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()
    assert shown["message"] == FULL["message"]
    assert shown["contact"] == FULL["contact"]
    assert shown["topics"] == ["TAL"]
    for name in ("asker", "age_bands", "municipality", "language", "interpreter", "reply_by"):
        assert shown[name] == FULL[name]
    for name in ("concerns", "elsewhere", "guardian_may_know", "family_agrees"):
        assert shown[name] == FULL[name]
    for name in ("has_worker", "avoid", "consents"):
        assert shown[name] == FULL[name]


@pytest.mark.parametrize(
    "contact", [None, {}, {"name": " ", "phone": ""}, {"sms_ok": False, "name": None}]
)
async def test_a_request_that_tells_nothing_of_the_asker_has_no_contact(
    service: Service, contact: object
) -> None:
    request_id = id_of(service, await sent(service, contact=contact))
    async with await service.as_staff("kerttu") as kerttu:
        assert (await kerttu.get(f"{REQUESTS}/{request_id}")).json()["contact"] is None


@pytest.mark.parametrize(
    ("contact", "kept"),
    [
        ({"phone": "\u202a040/123 4567\u202c"}, {"phone": "+358401234567"}),
        ({"phone": "+46 (0)70 123 45 67"}, {"phone": "+46701234567"}),
        ({"email": "mailto:Maija@faß.de."}, {"email": "Maija@xn--fa-hia.de"}),
        ({"phone": "", "name": "Maija"}, {"phone": None, "name": "Maija"}),
    ],
)
async def test_a_contact_is_kept_as_it_will_be_used(
    service: Service, contact: dict[str, str], kept: dict[str, str]
) -> None:
    request_id = id_of(service, await sent(service, contact=contact))
    async with await service.as_staff("kerttu") as kerttu:
        shown = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()["contact"]
    assert {name: shown.get(name) for name in kept} == kept


@pytest.mark.parametrize("place", ["other", "muu"])
async def test_a_home_outside_the_county_goes_to_service_guidance(
    service: Service, place: str
) -> None:
    request_id = id_of(service, await sent(service, municipality=place))
    async with await service.as_staff("kerttu") as kerttu:
        shown = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()
    assert (shown["municipality"], shown["routing"]["reason"]) == ("other", "outside")


async def test_a_protected_address_leaves_no_municipality(service: Service) -> None:
    request_id = id_of(service, await sent(service, municipality="698", protected_address=True))
    async with await service.as_staff("kerttu") as kerttu:
        shown = (await kerttu.get(f"{REQUESTS}/{request_id}")).json()
    assert (shown["municipality"], shown["protected_address"]) == (None, True)


async def test_the_same_key_and_body_again_is_answered_with_the_same_bytes(
    client: httpx.AsyncClient, service: Service, clock: HandWoundClock
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await client.post(REQUESTS, json=FULL, headers=key)
    await sent(service)
    clock.wind(timedelta(hours=24))
    again = await client.post(REQUESTS, json=FULL, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content


async def test_what_is_the_same_body_does_not_depend_on_its_spelling(
    client: httpx.AsyncClient,
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await client.post(REQUESTS, json={"message": "Apua"}, headers=key)
    spelled: Json = {"topics": [], "message": "  Apua\n", "contact": None, "elsewhere": False}
    again = await client.post(
        REQUESTS, json=spelled, headers={"Idempotency-Key": key["Idempotency-Key"].upper()}
    )
    assert (again.status_code, again.json()) == (200, first.json())


async def test_the_same_key_with_another_body_is_refused(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    await client.post(REQUESTS, json={"message": "Apua"}, headers=key)
    answer = await client.post(REQUESTS, json={"message": "Apua!"}, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")


async def test_a_key_is_over_after_a_day(client: httpx.AsyncClient, clock: HandWoundClock) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    await client.post(REQUESTS, json={"message": "Apua"}, headers=key)
    clock.wind(timedelta(hours=24, seconds=1))
    answer = await client.post(REQUESTS, json={"message": "Apua"}, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "key-expired")


async def test_one_key_64_times_at_once_is_one_request(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(client.post(REQUESTS, json=SUBMISSION, headers=key) for _ in range(64))
    )
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 63 + [201]


async def test_64_requests_at_once_have_64_receipts(
    client: httpx.AsyncClient, service: Service
) -> None:
    answers = await asyncio.gather(*(client.post(REQUESTS, json=SUBMISSION) for _ in range(64)))
    assert len({answer.json()["receipt"] for answer in answers}) == 64
    async with await service.as_staff("kerttu") as kerttu:
        items = (await kerttu.get("/api/v1/queue?limit=200")).json()["items"]
    assert {each["reference"] for each in items} == {each.json()["reference"] for each in answers}


async def test_an_own_word_is_asked_for_and_its_case_does_not_count(service: Service) -> None:
    receipt = await sent(service, own_word="Sininen  Vene")
    async with service.client() as caller:
        answer = await caller.post("/api/v1/receipt-sessions", json={"receipt": receipt["receipt"]})
    assert answer.status_code == 404
    async with await opened(service, receipt, " sininen vene ") as requester:
        assert (await requester.get("/api/v1/my-request")).status_code == 200


async def test_any_language_tag_is_welcome(service: Service) -> None:
    for tag in ("ckb", "zh-Hant-TW", "fi-simple", "de-CH-x-phonebk"):
        await sent(service, language=tag, interpreter=tag)


async def test_a_message_may_be_ten_thousand_signs_when_trimmed(
    client: httpx.AsyncClient,
) -> None:
    fits = await client.post(REQUESTS, json={"message": "  " + "ä" * 10_000 + "\n"})
    too_long = await client.post(REQUESTS, json={"message": "ä" * 10_001})
    assert fits.status_code == 201
    assert (too_long.status_code, named(too_long)) == (422, [("message", "too-long")])


async def test_the_catalogue_has_the_shape_of_the_contract(client: httpx.AsyncClient) -> None:
    catalogue = (await client.get("/api/v1/catalogue?lang=en")).json()
    assert catalogue.keys() == {
        "version",
        "topics",
        "age_bands",
        "municipalities",
        "languages",
        "promise",
        "emergency",
        "topic_groups",
        "notice",
    }
    assert catalogue["topics"][0].keys() >= {"code", "name", "description"}
    assert catalogue["age_bands"][0].keys() == {"code", "name"}
    assert len(catalogue["municipalities"]) == 21
    assert catalogue["promise"] == {"target_working_days": 1, "answer_working_days": 2}
    assert catalogue["emergency"][0]["number"] == "112"


async def test_every_topic_of_the_catalogue_can_be_asked_for_at_once(
    client: httpx.AsyncClient, service: Service
) -> None:
    topics = (await client.get("/api/v1/catalogue")).json()["topics"]
    await sent(service, topics=[topic["code"] for topic in topics])


DANGEROUS = "söin kaikki lääk\u200bkeet"


@pytest.mark.parametrize(
    "told",
    [
        {"message": DANGEROUS},
        {"avoid": DANGEROUS},
        {"has_worker": DANGEROUS},
        {"own_word": DANGEROUS},
        *({"contact": {name: DANGEROUS}} for name in ("name", "safe_times", "must_not_know")),
    ],
    ids=str,
)
async def test_danger_in_any_text_makes_a_request_urgent(service: Service, told: Json) -> None:
    await sent(service, **told)
    async with await service.as_staff("ville") as ville:
        assert [row["urgency"] for row in await queued(ville)] == ["urgent"]


# -- what came before is asked first --


def renamed(old: str, new: str) -> str:
    """The packaged catalogue under another version, in which this code is called otherwise.

    A code stands in quotes where it is a value, and bare in the name of a table.
    """
    text = re.sub(r'(?m)^version = ".*"$', 'version = "later"', packaged_lapland_text(), count=1)
    text, found = re.subn(rf'(?<=["\.]){old}(?=["\]])', new, text)
    assert found
    return text


def publish(service: Service, text: str) -> None:
    with write_lock(service.parts.database) as connection:
        catalogue_store.publish(
            connection, text, published_at=service.parts.clock(), published_by=None
        )


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"topics": ["TAL"]}, ("TAL", "TAX")),
        ({"age_bands": ["A3"]}, ("A3", "A33")),
        ({"municipality": "698"}, ("698", "699")),
        (
            {"consents": {"partners": ["seurakunta-perheneuvonta"]}},
            ("seurakunta-perheneuvonta", "parish-counselling"),
        ),
    ],
    ids=["topic", "band", "municipality", "unit"],
)
async def test_what_was_stored_is_answered_whatever_the_catalogue_says_now(
    service: Service, told: Json, codes: tuple[str, str]
) -> None:
    key, body = {"Idempotency-Key": str(uuid4())}, {"message": "Apua", "own_word": "a", **told}
    async with service.client() as caller:
        first = await caller.post(REQUESTS, json=body, headers=key)
        publish(service, renamed(*codes))
        await caller.get("/api/v1/catalogue")
        again = await caller.post(REQUESTS, json=body, headers=key)
        other = await caller.post(REQUESTS, json={**body, "message": "Muuta"}, headers=key)
        new = await caller.post(REQUESTS, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["receipt"] == first.json()["receipt"]
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert (new.status_code, new.json()["code"]) == (422, "invalid")


async def test_a_key_that_is_over_is_told_whatever_the_catalogue_says_now(
    service: Service, clock: HandWoundClock
) -> None:
    key, body = {"Idempotency-Key": str(uuid4())}, {"topics": ["TAL"]}
    async with service.client() as caller:
        await caller.post(REQUESTS, json=body, headers=key)
        publish(service, renamed("TAL", "TAX"))
        clock.wind(timedelta(hours=25))
        await caller.get("/api/v1/catalogue")
        answer = await caller.post(REQUESTS, json=body, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "key-expired")
