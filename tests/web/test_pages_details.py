"""Can somebody tell more after sending, under the receipt and in the dialogue, safely and once?"""

from __future__ import annotations

import re
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from uuid import UUID

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.service import Service
from tests.web.breaking import nothing_can_be_read
from tests.web.browsing import OWN, Browser, Fields, asked, browser, opened, reading, stored
from triage.actors import Actor, Role
from triage.request.commands.ending import WithdrawRequest

TITLE = "Haluatko kertoa lisää?"
IN_DIALOGUE = "Kerro ikä, kotikunta tai toiveet"
THANKS = "Kiitos. Lisäsimme viestiisi sen, mitä kerroit."
KUITTI, VASTAUS = "/kuitti/lisaa", "/vastaus/lisaa"
AUNT = "Tätini Anneli"
SAFE = "Aamulla, kun olen yksin"


def without_cookies(service: Service) -> Browser:
    visitor = browser(service)
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return visitor


async def asked_without_cookies(service: Service, **typed: object) -> Browser:
    visitor = without_cookies(service)
    await visitor.go("/")
    await visitor.send("/", message="Emme jaksa enää öitä.", **typed)
    assert visitor.receipt
    return visitor


def offered(visitor: Browser) -> set[str]:
    """The fields of the step, by name."""
    form = re.search(r'<details class="fold[^"]*" id="more".*?</form>', visitor.page.text, re.S)
    return set(re.findall(r' name="([a-z_.]+)"', form[0])) if form else set()


def is_unfolded(visitor: Browser) -> bool:
    return re.search(r'<details[^>]*id="more"[^>]* open', visitor.page.text) is not None


async def page_of_staff(service: Service, username: str = "aino") -> Browser:
    return await opened(service, username)


# -- under the receipt --


async def test_the_receipt_offers_a_folded_step_that_nobody_has_to_take(service: Service) -> None:
    visitor = await asked(service)
    assert TITLE in visitor.text and "Ei ole pakko." in visitor.text
    assert not is_unfolded(visitor)
    assert {"age_bands", "municipality", "protected_address", "contact.phone"} <= offered(visitor)


async def asked_by_the_young(service: Service) -> Browser:
    visitor = browser(service)
    await visitor.go("/")
    await visitor.send("/", takes_path="young", message="Kiusaavat.")
    await visitor.send("/")
    assert visitor.receipt
    return visitor


def bands_offered(visitor: Browser) -> list[str]:
    return re.findall(r'name="age_bands" value="([^"]+)"', visitor.page.text)


async def young_at(service: Service, action: str) -> Browser:
    """A young person where the step of this address is offered."""
    visitor = await asked_by_the_young(service)
    if action == VASTAUS:
        receipt = visitor.receipt
        await visitor.go("/vastaus")
        await visitor.send("/vastaus", receipt=receipt)
    return visitor


@pytest.mark.parametrize("action", [KUITTI, VASTAUS])
async def test_the_young_are_asked_about_themselves(service: Service, action: str) -> None:
    visitor = await young_at(service, action)
    assert visitor.form(action)
    assert "Minkä ikäinen sinä olet" in visitor.text and "Minkä ikäisestä" not in visitor.text
    assert bands_offered(visitor) == ["A3", "A4", "A5", "A6", "A7"]
    assert ("Etunimi tai nimimerkki" in visitor.text) is (action == KUITTI)
    assert "Emme kerro huoltajallesi kysymättä sinulta." in visitor.text
    guardian = re.findall(r'<input[^>]*name="guardian_may_know"[^>]*>', visitor.page.text)
    assert len(guardian) == 3 and not any("checked" in each for each in guardian)


@pytest.mark.parametrize("action", [KUITTI, VASTAUS])
async def test_what_the_young_say_of_a_guardian_is_kept_and_asked_once(
    service: Service, action: str
) -> None:
    visitor = await young_at(service, action)
    await visitor.send(action, guardian_may_know="no")
    assert THANKS in visitor.text
    assert "guardian_may_know" not in offered(visitor)
    async with await service.as_staff("kerttu") as kerttu:
        (row,) = (await kerttu.get("/api/v1/queue")).json()["items"]
        told = (await kerttu.get(f"/api/v1/requests/{row['id']}")).json()
    assert told["guardian_may_know"] == "no"


