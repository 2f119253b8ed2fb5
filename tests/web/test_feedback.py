"""Can a requester say once whether it helped, and who reads what was said?"""

from __future__ import annotations

import re
from collections import Counter

import httpx
import pytest

from tests.service import Service
from tests.web.asking import act, id_of, opened, sent
from tests.web.breaking import nothing_can_be_read
from tests.web.browsing import Browser, asked, browser, reading, request_path, working
from tests.web.browsing import opened as at_work

OWN = "/api/v1/my-request"
GIVEN = {"heard": 4, "helped": 5}
COMMENT = "Teitä oli helppo lähestyä."
CRY = "Haluan kuolla"
TITLE = "Auttoiko tämä?"
FOLDED = re.compile(r'<details class="fold" id="feedback">\s*<summary>Auttoiko tämä\?')


async def answered(service: Service, **instead: object) -> httpx.AsyncClient:
    """A requester whose request has an answer."""
    receipt = await sent(service, **instead)
    async with await service.as_staff("aino") as aino:
        await act(aino, id_of(service, receipt), "reply", text="Hei.", kind="answer")
    return await opened(service, receipt)


async def give_ten(service: Service) -> None:
    for grade in [*range(1, 6)] * 2:
        async with await answered(service) as requester:
            body = {"heard": grade, "helped": 5, "comment": f"{COMMENT} {grade}"}
            answer = await requester.post(f"{OWN}/feedback", json=body)
            assert answer.status_code == 201, answer.text


# -- the API --


async def test_it_is_given_once_after_an_answer(service: Service) -> None:
    async with await answered(service) as requester:
        assert "feedback" in (await requester.get(OWN)).json()["may"]
        first = await requester.post(f"{OWN}/feedback", json={**GIVEN, "comment": COMMENT})
        again = await requester.post(f"{OWN}/feedback", json=GIVEN)
        shown = (await requester.get(OWN)).json()
    assert (first.status_code, first.json()) == (201, {"written": True})
    assert (again.status_code, again.json()["code"]) == (409, "feedback-given")
    assert "feedback" not in shown["may"]


async def test_before_an_answer_there_is_nothing_to_say(service: Service) -> None:
    async with await opened(service, await sent(service)) as requester:
        assert "feedback" not in (await requester.get(OWN)).json()["may"]
        answer = await requester.post(f"{OWN}/feedback", json=GIVEN)
    assert (answer.status_code, answer.json()["code"]) == (409, "no-answer-yet")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"heard", "helped"}),
        ({"heard": 0, "helped": 6}, {"heard", "helped"}),
        ({"heard": "4", "helped": True}, {"heard", "helped"}),
        ({**GIVEN, "comment": "x" * 2_001}, {"comment"}),
        ({**GIVEN, "name": "Ulla"}, {"name"}),
    ],
)
async def test_a_wrong_answer_is_told_by_field(
    service: Service, body: dict[str, object], fields: set[str]
) -> None:
    async with await answered(service) as requester:
        answer = await requester.post(f"{OWN}/feedback", json=body)
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} <= {*fields, "body"}
    assert "4711" not in answer.text


async def test_ten_answers_are_read_together_without_whose_they_were(service: Service) -> None:
    await give_ten(service)
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get("/api/v1/feedback")
    (quarter,) = answer.json()["quarters"]
    assert (quarter["quarter"], quarter["answers"]) == ("2026-Q4", 10)
    assert quarter["heard"] == {"1": 2, "2": 2, "3": 2, "4": 2, "5": 2}
    assert quarter["helped"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 10}
    assert Counter(quarter["comments"]) == {f"{COMMENT} {grade}": 2 for grade in range(1, 6)}


async def test_a_cry_for_help_is_not_kept_and_is_told_whom_to_call(service: Service) -> None:
    async with await answered(service) as requester:
        answer = await requester.post(f"{OWN}/feedback", json={**GIVEN, "comment": CRY})
        assert (answer.status_code, answer.json()["code"]) == (422, "feedback-wants-help")
        assert "112" in [each["number"] for each in answer.json()["urgent_help"]]
        assert CRY not in answer.text
        assert "feedback" in (await requester.get(OWN)).json()["may"]


async def test_four_answers_are_read_by_nobody(service: Service) -> None:
    for _ in range(4):
        async with await answered(service) as requester:
            await requester.post(f"{OWN}/feedback", json=GIVEN)
    async with await service.as_staff("kerttu") as kerttu:
        assert (await kerttu.get("/api/v1/feedback")).json() == {"quarters": []}


