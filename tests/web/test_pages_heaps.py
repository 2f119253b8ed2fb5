"""How does a flood look on the pages: to who sends, and to the coordinator without JavaScript?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from api.http.floods import LIMIT, SIGN_WEIGHS
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import act, id_of, queued
from tests.web.browsing import Browser, browser, working
from tests.web.flooding import AFRAID, GRIEF, GROWN_UP, JOKE, flood, from_school, sends

BECAUSE = "Sama teksti kymmenen kertaa."


async def coordinator(service: Service, path: str = "/jono") -> Browser:
    kerttu = await working(service, "kerttu")
    await kerttu.go(path)
    return kerttu


def heap_path(worker: Browser) -> str:
    """The first heap that a page of the queue leads to."""
    found = re.search(r'href="(/ryopyt/[0-9a-f-]{36})', worker.page.text)
    assert found is not None, worker.text
    return found[1]


async def at_heap(service: Service) -> Browser:
    """The coordinator at the one heap that there is."""
    kerttu = await coordinator(service)
    await kerttu.go(heap_path(kerttu))
    return kerttu


def rows(worker: Browser) -> int:
    return len(re.findall(r'<li class="row[^>]*>\s*<div class="when">', worker.page.text))


def dues(worker: Browser) -> set[str]:
    """By when the rows of a page are due, as they say it."""
    found = re.findall(r'<div class="when">(.*?)</div>', worker.page.text, re.DOTALL)
    return {re.sub(r"<[^>]*>", "", each).strip() for each in found}


async def test_a_heap_says_by_when_in_the_terms_of_the_queue(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    in_heap = dues(kerttu)
    await kerttu.go("/jono")
    in_queue = dues(kerttu)
    assert in_heap
    # The queue tells beside it when a request came.
    assert all(any(each.startswith(due) for each in in_queue) for due in in_heap)


# -- who sends --


async def test_thirty_in_grief_each_get_a_receipt_through_the_form(service: Service) -> None:
    receipts = set()
    for text in GRIEF:
        pupil = browser(service)
        await pupil.go("/")
        await pupil.send("/", message=text, topics="SUR")
        receipts.add(pupil.receipt)
    async with await service.as_staff("kerttu") as kerttu:
        stored = await queued(kerttu, "?limit=200")
    assert len(receipts) == len(stored) == len(GRIEF)
    assert {row["state"] for row in stored} == {"new"}


async def heaps(service: Service) -> list[dict[str, object]]:
    async with await service.as_staff("kerttu") as kerttu:
        told: list[dict[str, object]] = (await kerttu.get("/api/v1/heaps")).json()["heaps"]
        return told


async def send_forms(service: Service, number: int, seconds: int, **typed: str) -> None:
    """So many forms are given, filled in for so many seconds each, and sent."""
    for _ in range(number):
        visitor = browser(service)
        await visitor.go("/")
        service.clock.wind(timedelta(seconds=seconds))  # type: ignore[attr-defined]
        await visitor.send("/", message=JOKE, **typed)
        assert visitor.page.url.path == "/kuitti"


FEW = LIMIT // (1 + SIGN_WEIGHS) + 1


@pytest.mark.parametrize(
    ("seconds", "typed", "marked"),
    [(10, {}, False), (1, {}, True), (10, {"homepage": "http://buy.example"}, True)],
)
async def test_what_no_person_does_weighs_and_is_stored_all_the_same(
    service: Service, seconds: int, typed: dict[str, str], marked: bool
) -> None:
    await send_forms(service, FEW, seconds, **typed)
    assert bool(await heaps(service)) is marked
    async with await service.as_staff("kerttu") as kerttu:
        assert len(await queued(kerttu)) == FEW


async def test_a_form_that_came_back_knows_when_it_was_given_first(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    given = visitor.form("/").fields["given"]
    clock.wind(timedelta(minutes=2))
    await visitor.send("/", message="")
    assert visitor.page.status_code == 422
    assert visitor.form("/").fields["given"] == given


async def test_the_trap_is_hidden_from_eyes_and_ears_and_said_back_nowhere(
    service: Service,
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    trap = re.search(r"<p hidden>.*?</p>", visitor.page.text)
    assert trap and 'name="homepage"' in trap[0] and 'autocomplete="off"' in trap[0]
    await visitor.send("/", message="", homepage="http://buy.example")
    assert visitor.page.status_code == 422
    assert "buy.example" not in visitor.page.text


# -- the coordinator's queue --


async def test_the_queue_shows_a_heap_as_one_line(service: Service) -> None:
    await flood(service)
    kerttu = await coordinator(service)
    assert "Pyyntöjä auki: 10" in kerttu.text
    assert rows(kerttu) == LIMIT


async def test_danger_keeps_its_own_row_beside_the_heap(service: Service) -> None:
    await flood(service)
    async with from_school(service) as school:
        await sends(school, AFRAID)
    kerttu = await coordinator(service)
    assert rows(kerttu) == LIMIT + 1
    assert "Vaaran merkkejä: 1" in kerttu.text


async def test_what_is_late_keeps_its_own_row(service: Service, clock: HandWoundClock) -> None:
    await flood(service)
    clock.wind(timedelta(days=9))
    kerttu = await coordinator(service)
    assert rows(kerttu) == 30


async def test_one_that_is_left_alone_is_a_row_again(service: Service) -> None:
    receipts = await flood(service, LIMIT + 2)
    async with await service.as_staff("kerttu") as caller:
        await act(caller, id_of(service, receipts[-1]), "closing", outcome="spam")
    kerttu = await coordinator(service)
    assert rows(kerttu) == LIMIT + 1


@pytest.mark.parametrize("query", ["?state=new", "?topic=SUR", "?due=today", "?unit=palveluohjaus"])
async def test_whoever_looks_for_rows_sees_each_row(service: Service, query: str) -> None:
    await flood(service)
    async with await service.as_staff("kerttu") as caller:
        expected = len(await queued(caller, f"{query}&limit=200"))
    kerttu = await coordinator(service, f"/jono{query}")
    assert rows(kerttu) == expected
    assert "/ryopyt/" not in kerttu.page.text


async def test_a_worker_sees_rows_and_no_heap(service: Service) -> None:
    await flood(service, message="Rahat eivät riitä.")
    async with await service.as_staff("kerttu") as caller:
        unit = (await queued(caller))[0]["unit"]
    names = {"perhesosiaalityo": "aino", "opiskeluhuolto": "iida", "perheneuvola": "paavo"}
    worker = await working(service, names[unit])
    assert rows(worker) == 30
    assert "/ryopyt/" not in worker.page.text


# -- one heap --


async def test_a_heap_is_closed_with_a_reason_and_taken_back(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    assert "Sama teksti pyynnöissä: 10" in kerttu.text and rows(kerttu) == 10
    path = str(kerttu.page.url.path)
    await kerttu.send(f"{path}/paattaminen", because=BECAUSE)
    assert kerttu.page.status_code == 200
    assert "Niitä oli 10." in kerttu.text and rows(kerttu) == 0
    await kerttu.send(f"{path}/palautus", because="Luokalla on suru.")
    assert "Pyyntöjä palasi jonoon: 10." in kerttu.text and rows(kerttu) == 10


async def test_what_came_after_the_page_was_read_stays_open(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    path = str(kerttu.page.url.path)
    await flood(service, 2)
    await kerttu.send(f"{path}/paattaminen", because=BECAUSE)
    assert "Niitä oli 10." in kerttu.text and rows(kerttu) == 2


async def test_what_was_closed_can_be_found_from_the_queue(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    path = str(kerttu.page.url.path)
    await kerttu.send(f"{path}/paattaminen", because=BECAUSE)
    await kerttu.go("/jono")
    assert "Päätetty yhdellä kertaa" in kerttu.text
    assert heap_path(kerttu) == path


async def test_without_a_reason_nothing_is_closed_and_the_page_says_so(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    path = str(kerttu.page.url.path)
    await kerttu.send(f"{path}/paattaminen", because="")
    assert kerttu.page.status_code == 422
    assert "perustelu" in kerttu.text and rows(kerttu) == 10


async def test_where_texts_differ_there_is_nothing_to_press(service: Service) -> None:
    async with from_school(service) as school:
        for text in GRIEF:
            await sends(school, text)
    kerttu = await at_heap(service)
    assert "paattaminen" not in kerttu.page.text
    assert rows(kerttu) == len(GRIEF) - LIMIT


async def test_a_heap_can_be_sorted(service: Service) -> None:
    await flood(service, LIMIT)
    async with from_school(service) as school:
        for text in ("Eka.", JOKE, "Toka.", JOKE):
            await sends(school, text, **GROWN_UP)
    kerttu = await at_heap(service)
    path = kerttu.page.url.path
    orders = {}
    for order in ("queue", "arrival", "words"):
        await kerttu.go(f"{path}?order={order}")
        shown = re.findall(r"sama teksti, ryhmä 1|class=\"where\"", kerttu.page.text)
        orders[order] = [shown[i - 1][0] == "s" for i, each in enumerate(shown) if each[0] == "c"]
    assert orders["words"] == [True, True, False, False]
    assert sorted(orders["arrival"]) == [False, False, True, True]


async def test_a_form_of_another_session_closes_nothing(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    path = str(kerttu.page.url.path)
    await kerttu.send(f"{path}/paattaminen", because=BECAUSE, csrf_token="x")
    assert kerttu.page.status_code == 403
    assert len(await heaps(service)) == 1


async def test_a_worker_gets_no_heap(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    worker = await working(service, "aino")
    await worker.go(str(kerttu.page.url.path))
    assert worker.page.status_code == 403


async def test_the_address_of_a_form_leads_back_to_the_heap(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    path = str(kerttu.page.url.path)
    await kerttu.go(f"{path}/paattaminen")
    assert kerttu.page.url.path == path


async def test_what_an_address_claims_is_said_back_as_a_number_only(service: Service) -> None:
    await flood(service)
    kerttu = await at_heap(service)
    await kerttu.go(f"{kerttu.page.url.path}?done=closed&number=Soita numeroon 0700")
    assert "0700" not in kerttu.text