async def test_a_mistake_of_the_young_leaves_the_step_theirs(service: Service) -> None:
    visitor = await asked_by_the_young(service)
    await visitor.send(KUITTI, municipality="999")
    assert visitor.page.status_code == 422
    assert "Minkä ikäinen sinä olet" in visitor.text


async def test_the_young_keep_their_step_where_the_request_cannot_be_read(
    service: Service,
) -> None:
    visitor = await young_at(service, VASTAUS)
    with nothing_can_be_read(service):
        await visitor.send(VASTAUS, **{"contact.phone": "abc"})
    assert visitor.page.status_code == 503
    assert "Minkä ikäinen sinä olet" in visitor.text and "guardian_may_know" in visitor.page.text


async def test_nobody_else_is_asked_about_a_guardian(service: Service) -> None:
    visitor = await asked(service, asker="parent")
    assert "guardian_may_know" not in offered(visitor)
    assert "Minkä ikäisestä" in visitor.text and "A0" in bands_offered(visitor)


async def test_only_what_was_not_told_is_offered(service: Service) -> None:
    visitor = await asked(service, age_bands="A3", avoid=AUNT, **{"contact.phone": "0401234567"})
    assert not {"age_bands", "avoid", "contact.phone", "message", "own_word"} & offered(visitor)
    assert {"municipality", "contact.safe_times", "interpreter"} <= offered(visitor)


@pytest.mark.parametrize("begin", [asked, asked_without_cookies])
async def test_what_is_told_reaches_the_same_request_and_the_code_stays(
    service: Service, begin: object
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    receipt = visitor.receipt
    await visitor.send(KUITTI, municipality="698", avoid=AUNT)
    assert (visitor.page.status_code, visitor.receipt) == (200, receipt)
    assert THANKS in visitor.text
    assert not {"municipality", "avoid"} & offered(visitor)
    assert await stored(service) == 1
    worker = await page_of_staff(service, "kerttu")
    assert AUNT in worker.text and "Rovaniemi" in worker.text


async def test_the_thanks_take_the_focus_and_stand_before_the_code(service: Service) -> None:
    visitor = await asked(service)
    await visitor.send(KUITTI, avoid=AUNT)
    html = visitor.page.text
    assert re.search(r'<p[^>]*role="status"[^>]* autofocus>Kiitos', html)
    assert html.index("Kiitos. Lis") < html.index('class="code"')


async def test_it_may_be_told_bit_by_bit_and_again(service: Service) -> None:
    visitor = await asked(service)
    form = visitor.form(KUITTI)
    for _ in range(2):
        await visitor.post(form.action, {**form.fields, "avoid": AUNT})
        assert THANKS in visitor.text
    await visitor.send(KUITTI, municipality="698")
    assert THANKS in visitor.text
    worker = await page_of_staff(service, "kerttu")
    assert worker.text.count("Kerrottu jälkeenpäin") == 2


async def test_nothing_told_is_thanked_for_by_nobody(service: Service) -> None:
    visitor = await asked(service)
    await visitor.send(KUITTI)
    assert visitor.receipt and THANKS not in visitor.text
    assert "Kerrottu jälkeenpäin" not in (await page_of_staff(service, "kerttu")).text


async def test_nothing_that_is_told_stands_in_an_address(service: Service) -> None:
    visitor = await asked(service)
    await visitor.send(KUITTI, avoid=AUNT)
    assert str(visitor.page.url).partition("?")[2] in {"lang=fi&done=details", "done=details"}


@pytest.mark.parametrize("begin", [asked, asked_without_cookies])
async def test_what_is_wrong_is_said_at_its_field_with_all_that_was_typed(
    service: Service, begin: object
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    receipt = visitor.receipt
    await visitor.send(
        KUITTI, avoid=AUNT, age_bands="A3", **{"contact.phone": "abc", "reply_by": "phone"}
    )
    assert (visitor.page.status_code, visitor.receipt) == (422, receipt)
    assert is_unfolded(visitor)
    fields = visitor.form(KUITTI).fields
    assert (fields["avoid"], fields["age_bands"], fields["contact.phone"]) == (AUNT, "A3", "abc")
    html = visitor.page.text
    assert 'id="contact.phone-error"' in html and 'href="#contact.phone"' in html
    assert "<title>Virhe:" in html
    await visitor.send(KUITTI, **{"contact.phone": "0401234567", "contact.safe_times": SAFE})
    assert THANKS in visitor.text
    assert SAFE in (await page_of_staff(service, "kerttu")).text


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({}, {"contact.phone", "contact.safe_times"}),
        ({"contact.phone": "0401234567"}, {"contact.safe_times"}),
        ({"contact.phone": "abc"}, {"contact.phone", "contact.safe_times"}),
        ({"contact.safe_times": SAFE}, {"contact.phone"}),
    ],
)
async def test_a_call_needs_a_number_and_a_time_that_is_safe(
    service: Service, told: Fields, wrong: set[str]
) -> None:
    visitor = await asked(service)
    await visitor.send(KUITTI, reply_by="phone", **told)
    assert visitor.page.status_code == 422
    assert set(re.findall(r'id="(contact[a-z_.]+)-error"', visitor.page.text)) == wrong


