"""Who publishes a crisis notice, who reads it where, and when is it over?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from api.words.wording import LANGUAGES
from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.asking import Json, named
from tests.web.browsing import Browser, browser, reading, working
from triage.codes import CrisisText
from triage.store.database.engine import write_lock
from triage.store.database.tagged_rows import change_rows
from triage.store.tables.core_tables import crisis_notices

NOTICES = "/api/v1/crisis-notices"
GRIEF = "Suru koulussa"


def until(clock: HandWoundClock, **ahead: float) -> str:
    return (clock() + timedelta(**ahead)).isoformat()


async def publish(
    caller: httpx.AsyncClient, clock: HandWoundClock, text: str = "death-at-school"
) -> Json:
    body = {"text": text, "until": until(clock, days=2)}
    answer = await caller.post(NOTICES, json=body)
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


async def shown(service: Service, language: str = "fi") -> Json | None:
    async with service.client() as caller:
        notice: Json | None = (await caller.get(f"/api/v1/catalogue?lang={language}")).json()[
            "notice"
        ]
        return notice


async def first_page(service: Service, language: str = "fi") -> Browser:
    visitor = browser(service)
    await visitor.go(f"/?lang={language}")
    return visitor


async def test_without_a_notice_nothing_is_shown(service: Service) -> None:
    assert await shown(service) is None
    visitor = await first_page(service)
    assert 'class="crisis"' not in visitor.page.text


@pytest.mark.parametrize("username", ["kerttu", "ville"])
async def test_coordinator_and_duty_publish(
    service: Service, clock: HandWoundClock, username: str
) -> None:
    async with await service.as_staff(username) as caller:
        told = await publish(caller, clock)
        (listed,) = (await caller.get(NOTICES)).json()["items"]
    assert listed == told
    assert (told["published_by"], told["ended_at"]) == (username, None)


@pytest.mark.parametrize("text", list(CrisisText))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_reads_it_on_the_first_page_and_in_the_catalogue(
    service: Service, clock: HandWoundClock, language: str, text: CrisisText
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock, text)
    notice = await shown(service, language)
    visitor = await first_page(service, language)
    assert notice and notice["code"] == text
    assert notice["title"] in visitor.text and notice["text"] in visitor.text
    assert visitor.text.index(notice["title"]) < visitor.page.text.index("<textarea")


YOUNG, VIOLENCE = "116 111", "080 005 005"


@pytest.mark.parametrize(
    ("text", "named_there", "not_there"),
    [("death-at-school", YOUNG, VIOLENCE), ("violence", VIOLENCE, YOUNG)],
)
async def test_it_stands_above_the_box_with_numbers_that_fit(
    service: Service, clock: HandWoundClock, text: str, named_there: str, not_there: str
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock, text)
    html = (await first_page(service)).page.text
    before_box = html.partition("<textarea")[0]
    aside = before_box.partition('class="crisis"')[2].partition("</aside>")[0]
    assert named_there in aside and not_there not in aside


async def test_the_pages_of_the_answer_show_it_folded(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await reading(service)
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock)
    for who in (visitor, browser(service)):
        await who.go("/vastaus")
        aside = who.page.text.partition('class="crisis"')[2].partition("</aside>")[0]
        assert f"<details><summary>{GRIEF}" in aside


async def test_who_published_is_not_told_to_readers(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock)
    visitor = await first_page(service)
    assert "kerttu" not in visitor.page.text.lower()
    assert "kerttu" not in str(await shown(service))


async def test_it_is_over_at_its_moment(service: Service, clock: HandWoundClock) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock)
    clock.wind(timedelta(days=2) - timedelta(seconds=1))
    assert await shown(service)
    clock.wind(timedelta(seconds=1))
    assert await shown(service) is None
    assert GRIEF not in (await first_page(service)).text


async def test_it_is_ended_early_by_either(service: Service, clock: HandWoundClock) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        told = await publish(kerttu, clock)
    clock.wind(timedelta(hours=1))
    async with await service.as_staff("ville") as ville:
        for _ in range(2):
            answer = await ville.post(f"{NOTICES}/{told['id']}/ending")
            assert answer.status_code == 204
            clock.wind(timedelta(minutes=1))
        (listed,) = (await ville.get(NOTICES)).json()["items"]
        assert (await ville.post(f"{NOTICES}/{uuid4()}/ending")).status_code == 404
    assert await shown(service) is None
    ended_at = datetime.fromisoformat(listed["ended_at"])
    assert (listed["ended_by"], ended_at) == ("ville", clock() - timedelta(minutes=2))


async def test_a_new_one_takes_the_place_of_the_one_before(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock)
        clock.wind(timedelta(minutes=5))
        second = await publish(kerttu, clock, "accident")
        items = (await kerttu.get(NOTICES)).json()["items"]
        await kerttu.post(f"{NOTICES}/{second['id']}/ending")
    assert [each["ended_by"] for each in items] == [None, "kerttu"]
    assert await shown(service) is None, "the one before does not come back"


@pytest.mark.parametrize("ahead", [{"days": 14, "seconds": 1}, {"seconds": 0}, {"days": -1}])
async def test_it_ends_within_two_weeks(
    service: Service, clock: HandWoundClock, ahead: dict[str, float]
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        body = {"text": "accident", "until": until(clock, **ahead)}
        answer = await kerttu.post(NOTICES, json=body)
    assert (answer.status_code, named(answer)) == (422, [("until", "unknown")])
    assert await shown(service) is None


async def test_only_prepared_texts_are_published(service: Service, clock: HandWoundClock) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        body = {"text": "Vapaa teksti", "until": until(clock, days=1)}
        assert (await kerttu.post(NOTICES, json=body)).status_code == 422


async def test_the_officer_reads_in_the_log_who_published(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        told = await publish(kerttu, clock)
        await kerttu.post(f"{NOTICES}/{told['id']}/ending")
    tiina = await working(service, "tiina")
    await tiina.go("/loki")
    assert "julkaisi kriisitiedotteen" in tiina.text
    assert "lopetti kriisitiedotteen" in tiina.text


# -- on the page --


async def test_it_is_published_and_ended_on_the_page(service: Service) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/kriisitiedote")
    await kerttu.send("/kriisitiedote", text="death-at-school", days="3")
    assert kerttu.page.status_code == 200 and "Tiedote näkyy nyt." in kerttu.text
    assert GRIEF in (await first_page(service)).text
    await kerttu.send("/kriisitiedote/lopetus")
    assert "Tiedote ei enää näy." in kerttu.text
    assert GRIEF not in (await first_page(service)).text


async def test_it_lasts_to_the_end_of_its_last_day(service: Service, clock: HandWoundClock) -> None:
    ville = await working(service, "ville")
    await ville.go("/kriisitiedote")
    await ville.send("/kriisitiedote", text="accident", days="1")
    async with await service.as_staff("ville") as caller:
        (listed,) = (await caller.get(NOTICES)).json()["items"]
    # Midnight in Helsinki, in winter.
    assert listed["until"] == "2026-11-23T22:00:00Z"


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "muu"}, {"days": "15"}, {"days": ""}])
async def test_what_is_missing_is_told_and_nothing_published(
    service: Service, typed: dict[str, str]
) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/kriisitiedote")
    await kerttu.send("/kriisitiedote", **{"text": "accident", "days": "1", **typed})
    assert kerttu.page.status_code == 422
    assert await shown(service) is None


async def test_a_form_of_another_session_publishes_nothing(service: Service) -> None:
    kerttu = await working(service, "kerttu")
    await kerttu.go("/kriisitiedote")
    await kerttu.send("/kriisitiedote", text="accident", days="1", csrf_token="x")
    assert kerttu.page.status_code == 403
    assert await shown(service) is None


async def test_a_worker_has_no_such_page(service: Service) -> None:
    aino = await working(service, "aino")
    assert "/kriisitiedote" not in aino.page.text
    await aino.go("/kriisitiedote")
    assert aino.page.status_code == 403


async def test_a_text_of_a_newer_release_does_not_keep_the_form_shut(
    service: Service, clock: HandWoundClock
) -> None:
    async with await service.as_staff("kerttu") as kerttu:
        await publish(kerttu, clock)
        with write_lock(service.parts.database) as connection:
            change_rows(connection, crisis_notices, {"text": "from-tomorrow"})
        assert (await kerttu.get(NOTICES)).json()["items"] == []
    assert await shown(service) is None
    assert (await first_page(service)).page.status_code == 200