# -- the pages --


async def reading_an_answer(service: Service) -> Browser:
    visitor = await reading(service)
    worker = await at_work(service)
    await worker.send(f"{request_path(worker)}/response", text="Hei.", kind="answer")
    await visitor.go("/vastaus")
    return visitor


async def test_the_page_offers_it_after_an_answer_folded_and_thanks(service: Service) -> None:
    visitor = await reading_an_answer(service)
    assert FOLDED.search(visitor.page.text)
    await visitor.send("/vastaus/palaute", heard="4", helped="5", comment=COMMENT)
    assert visitor.page.status_code == 200
    assert "Kiitos palautteesta" in visitor.text
    assert COMMENT not in visitor.page.text
    await visitor.go("/vastaus")
    assert TITLE not in visitor.text


async def test_a_question_of_staff_is_no_answer_until_one_is_written(service: Service) -> None:
    visitor = await reading(service)
    worker = await at_work(service)
    path = request_path(worker)
    for kind in ("question", "holding"):
        await worker.send(f"{path}/response", text="Miten voitte?", kind=kind)
        await visitor.go("/vastaus")
        assert "<h1>Työntekijä kysyy sinulta</h1>" in visitor.page.text
        assert "Olet saanut vastauksen" not in visitor.text and TITLE not in visitor.text
    await visitor.send("/vastaus/viesti", text="Emme nuku.")
    assert "<h1>Työntekijä hoitaa asiaasi</h1>" in visitor.page.text
    assert TITLE not in visitor.text
    await worker.go(path)
    await worker.send(f"{path}/response", text="Hei.", kind="answer")
    await visitor.go("/vastaus")
    assert "<h1>Olet saanut vastauksen</h1>" in visitor.page.text
    assert "kysyy sinulta" not in visitor.text and TITLE in visitor.text


