"""Does the formal report tell who has read, and nothing that is withheld?"""

from __future__ import annotations

from datetime import timedelta

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import REQUESTS, VERB_BODIES, act, id_of, opened, sent
from tests.web.browsing import Browser, working

NOTICE = VERB_BODIES["protection-notice"] | {"family_told": False}


async def asked(service: Service) -> str:
    """The id of a request that aino has read, and whose requester asked for the log."""
    receipt = await sent(service)
    async with await opened(service, receipt) as requester:
        await requester.post("/api/v1/my-request/data-requests", json={"kind": "log"})
    async with await service.as_staff("aino") as aino:
        await aino.get(f"{REQUESTS}/{id_of(service, receipt)}")
    return id_of(service, receipt)


async def reported(service: Service, request_id: str, days: str = "") -> Browser:
    officer = await working(service, "tiina")
    await officer.go(f"/tietopyynnot/{request_id}/lokiraportti{days}")
    return officer


async def test_the_report_names_who_read_and_on_which_ground(service: Service) -> None:
    officer = await reported(service, await asked(service))
    assert officer.page.text.count("luki pyynnön") == 1
    for words in ("Aino", "kiireellisyyden arviointi", "703/2023", "Tiina"):
        assert words in officer.text


async def test_what_is_withheld_is_not_on_paper(service: Service, clock: HandWoundClock) -> None:
    request_id = await asked(service)
    clock.wind(timedelta(hours=1))
    async with await service.as_staff("onni") as onni, await service.as_staff("aino") as aino:
        await act(aino, request_id, "protection-notice", **NOTICE)
        await onni.get(f"{REQUESTS}/{request_id}")
    officer = await reported(service, request_id)
    paper = officer.page.text.partition('class="printed-body"')[2]
    assert (paper.count("luki pyynnön"), "Onni" in paper) == (1, False)
    assert "jätettiin pois 1 lukukertaa" in officer.text
    assert "jätettiin pois" not in paper


async def test_a_period_is_chosen_by_its_days(service: Service) -> None:
    officer = await reported(service, await asked(service), "?from=2026-01-01&to=2026-11-22")
    assert "ei ole kerrottavia lukukertoja" in officer.text


async def test_only_the_officer_gets_it_and_only_where_something_was_asked(
    service: Service,
) -> None:
    request_id = await asked(service)
    worker = await working(service, "aino")
    await worker.go(f"/tietopyynnot/{request_id}/lokiraportti")
    assert worker.page.status_code == 403
    other = id_of(service, await sent(service))
    assert (await reported(service, other)).page.status_code == 404
