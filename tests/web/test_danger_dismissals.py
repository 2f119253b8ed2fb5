"""May a human say that what a rule saw is no danger, and who learns how often?"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from projections.figures.small_numbers import SUPPRESSED_BELOW
from tests.service import Service
from tests.web.asking import act, asked
from tests.web.browsing import working
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.signs.seeing import code_of, pieces

DANGER = "Kirjassa luki: itsemurha."
LAPLAND = packaged_lapland()
(RULE,) = {code_of(r) for each in pieces(LAPLAND.danger_words, DANGER) for r in each.rules[:1]}
DISMISSAL = {"rule": RULE, "why": "quote"}


async def dismissed(service: Service, number: int, **body: Any) -> list[str]:
    ids = [await asked(service, message=f"{DANGER} {each}") for each in range(number)]
    async with await service.as_staff("aino") as aino:
        for request_id in ids:
            await act(aino, request_id, "danger-dismissal", **{**DISMISSAL, **body})
    return ids


async def told(service: Service, username: str = "elli") -> Any:
    async with await service.as_staff(username) as caller:
        answer = await caller.get("/api/v1/false-alarms")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_lowers_nothing_and_ends_no_look(service: Service) -> None:
    request_id = await asked(service, message=DANGER)
    async with await service.as_staff("aino") as aino:
        (before,) = (await aino.get("/api/v1/queue")).json()["items"]
        after = await act(aino, request_id, "danger-dismissal", **DISMISSAL)

    assert after == {**before, "version": before["version"] + 1}
    assert (after["flagged"], after["look_because"]) == (True, "danger")


@pytest.mark.parametrize("username", ["elli", "kerttu"])
async def test_from_five_requests_on_it_is_counted_by_rule_and_reason(
    service: Service, username: str
) -> None:
    ids = await dismissed(service, SUPPRESSED_BELOW)
    async with await service.as_staff("aino") as aino:
        await act(aino, ids[0], "danger-dismissal", **DISMISSAL)
        await act(aino, ids[0], "danger-dismissal", **{**DISMISSAL, "why": "past"})

    answer = await told(service, username)
    assert answer["suppressed_below"] == SUPPRESSED_BELOW
    (item,) = answer["items"]
    assert (item["rule"], item["why"], item["requests"]) == (RULE, "quote", SUPPRESSED_BELOW)
    assert item["pattern"]


async def test_fewer_are_not_told_nor_any_sum_of_them(service: Service) -> None:
    await dismissed(service, SUPPRESSED_BELOW - 1)

    assert await told(service) == {"items": [], "suppressed_below": SUPPRESSED_BELOW}


@pytest.mark.parametrize(
    ("message", "rule"), [("Rahat loppu.", RULE), (DANGER, "0" * 12), ("Rahat loppu.", None)]
)
async def test_what_no_rule_saw_is_refused(
    service: Service, message: str, rule: str | None
) -> None:
    request_id = await asked(service, message=message)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(
            f"/api/v1/requests/{request_id}/danger-dismissal", json={"why": "past", "rule": rule}
        )

    assert (answer.status_code, answer.json()["code"]) == (409, "no-such-sign")


@pytest.mark.parametrize("body", [{}, {"why": "because"}, {"why": "past", "rule": "itsemurh*"}])
async def test_only_codes_are_taken(service: Service, body: dict[str, str]) -> None:
    request_id = await asked(service, message=DANGER)
    async with await service.as_staff("aino") as aino:
        answer = await aino.post(f"/api/v1/requests/{request_id}/danger-dismissal", json=body)

    assert answer.status_code == 422


async def test_no_rule_stands_unsealed_in_the_log(service: Service) -> None:
    await dismissed(service, 1)

    with service.parts.database.log.connect() as connection:
        rows = connection.exec_driver_sql("SELECT state FROM triage.events").fetchall()
    assert not [row for row in rows if RULE.encode() in bytes(row[0])]


async def test_it_is_said_on_the_page_of_the_request(service: Service) -> None:
    request_id = await asked(service, message=DANGER)
    worker = await working(service)
    await worker.go(f"/jono/{request_id}")
    await worker.send(f"/jono/{request_id}/danger-dismissal", **DISMISSAL)

    assert "kirjattu, ettei kyse ole vaarasta" in worker.text
    assert re.search(rf'<option value="{RULE}"', worker.page.text)


async def test_the_editor_reads_the_list_in_the_room_of_the_catalogue(service: Service) -> None:
    await dismissed(service, SUPPRESSED_BELOW)
    editor, worker = await working(service, "elli"), await working(service)
    await editor.go("/luettelo")
    await worker.go("/luettelo")

    assert "lainaus tai kirjan, pelin tai laulun sanat" in editor.text
    assert "Vaarasanat, jotka eivät olleet vaaraa" not in worker.text


async def test_a_calm_request_offers_no_such_form(
    service: Service, client: httpx.AsyncClient
) -> None:
    request_id = await asked(service)
    worker = await working(service)
    await worker.go(f"/jono/{request_id}")

    assert "danger-dismissal" not in worker.page.text