async def test_a_time_that_was_told_before_is_enough(service: Service) -> None:
    visitor = await asked(service, **{"contact.phone": "0401234567", "contact.safe_times": SAFE})
    await visitor.send(KUITTI, reply_by="phone")
    assert THANKS in visitor.text


async def test_a_protected_address_told_later_takes_the_place_from_the_page(
    service: Service,
) -> None:
    visitor = await asked(service, municipality="698")
    await visitor.send(KUITTI, protected_address="true")
    assert "municipality" not in offered(visitor)
    assert "Osoite on suojattu" in (await page_of_staff(service)).text
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
    assert row["municipality"] is None


async def test_danger_told_later_is_looked_at_at_once(service: Service) -> None:
    visitor = await asked(service, topics=[], message="Hei.")
    await visitor.send(KUITTI, avoid="Mieheni uhkaa tappaa minut.")
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
    assert (row["look_because"], row["unit"]) == ("danger", "perhesosiaalityo")


# -- who may --


WRONG_WORD = "Oma sana ei ole oikea."


async def with_own_word(service: Service) -> Browser:
    visitor = await asked(service, own_word="kaarna", avoid="Setäni", municipality="698")
    assert visitor.receipt
    return visitor


async def test_who_set_an_own_word_tells_more_with_it(service: Service) -> None:
    visitor = await with_own_word(service)
    await visitor.send(KUITTI, own_word="kaarna", interpreter="so", **{"contact.name": "Ulla"})
    assert visitor.page.url.path == "/kuitti" and THANKS in visitor.text
    assert "Ulla" in (await page_of_staff(service)).text


@pytest.mark.parametrize("word", ["tuohi", "", None])
async def test_without_the_own_word_nothing_is_added_and_all_is_kept(
    service: Service, word: str | None
) -> None:
    visitor = await with_own_word(service)
    form = visitor.form(KUITTI)
    fields = {**form.fields, "contact.name": "Ulla", "own_word": word}
    await visitor.post(form.action, {name: said for name, said in fields.items() if said})
    assert visitor.page.status_code == 404
    assert is_unfolded(visitor) and WRONG_WORD in visitor.text
    assert visitor.form(KUITTI).fields["contact.name"] == "Ulla"
    assert visitor.form(KUITTI).fields["own_word"] == ""
    assert "Ulla" not in (await page_of_staff(service)).text


async def test_without_the_own_word_the_step_tells_nothing_of_what_was_told(
    service: Service,
) -> None:
    plain = await asked(service, own_word="kaarna")
    told = await with_own_word(service)
    assert offered(told) == offered(plain) >= {"municipality", "avoid", "protected_address"}
    await told.send(KUITTI, avoid="Joku muu", own_word="tuohi")
    assert WRONG_WORD in told.text and "Kerroit tämän jo." not in told.text
    await told.send(KUITTI, avoid="Joku muu", own_word="kaarna")
    assert "Kerroit tämän jo." in told.text


