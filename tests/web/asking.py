"""What do tests of the API begin with? A request that was sent, its id, and who opens it."""

from __future__ import annotations

from typing import Any

import httpx

from tests.service import Service
from triage.store.records import submissions

Json = dict[str, Any]
REQUESTS = "/api/v1/requests"
# Worries about money, in Rovaniemi: perhesosiaalityö looks after them.
SUBMISSION: Json = {
    "message": "Rahat eivät riitä ruokaan.",
    "topics": ["TAL"],
    "asker": "parent",
    "concerns": "my_family",
    "age_bands": ["A3"],
    "municipality": "698",
    "language": "fi",
}
UNIT = "perhesosiaalityo"
BECAUSE: Json = {"because": "Syy."}
# A body that each verb takes; whom an assignment names depends on the test.
VERB_BODIES: dict[str, Json] = {
    "urgency": {"level": "normal", **BECAUSE},
    "alert-acknowledgement": {},
    "emergency-step": {"step": "called-112", "note": "Ambulanssi tulee."},
    "danger-dismissal": {"why": "quote"},
    "sorting": {"topics": ["ARK"]},
    "claim": {},
    "release": BECAUSE,
    "reply": {"text": "Hei", "kind": "answer"},
    "guidance": {"service": "own-county", "text": "Oma alueesi auttaa."},
    "response": {"text": "Hei", "kind": "answer"},
    "reply-retraction": {"reply": 1, "personal_data": False, **BECAUSE},
    "note": {"text": "Soitan."},
    "link": {"other": "AAAA-BBBB-CCCC", "kind": "family"},
    "unlink": {"other": "AAAA-BBBB-CCCC", **BECAUSE},
    "merging": {"other": "AAAA-BBBB-CCCC", "ground": "own-statement", **BECAUSE},
    "contact-attempt": {"channel": "phone", "reached": True},
    "contact-compromised": BECAUSE,
    "interpreter": {"state": "asked", "language": "so"},
    "silence": BECAUSE,
    "silence-end": BECAUSE,
    "transfer": {"unit": "kotipalvelu", **BECAUSE},
    "transfer-acceptance": {},
    "transfer-refusal": BECAUSE,
    "transfer-withdrawal": BECAUSE,
    "consent": {"purpose": "Ajan varaus.", "partner": "parish", "given_by": "guardian"},
    "consent-revocation": {"partner": "parish", **BECAUSE},
    "consultation": {"unit": "kotipalvelu", "summary": "Vauva ei nuku. Mitä voi tehdä?"},
    "consultation-answer": {"text": "Kotipalvelu auttaa."},
    "consultation-withdrawal": {"unit": "kotipalvelu"},
    "translation": {
        "translator": "sopimuskaantaja",
        "language": "en",
        "messages": [0],
        "knowingly": True,
        **BECAUSE,
    },
    "translation-end": {"number": 1},
    "handover": {"unit": "kotipalvelu", "follow_up_on": "2026-12-18", **BECAUSE},
    "handover-acceptance": {},
    "landing": {},
    "recusal": BECAUSE,
    "avoidance": {"nobody": True},
    "opening": BECAUSE,
    "protection-notice": {"to": "lastensuojelu", "family_told": True, **BECAUSE},
    "notice-confirmation": {},
    "no-notice": {"ground": "no-need", **BECAUSE},
    "statutory-clock": {"clock": "service-need", "is_application": True},
    "clock-done": {"clock": "service-need", "what": "Aloitettiin.", "on": "2026-11-23"},
    "clock-release": {"clock": "service-need"},
    "clock-withdrawal": {"clock": "service-need", **BECAUSE},
    "joint-contact": {"with_whom": "Sosiaalityö", "requester_takes_part": True, **BECAUSE},
    "police-notice": BECAUSE,
    "disclosure": {"asker": "court", "statute": "Laki 621/1999, 11 §", "parts": ["message"]},
    "data-request-decision": {"number": 1, "outcome": "done", "text": "Korjattu."},
    "notice-release": BECAUSE,
    "closing": {"outcome": "spam", "clock_runs_on": True},
    "recorded": {"system": "Lifecare", "on": "2026-11-23"},
    "reopening": BECAUSE,
}


async def sent(service: Service, **instead: object) -> Json:
    """The receipt of a request; `instead` replaces fields of it, None leaves them out."""
    body = {**SUBMISSION, **instead}
    async with service.client() as caller:
        answer = await caller.post(
            REQUESTS, json={name: value for name, value in body.items() if value is not None}
        )
    assert answer.status_code == 201, answer.text
    receipt: Json = answer.json()
    return receipt


def id_of(service: Service, receipt: Json) -> str:
    """The id under which staff know the request of a receipt."""
    with service.parts.database.views.connect() as connection:
        return str(submissions.by_reference(connection, receipt["reference"]))


async def opened(service: Service, receipt: Json, own_word: str | None = None) -> httpx.AsyncClient:
    """The requester with the receipt opened."""
    async with service.client() as caller:
        answer = await caller.post(
            "/api/v1/receipt-sessions",
            json={"receipt": receipt["receipt"], "own_word": own_word},
        )
    assert answer.status_code == 201, answer.text
    return service.client(answer.json()["token"])


async def act(caller: httpx.AsyncClient, request_id: str, verb: str, **body: object) -> Json:
    """What a verb that is let through answers."""
    answer = await caller.post(f"{REQUESTS}/{request_id}/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def named(answer: httpx.Response) -> list[tuple[str, str]]:
    """The fields that a refusal names, each with its code."""
    assert answer.headers["content-type"] == "application/problem+json"
    return [(each["field"], each["code"]) for each in answer.json().get("errors", [])]


async def asked(service: Service, **instead: object) -> str:
    """The id of a request that was sent."""
    return id_of(service, await sent(service, **instead))


async def queued(caller: httpx.AsyncClient, query: str = "") -> list[Json]:
    """The rows of the queue that the caller sees."""
    answer = await caller.get(f"/api/v1/queue{query}")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items