async def test_a_call_that_reached_them_after_a_question_is_an_answer(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await opened(service, receipt) as requester:
        async with await service.as_staff("aino") as aino:
            await act(aino, request_id, "reply", text="Miten voitte?", kind="question")
            refused = await requester.post(f"{OWN}/feedback", json=GIVEN)
            await act(aino, request_id, "contact-attempt", channel="phone", reached=False)
            assert "feedback" not in (await requester.get(OWN)).json()["may"]
            await act(aino, request_id, "contact-attempt", channel="phone", reached=True)
        assert "feedback" in (await requester.get(OWN)).json()["may"]
    assert refused.json()["code"] == "no-answer-yet"


async def test_the_page_does_not_offer_it_before_an_answer(service: Service) -> None:
    visitor = await reading(service)
    assert TITLE not in visitor.text


async def test_sent_twice_it_counts_once_and_is_thanked_for_twice(service: Service) -> None:
    visitor = await reading_an_answer(service)
    form = visitor.form("/vastaus/palaute")
    for _ in range(2):
        await visitor.post(form.action, {**form.fields, "heard": "4", "helped": "5"})
        assert "Kiitos palautteesta" in visitor.text
    database = service.parts.database
    with database.reads.connect() as connection:
        marks = connection.exec_driver_sql("SELECT count(*) FROM triage.feedback_given").scalar()
    assert marks == 1


async def test_what_is_missing_is_told_at_the_question_with_the_comment_kept(
    service: Service,
) -> None:
    visitor = await reading_an_answer(service)
    await visitor.send("/vastaus/palaute", heard="4", comment=COMMENT)
    assert visitor.page.status_code == 422
    assert 'id="feedback" open' in visitor.page.text
    assert "Palaute ei vielä lähtenyt" in visitor.text
    assert visitor.text.count("Valitse yksi vastaus.") == 2
    assert 'href="#helped"' in visitor.page.text
    fields = visitor.form("/vastaus/palaute").fields
    assert (fields["heard"], fields["comment"]) == ("4", COMMENT)


async def test_a_cry_for_help_is_put_where_a_message_is_written(service: Service) -> None:
    visitor = await reading_an_answer(service)
    await visitor.send("/vastaus/palaute", heard="1", helped="2", comment=CRY)
    assert visitor.page.status_code == 422
    assert "siirsimme sanasi tähän viestiin" in visitor.text
    assert 'href="tel:112"' in visitor.page.text
    assert visitor.form("/vastaus/viesti").fields["text"].strip() == CRY
    fields = visitor.form("/vastaus/palaute").fields
    assert (fields["heard"], fields["helped"], fields["comment"].strip()) == ("1", "2", "")

    await visitor.send("/vastaus/viesti")
    assert "Viestisi on lähetetty." in visitor.text
    assert CRY in visitor.text


async def test_a_cry_for_help_comes_back_where_nothing_can_be_read(service: Service) -> None:
    visitor = await reading_an_answer(service)
    form = visitor.form("/vastaus/palaute")
    fields = {**form.fields, "heard": "1", "helped": "2", "comment": CRY}
    with nothing_can_be_read(service):
        await visitor.post(form.action, fields)
    assert visitor.page.status_code == 503
    assert visitor.form("/vastaus/viesti").fields["text"].strip() == CRY
    assert 'href="tel:112"' in visitor.page.text


@pytest.mark.parametrize("wrong", [{"helped": ""}, {"helped": "5", "csrf_token": "x"}])
async def test_a_comment_comes_back_where_nothing_can_be_read(
    service: Service, wrong: dict[str, str]
) -> None:
    visitor = await reading_an_answer(service)
    form = visitor.form("/vastaus/palaute")
    with nothing_can_be_read(service):
        fields = {**form.fields, "heard": "4", "comment": COMMENT, **wrong}
        await visitor.post(form.action, fields)
    assert visitor.page.status_code == 503
    assert 'id="feedback" open' in visitor.page.text
    kept = visitor.form("/vastaus/palaute")
    assert (kept.fields["heard"], kept.fields["comment"].strip()) == ("4", COMMENT)

    await visitor.post(kept.action, {**kept.fields, "helped": "5"})
    assert "Kiitos palautteesta" in visitor.text


async def test_a_refused_form_keeps_its_comment_open(service: Service) -> None:
    visitor = await reading_an_answer(service)
    typed = {"heard": "4", "helped": "5", "comment": COMMENT, "csrf_token": "x"}
    await visitor.send("/vastaus/palaute", **typed)
    assert visitor.page.status_code == 403
    assert 'id="feedback" open' in visitor.page.text
    assert visitor.form("/vastaus/palaute").fields["comment"].strip() == COMMENT


async def test_giving_it_on_the_page_reads_nothing_at_that_moment(service: Service) -> None:
    visitor = await reading_an_answer(service)
    before = _rows_of_the_log(service)
    await visitor.send("/vastaus/palaute", heard="4", helped="5")
    assert _rows_of_the_log(service) == before


def _rows_of_the_log(service: Service) -> int:
    with service.parts.database.reads.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM triage.access_log").scalar()
    assert count is not None
    return int(count)


async def test_another_visitors_form_is_not_taken(service: Service) -> None:
    visitor = await reading_an_answer(service)
    form = visitor.form("/vastaus/palaute")
    fields = {**form.fields, "heard": "4", "helped": "5", "csrf_token": "x"}
    await visitor.post(form.action, fields)
    assert "Kiitos palautteesta" not in visitor.text


async def test_without_a_session_the_page_asks_for_the_receipt(service: Service) -> None:
    visitor = await reading_an_answer(service)
    form = visitor.form("/vastaus/palaute")
    stranger = browser(service)
    await stranger.post(
        form.action, {**form.fields, "heard": "4", "helped": "5", "comment": COMMENT}
    )
    assert stranger.page.status_code == 401
    assert COMMENT not in stranger.page.text


async def test_loading_the_address_of_the_form_leads_to_the_dialogue(service: Service) -> None:
    visitor = await asked(service)
    await visitor.go("/vastaus/palaute")
    assert visitor.page.url.path == "/vastaus"


@pytest.mark.parametrize("username", ["sanna", "kerttu"])
async def test_supervisors_and_coordinators_have_a_page_for_it(
    service: Service, username: str
) -> None:
    reader = await working(service, username)
    await reader.go("/palaute")
    assert "Palautetta ei vielä ole." in reader.text
    await give_ten(service)
    await reader.go("/palaute")
    assert "Vastauksia: 10" in reader.text
    assert COMMENT in reader.text
    assert 'aria-current="page">Palaute' in reader.page.text


@pytest.mark.parametrize("username", ["aino", "elli", "tiina", "antti"])
async def test_others_do_not_read_it(service: Service, username: str) -> None:
    reader = await working(service, username)
    await reader.go("/palaute")
    assert reader.page.status_code == 403
    assert "/palaute" not in reader.page.text.partition("<main")[0]
