"""What does somebody who asks for help get while the store says nothing? An answer, and soon."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.http import answer_limit
from projections.door.read_models import ReadModels
from tests.integration.store.writing import at_a_halt
from tests.service import Service, quick_authenticator
from tests.web.asking import REQUESTS, SUBMISSION, sent
from tests.web.browsing import Browser, browser, reading
from triage.accounts.authenticator import Authenticator
from triage.accounts.rate_limiter import Rate
from triage.errors.requests import WrongReceipt
from triage.store.database.call_deadline import give_up_after, one_call
from triage.store.database.writer import Writer
from triage.text.personal import Personal

WORDS = "Kiitos vastauksesta."
KEY = {"Idempotency-Key": "6f1c1a3e-35a1-4d0a-9f2e-0c6f3b1f7a11"}
# What holds the store up would hold it for ever; a test that waits for it has failed.
TIMEOUT_SECONDS = 60


@pytest.fixture
async def visitor(service: Service) -> Browser:
    """Somebody with the empty form open."""
    visitor = browser(service)
    await visitor.go("/")
    return visitor


@contextmanager
def silent(writer: Writer) -> Iterator[None]:
    """The store takes nothing, and callers are answered the sooner."""
    with at_a_halt(writer), soon():
        yield


@contextmanager
def soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answer_limit, "WAITED_SECONDS", 0.05)
        yield


@contextmanager
def hanging(holder: object, name: str) -> Iterator[None]:
    """Whoever asks waits until it is over, and callers are answered the sooner."""
    over = threading.Event()
    with pytest.MonkeyPatch.context() as patched, soon():
        patched.setattr(holder, name, lambda *_: over.wait(TIMEOUT_SECONDS))
        try:
            yield
        finally:
            over.set()


async def test_words_come_back_with_whom_to_call_while_nothing_can_be_written(
    visitor: Browser, service: Service
) -> None:
    with silent(service.parts.writer):
        await visitor.send("/", message="Apua, en jaksa.")
        assert visitor.page.status_code == 503
        assert visitor.page.headers["Retry-After"]
        assert 'href="tel:112"' in visitor.page.text
        assert visitor.form("/").fields["message"] == "Apua, en jaksa."
    await visitor.send("/")
    assert visitor.page.status_code == 200
    assert visitor.page.url.path == "/kuitti"


async def test_what_was_given_up_may_be_sent_again_and_is_stored_once(service: Service) -> None:
    async with service.client() as caller, asyncio.timeout(TIMEOUT_SECONDS):
        with silent(service.parts.writer):
            away = await caller.post(REQUESTS, json=SUBMISSION, headers=KEY)
        again = [await caller.post(REQUESTS, json=SUBMISSION, headers=KEY) for _ in range(2)]

    assert (away.status_code, away.json()["code"]) == (503, "store-away")
    assert away.json()["urgent_help"]
    assert [each.status_code for each in again] in ([201, 200], [200, 200])
    assert len({each.json()["reference"] for each in again}) == 1


async def test_a_message_comes_back_while_nothing_can_be_written(service: Service) -> None:
    visitor = await reading(service)
    with silent(service.parts.writer):
        await visitor.send("/vastaus/viesti", text=WORDS)
        assert visitor.page.status_code == 503
        assert visitor.form("/vastaus/viesti").fields["text"] == WORDS
    await visitor.send("/vastaus/viesti")
    assert visitor.page.status_code == 200
    assert WORDS in visitor.text


async def test_a_message_comes_back_where_not_even_its_session_can_be_asked_for(
    service: Service,
) -> None:
    visitor = await reading(service)
    with hanging(Authenticator, "_actor_writing"):
        await visitor.send("/vastaus/viesti", text=WORDS)
    assert visitor.page.status_code == 503
    assert 'href="tel:112"' in visitor.page.text
    await visitor.send("/vastaus/viesti")
    assert visitor.page.status_code == 200
    assert WORDS in visitor.text


async def test_the_form_is_there_while_the_catalogue_cannot_be_read(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.catalogue_in_force.LATELY_SECONDS", 0)
    with hanging(ReadModels, "catalogue"):
        await visitor.go("/")
    assert visitor.page.status_code == 200
    assert "message" in visitor.form("/").fields


async def test_what_would_be_stored_twice_is_waited_for(service: Service) -> None:
    async with service.client() as caller, asyncio.timeout(TIMEOUT_SECONDS):
        with silent(service.parts.writer):
            asked = asyncio.create_task(caller.post(REQUESTS, json=SUBMISSION))
            done, _ = await asyncio.wait({asked}, timeout=1)
            assert not done
        assert (await asked).status_code == 201


async def test_waiting_for_a_turn_takes_nothing_of_the_time_for_the_store(
    service: Service,
) -> None:
    receipt = (await sent(service, own_word="vene"))["receipt"]
    desk = quick_authenticator(service.parts, Rate(tries=1, apart_seconds=0.5, waits_seconds=60))

    async def opened(own_word: str) -> bool:
        with one_call():
            give_up_after(0.4)
            await desk.open_receipt(Personal(receipt), Personal(own_word), "192.0.2.7")
            return True

    with pytest.raises(WrongReceipt):
        await opened("laiva")
    assert await opened("vene")


async def test_staff_wait_as_long_as_the_store_may(service: Service) -> None:
    async with await service.as_staff("kerttu") as worker, asyncio.timeout(TIMEOUT_SECONDS):
        with silent(service.parts.writer):
            asked = asyncio.create_task(worker.get("/api/v1/queue"))
            done, _ = await asyncio.wait({asked}, timeout=1)
            assert not done
        assert (await asked).status_code == 200
