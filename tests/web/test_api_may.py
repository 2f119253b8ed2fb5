"""Is what a request's page offers what the doors let through? Every verb, in many situations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

import httpx
import pytest

from api.v1.verbs import VERBS, may_now
from projections.door.requests.request_page import RequestPage
from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import REQUESTS, VERB_BODIES, Json, act, id_of, opened, sent
from triage.errors.requests import ReasonNeeded, RequestUnknown
from triage.text.personal import Personal
from wiring.upkeep.erasing import erase

BODIES: dict[str, Json] = {**VERB_BODIES, "assignment": {"worker": "risten"}}
# Doing again what is done is no refusal; pages offer it not.
LET_THROUGH_UNOFFERED = {
    ("aino", "claim"),
    ("aino", "alert-acknowledgement"),
    ("aino", "opening"),
    ("kerttu", "claim"),
    ("kerttu", "alert-acknowledgement"),
    ("kerttu", "opening"),
}
# Who only gave advice finds these on the page of the question, for they too have the duty.
OFFERED_TO_ADVISERS = {("advised", "leena"): {"protection-notice", "no-notice"}}
WRONGLY_NAMED = (
    "link-not-fit",
    "not-answered",
    "not-looked-at",
    "consultation-pending",
    "clock-started",
)
Step = tuple[str, str]

SITUATIONS: dict[str, list[Step]] = {
    "new": [],
    "looked at": [("aino", "urgency")],
    "mine": [("aino", "claim")],
    "a colleague's": [("onni", "claim")],
    "opened": [("onni", "claim"), ("aino", "opening")],
    "answered": [("aino", "reply")],
    "offered": [("aino", "transfer")],
    "offered and mine": [("aino", "claim"), ("aino", "transfer")],
    "offered and a colleague's": [("onni", "claim"), ("onni", "transfer")],
    "offered and answered": [("aino", "transfer"), ("aino", "reply")],
    "offered to be walked": [("aino", "handover")],
    "sent back": [("aino", "transfer"), ("leena", "transfer-refusal")],
    "with a consent": [("aino", "consent")],
    "asking another unit": [("aino", "consultation")],
    "asking a translator": [("aino", "translation")],
    "advised": [("aino", "consultation"), ("leena", "consultation-answer")],
    "with a notice": [("aino", "protection-notice")],
    "with a police notice": [("aino", "police-notice")],
    "with a disclosure": [("aino", "disclosure")],
    "with a clock of the law": [("aino", "statutory-clock")],
    "with a clock that is done": [("aino", "statutory-clock"), ("aino", "clock-done")],
    "with a clock that is told": [("aino", "statutory-clock"), ("aino", "clock-release")],
    "closed": [("aino", "claim"), ("aino", "reply"), ("aino", "closing")],
    "withdrawn unseen": [("requester", "withdrawal")],
    "withdrawn": [("aino", "urgency"), ("requester", "withdrawal")],
    "stepped aside from": [("onni", "claim"), ("onni", "recusal")],
    "erased": [("aino", "claim"), ("aino", "reply"), ("antti", "erasure")],
    "erased with a notice": [("aino", "protection-notice"), ("antti", "erasure")],
}
# Aino follows what leena has taken over.
HANDED_OVER = [("aino", "handover"), ("leena", "handover-acceptance")]
# Leena works in the unit to which transfers are offered.
SEEN = [
    *((situation, who) for situation in SITUATIONS for who in ("aino", "kerttu")),
    *((situation, "leena") for situation in ("new", "offered", "offered and mine")),
    ("advised", "leena"),
    ("offered to be walked", "leena"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with make_service(tmp_path_factory.mktemp("may"), HandWoundClock()) as made:
        yield made


async def situated(service: Service, steps: list[Step]) -> str:
    """The id of a fresh request that is brought into a situation."""
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    for who, verb in steps:
        if who == "requester":
            async with await opened(service, receipt) as requester:
                await requester.post("/api/v1/my-request/withdrawal")
        elif verb == "erasure":
            erase(service.parts, receipt["reference"], reason="Syy.", despite_class="Syy.")
        else:
            async with await service.as_staff(who) as helper:
                await act(helper, request_id, verb, **BODIES[verb])
    return request_id


async def offered_to(service: Service, who: str, request_id: str) -> list[str]:
    """What this viewer's page offers; nothing where there is no page for them."""
    actor = await service.parts.authenticator.actor_of(Personal(await service.token_of(who)))
    assert actor is not None
    for row_only in (False, True):
        question = RequestPage(request_id=UUID(request_id), row_only=row_only)
        with suppress(ReasonNeeded, RequestUnknown):
            return may_now(await service.parts.reading_room.ask(question, actor), actor)
    return []


async def tried(service: Service, who: str, request_id: str, verb: str) -> httpx.Response:
    async with await service.as_staff(who) as caller:
        return await caller.post(f"{REQUESTS}/{request_id}/{verb}", json=BODIES[verb])


def fits(answer: httpx.Response) -> bool:
    """Whether the verb was let through, or only what the body names was not the right one."""
    return answer.status_code == 200 or answer.json()["code"] in WRONGLY_NAMED


@pytest.mark.parametrize(("situation", "who"), SEEN)
async def test_what_is_offered_is_let_through_and_the_rest_is_refused(
    service: Service, situation: str, who: str
) -> None:
    wrong = []
    for verb in VERBS:
        request_id = await situated(service, SITUATIONS[situation])
        on_pages = OFFERED_TO_ADVISERS.get((situation, who), set())
        offered = verb in {*await offered_to(service, who, request_id), *on_pages}
        answer = await tried(service, who, request_id, verb)
        if fits(answer) != offered and (who, verb) not in LET_THROUGH_UNOFFERED:
            wrong.append((verb, offered, answer.status_code, answer.text))
    assert wrong == []


async def test_whoever_handed_over_is_offered_the_landing_and_stepping_aside_only(
    service: Service,
) -> None:
    let_through = []
    for verb in VERBS:
        request_id = await situated(service, HANDED_OVER)
        assert await offered_to(service, "aino", request_id) == ["landing", "recusal"]
        if fits(await tried(service, "aino", request_id, verb)):
            let_through.append(verb)
    assert let_through == ["landing", "recusal"]
