"""Who gets to which page of the staff, and how do they get there?"""

from __future__ import annotations

import asyncio
import re

import pytest

from api.http.guards import is_guarded, is_open, routes
from api.pages.session import DEVICE
from tests.service import PASSWORD, Service
from tests.web.browsing import OWN, Browser, browser, reading, working

COOKIE = "__Host-tyotila"
NOBODY_S = "00000000-0000-4000-8000-000000000000"
PAGES = (
    "/jono",
    "/vastausajat",
    "/palaute",
    "/loki",
    "/viikkokatsaus",
    "/omat-avaukset",
    "/tietopyynnot",
    "/kriisitiedote",
    "/poissaolot",
    "/vuorot",
    "/konsultaatiot",
    "/lahtevat",
    "/pohjat",
    "/ilmoitukset",
    "/oma-tunnus",
    "/saavutettavuuspalaute",
    "/luettelo",
)
BEGINNINGS = {
    "aino": "/jono",
    "kerttu": "/jono",
    "ville": "/jono",
    "maria": "/jono",
    "sanna": "/vastausajat",
    "tiina": "/loki",
    "elli": "/luettelo",
    "antti": "/luettelo",
}
ALLOWED = {
    "aino": {
        "/jono",
        "/konsultaatiot",
        "/poissaolot",
        "/vuorot",
        "/ilmoitukset",
        "/omat-avaukset",
        "/luettelo",
    },
    "kerttu": {
        "/jono",
        "/konsultaatiot",
        "/poissaolot",
        "/vuorot",
        "/lahtevat",
        "/pohjat",
        "/ilmoitukset",
        "/omat-avaukset",
        "/kriisitiedote",
        "/palaute",
        "/saavutettavuuspalaute",
        "/luettelo",
    },
    "ville": {
        "/jono",
        "/vuorot",
        "/poissaolot",
        "/ilmoitukset",
        "/omat-avaukset",
        "/kriisitiedote",
        "/luettelo",
    },
    "maria": {
        "/jono",
        "/konsultaatiot",
        "/poissaolot",
        "/vuorot",
        "/ilmoitukset",
        "/omat-avaukset",
        "/luettelo",
    },
    "sanna": {"/vastausajat", "/palaute", "/ilmoitukset", "/luettelo"},
    "tiina": {"/loki", "/viikkokatsaus", "/tietopyynnot", "/luettelo"},
    "elli": {"/luettelo"},
    "antti": {"/saavutettavuuspalaute", "/luettelo"},
}
# The page of absences leads there.
NOT_IN_THE_FRAME = {"/lahtevat"}
# Everybody's; the name in the frame leads there.
ALLOWED = {username: paths | {"/oma-tunnus"} for username, paths in ALLOWED.items()}
NOT_IN_THE_FRAME |= {"/oma-tunnus"}
TABLE = [(username, path) for username in ALLOWED for path in PAGES]


@pytest.mark.parametrize(("username", "path"), BEGINNINGS.items())
async def test_signing_in_leads_to_where_the_work_begins(
    service: Service, username: str, path: str
) -> None:
    worker = await working(service, username)
    assert (worker.page.status_code, worker.page.url.path) == (200, path)


@pytest.mark.parametrize(("username", "path"), TABLE)
async def test_a_role_sees_its_pages_and_no_other(
    service: Service, username: str, path: str
) -> None:
    worker = await working(service, username)
    await worker.go(path)
    assert worker.page.status_code == (200 if path in ALLOWED[username] else 403)
    assert "Kirjaudu ulos" in worker.text


async def test_the_frame_offers_the_pages_that_may_be_seen(service: Service) -> None:
    for username, paths in ALLOWED.items():
        worker = await working(service, username)
        offered = re.findall(r'<li><a href="(/[a-z-]+)\?', worker.page.text.partition("<main")[0])
        assert set(offered) == paths - NOT_IN_THE_FRAME, username


@pytest.mark.parametrize("path", PAGES)
async def test_whoever_is_not_signed_in_signs_in_first_and_then_gets_there(
    service: Service, path: str
) -> None:
    username = next(name for name, paths in ALLOWED.items() if path in paths)
    worker = browser(service)
    await worker.go(f"{path}?lang=sv")
    assert worker.page.url.path == "/kirjaudu"
    await worker.send("/kirjaudu", username=username, password=PASSWORD)
    assert worker.page.url.path == path
    assert '<html lang="sv"' in worker.page.text


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/jono",
        "//evil.example",
        "/\\evil.example",
        "/jono//evil.example@x",
        "/jonoksi",
        "javascript:alert(1)",
        "/jono\n",
    ],
)
async def test_signing_in_leads_to_no_other_place(service: Service, place: str) -> None:
    worker = browser(service)
    await worker.go("/kirjaudu")
    await worker.send("/kirjaudu", username="aino", password=PASSWORD, next=place)
    assert str(worker.page.url).startswith("https://testserver/jono?")


@pytest.mark.parametrize(
    ("username", "password"),
    [("aino", "väärä"), ("nobody", PASSWORD), ("", ""), ("aino", "x" * 300), ("a\0b", "x")],
)
async def test_a_wrong_password_tells_nothing_else(
    service: Service, username: str, password: str
) -> None:
    worker = browser(service)
    await worker.sign_in(username, password)
    assert worker.page.status_code == 401
    assert "Käyttäjätunnus tai salasana on väärin." in worker.text
    assert COOKIE not in worker.client.cookies


