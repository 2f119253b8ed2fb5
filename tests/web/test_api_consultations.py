"""Does a consulted unit get the summary, and nothing else, over HTTP and on pages?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import REQUESTS, VERB_BODIES, Json, act, id_of, sent

ASKED = VERB_BODIES["consultation"]
LIST = "/api/v1/consultations"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with make_service(tmp_path_factory.mktemp("consultations"), HandWoundClock()) as made:
        yield made


async def asked(service: Service, **instead: object) -> str:
    request_id = id_of(service, await sent(service, **instead))
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")
        await act(aino, request_id, "consultation", **ASKED)
    return request_id


def of_one(request_id: str) -> str:
    return f"{REQUESTS}/{request_id}/consultation"


async def test_the_consulted_unit_reads_the_summary_and_answers_once(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("leena") as leena:
        listed = (await leena.get(LIST)).json()["items"]
        question = (await leena.get(of_one(request_id))).json()
        answered = await leena.post(
            f"{REQUESTS}/{request_id}/consultation-answer", json={"text": "Neuvo."}
        )
        again = await leena.post(
            f"{REQUESTS}/{request_id}/consultation-answer", json={"text": "Toinen."}
        )
        gone = await leena.get(of_one(request_id))
    async with await service.as_staff("aino") as aino:
        (shown,) = (await aino.get(f"{REQUESTS}/{request_id}")).json()["consultations"]

    (row,) = (each for each in listed if each["id"] == request_id)
    told = {"id": request_id, "number": 1, "unit": "kotipalvelu", "from_unit": "perhesosiaalityo"}
    assert row == {**told, "asked_at": row["asked_at"]}
    assert question == {**row, "summary": ASKED["summary"]}
    assert (answered.status_code, answered.json()) == (200, {"id": request_id, "version": 0})
    assert (again.status_code, again.json()["code"]) == (409, "no-consultation-pending")
    assert gone.status_code == 404
    assert (shown["answer"], shown["answered_by"]["username"]) == ("Neuvo.", "leena")


async def test_the_consulted_unit_gets_no_other_view_of_the_request(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("leena") as leena:
        page = await leena.get(f"{REQUESTS}/{request_id}")
        queue = await leena.get("/api/v1/queue", params={"due": "any", "limit": 200})

    assert page.status_code == 404
    assert request_id not in queue.text


async def test_who_asks_is_warned_by_kind(service: Service) -> None:
    request_id = id_of(service, await sent(service, consents={"consult": True}))
    body: Json = {"unit": "kotipalvelu", "summary": "Perhe asuu Rovaniemellä."}
    async with await service.as_staff("aino") as aino:
        warned = await act(aino, request_id, "consultation", **body)

    assert (warned["warnings"], warned["id"]) == (["place"], request_id)


async def test_a_summary_that_tells_who_it_is_is_refused_by_kind_and_without_a_word_of_it(
    service: Service,
) -> None:
    contact = {"name": "Liisa Virtanen", "phone": "040 123 4567"}
    request_id = id_of(service, await sent(service, contact=contact, reply_by="phone"))
    body = {"unit": "kotipalvelu", "summary": "Liisan numero on +358401234567."}
    async with await service.as_staff("aino") as aino:
        refused = await aino.post(f"{REQUESTS}/{request_id}/consultation", json=body)

    told = refused.json()
    assert (refused.status_code, told["code"]) == (422, "summary-identifies")
    assert (told["found"], told["errors"]) == (
        ["name", "phone"],
        [{"field": "summary", "code": "invalid"}],
    )
    assert "Liisa" not in refused.text and "358" not in refused.text