async def test_danger_in_words_without_the_own_word_is_none_of_the_request_s(
    service: Service,
) -> None:
    visitor = await asked(service, topics=[], message="Hei.", own_word="kaarna")
    await visitor.send(KUITTI, avoid="Mieheni uhkaa tappaa minut.", own_word="tuohi")
    async with await service.as_staff("kerttu") as kerttu:
        (row,) = (await kerttu.get("/api/v1/queue")).json()["items"]
    assert row["look_because"] is None


async def test_contact_can_be_told_in_one_fold_of_the_dialogue_alone(service: Service) -> None:
    visitor = await reading(service)
    numbers = re.findall(r'name="[a-z_.]*phone"', visitor.page.text)
    assert numbers == ['name="own.contact.phone"']


async def test_a_step_sent_twice_is_added_once_and_thanked_for_twice(service: Service) -> None:
    visitor = await reading(service)
    form = visitor.form(VASTAUS)
    for _ in range(2):
        await visitor.post(form.action, {**form.fields, "avoid": AUNT})
        assert THANKS in visitor.text
    assert (await page_of_staff(service, "kerttu")).text.count("Kerrottu jälkeenpäin") == 1


async def test_another_form_s_key_opens_nothing(service: Service) -> None:
    await asked(service)
    stranger = browser(service)
    for key in ("7c2f7a0e-0f3c-4b8e-9a55-2d0c6a1f4b77", "no key", ""):
        await stranger.post(KUITTI, {"idempotency_key": key, "avoid": AUNT})
        assert 'name="receipt"' in stranger.page.text
        assert 'class="code"' not in stranger.page.text
    assert AUNT not in (await page_of_staff(service)).text


async def test_the_cookie_alone_adds_nothing(service: Service) -> None:
    visitor = await asked(service)
    await visitor.post(KUITTI, {"avoid": AUNT})
    assert AUNT not in (await page_of_staff(service)).text


async def test_two_forms_of_one_browser_each_reach_their_own_request(service: Service) -> None:
    visitor = await asked(service, message="Ensimmäinen.")
    first = visitor.form(KUITTI)
    first_receipt = visitor.receipt
    await visitor.go("/")
    await visitor.send("/", message="Toinen.", topics="VKV")
    await visitor.post(first.action, {**first.fields, "avoid": AUNT})
    assert visitor.receipt == first_receipt
    async with await service.as_staff("kerttu") as kerttu:
        rows = (await kerttu.get("/api/v1/queue")).json()["items"]
        pages = [(await kerttu.get(f"/api/v1/requests/{row['id']}")).json() for row in rows]
    assert {(each["message"], each["avoid"]) for each in pages} == {
        ("Ensimmäinen.", AUNT),
        ("Toinen.", None),
    }


