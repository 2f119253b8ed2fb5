"""Is advice asked, given and taken back on pages, with every word kept where it is refused?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import id_of, sent
from tests.web.browsing import Browser, working

LIST = "/konsultaatiot"
SUMMARY = "Vauva ei nuku. Mitä kotipalvelu voi tehdä?"


async def at_a_request(service: Service, **instead: object) -> tuple[Browser, str]:
    request_id = id_of(service, await sent(service, **instead))
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    return aino, request_id


async def asked(service: Service) -> tuple[Browser, str]:
    aino, request_id = await at_a_request(service)
    await aino.send(f"/jono/{request_id}/consultation", unit="kotipalvelu", summary=SUMMARY)
    return aino, request_id


async def test_the_page_says_whether_the_requester_agrees(service: Service) -> None:
    unwilling, _ = await at_a_request(service)
    willing, _ = await at_a_request(service, consents={"consult": True})

    assert "ei ole antanut lupaa kysyä neuvoa" in unwilling.text
    assert "on antanut luvan kysyä neuvoa" in willing.text


async def test_the_question_goes_to_the_list_of_the_other_unit_and_the_advice_comes_back(
    service: Service,
) -> None:
    aino, request_id = await asked(service)
    assert "Odottaa neuvoa." in aino.text
    leena = await working(service, "leena")
    await leena.go(LIST)
    assert "Perhesosiaalityö" in leena.text and SUMMARY not in leena.text
    await leena.go(f"{LIST}/{request_id}")
    assert SUMMARY in leena.text

    await leena.send(f"{LIST}/{request_id}", text="Kotipalvelu voi tulla aamulla.")

    assert "Vastaus lähetetty kysyjälle." in leena.text
    assert "Kukaan ei odota neuvoa yksiköltäsi." in leena.text
    await aino.go(f"/jono/{request_id}")
    assert "Kotipalvelu voi tulla aamulla." in aino.text


async def test_a_summary_that_tells_who_it_is_comes_back_with_its_words(service: Service) -> None:
    contact = {"name": "Liisa Virtanen"}
    aino, request_id = await at_a_request(service, contact=contact)

    await aino.send(
        f"/jono/{request_id}/consultation", unit="kotipalvelu", summary="Liisa ei nuku."
    )

    assert aino.page.status_code == 422
    assert "Yhteenvedosta voi tunnistaa pyytäjän. Siinä on: nimi." in aino.text
    assert "Liisa ei nuku." in aino.form(f"/jono/{request_id}/consultation").fields["summary"]


async def test_advice_for_a_question_that_was_taken_back_is_shown_to_be_copied(
    service: Service,
) -> None:
    aino, request_id = await asked(service)
    leena = await working(service, "leena")
    await leena.go(f"{LIST}/{request_id}")
    await aino.send(f"/jono/{request_id}/consultation-withdrawal")
    assert "Peruttu" in aino.text

    await leena.send(f"{LIST}/{request_id}", text="Myöhässä tullut neuvo.")

    assert leena.page.status_code == 409
    assert "Kysymys ei enää odota vastausta: siihen on vastattu" in leena.text
    assert "Myöhässä tullut neuvo." in leena.text


async def test_advice_does_not_land_on_a_question_that_was_asked_meanwhile(
    service: Service,
) -> None:
    aino, request_id = await asked(service)
    leena = await working(service, "leena")
    await leena.go(f"{LIST}/{request_id}")
    await aino.send(f"/jono/{request_id}/consultation-withdrawal")
    await aino.send(
        f"/jono/{request_id}/consultation", unit="kotipalvelu", summary="Pitääkö soittaa heti?"
    )

    await leena.send(f"{LIST}/{request_id}", text="Odottakaa viikko.")

    assert leena.page.status_code == 409
    assert "Katso Konsultaatioista, odottaako uusi kysymys." in leena.text
    assert "Odottakaa viikko." in leena.text
    await aino.go(f"/jono/{request_id}")
    assert "Odottakaa viikko." not in aino.text
