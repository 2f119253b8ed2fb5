"""What does a supervisor see of promises that want an eye? That they do, and whose they are."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest

from projections.figures.response_groups import Grouping
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import Json, act, asked
from tests.web.browsing import working

LATE = timedelta(days=3)


async def missed(service: Service) -> list[Json]:
    async with await service.as_staff("sanna") as sanna:
        items: list[Json] = (await sanna.get("/api/v1/missed-promises")).json()["items"]
    return items


async def test_nothing_is_late_within_the_promise(service: Service) -> None:
    await asked(service)
    assert await missed(service) == []
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert "Mikään pyyntö ei ole nyt myöhässä." in sanna.text


async def test_reference_and_unit_are_told_and_nothing_else(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    clock.wind(LATE)
    service.tokens.clear()
    (told,) = await missed(service)
    assert told.keys() == {"id", "reference", "unit", "answer_by"}
    assert (told["id"], told["unit"]) == (request_id, "perhesosiaalityo")
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert told["reference"] in sanna.text and "Nyt myöhässä: 1." in sanna.text
    await sanna.go(f"/jono/{request_id}/kulku")
    assert sanna.page.status_code == 200


async def test_what_is_answered_or_anothers_is_not_told(
    service: Service, clock: HandWoundClock
) -> None:
    answered = await asked(service)
    await asked(service, topics=["KOU"])
    clock.wind(LATE)
    service.tokens.clear()
    async with await service.as_staff("aino") as aino:
        await act(aino, answered, "reply", text="Hei", kind="answer")
    assert await missed(service) == []


async def watched(service: Service) -> Json:
    service.tokens.clear()
    async with await service.as_staff("sanna") as sanna:
        lists: Json = (await sanna.get("/api/v1/open-promises")).json()
    return lists


async def test_a_request_stands_in_one_list_and_moves_on_as_its_day_comes(
    service: Service, clock: HandWoundClock
) -> None:
    request_id = await asked(service)
    met = []
    for day in (timedelta(0), timedelta(days=2), timedelta(days=1)):
        clock.wind(day)
        lists = await watched(service)
        met.append({name: [each["id"] for each in rows] for name, rows in lists.items()})
    assert met == [
        {"at_risk": [], "overdue": [], "longest": [request_id], "unexplained": []},
        {"at_risk": [request_id], "overdue": [], "longest": [], "unexplained": []},
        {"at_risk": [], "overdue": [request_id], "longest": [], "unexplained": []},
    ]


async def test_the_lists_tell_the_state_and_no_content(service: Service) -> None:
    request_id = await asked(service, message="Salainen huoli.")
    (told,) = (await watched(service))["longest"]
    assert told.keys() == {"id", "reference", "unit", "state", "submitted_at", "answer_by"}
    assert (told["id"], told["state"]) == (request_id, "new")


async def test_the_page_opens_with_a_sentence_and_every_list_leads_to_the_trail(
    service: Service, clock: HandWoundClock
) -> None:
    ids = [await asked(service) for _ in range(6)]
    async with await service.as_staff("aino") as aino:
        for request_id in ids[:5]:
            await act(aino, request_id, "reply", text="Hei", kind="answer")
    clock.wind(LATE)
    service.tokens.clear()
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert "6 lupauksesta 5 pidettiin. Nyt myöhässä: 1." in sanna.text
    assert sanna.page.text.count(f"/jono/{ids[5]}/kulku") == 1


async def test_too_little_is_said_to_be_too_little(service: Service) -> None:
    await asked(service)
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat")
    assert "Tältä ajalta on alle 5 pyyntöä" in sanna.text
    assert "Ryhmiä, jotka ovat liian pieniä näytettäväksi: 1." in sanna.text


@pytest.mark.parametrize("by", [str(each) for each in Grouping])
@pytest.mark.parametrize("path", ["/vastausajat", "/vastausajat/tuloste"])
async def test_page_and_print_show_every_grouping(service: Service, path: str, by: str) -> None:
    for _ in range(6):
        await asked(service)
    sanna = await working(service, "sanna")
    await sanna.go(f"{path}?by={by}")
    assert sanna.page.status_code == 200
    assert re.search(r"\b6\b", sanna.text)


async def test_a_table_for_a_spreadsheet_tells_what_the_page_tells(service: Service) -> None:
    for _ in range(6):
        await asked(service)
    await asked(service, topics=["KOU"])
    sanna = await working(service, "sanna")
    await sanna.go("/vastausajat/taulukko?by=urgency")
    assert sanna.page.headers["content-type"].startswith("text/csv")
    assert "attachment" in sanna.page.headers["content-disposition"]
    (row,) = csv.DictReader(StringIO(sanna.page.text.removeprefix("\ufeff")))
    # No cell begins as a formula does; outcomes are told, what is the service's alone is not.
    assert (row["urgency"], row["received"], row["answered"]) == ("'-", "6", "0")
    assert (row["opened"], row["median_working_minutes"]) == ("..", "")


async def test_the_api_gives_the_same_table_to_who_asks_for_it(service: Service) -> None:
    await asked(service)
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get("/api/v1/response-times?by=unit", headers={"accept": "text/csv"})
    (row,) = csv.DictReader(StringIO(answer.text))
    told = (row["unit"], row["received"], row["missed"])
    assert told == ("neuvola+perhesosiaalityo", "..", "..")