async def test_trying_passwords_is_slowed_down(service: Service) -> None:
    workers = [browser(service) for _ in range(40)]
    await asyncio.gather(*(worker.sign_in("aino", "väärä") for worker in workers))
    slowed = [worker.page for worker in workers if worker.page.status_code == 429]
    assert slowed and all(int(page.headers["retry-after"]) > 0 for page in slowed)


async def test_a_browser_keeps_who_signed_in_with_it_and_nothing_else(service: Service) -> None:
    worker = browser(service)
    said = []
    for username in ("aino", "onni", "aino"):
        answer = await worker.client.post(
            "/kirjaudu", data={"username": username, "password": PASSWORD}, headers=OWN
        )
        said.append(
            next(each for each in answer.headers.get_list("set-cookie") if DEVICE.name in each)
        )
    assert all("HttpOnly" in each and "Secure" in each and "Max-Age" in each for each in said)
    aino, *_ = first = marks(said[0])
    onni, *others = second = marks(said[1])
    assert (len(first), len(second), others, marks(said[2])) == (1, 2, [aino], [aino, onni])
    worker.client.cookies.delete(COOKIE)
    await worker.go("/jono")
    assert worker.page.url.path == "/kirjaudu"


def marks(set_cookie: str) -> list[str]:
    return set_cookie.partition("=")[2].partition(";")[0].strip('"').split("~")


async def test_the_session_lives_in_a_cookie_that_ends_with_the_browser(service: Service) -> None:
    worker = browser(service)
    answer = await worker.client.post(
        "/kirjaudu", data={"username": "aino", "password": PASSWORD}, headers=OWN
    )
    said = answer.headers.get_list("set-cookie")[0].lower()
    assert said.startswith(f"{COOKIE.lower()}=")
    assert all(part in said for part in ("httponly", "secure", "samesite=lax", "path=/"))
    assert "max-age" not in said


async def test_another_sites_form_signs_nobody_in(service: Service) -> None:
    worker = browser(service)
    fields = {"username": "aino", "password": PASSWORD}
    await worker.post("/kirjaudu", fields, **{"Sec-Fetch-Site": "cross-site"})
    assert worker.page.status_code == 403
    assert COOKIE not in worker.client.cookies


async def test_signing_out_ends_the_session_at_once(service: Service) -> None:
    worker = await working(service)
    cookie = worker.client.cookies[COOKIE]
    await worker.send("/kirjaudu/ulos")
    assert worker.page.url.path == "/kirjaudu"
    worker.client.cookies.set(COOKIE, cookie)
    await worker.go("/jono")
    assert worker.page.url.path == "/kirjaudu"


async def test_whoever_is_signed_in_goes_straight_to_work(service: Service) -> None:
    worker = await working(service)
    await worker.go("/kirjaudu")
    assert worker.page.url.path == "/jono"


async def test_an_opened_receipt_is_no_staff(service: Service) -> None:
    visitor = await reading(service)
    visitor.client.cookies.set(COOKIE, visitor.client.cookies["__Host-vastaus"])
    await visitor.go("/jono")
    assert visitor.page.status_code == 403


async def test_a_staff_session_opens_no_dialogue(service: Service) -> None:
    worker = await working(service)
    worker.client.cookies.set("__Host-vastaus", worker.client.cookies[COOKIE])
    await worker.go("/vastaus")
    assert "Lue vastaus" in worker.text


async def test_a_token_of_the_api_in_a_header_opens_no_page(service: Service) -> None:
    token = await service.token_of("aino")
    worker = browser(service, Authorization=f"Bearer {token}")
    await worker.go("/jono")
    assert worker.page.url.path == "/kirjaudu"


def test_every_page_is_guarded_or_open_on_purpose(service: Service) -> None:
    pages = [route for route in routes(service.app) if not str(route.path).startswith("/api")]
    assert len(pages) > 20
    assert all(is_guarded(route) or is_open(route) for route in pages)


async def test_every_form_that_acts_for_a_session_wants_its_mark(service: Service) -> None:
    open_without_session = {"/", "/vastaus", "/kirjaudu", "/poistu", "/poistu/auki"}
    # Open to all, or by the key of a form that was sent.
    open_without_session |= {"/saavutettavuus", "/kuitti/lisaa"}
    # By the code of a translator's link.
    open_without_session |= {"/kaannos"}
    # By a password that was right a moment ago, sealed in the browser.
    open_without_session |= {"/kirjaudu/koodi", "/kirjaudu/kaksivaiheinen"}
    worker: Browser = await working(service)
    worker.client.cookies.update((await reading(service)).client.cookies)
    paths = [
        re.sub(r"{\w+_id}", NOBODY_S, str(route.path)).replace("{verb}", "claim")
        for route in routes(service.app)
        if "POST" in (route.methods or ()) and not str(route.path).startswith("/api")
    ]
    acting = sorted(set(paths) - open_without_session)
    statuses = {
        path: (await worker.post(path, {"csrf_token": "guess"})).status_code for path in acting
    }
    assert {"/kirjaudu/ulos", "/vastaus/viesti", "/kriisitiedote"} < statuses.keys()
    assert {path: status for path, status in statuses.items() if status not in (403, 404)} == {}
    assert statuses["/kirjaudu/ulos"] == statuses["/vastaus/poistu"] == 403
