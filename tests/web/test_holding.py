"""Is a holding message at hand in the requester's language, and shown to them as written in it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.pages.staff.editing.placeholder_values import READY, ready_language
from tests.service import Service
from tests.web.asking import REQUESTS, act, id_of, opened, sent
from tests.web.browsing import Browser, browser, request_path, working
from tests.web.test_texts import TEXTS, every_text, placeholders
from triage.catalogue.languages import PREPARED_LANGUAGES

SOMALI = "Salaan! Farriintaadu way na soo gaartay"


async def at_work(service: Service, **told: object) -> tuple[Browser, str]:
    """Aino with a request open, and the requester's receipt."""
    receipt = await sent(service, **told)
    worker = await working(service)
    await worker.go(f"/jono/{id_of(service, receipt)}")
    return worker, receipt["receipt"]


async def fill(worker: Browser, **typed: object) -> str:
    """Press the button of the ready holding message; the address of the request's page."""
    path = f"/jono/{request_path(worker).split('/')[2]}"
    await worker.send(f"{path}/valiviesti", **typed)
    assert worker.page.status_code == 200
    return path


@pytest.mark.parametrize("language", READY)
def test_every_language_of_the_form_has_a_holding_message_of_its_own(language: str) -> None:
    own = every_text(TEXTS[language])
    assert placeholders(own["holding.text"]) == set()
    assert placeholders(own["dialogue.answer_by"]) == {"day"}


def test_the_twelve_languages_are_ready() -> None:
    assert len(READY) == 12 and set(PREPARED_LANGUAGES) < set(READY)


@pytest.mark.parametrize(
    ("told", "ready"),
    [(None, "fi"), ("fi-simple", "fi-simple"), ("ar-SY", "ar"), ("sv-FI", "sv"), ("th", "en")],
)
def test_one_begins_with_the_requesters_language(told: str | None, ready: str) -> None:
    assert ready_language(told) == ready


async def test_a_holding_message_comes_with_the_day_of_the_answer(service: Service) -> None:
    worker, _ = await at_work(service, language="so")
    assert "Valmis väliviesti hänen kielellään" in worker.text
    path = await fill(worker)
    fields = worker.form(f"{path}/response").fields
    assert fields["text"].startswith(SOMALI)
    assert "Jawaab waxaad helaysaa ugu dambayn:" in fields["text"]
    assert (fields["kind"], fields["language"]) == ("holding", "so")
    assert "Sitä ei ole vielä lähetetty. Teksti on luonnos" in worker.text


async def test_no_day_is_told_that_is_past(service: Service) -> None:
    receipt = await sent(service, language="so")
    service.clock.wind(timedelta(days=14))
    worker = await working(service)
    await worker.go(f"/jono/{id_of(service, receipt)}")
    path = await fill(worker)
    assert "Jawaab waxaad" not in worker.form(f"{path}/response").fields["text"]


async def test_no_day_is_told_where_an_answer_was_given(service: Service) -> None:
    worker, _ = await at_work(service, language="en")
    path = request_path(worker)
    await worker.send(f"{path}/response", text="Hi", kind="answer")
    path = await fill(worker)
    assert "at the latest" not in worker.form(f"{path}/response").fields["text"]


async def test_what_was_typed_stays_before_it(service: Service) -> None:
    worker, _ = await at_work(service, language="so")
    path = await fill(worker, text="Hei Amina.", holding_language="ar", because="Luin.")
    fields = worker.form(f"{path}/response").fields
    assert fields["text"].startswith("Hei Amina.\n\nمرحبًا")
    assert (fields["language"], fields["because"]) == ("ar", "Luin.")


async def test_a_language_that_is_not_ready_is_begun_in_english(service: Service) -> None:
    worker, _ = await at_work(service, language="th")
    path = await fill(worker, holding_language="xx")
    assert worker.form(f"{path}/response").fields["language"] == "en"


async def test_the_requester_sees_it_in_its_language_and_is_not_answered(service: Service) -> None:
    worker, receipt = await at_work(service, language="ar")
    path = await fill(worker)
    await worker.send(f"{path}/response")
    assert "viesti lähetetty" in worker.text
    assert '<p class="words" lang="ar" dir="rtl">مرحبًا' in worker.page.text
    async with await service.as_staff("aino") as aino:
        shown = (await aino.get(f"{REQUESTS}/{path.split('/')[2]}")).json()
    assert (shown["promise"]["answered_at"], shown["messages"][-1]["language"]) == (None, "ar")
    requester = browser(service)
    await requester.go("/vastaus")
    await requester.send("/vastaus", receipt=receipt)
    assert '<p class="words" lang="ar" dir="rtl">مرحبًا' in requester.page.text


async def test_a_preview_is_shown_in_the_language_of_the_words(service: Service) -> None:
    worker, _ = await at_work(service, language="fa")
    path = await fill(worker)
    await worker.send(f"{path}/esikatselu")
    assert '<p class="words" lang="fa" dir="rtl">سلام' in worker.page.text


async def test_the_api_takes_the_language_of_a_reply(service: Service) -> None:
    receipt = await sent(service)
    async with await service.as_staff("aino") as aino:
        request_id = id_of(service, receipt)
        answer = await aino.post(
            f"{REQUESTS}/{request_id}/reply",
            json={"text": "Hi", "kind": "answer", "language": "en; drop"},
        )
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "language")
        await act(aino, request_id, "reply", text="Hi", kind="answer", language="en")
    async with await opened(service, receipt) as requester:
        own = (await requester.get("/api/v1/my-request")).json()
    assert own["messages"][-1]["language"] == "en"
