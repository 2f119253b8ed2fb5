"""Is a reply that was taken back gone for everybody, and does the officer hear of a breach?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, Json, act, id_of, opened, sent
from tests.web.browsing import browser, working

MISTAKE = "Naapurinne Virtasen osoite on Kuusikuja 3."
OWN = "/api/v1/my-request"
LIST = "/api/v1/data-requests"


async def replied(service: Service, *, read: bool = False) -> tuple[str, Json]:
    """A request that Aino answered by mistake; its id and its receipt."""
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "reply", text=MISTAKE, kind="answer")
    if read:
        async with await opened(service, receipt) as requester:
            assert MISTAKE in (await requester.get(OWN)).text
    return request_id, receipt


async def retracted(service: Service, request_id: str, *, personal_data: bool = False) -> Json:
    async with await service.as_staff("aino") as aino:
        body = {"reply": 1, "because": "Väärä perhe.", "personal_data": personal_data}
        await act(aino, request_id, "reply-retraction", **body)
        shown: Json = (await aino.get(f"{REQUESTS}/{request_id}")).json()
    return shown


async def own_messages(service: Service, receipt: Json) -> list[Json]:
    async with await opened(service, receipt) as requester:
        found: list[Json] = (await requester.get(OWN)).json()["messages"]
    return found


@pytest.mark.parametrize(
    ("read", "personal", "text"),
    [(False, False, None), (True, False, MISTAKE), (True, True, None)],
)
async def test_only_what_was_read_and_is_ones_own_is_still_shown(
    service: Service, read: bool, personal: bool, text: str | None
) -> None:
    request_id, receipt = await replied(service, read=read)
    shown = await retracted(service, request_id, personal_data=personal)

    (own,) = await own_messages(service, receipt)

    staff = [each for each in shown["messages"] if each["number"] == 1]
    assert (own["text"], [each["text"] for each in staff]) == (text, [text])
    assert own["retracted_at"] == staff[0]["retracted_at"] is not None
    assert (shown["state"], shown["promise"]["answered_at"]) == ("claimed", None)


async def test_the_officer_has_72_hours_and_nobody_else_is_told(
    service: Service, clock: HandWoundClock
) -> None:
    request_id, _ = await replied(service)
    await retracted(service, request_id, personal_data=True)
    clock.wind(timedelta(hours=73))
    service.tokens.clear()

    async with await service.as_staff("tiina") as tiina:
        (row,) = (await tiina.get(LIST)).json()["breaches"]
        of_one = (await tiina.get(f"{REQUESTS}/{request_id}/data-requests")).json()
        body = {"breach": row["breach"], "authority_told": True, "text": "Ilmoitettu."}
        await act(tiina, request_id, "breach-answer", **body)
        after = (await tiina.get(LIST)).json()["breaches"]

    assert (row["overdue"], of_one["breaches"][0]["because"]) == (True, "Väärä perhe.")
    assert MISTAKE not in str(of_one)
    assert after == []


async def test_a_reply_is_taken_back_on_the_page(service: Service) -> None:
    request_id, receipt = await replied(service, read=True)
    aino = await working(service, "aino")
    await aino.go(f"/jono/{request_id}")
    form = {"reply": "1", "because": "Väärä tieto.", "personal_data": "false"}
    await aino.send(f"/jono/{request_id}/reply-retraction", **form)
    assert "Työntekijä perui tämän vastauksen" in aino.text

    visitor = browser(service)
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt["receipt"])

    assert "Työntekijä on perunut tämän vastauksen." in visitor.text
    assert f"<del>{MISTAKE}</del>" in visitor.page.text


async def test_the_officer_writes_on_the_page_what_was_done(service: Service) -> None:
    request_id, _ = await replied(service)
    await retracted(service, request_id, personal_data=True)
    tiina = await working(service, "tiina")
    await tiina.go("/tietopyynnot")
    assert "Toisen tietoja väärälle pyytäjälle" in tiina.text
    await tiina.go(f"/tietopyynnot/{request_id}")

    address = f"/tietopyynnot/{request_id}/tietoturvaloukkaus"
    await tiina.send(address, authority_told="true", text="Perheille kerrottiin.")

    assert "Valvontaviranomaiselle ilmoitettiin." in tiina.text
    assert "Perheille kerrottiin." in tiina.text
