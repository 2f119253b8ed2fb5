"""Does a page say how each reader stands to the duty to notify, and who never sees it?"""

from __future__ import annotations

from tests.service import Service
from tests.web.asking import BECAUSE, REQUESTS, Json, act, asked, id_of, opened, sent
from tests.web.browsing import working

OWN = "/api/v1/my-request"
NO = {"ground": "no-child", "because": "Koskee <b> aikuisia"}
NOTICE: Json = {"to": "lastensuojelu", "family_told": False, **BECAUSE}


async def test_each_reader_stands_there_by_name_with_what_they_recorded(service: Service) -> None:
    request_id = await asked(service)
    onni, aino = await working(service, "onni"), await working(service, "aino")
    await onni.go(f"/jono/{request_id}")
    await aino.go(f"/jono/{request_id}")
    assert "Velvollisuutta ei voi siirtää eikä delegoida" in aino.text

    await aino.send(f"/jono/{request_id}/no-notice", **NO)

    assert "ei ilmoita: Asia ei koske ketään lasta" in aino.text
    assert "Koskee <b> aikuisia" in aino.text
    async with await service.as_staff("aino") as caller:
        shown = (await caller.get(f"{REQUESTS}/{request_id}")).json()["notifying"]
    assert [(each["username"], each["stand"]) for each in shown] == [
        ("onni", "unrecorded"),
        ("aino", "declined"),
    ]


async def test_a_joint_notice_is_confirmed_by_who_is_named(service: Service) -> None:
    request_id = await asked(service)
    onni = await working(service, "onni")
    await onni.go(f"/jono/{request_id}")
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    typed = {"to": "lastensuojelu", "because": "Syy.", "family_told": "false"}
    await aino.send(f"/jono/{request_id}/protection-notice", **typed, together_with="onni")
    assert "mainittu yhteisessä ilmoituksessa, ei ole vahvistanut" in aino.text

    await onni.go(f"/jono/{request_id}")
    await onni.send(f"/jono/{request_id}/notice-confirmation")

    assert "on ilmoittanut yhdessä toisen kanssa" in onni.text
    assert "Vahvista, että teit ilmoituksen yhdessä" not in onni.text


async def test_who_is_asked_for_advice_records_it_where_the_question_stands(
    service: Service,
) -> None:
    request_id = await asked(service, consents={"consult": True})
    async with await service.as_staff("aino") as aino:
        summary = "Vauva ei nuku. Mitä voi tehdä?"
        await act(aino, request_id, "consultation", unit="kotipalvelu", summary=summary)
    leena = await working(service, "leena")
    await leena.go(f"/konsultaatiot/{request_id}")
    assert "ilmoitusvelvollisuus on sinullakin" in leena.text

    await leena.send(f"/konsultaatiot/{request_id}/no-notice", ground="child-unknown", **BECAUSE)

    assert leena.page.url.path == f"/konsultaatiot/{request_id}"
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{request_id}")).json()["notifying"]
    assert ("leena", "declined") in [(each["username"], each["stand"]) for each in shown]


async def test_supervisors_see_how_many_and_no_word(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await aino.get(f"{REQUESTS}/{request_id}")
        await act(aino, request_id, "no-notice", **NO)
    async with await service.as_staff("sanna") as sanna:
        answer = await sanna.get(f"{REQUESTS}/{request_id}/trail")
    assert answer.json()["notifying"] == {"notified": 0, "declined": 1, "unrecorded": 0}
    assert "aikuisia" not in answer.text and "no-child" not in answer.text
    page = await working(service, "sanna")
    await page.go(f"/jono/{request_id}/kulku")
    assert "kirjannut ettei ilmoita 1" in page.text


async def test_the_requester_is_told_nothing_of_it(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino, await opened(service, receipt) as own:
        before = (await own.get(OWN)).json()
        await act(aino, request_id, "no-notice", **NO)
        assert (await own.get(OWN)).json() == before
        await act(aino, request_id, "protection-notice", **NOTICE, together_with=["onni"])
        async with await service.as_staff("onni") as onni:
            await act(onni, request_id, "notice-confirmation")
        assert (await own.get(OWN)).json() == before
