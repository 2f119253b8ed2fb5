"""Does anything that staff do after a withheld notice change what the requester sees?"""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute

from api.v1.verbs import VERBS
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, VERB_BODIES, Json, act, id_of, opened, sent
from tests.web.browsing import Browser, browser

OWN = "/api/v1/my-request"
NOTICE = VERB_BODIES["protection-notice"] | {"family_told": False}
# What speaks to the requester, ends what they may do or opens it again, lets nobody in by an
# address that others read, or is the release.
TOLD = {
    "reply",
    "response",
    "guidance",
    "reply-retraction",
    "contact-attempt",
    "contact-compromised",
    "closing",
    "reopening",
    "notice-release",
}
FIRST: dict[str, tuple[str, Json]] = {
    "consultation-withdrawal": ("consultation", VERB_BODIES["consultation"]),
    "translation-end": ("translation", VERB_BODIES["translation"]),
    "silence-end": ("silence", VERB_BODIES["silence"]),
    "clock-done": ("statutory-clock", VERB_BODIES["statutory-clock"]),
    "clock-release": ("statutory-clock", VERB_BODIES["statutory-clock"]),
    "clock-withdrawal": ("statutory-clock", VERB_BODIES["statutory-clock"]),
}
OTHERWISE: list[tuple[str, Json]] = [
    ("note", {"text": "Näkyy.", "visibility": "requester"}),
    ("consent", {**VERB_BODIES["consent"], "given_by": "requester", "partner": "city"}),
    ("sorting", {"topics": ["VKV"], "concerns": "other_child_or_family"}),
    ("avoidance", {"workers": ["onni"]}),
    ("interpreter", {**VERB_BODIES["interpreter"]}),
]
# After these aino has it no more.
LETS_GO = {"release", "recusal", "transfer", "handover", "merging"}
QUIET = [(name, VERB_BODIES.get(name, {})) for name in VERBS if name not in TOLD] + OTHERWISE


async def withheld(service: Service) -> Json:
    """Answered, with a partner agreed to; then a notice that the family does not know of."""
    receipt = await sent(service, consents={"partners": ["parish"], "consult": True})
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "reply", text="Hei", kind="answer")
        await act(aino, request_id, "protection-notice", **NOTICE)
    return receipt


async def everything_told(own: httpx.AsyncClient) -> list[Json]:
    """The own request, its copy with the certificate, and who has read it."""
    return [(await own.get(path)).json() for path in (OWN, f"{OWN}/copy", f"{OWN}/reads")]


@pytest.mark.parametrize(("verb", "body"), QUIET, ids=[verb for verb, _ in QUIET])
async def test_no_act_of_staff_shows_after_a_withheld_notice(
    service: Service, verb: str, body: Json
) -> None:
    receipt = await withheld(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino, await opened(service, receipt) as own:
        if verb in FIRST:
            await act(aino, request_id, FIRST[verb][0], **FIRST[verb][1])
        before = await everything_told(own)
        await aino.post(f"{REQUESTS}/{request_id}/{verb}", json=body)
        assert await everything_told(own) == before


async def test_what_the_requester_chooses_meanwhile_is_told(service: Service) -> None:
    receipt = await withheld(service)
    revoked = {"partner": "parish", "because": "Syy."}
    async with await service.as_staff("aino") as aino, await opened(service, receipt) as own:
        await act(aino, id_of(service, receipt), "consent-revocation", **revoked)
        assert (await own.get(OWN)).json()["consents"]["partners"] == ["parish"]

        await own.put(f"{OWN}/consents", json={"partners": [], "consult": True})

        assert (await own.get(OWN)).json()["consents"]["partners"] == []


async def test_what_was_withheld_is_told_once_it_is_released(service: Service) -> None:
    receipt = await withheld(service)
    request_id = id_of(service, receipt)
    revoked = {"partner": "parish", "because": "Syy."}
    async with await service.as_staff("aino") as aino, await opened(service, receipt) as own:
        await act(aino, request_id, "consent-revocation", **revoked)
        await act(aino, request_id, "silence", because="Syy.")
        assert "feedback" in (await own.get(OWN)).json()["may"]

        await act(aino, request_id, "notice-release", because="Syy.")

        shown = (await own.get(OWN)).json()
        assert (shown["consents"]["partners"], "feedback" in shown["may"]) == ([], False)


async def test_no_merge_shows_after_a_withheld_notice(
    service: Service, clock: HandWoundClock
) -> None:
    """What the duplicate is promised by an earlier day moves no day that the other one is told."""
    duplicate = await sent(service)
    clock.wind(timedelta(days=2))
    receipt = await withheld(service)
    async with await service.as_staff("aino") as aino, await opened(service, receipt) as own:
        before = (await own.get(OWN)).json()
        await act(aino, id_of(service, duplicate), "claim")
        await act(aino, id_of(service, duplicate), "urgency", **VERB_BODIES["urgency"])
        merging = {**VERB_BODIES["merging"], "other": receipt["reference"]}
        await act(aino, id_of(service, duplicate), "merging", **merging)
        assert (await own.get(OWN)).json() == before


def of_the_requester(service: Service) -> list[str]:
    """Whatever the requester can read; ticks never end, and the way out ends the dialogue."""
    return [
        route.path
        for route in service.app.routes
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and route.path.startswith((OWN, "/vastaus"))
        and "{" not in route.path
        and not route.path.endswith(("tikit", "poistu"))
    ]


async def everything_shown(service: Service, receipt: Json, reader: Browser) -> dict[str, str]:
    """Every page and answer of the requester, without what each page has of its own."""
    shown = {}
    async with await opened(service, receipt) as own:
        for path in of_the_requester(service):
            answer = await (own if path.startswith("/api/") else reader.client).get(path)
            text = re.sub(r"""(?s)<head.*?</head>|[\w-]+="[^"]*\"""", "", answer.text)
            shown[path] = f"{answer.status_code} {text}"
    return shown


async def test_no_page_or_file_of_the_requester_tells_what_staff_do_then(service: Service) -> None:
    receipt = await withheld(service)
    reader = browser(service)
    await reader.go("/vastaus")
    await reader.send("/vastaus", receipt=receipt["receipt"])
    # The first look opens the answer, which the requester may know.
    await everything_shown(service, receipt, reader)
    before = await everything_shown(service, receipt, reader)
    assert any("Hei" in text for text in before.values())

    async with await service.as_staff("aino") as aino:
        for verb, body in sorted(QUIET, key=lambda quiet: quiet[0] in LETS_GO):
            await aino.post(f"{REQUESTS}/{id_of(service, receipt)}/{verb}", json=body)

    assert await everything_shown(service, receipt, reader) == before
