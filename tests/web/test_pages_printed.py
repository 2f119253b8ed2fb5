"""What goes onto paper, for whom, and what does the log say of it?"""

from __future__ import annotations

import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import SUBMISSION, act, asked, id_of, sent
from tests.web.browsing import Browser, browser, working
from wiring.upkeep.erasing import erase

SECRET = "SALASSA PIDETTÄVÄ JulkL (621/1999) 24 § 1 mom. 25 k."
WITHHELD = "SALATTU PYYTÄJÄLTÄ"
UNREAD = "Kun työntekijä on lukenut viestisi"


async def printed(service: Service, request_id: str, username: str = "aino") -> Browser:
    worker = await working(service, username)
    await worker.go(f"/jono/{request_id}/tuloste")
    return worker


async def logged(service: Service, request_id: str) -> list[str]:
    """What staff did with the request, as the data protection officer reads it."""
    officer = await working(service, "tiina")
    await officer.go("/loki")
    return [line for line in officer.text.split() if line == "tulosti"]


async def test_a_print_names_what_it_is_whose_it_is_and_who_made_it(service: Service) -> None:
    receipt = await sent(service)
    worker = await printed(service, id_of(service, receipt))

    assert SECRET in worker.text
    assert receipt["reference"] in worker.text
    assert "Tulostanut Aino" in worker.text
    assert 'class="staff-nav"' not in worker.page.text
    assert "<form" not in worker.page.text


async def test_a_print_names_who_entered_the_request_and_how_it_came(
    service: Service, clock: HandWoundClock
) -> None:
    told = {"told_by": {"name": "Opettaja Oksanen"}, "arrived_at": clock().isoformat()}
    async with await service.as_staff("onni") as onni:
        body = {**SUBMISSION, "channel": "professional", **told}
        entered = await onni.post("/api/v1/requests/entered", json=body)
    worker = await printed(service, entered.json()["id"])

    assert "Tuli ammattilaiselta" in worker.text and ": Onni" in worker.text
    assert "Opettaja Oksanen" in worker.text


async def test_a_print_is_logged_as_such(service: Service) -> None:
    request_id = await asked(service)
    assert await logged(service, request_id) == []

    await printed(service, request_id)

    assert await logged(service, request_id) == ["tulosti"]


async def test_who_asks_for_the_head_alone_has_printed_nothing(service: Service) -> None:
    request_id = await asked(service)
    worker = await working(service, "aino")
    answer = await worker.client.head(f"/jono/{request_id}/tuloste")
    assert (answer.status_code, await logged(service, request_id)) == (200, [])


async def test_a_print_is_a_read_that_the_requester_is_told_of(service: Service) -> None:
    receipt = await sent(service)
    requester = browser(service)
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=receipt["receipt"])
    assert UNREAD in requester.text

    await printed(service, id_of(service, receipt))
    await requester.go("/vastaus")

    assert UNREAD not in requester.text


async def test_what_is_withheld_is_marked_on_the_print_until_it_is_released(
    service: Service,
) -> None:
    request_id = await asked(service)
    notice = {"to": "lastensuojelu", "because": "Lyö.", "family_told": False}
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "protection-notice", **notice)
        assert WITHHELD in (await printed(service, request_id)).text
        await act(aino, request_id, "notice-release", because="Ei vaaraa.")
    assert WITHHELD not in (await printed(service, request_id)).text


@pytest.mark.parametrize(("username", "status"), [("olli", 404), ("sanna", 403), ("elli", 403)])
async def test_nobody_else_prints_it(service: Service, username: str, status: int) -> None:
    worker = await printed(service, await asked(service), username)

    assert worker.page.status_code == status
    assert SECRET not in worker.text


async def test_a_colleague_gives_a_reason_first(service: Service) -> None:
    request_id = await asked(service)
    async with await service.as_staff("aino") as aino:
        await act(aino, request_id, "claim")

    onni = await printed(service, request_id, "onni")

    assert onni.page.url.path == f"/jono/{request_id}"
    assert onni.page.status_code == 403
    assert await logged(service, request_id) == []


async def test_an_erased_request_is_not_printed(service: Service) -> None:
    receipt = await sent(service)
    request_id = id_of(service, receipt)
    erase(service.parts, receipt["reference"], reason="Syy.", despite_class="Syy.")

    kerttu = await printed(service, request_id, "kerttu")

    assert kerttu.page.url.path == f"/jono/{request_id}"
    assert await logged(service, request_id) == []
