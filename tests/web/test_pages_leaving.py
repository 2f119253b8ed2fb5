"""What does the quick exit end, and what does it never stop?"""

from __future__ import annotations

from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.browsing import OWN, Browser, Fields, asked, browser, reading, stored

WORDS = "Pelkään kotona."
TOO_LONG = WORDS + "x" * 10_000
DIALOGUE, CARRIED = "__Host-vastaus", "__Host-lomake"


async def left(visitor: Browser) -> httpx.Response:
    """Press the exit on the page that is shown."""
    form = visitor.form("/poistu")
    return await visitor.client.post("/poistu", data=form.fields, headers=OWN)


async def sent_again(visitor: Browser, action: str, **typed: object) -> tuple[str, Fields]:
    """Send the page's form; gives what a browser would send once more to load its answer again."""
    form = visitor.form(action)
    fields = {**form.fields, **typed}
    await visitor.post(form.action, fields)
    return form.action, fields


def shows_nothing(visitor: Browser) -> bool:
    return WORDS not in visitor.page.text and 'class="code"' not in visitor.page.text


def asks_for_a_receipt(visitor: Browser) -> bool:
    return 'name="receipt"' in visitor.page.text


# -- what it says to the browser --


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_leads_away_and_has_the_browser_forget(service: Service, method: str) -> None:
    visitor = await reading(service)
    answer = await visitor.client.request(method, "/poistu", headers=OWN)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://www.ilmatieteenlaitos.fi/"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["cache-control"] == "no-store"
    said = [each.lower() for each in answer.headers.get_list("set-cookie")]
    for name in (DIALOGUE, CARRIED):
        assert any(each.startswith(f'{name.lower()}="";') and "max-age=0" in each for each in said)
    assert any(each.startswith("__host-pois=1;") and "max-age=1;" in each for each in said)


@pytest.mark.parametrize(
    "path", ["/", "/vastaus", "/tietosuoja", "/saavutettavuus", "/ei-ole", "/kuitti"]
)
async def test_it_ends_the_dialogue_wherever_it_is_pressed(service: Service, path: str) -> None:
    visitor = await reading(service)
    cookies = dict(visitor.client.cookies)
    await visitor.go(path)
    await left(visitor)
    visitor.client.cookies.update(cookies)
    await visitor.go("/vastaus?first=1")
    assert asks_for_a_receipt(visitor)
    await visitor.go("/kuitti")
    assert shows_nothing(visitor)


async def test_it_ends_the_dialogue_after_a_withdrawal(service: Service) -> None:
    visitor = await reading(service)
    cookies = dict(visitor.client.cookies)
    await visitor.send("/vastaus/peru", reason=WORDS)
    await left(visitor)
    visitor.client.cookies.update(cookies)
    await visitor.go("/vastaus")
    assert asks_for_a_receipt(visitor)


async def test_it_leads_away_whatever_the_store_does(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    action, fields = await sent_again(visitor, "/", message=TOO_LONG)
    service.parts.writer.stop()
    assert (await left(visitor)).status_code == 303
    await visitor.post(action, fields)
    assert shows_nothing(visitor)


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "application/json", "text/plain"]
)
async def test_a_broken_form_leads_away_and_ends_the_dialogue(
    service: Service, content_type: str
) -> None:
    visitor = await reading(service)
    headers = {**OWN, "Content-Type": content_type}
    answer = await visitor.client.post("/poistu", content=b"nonsense", headers=headers)
    assert answer.status_code == 303
    assert DIALOGUE not in visitor.client.cookies


