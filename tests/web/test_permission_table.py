"""Who may call what? Every route and verb, for every role, on an own, a claimed, a foreign request.

The table is total: a route that it lacks fails a test. The own request is of aino's unit, and so is
the claimed one, which aino has in hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from api import health
from api.v1.entered import entering
from api.v1.requester import asking, feedback, own_copy, own_receipt, own_rights
from api.v1.staff import desk, provider_logout, visits
from api.v1.staff.audit import data_requests, log, log_reviews, proofs, watching
from api.v1.staff.cover import absences, leavers, notice_settings, rota
from api.v1.staff.editing import (
    accessibility_feedback,
    crisis_notices,
    false_alarms,
    reply_templates,
)
from api.v1.staff.heaps import heaps
from api.v1.staff.requests import consultations, drafts, search
from tests.clock import START, HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import BECAUSE, SUBMISSION, VERB_BODIES, Json, act, id_of, opened, sent

NOBODY, REQUESTER = "nobody", "requester"
# One of each role, and two workers more: `aino` and `onni` work where the own request is, `maria`
# for a partner, who was offered nothing.
STAFF = ("aino", "onni", "maria", "kerttu", "ville", "elli", "sanna", "tiina", "antti")
CALLERS = (NOBODY, REQUESTER, *STAFF)
OWN, CLAIMED, FOREIGN = "own", "claimed", "foreign"
REMOTE = "198.51.100.7"
NONE = "00000000-0000-4000-8000-000000000000"

# Expected statuses in the order of CALLERS, on a request of the own and of a foreign unit.
OPEN_TO_ALL = {OWN: [200] * len(CALLERS)}
CREATES = {OWN: [201] * len(CALLERS)}


def row(own: str, claimed: str | None = None, foreign: str | None = None) -> dict[str, list[int]]:
    """Statuses from words, in the order of CALLERS.

    `nobody requester aino onni maria kerttu ville elli sanna tiina antti`.
    """
    found = {OWN: own, CLAIMED: claimed, FOREIGN: foreign}
    return {
        whose: [int(status) for status in said.split()] for whose, said in found.items() if said
    }


FREE_OF_ALL = "401 403 200 200 404 200 404 403 403 403 403"
FOREIGN_TO_ALL = "401 403 404 404 404 200 404 403 403 403 403"
# What a colleague has in hand is read with a reason, also by the coordinator.
BY_THE_HOLDER_OF_EACH = (
    FREE_OF_ALL,
    "401 403 200 403 404 403 404 403 403 403 403",
    FOREIGN_TO_ALL,
)
BY_THE_HOLDER = row(*BY_THE_HOLDER_OF_EACH)
# Nothing was written to these; where it was: `test_api_retractions`.
HAVING_A_REPLY = row(
    FREE_OF_ALL.replace("200", "422"),
    "401 403 422 403 404 403 404 403 403 403 403",
    FOREIGN_TO_ALL.replace("200", "422"),
)
# The requester named nobody to avoid; where somebody is named: `test_avoidance`.
NAMING_NOBODY = row(
    FREE_OF_ALL.replace("200", "409"),
    "401 403 409 403 404 403 404 403 403 403 403",
    FOREIGN_TO_ALL.replace("200", "409"),
)
BY_WHOEVER_KNOWS_OF_IT = row(FREE_OF_ALL, FREE_OF_ALL, FOREIGN_TO_ALL)
CLAIMING = row(FREE_OF_ALL, "401 403 200 409 404 409 404 403 403 403 403", FOREIGN_TO_ALL)
# What is released was claimed: by whoever has it, or over their head by the coordinator.
OUT_OF_A_HAND = "401 403 200 409 404 200 404 403 403 403 403"
RELEASING = row(OUT_OF_A_HAND, OUT_OF_A_HAND, FOREIGN_TO_ALL)
# By whoever holds it, or watches over emergencies: the coordinator, and the duty where it is one.
HAVING_IN_HAND = row(
    "401 403 409 409 404 200 404 403 403 403 403",
    "401 403 200 403 404 403 404 403 403 403 403",
    FOREIGN_TO_ALL,
)
# The duty never takes over what was offered, nor hands out work.
ASSIGNING = row(
    "401 403 200 200 404 200 403 403 403 403 403",
    "401 403 200 409 404 200 403 403 403 403 403",
    "401 403 404 404 404 200 403 403 403 403 403",
)
RECEIVING = row(
    "401 403 409 409 404 200 403 403 403 403 403",
    "401 403 409 409 404 200 403 403 403 403 403",
    "401 403 404 404 404 200 403 403 403 403 403",
)
NO_DRAFT = "401 403 404 404 404 404 404 403 403 403 403"
# Nobody was handed over; where somebody was: `test_api_handover`.
LANDING = row(
    "401 403 409 409 404 409 404 403 403 403 403",
    "401 403 409 403 404 403 404 403 403 403 403",
    "401 403 404 404 404 409 404 403 403 403 403",
)
ANSWERING_ANOTHER_UNIT = row(
    "401 403 409 409 404 409 403 403 403 403 403",
    "401 403 409 409 404 409 403 403 403 403 403",
    "401 403 404 404 404 409 403 403 403 403 403",
)
# Where there is such a heap is tried in `test_heaps`.
BY_THE_COORDINATOR = "401 403 403 403 403 {} 403 403 403 403 403"
BY_THE_COORDINATOR_OR_ADMINISTRATOR = "401 403 403 403 403 {0} 403 403 403 403 {0}"
BY_THE_COORDINATOR_OR_DUTY = "401 403 403 403 403 {0} {0} 403 403 403 403"
# A partner's staff enter nothing in the county's register.
BY_THE_COUNTYS_STAFF = "401 403 {0} {0} 403 {0} {0} 403 403 403 403"
BY_THOSE_WITH_A_QUEUE = "401 403 {0} {0} {0} {0} {0} 403 403 403 403"
BY_THOSE_WHO_ARE_TOLD = "401 403 200 200 200 200 200 403 200 403 403"
BY_THE_SUPERVISOR = "401 403 403 403 403 403 403 403 {} 403 403"
BY_THE_OFFICER = "401 403 403 403 403 403 403 403 403 {} 403"
BY_THE_REQUESTER = "401 {} 403 403 403 403 403 403 403 403 403"

TABLE: dict[str, dict[str, list[int]]] = {
    "GET /api/v1/catalogue": OPEN_TO_ALL,
    "POST /api/v1/requests": CREATES,
    "POST /api/v1/requests/entered": row(BY_THE_COUNTYS_STAFF.format(201)),
    "POST /api/v1/receipt-sessions": CREATES,
    "GET /api/v1/my-request": row(BY_THE_REQUESTER.format(200)),
    "GET /api/v1/my-request/proof": row("401 404 403 403 403 403 403 403 403 403 403"),
    "GET /api/v1/my-request/copy": row(BY_THE_REQUESTER.format(200)),
    "GET /api/v1/my-request/certificate": row(BY_THE_REQUESTER.format(200)),
    "GET /api/v1/my-request/reads": row(BY_THE_REQUESTER.format(200)),
    "POST /api/v1/my-request/messages": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/my-request/details": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/my-request/withdrawal": row(BY_THE_REQUESTER.format(204)),
    "POST /api/v1/my-request/reopening": row(BY_THE_REQUESTER.format(201)),
    "PUT /api/v1/my-request/contact": row(BY_THE_REQUESTER.format(200)),
    "PUT /api/v1/my-request/consents": row(BY_THE_REQUESTER.format(200)),
    "POST /api/v1/my-request/data-requests": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/my-request/receipt": row(BY_THE_REQUESTER.format(201)),
    "POST /api/v1/my-request/feedback": row(BY_THE_REQUESTER.format(409)),
    "POST /api/v1/session": CREATES,
    # Its token is the proof; without one it is refused, whoever calls: `test_back_channel_logout`.
    "POST /api/v1/back-channel-logout": row(" ".join(["400"] * len(CALLERS))),
    "DELETE /api/v1/session": row("401 204 204 204 204 204 204 204 204 204 204"),
    "GET /api/v1/queue": row("401 403 200 200 200 200 200 403 403 403 403"),
    "GET /api/v1/false-alarms": row("401 403 403 403 403 200 403 200 403 403 403"),
    "GET /api/v1/search": row("401 403 200 200 200 200 200 403 403 403 403"),
    "GET /api/v1/requests/{request_id}": BY_THE_HOLDER,
    "GET /api/v1/requests/{request_id}/offer": BY_THE_HOLDER,
    # A draft is its writer's alone; that of others is as if it were not there.
    "GET /api/v1/requests/{request_id}/draft": row(*[NO_DRAFT] * 3),
    "PUT /api/v1/requests/{request_id}/draft": BY_THE_HOLDER,
    "DELETE /api/v1/requests/{request_id}/draft": row(*[NO_DRAFT] * 3),
    "GET /api/v1/requests/{request_id}/trail": row(
        "401 403 403 403 403 403 403 403 200 200 403",
        "401 403 403 403 403 403 403 403 200 200 403",
        "401 403 403 403 403 403 403 403 404 200 403",
    ),
    # Of the holder, and of those who watch over how it was done.
    "GET /api/v1/requests/{request_id}/certificate": row(
        FREE_OF_ALL[:-11] + "200 200 403",
        "401 403 200 403 404 403 404 403 200 200 403",
        FOREIGN_TO_ALL[:-11] + "404 200 403",
    ),
    "GET /api/v1/checkpoints/{tree}": row("401 403 403 403 403 403 403 403 404 404 404"),
    "GET /api/v1/missed-promises": row("401 403 403 403 403 403 403 403 200 403 403"),
    "GET /api/v1/open-promises": row("401 403 403 403 403 403 403 403 200 403 403"),
    "GET /api/v1/response-times": row("401 403 403 403 403 403 403 403 200 403 403"),
    "GET /api/v1/access-log": row(BY_THE_OFFICER.format(200)),
    "GET /api/v1/log-reviews": row(BY_THE_OFFICER.format(200)),
    # Nothing unusual was read; where something was: `test_log_reviews`.
    "POST /api/v1/log-reviews": row(BY_THE_OFFICER.format(404)),
    "GET /api/v1/own-reads": row(BY_THOSE_WITH_A_QUEUE.format(200)),
    "GET /api/v1/heaps": row(BY_THE_COORDINATOR.format(200)),
    "GET /api/v1/heaps/{heap_id}": row(BY_THE_COORDINATOR.format(404)),
    "POST /api/v1/heaps/{heap_id}/closing": row(BY_THE_COORDINATOR.format(404)),
    "POST /api/v1/mass-closings/{closing_id}/taking-back": row(BY_THE_COORDINATOR.format(404)),
    # Nothing was asked about the data of these; where it was: `test_api_data_requests`.
    "GET /api/v1/data-requests": row(BY_THE_OFFICER.format(200)),
    "GET /api/v1/requests/{request_id}/data-requests": row(*[BY_THE_OFFICER.format(404)] * 3),
    "miss-explanation": row(*[BY_THE_SUPERVISOR.format(409)] * 2, BY_THE_SUPERVISOR.format(404)),
    "data-request-answer": row(*[BY_THE_OFFICER.format(409)] * 3),
    "breach-answer": row(*[BY_THE_OFFICER.format(409)] * 3),
    "GET /api/v1/since-last-visit": row(BY_THOSE_WITH_A_QUEUE.format(200)),
    "POST /api/v1/since-last-visit/dismissal": row(BY_THOSE_WITH_A_QUEUE.format(204)),
    "GET /api/v1/absences": row(BY_THOSE_WITH_A_QUEUE.format(200)),
    "POST /api/v1/absences": row(BY_THOSE_WITH_A_QUEUE.format(422)),
    "POST /api/v1/absences/{absence_id}/ending": row(BY_THOSE_WITH_A_QUEUE.format(404)),
    "GET /api/v1/shifts": row(BY_THOSE_WITH_A_QUEUE.format(200)),
    "POST /api/v1/shifts": row(BY_THE_COORDINATOR.format(422)),
    "POST /api/v1/shifts/{shift_id}/ending": row(BY_THE_COORDINATOR.format(404)),
    "GET /api/v1/leavers/{username}": row(BY_THE_COORDINATOR.format(200)),
    "POST /api/v1/leavers/{username}/passing-on": row(BY_THE_COORDINATOR.format(200)),
    "GET /api/v1/notice-settings": row(BY_THOSE_WHO_ARE_TOLD),
    "PUT /api/v1/notice-settings": row(BY_THOSE_WHO_ARE_TOLD),
    "GET /api/v1/crisis-notices": row(BY_THE_COORDINATOR_OR_DUTY.format(200)),
    "POST /api/v1/crisis-notices": row(BY_THE_COORDINATOR_OR_DUTY.format(201)),
    "POST /api/v1/crisis-notices/{notice_id}/ending": row(BY_THE_COORDINATOR_OR_DUTY.format(404)),
    "GET /api/v1/reply-templates": row("401 403 200 200 200 200 200 403 403 403 403"),
    "GET /api/v1/reply-templates/{template_id}": row(BY_THE_COORDINATOR.format(404)),
    "POST /api/v1/reply-templates": row(BY_THE_COORDINATOR.format(201)),
    "PUT /api/v1/reply-templates/{template_id}": row(BY_THE_COORDINATOR.format(404)),
    "POST /api/v1/reply-templates/{template_id}/retirement": row(BY_THE_COORDINATOR.format(404)),
    "GET /api/v1/feedback": row("401 403 403 403 403 200 403 403 200 403 403"),
    "GET /api/v1/accessibility-feedback": row(BY_THE_COORDINATOR_OR_ADMINISTRATOR.format(200)),
    # Where there is such feedback is tried in `test_accessibility_feedback`.
    "POST /api/v1/accessibility-feedback/{feedback_id}/answer": row(
        BY_THE_COORDINATOR_OR_ADMINISTRATOR.format(404)
    ),
    "GET /healthz": OPEN_TO_ALL,
    "GET /readyz": OPEN_TO_ALL,
    "GET /metrics": row("401 403 403 403 403 403 403 403 403 403 200"),
    "urgency": BY_THE_HOLDER,
    "alert-acknowledgement": HAVING_IN_HAND,
    "emergency-step": HAVING_IN_HAND,
    # No danger showed in these; where it did: `test_danger_dismissals`.
    "danger-dismissal": row(
        FREE_OF_ALL.replace("200", "409"),
        "401 403 409 403 404 403 404 403 403 403 403",
        FOREIGN_TO_ALL.replace("200", "409"),
    ),
    "sorting": BY_THE_HOLDER,
    "claim": CLAIMING,
    "release": RELEASING,
    "assignment": ASSIGNING,
    "reply": BY_THE_HOLDER,
    "guidance": BY_THE_HOLDER,
    # Whoever is slower than a colleague is told who that is.
    "response": CLAIMING,
    "reply-retraction": HAVING_A_REPLY,
    "note": BY_THE_HOLDER,
    # There is no request of that reference; where there is one: `test_linking`.
    "link": HAVING_A_REPLY,
    "merging": HAVING_A_REPLY,
    "unlink": row(
        FREE_OF_ALL.replace("200", "409"),
        "401 403 409 403 404 403 404 403 403 403 403",
        FOREIGN_TO_ALL.replace("200", "409"),
    ),
    "contact-attempt": BY_THE_HOLDER,
    "contact-compromised": BY_THE_HOLDER,
    "interpreter": BY_THE_HOLDER,
    "silence": BY_THE_HOLDER,
    "silence-end": BY_THE_HOLDER,
    "transfer": BY_THE_HOLDER,
    "transfer-acceptance": RECEIVING,
    "transfer-refusal": RECEIVING,
    # Of the own unit and the coordinator, also over a colleague's head.
    "transfer-withdrawal": row(
        FREE_OF_ALL, "401 403 200 403 404 200 404 403 403 403 403", FOREIGN_TO_ALL
    ),
    "consent": BY_THE_HOLDER,
    "consent-revocation": BY_THE_HOLDER,
    "consultation": BY_THE_HOLDER,
    "consultation-withdrawal": BY_THE_HOLDER,
    "translation": BY_THE_HOLDER,
    "translation-end": BY_THE_HOLDER,
    # None of these works where advice is asked; where somebody does: `test_api_consultations`.
    "consultation-answer": ANSWERING_ANOTHER_UNIT,
    "GET /api/v1/consultations": row("401 403 200 200 200 200 403 403 403 403 403"),
    "GET /api/v1/requests/{request_id}/consultation": row(
        *["401 403 404 404 404 404 403 403 403 403 403"] * 3
    ),
    "handover": BY_THE_HOLDER,
    "handover-acceptance": RECEIVING,
    "landing": LANDING,
    "avoidance": NAMING_NOBODY,
    "recusal": BY_WHOEVER_KNOWS_OF_IT,
    "opening": BY_WHOEVER_KNOWS_OF_IT,
    "protection-notice": BY_THE_HOLDER,
    "no-notice": BY_THE_HOLDER,
    # No notice names these; where one does: `test_own_duty`.
    "notice-confirmation": row(
        FREE_OF_ALL.replace("200", "409"),
        "401 403 409 403 404 403 404 403 403 403 403",
        FOREIGN_TO_ALL.replace("200", "409"),
    ),
    "statutory-clock": BY_THE_HOLDER,
    "clock-done": BY_THE_HOLDER,
    "clock-release": BY_THE_HOLDER,
    "clock-withdrawal": BY_THE_HOLDER,
    "joint-contact": BY_THE_HOLDER,
    "police-notice": BY_THE_HOLDER,
    "disclosure": BY_THE_HOLDER,
    # Nothing was asked of these; where it was: `test_disclosures`.
    "data-request-decision": row(
        *(each.replace("200", "409") for each in BY_THE_HOLDER_OF_EACH),
    ),
    "notice-release": BY_THE_HOLDER,
    "closing": BY_THE_HOLDER,
    "recorded": BY_THE_HOLDER,
    "reopening": BY_THE_HOLDER,
}

BODIES: dict[str, Json] = {
    "POST /api/v1/log-reviews": {
        "kind": "opened",
        "on": "2026-11-23",
        "position": 1,
        "verdict": "justified",
    },
    "POST /api/v1/requests": SUBMISSION,
    "POST /api/v1/requests/entered": {
        **SUBMISSION,
        "channel": "phone",
        "arrived_at": START.isoformat(),
    },
    "POST /api/v1/my-request/messages": {"text": "Lisää."},
    "POST /api/v1/my-request/details": {"avoid": "Tätini"},
    "POST /api/v1/my-request/feedback": {"heard": 5, "helped": 5},
    "POST /api/v1/my-request/withdrawal": {},
    "POST /api/v1/my-request/reopening": {},
    "POST /api/v1/my-request/receipt": {},
    "PUT /api/v1/my-request/contact": {},
    "POST /api/v1/my-request/data-requests": {"kind": "copy"},
    "miss-explanation": {"promise": 0, "cause": "other"},
    "data-request-answer": {"number": 1, "outcome": "done", "text": "Kopio on valmis."},
    "breach-answer": {"breach": 4, "authority_told": False, "text": "Ei haittaa."},
    "PUT /api/v1/my-request/consents": {},
    # In the past: who is let in at all is told; what fits is tried in `test_absences`.
    "POST /api/v1/absences": {
        "from_on": "2026-11-01",
        "until_on": "2026-11-02",
        "substitute": "onni",
    },
    # Likewise: what fits is tried in `test_rota`.
    "POST /api/v1/shifts": {
        "unit": "sosiaalipaivystys",
        "username": "ville",
        "from_at": "2026-11-01T08:00:00Z",
        "until_at": "2026-11-02T08:00:00Z",
    },
    # Nobody holds anything; what is passed on is tried in `test_leavers`.
    "POST /api/v1/leavers/{username}/passing-on": {},
    "PUT /api/v1/notice-settings": {},
    "POST /api/v1/crisis-notices": {
        "text": "accident",
        "until": (START + timedelta(days=1)).isoformat(),
    },
    "POST /api/v1/reply-templates": {"title": "Aika", "texts": {"fi": "Hei"}},
    "PUT /api/v1/reply-templates/{template_id}": {"title": "Aika", "texts": {"fi": "Hei"}},
    "POST /api/v1/reply-templates/{template_id}/retirement": {"seen": 1},
    "POST /api/v1/accessibility-feedback/{feedback_id}/answer": {"done": "Korjattu."},
    "PUT /api/v1/requests/{request_id}/draft": {"text": "Hei"},
    "POST /api/v1/heaps/{heap_id}/closing": {"like": NONE, **BECAUSE},
    "POST /api/v1/mass-closings/{closing_id}/taking-back": BECAUSE,
    **VERB_BODIES,
    "contact-attempt": {"channel": "phone", "reached": False},
}

# What must have happened for the verb to fit.
OFFER = ("transfer", BODIES["transfer"])
HANDOVER = ("handover", BODIES["handover"])
CLOCK = ("statutory-clock", BODIES["statutory-clock"])
BEFORE: dict[str, tuple[str, Json]] = {
    "consent-revocation": ("consent", BODIES["consent"]),
    "consultation-withdrawal": ("consultation", BODIES["consultation"]),
    "translation-end": ("translation", BODIES["translation"]),
    "handover-acceptance": HANDOVER,
    "release": ("claim", {}),
    "clock-done": CLOCK,
    "clock-release": CLOCK,
    "clock-withdrawal": CLOCK,
    "transfer-acceptance": OFFER,
    "transfer-refusal": OFFER,
    "transfer-withdrawal": OFFER,
    "GET /api/v1/requests/{request_id}/offer": OFFER,
    "notice-release": ("protection-notice", BODIES["protection-notice"]),
    "reopening": ("closing", BODIES["closing"]),
    "silence-end": ("silence", BODIES["silence"]),
    "POST /api/v1/my-request/reopening": ("closing", BODIES["closing"]),
}


@dataclass(slots=True)
class World:
    """The service, with requests of the one unit, free or claimed, and of the other."""

    service: Service

    async def request(self, whose: str) -> Json:
        """The receipt of a fresh request: of aino's unit, or of iida's."""
        return await sent(self.service, topics=["KOU"] if whose == FOREIGN else ["TAL"])

    async def caller(self, who: str, receipt: Json) -> httpx.AsyncClient:
        """Somebody with a session of theirs, somewhere on the internet."""
        tokens = self.service.tokens
        if who == REQUESTER and who not in tokens:
            requester = await opened(self.service, receipt)
            tokens[who] = requester.headers["authorization"].split()[1]
        elif who in STAFF:
            await self.service.token_of(who)
        return self.service.client(tokens.get(who), address=REMOTE)

    async def prepare(self, name: str, request_id: str, whose: str) -> None:
        """Bring the request where the verb fits, by one of those whose it is."""
        steps = [("claim", BODIES["claim"])] if whose == CLAIMED else []
        if name in BEFORE:
            steps.append(BEFORE[name])
        worker = "iida" if whose == FOREIGN else "aino"
        async with await self.service.as_staff(worker) as colleague:
            for verb, body in steps:
                await act(colleague, request_id, verb, **body)

    def follow(self) -> None:
        """Keep every read model near the end of the log, as a process of its own does."""
        models = self.service.parts.models
        for model in models.follower.models:
            models.follower.bring_up_to_date(model)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with make_service(tmp_path_factory.mktemp("table"), HandWoundClock()) as service:
        yield World(service)


ROUTERS = (
    asking.asking,
    asking.router,
    own_rights.router,
    own_copy.router,
    data_requests.router,
    log.router,
    log_reviews.router,
    proofs.router,
    own_receipt.router,
    feedback.router,
    desk.router,
    provider_logout.router,
    watching.router,
    entering.router,
    drafts.router,
    consultations.router,
    search.router,
    false_alarms.router,
    heaps.router,
    absences.router,
    rota.router,
    leavers.router,
    visits.router,
    notice_settings.router,
    crisis_notices.router,
    reply_templates.router,
    accessibility_feedback.router,
    health.router,
)


def routes() -> dict[str, tuple[str, str]]:
    """Name -> method and path of everything that is served to programs; verbs by their own name.

    But for ticks, which never end: who gets them is tried in `test_tick_streams`.
    """
    found = {}
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            (method,) = route.methods or {""}
            is_verb = method == "POST" and "{request_id}" in route.path
            name = route.path.rsplit("/", 1)[1] if is_verb else f"{method} {route.path}"
            found[name] = (method, route.path)
    return found


ROUTES = routes()
CELLS = [
    pytest.param(name, who, whose, expected, id=f"{name} {who} {whose}")
    for name in TABLE
    for whose in TABLE[name]
    for who, expected in zip(CALLERS, TABLE[name][whose], strict=True)
]


def test_the_table_holds_every_route_and_no_other() -> None:
    assert TABLE.keys() == ROUTES.keys()


def test_what_is_about_one_request_has_a_row_for_each_kind_of_it() -> None:
    told = {name: set(TABLE[name]) for name, (_, path) in ROUTES.items() if "{request_id}" in path}
    assert told == {name: {OWN, CLAIMED, FOREIGN} for name in told}


@pytest.mark.parametrize(("name", "who", "whose", "expected"), CELLS)
async def test_a_caller_gets_what_the_table_says(
    world: World, name: str, who: str, whose: str, expected: int
) -> None:
    receipt = await world.request(whose)
    request_id = id_of(world.service, receipt)
    await world.prepare(name, request_id, whose)
    world.follow()
    method, path = ROUTES[name]
    if "my-request" in path:
        world.service.tokens.pop(REQUESTER, None)
    async with await world.caller(who, receipt) as caller:
        answer = await caller.request(
            method, _filled_in(path, request_id), json=_body(name, receipt, whose)
        )
    if method == "DELETE":
        world.service.tokens.pop(who, None)
    assert answer.status_code == expected, answer.text


def _filled_in(path: str, request_id: str) -> str:
    of_request = path.replace("{request_id}", request_id)
    for name in (
        "{heap_id}",
        "{closing_id}",
        "{notice_id}",
        "{feedback_id}",
        "{absence_id}",
        "{shift_id}",
        "{username}",
        "{template_id}",
    ):
        of_request = of_request.replace(name, NONE)
    of_request = of_request.replace("{tree}", "events")
    if path == "/api/v1/search":
        return f"{path}?q=apua"
    return of_request


def _body(name: str, receipt: Json, whose: str) -> Any:
    if name == "POST /api/v1/receipt-sessions":
        return {"receipt": receipt["receipt"]}
    if name == "POST /api/v1/session":
        return {"username": "aino", "password": "demo-salasana"}
    if name == "assignment":
        return {"worker": "iida" if whose == FOREIGN else "onni"}
    return BODIES.get(name)
