"""Does the data protection officer find, read and answer on pages what was asked about own data?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import id_of, opened, sent
from tests.web.browsing import Browser, working

LIST = "/tietopyynnot"
WORDS = "Äidin nimi on väärin."


async def asked(service: Service, kind: str = "correction") -> str:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        body = {"kind": kind, "text": WORDS}
        assert (
            await requester.post("/api/v1/my-request/data-requests", json=body)
        ).status_code == 201
    return id_of(service, receipt)


async def officer(service: Service) -> Browser:
    """The officer, with the list open."""
    tiina = await working(service, "tiina")
    await tiina.go(LIST)
    return tiina


async def test_the_list_says_what_by_when_and_no_word(service: Service) -> None:
    await asked(service)
    tiina = await officer(service)
    assert "Tietojen korjaaminen" in tiina.text
    assert "23.12." in tiina.text
    assert WORDS not in tiina.text


async def test_an_empty_list_says_so(service: Service) -> None:
    assert "Yksikään tietopyyntö ei odota vastausta." in (await officer(service)).text


@pytest.mark.parametrize(
    ("days", "said", "unsaid"),
    [(10, "", "Pian"), (25, "Pian", "Myöhässä"), (32, "Myöhässä", "Pian")],
)
async def test_the_list_says_what_is_nearly_due_or_late(
    service: Service, clock: HandWoundClock, days: int, said: str, unsaid: str
) -> None:
    await asked(service)
    clock.wind(timedelta(days=days))
    tiina = await officer(service)
    assert said in tiina.text
    assert unsaid not in tiina.text


async def test_the_officer_reads_and_answers_on_the_page(service: Service) -> None:
    request_id = await asked(service)
    tiina = await officer(service)
    await tiina.go(f"{LIST}/{request_id}")
    assert WORDS in tiina.text

    await tiina.send(f"{LIST}/{request_id}", outcome="partly", text="Osa on korjattu.")

    assert "Vastauksesi on tallessa." in tiina.text
    assert "Tehty osittain. Osa on korjattu." in tiina.text
    await tiina.go(LIST)
    assert "Yksikään tietopyyntö" in tiina.text


async def test_a_refused_answer_comes_back_with_its_words(service: Service) -> None:
    request_id = await asked(service)
    tiina = await officer(service)
    await tiina.go(f"{LIST}/{request_id}")

    await tiina.send(f"{LIST}/{request_id}", text="Ratkaisu puuttuu.")

    assert tiina.page.status_code == 422
    assert "Tarkista kohta: lopputulos." in tiina.text
    assert "Ratkaisu puuttuu." in tiina.page.text


async def test_the_officer_is_warned_and_confirms_who_writes(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await requester.post("/api/v1/my-request/data-requests", json={"kind": "copy"})
        await requester.post("/api/v1/my-request/receipt", json={})
    tiina = await officer(service)
    assert "Varmista, kuka kirjoittaa" in tiina.text
    assert "Kuitti vaihdettiin uuteen ma 23.11." in tiina.text

    address = f"{LIST}/{id_of(service, receipt)}"
    await tiina.go(address)
    assert "Kuitti vaihdettiin uuteen ma 23.11." in tiina.text
    answer = {"outcome": "done", "text": "Tässä tietosi."}
    await tiina.send(address, **answer)
    assert tiina.page.status_code == 409
    assert "Varmista, kuka kirjoittaa" in tiina.text

    await tiina.send(address, **answer, writer_confirmed="true")
    assert "Vastauksesi on tallessa." in tiina.text
    assert "Kirjoittaja on varmistettu tämän jälkeen." in tiina.text


async def test_a_form_of_another_session_answers_nothing(service: Service) -> None:
    request_id = await asked(service)
    tiina = await officer(service)
    await tiina.go(f"{LIST}/{request_id}")
    body = {"number": 1, "outcome": "done", "text": "Tehty.", "csrf_token": "x"}

    await tiina.post(f"{LIST}/{request_id}", body)

    assert tiina.page.status_code == 403
    await tiina.go(LIST)
    assert "Tietojen korjaaminen" in tiina.text


async def test_a_worker_gets_no_list_and_sees_what_to_correct(service: Service) -> None:
    request_id = await asked(service)
    aino = await working(service)
    await aino.go(LIST)
    assert aino.page.status_code == 403
    await aino.go(f"/jono/{request_id}")
    assert "Pyytäjä pyytää korjaamaan tietojaan" in aino.text
    assert WORDS in aino.text


async def test_the_worker_reads_when_the_contact_changed(service: Service) -> None:
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await requester.put("/api/v1/my-request/contact", json={"phone": "0401234567"})
    aino = await working(service)
    await aino.go(f"/jono/{id_of(service, receipt)}")
    assert "+358401234567" in aino.text
    assert "Pyytäjä muutti näitä ma 23.11. klo 10." in aino.text