async def test_the_policy_of_a_page_lets_its_exit_lead_away_and_nothing_else(
    service: Service,
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    policy = visitor.page.headers["content-security-policy"]
    assert "form-action 'self' https://www.ilmatieteenlaitos.fi/;" in policy


# -- what was left is not shown again --


@pytest.mark.parametrize("typed", [{"message": TOO_LONG}, {"message": WORDS, "topics": "XYZ"}])
async def test_a_refused_form_that_was_left_comes_back_empty(
    service: Service, typed: dict[str, str]
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    again = await sent_again(visitor, "/", **typed)
    assert WORDS in visitor.page.text
    await left(visitor)
    await visitor.post(*again)
    assert visitor.page.url.path == "/"
    assert visitor.form("/").fields["message"] == ""
    assert shows_nothing(visitor)


@pytest.mark.parametrize("exit_from", [None, "/tietosuoja", "/vastaus"])
async def test_a_form_in_another_language_that_was_left_comes_back_empty(
    service: Service, exit_from: str | None
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    again = await sent_again(visitor, "/", message=WORDS, leaves_language="fi")
    assert WORDS in visitor.page.text
    if exit_from:
        await visitor.go(exit_from)
    await left(visitor)
    await visitor.post(*again)
    assert shows_nothing(visitor)


@pytest.mark.parametrize("exit_from", [None, "/tietosuoja"])
async def test_a_form_under_a_spent_key_that_was_left_comes_back_empty(
    service: Service, exit_from: str | None
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    form = visitor.form("/")
    await visitor.post(form.action, {**form.fields, "message": "Ensin."})
    await visitor.post(form.action, {**form.fields, "message": WORDS})
    assert WORDS in visitor.page.text
    if exit_from:
        await visitor.go(exit_from)
    await left(visitor)
    await visitor.post(form.action, {**form.fields, "message": WORDS})
    assert shows_nothing(visitor)


@pytest.mark.parametrize("exit_from", [None, "/tietosuoja"])
async def test_a_form_written_anew_that_was_left_comes_back_empty(
    service: Service, exit_from: str | None
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    form = visitor.form("/")
    await visitor.post(form.action, {**form.fields, "message": "Ensin."})
    await visitor.post(form.action, {**form.fields, "message": WORDS})
    anew = visitor.form("/")
    await visitor.post(anew.action, anew.fields)
    assert visitor.form("/").fields["message"] == WORDS
    if exit_from:
        await visitor.go(exit_from)
    await left(visitor)
    await visitor.post(anew.action, anew.fields)
    assert visitor.page.url.path == "/"
    assert shows_nothing(visitor)


@pytest.mark.parametrize("exit_from", [None, "/tietosuoja"])
async def test_a_refused_message_of_a_dialogue_that_was_left_is_gone(
    service: Service, exit_from: str | None
) -> None:
    visitor = await reading(service)
    again = await sent_again(visitor, "/vastaus/viesti", text=TOO_LONG)
    assert WORDS in visitor.page.text
    if exit_from:
        await visitor.go(exit_from)
    await left(visitor)
    await visitor.post(*again)
    assert asks_for_a_receipt(visitor)
    assert shows_nothing(visitor)


async def test_words_that_a_sessions_end_cut_off_are_gone_when_they_were_left(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await reading(service)
    clock.wind(timedelta(minutes=31))
    again = await sent_again(visitor, "/vastaus/viesti", text=WORDS)
    assert visitor.form("/vastaus").fields["text"] == WORDS
    await left(visitor)
    await visitor.post(*again)
    assert shows_nothing(visitor)


@pytest.mark.parametrize("receipt", ["right", "1234 5678"])
async def test_a_receipt_that_was_typed_and_left_opens_and_shows_nothing(
    service: Service, receipt: str
) -> None:
    visitor = await asked(service)
    code = visitor.receipt if receipt == "right" else receipt
    await visitor.go("/vastaus")
    again = await sent_again(visitor, "/vastaus", receipt=code, text=WORDS)
    assert WORDS in visitor.page.text
    await left(visitor)
    await visitor.post(*again)
    assert visitor.form("/vastaus").fields["receipt"] == ""
    assert shows_nothing(visitor)
    assert DIALOGUE not in visitor.client.cookies


async def test_closing_the_dialogue_leaves_as_little(service: Service) -> None:
    visitor = await reading(service)
    again = await sent_again(visitor, "/vastaus/viesti", text=TOO_LONG)
    await visitor.send("/vastaus/poistu")
    assert "Viestit on suljettu" in visitor.text
    await visitor.post(*again)
    assert shows_nothing(visitor)


# -- what it never stops --


async def test_a_request_on_its_way_is_stored_and_not_shown(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    fields = {**visitor.form("/").fields, "message": WORDS}
    await left(visitor)
    await visitor.post("/", fields)
    assert shows_nothing(visitor)
    assert CARRIED not in visitor.client.cookies
    assert await stored(service) == 1


async def test_a_message_on_its_way_is_stored_and_not_shown(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await reading(service)
    code = (await again_shown(visitor)).receipt
    await visitor.go("/vastaus")
    fields = {**visitor.form("/vastaus/viesti").fields, "text": WORDS}
    cookie = visitor.client.cookies[DIALOGUE]
    await left(visitor)
    headers = {**OWN, "Cookie": f"{DIALOGUE}={cookie}"}
    await visitor.client.post("/vastaus/viesti", data=fields, headers=headers)
    late = {**fields, "text": "Myöhässä."}
    clock.wind(timedelta(minutes=2))
    await visitor.client.post("/vastaus/viesti", data=late, headers=headers)
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=code)
    assert WORDS in visitor.text
    assert "Myöhässä." not in visitor.text


async def again_shown(visitor: Browser) -> Browser:
    await visitor.go("/kuitti")
    return visitor


async def test_the_next_form_is_as_good_as_any(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    await left(visitor)
    await visitor.go("/")
    await visitor.send("/", message=WORDS)
    assert visitor.receipt
    assert await stored(service) == 1


async def test_the_colleagues_session_on_the_same_machine_goes_on(service: Service) -> None:
    visitor = await reading(service)
    await visitor.sign_in("aino")
    await visitor.go("/")
    await left(visitor)
    await visitor.go("/jono")
    assert visitor.page.url.path == "/jono"


# -- the receipt --


async def test_the_receipt_can_be_loaded_again_for_half_an_hour(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service, own_word="kuukkeli")
    code = visitor.receipt
    for minutes in (0, 29):
        clock.wind(timedelta(minutes=minutes))
        await visitor.go("/kuitti?lang=sv")
        assert visitor.receipt == code
        assert visitor.page.headers["cache-control"] == "no-store"
    clock.wind(timedelta(minutes=2))
    await visitor.go("/kuitti")
    assert asks_for_a_receipt(visitor)
    assert await stored(service) == 1


async def test_what_carries_the_receipt_is_sealed_and_seen_by_no_script_or_other_site(
    service: Service,
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    key = visitor.form("/").fields["idempotency_key"]
    answer = await visitor.client.post(
        "/", data={"message": WORDS, "idempotency_key": key}, headers=OWN
    )
    said = answer.headers["set-cookie"]
    _, *attributes = [part.strip().lower() for part in said.split(";")]
    assert {"httponly", "secure", "samesite=strict", "path=/", "max-age=1800"} <= set(attributes)
    assert key not in said


@pytest.mark.parametrize("value", ["guess", "x" * 3000, "gAAAAA", "å"])
async def test_a_forged_cookie_shows_nothing(service: Service, value: str) -> None:
    visitor = await asked(service)
    headers = {"Cookie": f"{CARRIED}={value}".encode()}
    answer = await visitor.client.get("/kuitti", headers=headers)
    assert answer.status_code == 303


async def test_a_browser_without_cookies_is_shown_the_receipt_until_it_leaves(
    service: Service,
) -> None:
    visitor = browser(service)
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    await visitor.go("/")
    form = visitor.form("/")
    fields = {**form.fields, "message": WORDS}
    await visitor.post(form.action, fields)
    code = visitor.receipt
    await visitor.post(form.action, fields)
    assert visitor.receipt == code
    await left(visitor)
    await visitor.post(form.action, fields)
    assert shows_nothing(visitor)
    assert await stored(service) == 1


async def test_looking_at_pages_sets_no_cookie(service: Service) -> None:
    visitor = browser(service)
    for path in ("/", "/vastaus", "/tietosuoja", "/saavutettavuus", "/ei-ole", "/?lang=sv"):
        await visitor.go(path)
        assert "set-cookie" not in visitor.page.headers


# -- may a page that the browser kept be shown again? --


async def is_open(visitor: Browser, fields: Fields) -> bool:
    answer = await visitor.client.post("/poistu/auki", data=fields, headers=OWN)
    assert answer.status_code in (204, 410)
    return answer.status_code == 204


async def test_a_page_is_open_until_it_is_left(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    fields = visitor.form("/poistu").fields
    assert await is_open(visitor, fields)
    await left(visitor)
    assert not await is_open(visitor, fields)


async def test_a_page_of_a_dialogue_is_open_as_long_as_its_session(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await reading(service)
    fields = visitor.form("/poistu").fields
    assert await is_open(visitor, fields)
    clock.wind(timedelta(minutes=31))
    assert not await is_open(visitor, fields)