async def test_another_site_s_form_is_refused(service: Service) -> None:
    visitor = await asked(service)
    fields = {**visitor.form(KUITTI).fields, "avoid": AUNT}
    answer = await visitor.client.post(
        KUITTI, data=fields, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert AUNT not in (await page_of_staff(service)).text


async def test_after_a_day_only_the_receipt_opens_it_and_the_words_are_kept(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service)
    receipt = visitor.receipt
    form = visitor.form(KUITTI)
    clock.wind(timedelta(hours=25))
    await visitor.post(form.action, {**form.fields, "avoid": AUNT, "age_bands": ["A3", "A4"]})
    assert 'class="code"' not in visitor.page.text
    assert "Kirjoittamasi viesti on tallella" in visitor.text
    hidden = re.findall(r'name="age_bands" value="(A.)"', visitor.page.text)
    await visitor.send("/vastaus", receipt=receipt, age_bands=hidden)
    assert is_unfolded(visitor)
    ticked = re.findall(r'name="age_bands" value="(A.)"[^>]* checked', visitor.page.text)
    assert (visitor.form(VASTAUS).fields["avoid"], ticked) == (AUNT, ["A3", "A4"])
    await visitor.send(VASTAUS, age_bands=ticked)
    assert THANKS in visitor.text


# -- leaving --


async def left(visitor: Browser) -> httpx.Response:
    form = visitor.form("/poistu")
    return await visitor.client.post("/poistu", data=form.fields, headers=OWN)


def shows_nothing(visitor: Browser) -> bool:
    html = visitor.page.text
    return AUNT not in html and 'class="code"' not in html


@pytest.mark.parametrize("begin", [asked, asked_without_cookies])
@pytest.mark.parametrize("phone", ["", "abc"])
async def test_after_the_exit_sending_it_again_shows_nothing(
    service: Service, begin: object, phone: str
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    form = visitor.form(KUITTI)
    fields: Fields = {**form.fields, "avoid": AUNT, "contact.phone": phone}
    await visitor.post(form.action, fields)
    assert not shows_nothing(visitor)
    await left(visitor)
    await visitor.post(form.action, fields)
    assert shows_nothing(visitor)
    await visitor.go("/kuitti")
    assert shows_nothing(visitor)


async def test_what_was_on_its_way_when_somebody_left_is_stored(service: Service) -> None:
    visitor = await asked(service)
    form = visitor.form(KUITTI)
    await left(visitor)
    await visitor.post(form.action, {**form.fields, "avoid": AUNT})
    assert shows_nothing(visitor)
    assert AUNT in (await page_of_staff(service)).text


@pytest.mark.parametrize("begin", [asked, asked_without_cookies])
async def test_what_comes_long_after_the_exit_is_not_stored(
    service: Service, clock: HandWoundClock, begin: object
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    form = visitor.form(KUITTI)
    await left(visitor)
    clock.wind(timedelta(minutes=2))
    await visitor.post(form.action, {**form.fields, "avoid": AUNT})
    stranger = browser(service)
    key = {"idempotency_key": form.fields["idempotency_key"]}
    await stranger.post(KUITTI, {**key, "avoid": AUNT})
    assert shows_nothing(visitor) and shows_nothing(stranger)
    assert AUNT not in (await page_of_staff(service, "kerttu")).text


async def test_the_address_of_the_step_leads_back_to_its_page(service: Service) -> None:
    visitor = await asked(service)
    await visitor.go(KUITTI)
    assert visitor.page.url.path == "/kuitti"
    await visitor.go(VASTAUS)
    assert visitor.page.url.path == "/vastaus"


# -- in the dialogue --


async def test_the_dialogue_offers_what_has_no_other_place_there(service: Service) -> None:
    visitor = await reading(service)
    assert IN_DIALOGUE in visitor.text and TITLE not in visitor.text
    assert not is_unfolded(visitor)
    assert {"avoid", "age_bands", "interpreter"} <= offered(visitor)
    elsewhere = ("contact.", "consents.", "reply_by")
    assert not any(name.startswith(elsewhere) for name in offered(visitor))
    await visitor.send(VASTAUS, avoid=AUNT, interpreter="so")
    assert visitor.page.url.path == "/vastaus"
    assert THANKS in visitor.text
    assert not {"avoid", "interpreter"} & offered(visitor)
    assert AUNT in (await page_of_staff(service)).text


async def test_who_set_an_own_word_tells_more_in_the_dialogue(service: Service) -> None:
    visitor = await reading(service, own_word="kaarna")
    await visitor.send(VASTAUS, avoid=AUNT)
    assert THANKS in visitor.text


async def test_a_mistake_in_the_dialogue_keeps_all_that_was_typed(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send(VASTAUS, avoid=AUNT, **{"contact.email": "no address"})
    assert visitor.page.status_code == 422
    assert is_unfolded(visitor) and 'id="contact.email-error"' in visitor.page.text
    assert visitor.form(VASTAUS).fields["avoid"] == AUNT
    assert "Viesti ei lähtenyt vielä" not in visitor.text


async def test_what_was_told_elsewhere_meanwhile_is_said_at_the_field(service: Service) -> None:
    visitor = await reading(service)
    form = visitor.form(VASTAUS)
    await visitor.send(VASTAUS, avoid=AUNT)
    await visitor.post(form.action, {**form.fields, "avoid": "Setäni"})
    assert visitor.page.status_code == 422
    assert "Kerroit tämän jo." in visitor.text


async def test_a_form_of_another_session_is_refused_and_kept(service: Service) -> None:
    visitor = await reading(service)
    fields = {**visitor.form(VASTAUS).fields, "csrf_token": "another", "avoid": AUNT}
    await visitor.post(VASTAUS, fields)
    assert visitor.page.status_code == 403
    assert visitor.form(VASTAUS).fields["avoid"] == AUNT
    assert AUNT not in (await page_of_staff(service)).text
    await visitor.send(VASTAUS)
    assert THANKS in visitor.text


async def test_a_session_that_ended_meanwhile_keeps_what_was_typed(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service)
    receipt = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    form = visitor.form(VASTAUS)
    clock.wind(timedelta(minutes=31))
    await visitor.post(form.action, {**form.fields, "avoid": AUNT})
    assert visitor.page.status_code == 401
    await visitor.send("/vastaus", receipt=receipt)
    await visitor.send(VASTAUS)
    assert THANKS in visitor.text


async def close(service: Service) -> None:
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
        await aino.post(f"/api/v1/requests/{row['id']}/closing", json={"outcome": "spam"})


@pytest.mark.parametrize("begin", [asked, reading])
async def test_what_came_after_the_end_stands_ready_and_takes_the_request_up_again(
    service: Service, begin: object
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    action = KUITTI if begin is asked else VASTAUS
    form = visitor.form(action)
    await close(service)
    await visitor.post(form.action, {**form.fields, "avoid": AUNT, "age_bands": "A3"})
    assert visitor.page.status_code == 409
    assert "lähetä ne tästä, niin pyyntösi palaa työntekijöille" in visitor.text
    assert visitor.form(action).fields["avoid"] == AUNT
    assert "A3" in ticked(visitor)
    await visitor.send(action, age_bands="A3")
    assert THANKS in visitor.text
    assert AUNT in (await page_of_staff(service)).text


def ticked(visitor: Browser) -> list[str]:
    return re.findall(r'name="age_bands" value="([^"]+)"[^>]* checked', visitor.page.text)


async def test_what_came_after_the_end_outlives_the_end_of_the_session(
    service: Service, clock: HandWoundClock
) -> None:
    visitor = await asked(service)
    receipt = visitor.receipt
    await visitor.go("/vastaus")
    await visitor.send("/vastaus", receipt=receipt)
    form = visitor.form(VASTAUS)
    await close(service)
    clock.wind(timedelta(minutes=31))
    await visitor.post(form.action, {**form.fields, "avoid": AUNT, "contact.phone": "0401234567"})
    await visitor.send("/vastaus", receipt=receipt)
    assert "pyyntösi palaa työntekijöille" in visitor.text
    fields = visitor.form(VASTAUS).fields
    assert (fields["avoid"], fields["contact.phone"]) == (AUNT, "0401234567")


async def test_a_withdrawn_request_takes_details_only_with_leave(service: Service) -> None:
    visitor = await reading(service)
    form = visitor.form(VASTAUS)
    async with await service.as_staff("aino") as aino:
        (row,) = (await aino.get("/api/v1/queue")).json()["items"]
    await withdrawn(service, row["id"])
    await visitor.post(form.action, {**form.fields, "avoid": AUNT})
    assert visitor.page.status_code == 409
    assert "Olet perunut pyyntösi. Se, mitä kirjoitit, on tallella" in visitor.text
    assert visitor.form(VASTAUS).fields["avoid"] == AUNT


async def withdrawn(service: Service, request_id: str) -> None:
    """Withdrawn from another device."""
    requester = Actor(role=Role.REQUESTER, request_id=UUID(request_id))
    command = WithdrawRequest(request_id=UUID(request_id), because=None)
    await service.parts.triage.execute(command, requester)


async def test_an_ended_request_offers_nothing_more(service: Service) -> None:
    visitor = await reading(service)
    await close(service)
    await visitor.go("/vastaus")
    assert IN_DIALOGUE not in visitor.text


@pytest.mark.parametrize("begin", [asked, reading])
async def test_while_the_store_is_away_nothing_that_was_typed_is_lost(
    service: Service, begin: object
) -> None:
    visitor: Browser = await begin(service)  # type: ignore[operator]
    action = KUITTI if begin is asked else VASTAUS
    form = visitor.form(action)
    with nothing_can_be_read(service):
        await visitor.post(form.action, {**form.fields, "avoid": AUNT, "contact.phone": "abc"})
    assert visitor.page.status_code in (503, 422)
    assert visitor.form(action).fields["avoid"] == AUNT
    await visitor.send(action, **{"contact.phone": ""})
    assert AUNT in (await page_of_staff(service)).text
