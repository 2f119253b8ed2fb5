"""Over HTTP: is a handed-over family followed by who may, and by nobody else?"""

from __future__ import annotations

import httpx

from tests.service import Service
from tests.web.asking import REQUESTS, VERB_BODIES, act, asked, queued

HANDOVER = VERB_BODIES["handover"]


async def handed_over(service: Service) -> str:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text="Hei", kind="answer")
        await act(aino, request_id, "handover", **HANDOVER)
    async with await service.as_staff("leena") as leena:
        await act(leena, request_id, "handover-acceptance")
    return request_id


async def refused(caller: httpx.AsyncClient, request_id: str, verb: str, **body: object) -> str:
    answer = await caller.post(f"{REQUESTS}/{request_id}/{verb}", json=body)
    assert answer.status_code >= 400, answer.text
    code: str = answer.json()["code"]
    return code


async def test_the_sender_keeps_the_row_and_not_the_words(service: Service) -> None:
    request_id = await handed_over(service)
    async with await service.as_staff("aino") as aino:
        (row,) = await queued(aino)
        page = await aino.get(f"{REQUESTS}/{request_id}")

        assert (row["unit"], row["handed_over_by"]) == ("kotipalvelu", "perhesosiaalityo")
        assert row["landing_follow_up_on"] == "2026-12-18"
        assert (page.status_code, page.json()["code"]) == (403, "reason-needed")
        assert await refused(aino, request_id, "claim") == "handed-over"
        assert await refused(aino, request_id, "note", text="Hei.") == "reason-needed"


async def test_the_row_leaves_the_sender_once_it_landed(service: Service) -> None:
    request_id = await handed_over(service)
    async with await service.as_staff("leena") as leena, await service.as_staff("aino") as aino:
        told = await refused(leena, request_id, "closing", outcome="handed-over")
        assert told == "not-landed"
        left = await act(aino, request_id, "landing")

        assert left.keys() == {"id", "version"}
        assert await queued(aino) == []
        assert await refused(aino, request_id, "landing") == "not-found"
        await act(leena, request_id, "closing", outcome="handed-over")


async def test_somebody_else_knows_nothing_of_it(service: Service) -> None:
    request_id = await handed_over(service)
    async with await service.as_staff("maria") as maria:
        assert await refused(maria, request_id, "landing") == "not-found"


async def test_an_offer_of_a_handover_tells_its_day(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino, await service.as_staff("leena") as leena:
        await act(aino, request_id, "handover", **HANDOVER)
        offer = await leena.get(f"{REQUESTS}/{request_id}/offer")
        assert offer.json()["follow_up_on"] == "2026-12-18"
        assert await refused(leena, request_id, "transfer-acceptance") == "no-transfer-pending"


async def test_a_follow_up_day_that_is_past_is_named(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        body = {**HANDOVER, "follow_up_on": "2026-11-23"}
        answer = await aino.post(f"{REQUESTS}/{request_id}/handover", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "follow_up_on", "code": "invalid"}]
