"""Do others who ask get the chosen parts and nothing else, and does the log tell of it?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, opened, sent
from tests.web.browsing import working
from triage.store.tables.core_tables import access_log

MESSAGE, REPLY, NOTE = "Ensimmäinen sana.", "Vastauksen sana.", "Salainen huomio."
PHONE = "0401234567"
COURT: Json = {"asker": "court", "statute": "OK 17:25", "recipient": "Lapin käräjäoikeus"}


async def asked(service: Service) -> str:
    receipt = await sent(service, message=MESSAGE, contact={"phone": PHONE})
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "reply", text=REPLY, kind="answer")
        await act(aino, request_id, "note", text=NOTE)
    return request_id


@pytest.mark.parametrize(
    ("parts", "there"),
    [(["message"], {MESSAGE}), (["dialogue"], {REPLY}), (["notes", "contact"], {NOTE, "1234567"})],
)
async def test_the_paper_holds_the_chosen_parts_alone(
    service: Service, parts: list[str], there: set[str]
) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "disclosure", **COURT, parts=parts)
    worker = await working(service, "aino")
    await worker.go(f"/jono/{request_id}/luovutus/1")

    everything = {MESSAGE, REPLY, NOTE, "1234567"}
    assert {each for each in everything if each in worker.page.text} == there
    assert "Lapin käräjäoikeus" in worker.text


async def test_the_log_tells_to_whom_a_paper_went(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "disclosure", **COURT, parts=["message"])
    worker = await working(service, "aino")
    await worker.go(f"/jono/{request_id}/luovutus/1")

    with service.parts.database.reads.connect() as connection:
        rows = connection.execute(select(access_log)).fetchall()
    (row,) = [each for each in rows if each.action.startswith("disclosure")]
    assert (row.action, row.ground, row.username) == ("disclosure-court", "own", "aino")
    officer = await working(service, "tiina")
    await officer.go("/loki")
    assert "antoi tietoja: tuomioistuin" in officer.text


async def test_what_was_refused_or_never_decided_has_no_paper(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        refused = {**COURT, "parts": ["message"], "refused_because": "Ei perustetta."}
        await act(aino, request_id, "disclosure", **refused)
    worker = await working(service, "aino")
    for number in (1, 2):
        await worker.go(f"/jono/{request_id}/luovutus/{number}")
        assert (worker.page.status_code, MESSAGE in worker.page.text) == (404, False)


async def test_a_guardian_is_refused_where_the_young_person_says_no(service: Service) -> None:
    receipt = await sent(service, asker="youth", guardian_may_know="no")
    body = {"asker": "guardian", "statute": "Laki 812/2000, 11 §", "parts": ["message"]}
    weighed = {"understands": True, "forbids": False, "danger": False, "weighed": "Ymmärtää."}
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{id_of(service, receipt)}/disclosure"
        unweighed = await aino.post(path, json=body)
        barred = await aino.post(path, json={**body, **weighed})
    assert (unweighed.status_code, unweighed.json()["code"]) == (409, "maturity-unweighed")
    assert (barred.status_code, barred.json()["code"]) == (409, "disclosure-barred")


@pytest.mark.parametrize(
    ("kind", "status"), [("correction", 200), ("objection", 200), ("copy", 409)]
)
async def test_a_worker_decides_on_corrections_and_objections(
    service: Service, kind: str, status: int
) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        made = {"kind": kind, "text": "Ikä on väärin."}
        await requester.post("/api/v1/my-request/data-requests", json=made)
        async with await service.as_staff("aino") as aino:
            path = f"{REQUESTS}/{id_of(service, receipt)}/data-request-decision"
            decided = {"number": 1, "outcome": "refused", "text": "Ikä on niin kuin kerroit."}
            answer = await aino.post(path, json=decided)
        (item,) = (await requester.get("/api/v1/my-request")).json()["data_requests"]
    assert answer.status_code == status
    if status == 200:
        assert (item["outcome"], item["answered_by"]) == ("refused", "worker")
        assert item["answer"] == "Ikä on niin kuin kerroit."
    else:
        assert item["answered_at"] is None
