"""Which pages do staff meet, one after the other, with something on each?"""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Iterator

import httpx
from playwright.sync_api import Page, expect

from api.http.floods import LIMIT
from api.http.web_parts import WebParts
from api.pages.session import HALF_WAY
from tests.browser.people import Served, ask, open_first, open_receipt, sign_in, unfold
from tests.service import PASSWORD
from triage.accounts.local.half_way import HalfWay
from triage.accounts.local.totp import code_at, step_at
from triage.store.records import staff


def unfold_all(page: Page) -> None:
    """Open every fold, whichever are open already."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def every_page_of_staff(page: Page, served: Served) -> Iterator[str]:
    """Goes through the staff's pages, one after the other."""
    page.goto(f"{served.address}/kirjaudu")
    yield "signing in"
    sign_in(page, served, "kerttu")
    yield "the queue of everything"
    page.goto(f"{served.address}/jono?state=closed")
    yield "an empty queue"
    page.goto(f"{served.address}/haku")
    page.get_by_label("Hae pyyntöä").fill("jaksa")
    page.get_by_role("button", name="Hae", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Löytyi")
    yield "what a search found"
    yield from answered_feedback(page, served)
    yield from a_template(page, served)
    yield from a_request(page, served)
    page.goto(f"{served.address}/omat-avaukset")
    yield "the own reads"
    yield from an_absence(page, served)
    yield from an_entered_request(page, served)
    for username, name in (("sanna", "response times"), ("elli", "the catalogue")):
        change_to(page, served, username)
        unfold_everything(page)
        yield name
        if username == "sanna":
            page.goto(f"{served.address}/vastausajat/tuloste?by=unit")
            yield "response times on paper"
            page.goto(f"{served.address}/vastausajat?by=topic")
            page.locator(".three a").first.click()
            page.get_by_role("link", name="Todistus").first.click()
            yield "a certificate"
    yield from what_others_have_asked(page, served)
    change_to(page, served, "tiina")
    yield "the log"
    page.locator("table a").first.click()
    page.get_by_label("Mitä").select_option("view")
    page.get_by_role("button", name="Näytä").click()
    yield "the log narrowed down"
    page.get_by_role("link", name="Pyynnön koko kulku").click()
    yield "a trail"
    page.goto(f"{served.address}/viikkokatsaus")
    page.get_by_role("link", name="Seuraava viikko").click()
    yield "the weekly review"
    page.goto(f"{served.address}/jono")
    yield "a page that is not for this role"
    yield from a_flood(page, served)


def what_others_have_asked(page: Page, served: Served) -> Iterator[str]:
    """Advice of another unit, a copy of one's own data, a print, what was said of the help."""
    receipt = ask(page, served, "Arki on raskasta.")
    page.context.clear_cookies()
    open_receipt(page, served, receipt)
    unfold_all(page)
    rights = page.locator("form[action*='/vastaus/tietopyynto']").first
    rights.locator("[name=kind][value=copy], [name=kind] ").first.check()
    rights.get_by_role("button").first.click()
    yield "the dialogue after asking for a copy"
    change_to(page, served, "aino")
    open_first(page)
    path = page.url.partition("?")[0]
    page.goto(f"{path}/tuloste")
    yield "a print"
    page.goto(path)
    unfold_all(page)
    demand = page.locator("#disclosure form")
    demand.locator("[name=asker]").select_option("court")
    demand.locator("[name=statute]").fill("Oikeudenkäymiskaari 17:25. " + "x" * 90)
    demand.locator("[name=parts][value=message]").check()
    demand.get_by_role("button").click()
    page.goto(f"{path}/luovutus/1")
    yield "what somebody else gets on paper"
    page.goto(path)
    unfold_all(page)
    page.locator("#consultation-unit").select_option("kotipalvelu")
    page.locator("#consultation-summary").fill("Vauva ei nuku. Mitä voi tehdä?")
    page.locator("#consultation form button").click()
    expect(page.locator("#consultation-1")).to_be_visible()
    yield "a request that waits for advice"
    change_to(page, served, "leena")
    page.goto(f"{served.address}/konsultaatiot")
    yield "what other units ask"
    page.locator("main a[href*='/konsultaatiot/']").first.click()
    yield "a question of another unit"
    change_to(page, served, "tiina")
    page.goto(f"{served.address}/tietopyynnot")
    yield "what is asked about own data"
    page.locator("main a[href*='/tietopyynnot/']").first.click()
    unfold_everything(page)
    yield "one such question"
    page.goto(f"{page.url.partition('?')[0]}/lokiraportti")
    yield "the log on paper"
    change_to(page, served, "sanna")
    page.goto(f"{served.address}/palaute")
    yield "what requesters said of the help"


def a_flood(page: Page, served: Served) -> Iterator[str]:
    """A heap, and what may be said on the first page meanwhile."""
    with httpx.Client(base_url=served.address) as school:
        for _ in range(LIMIT + 2):
            asked = school.post("/api/v1/requests", json={"message": "Heh.", "topics": ["SUR"]})
            assert asked.status_code == 201
    change_to(page, served, "kerttu")
    yield "a queue with a heap"
    page.locator(".heaps a").click()
    unfold_everything(page)
    yield "a heap"
    page.goto(f"{served.address}/kriisitiedote")
    yield "what may be said on the first page"


def a_template(page: Page, served: Served) -> Iterator[str]:
    page.goto(f"{served.address}/pohjat/uusi")
    yield "a new template"
    page.get_by_label("Nimi").fill("Aika")
    page.get_by_label("Teksti: suomi").fill("Hei {magac}")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "a template with a mistake"
    page.get_by_label("Teksti: suomi").fill("Hei {answer_day}")
    page.get_by_role("button", name="Esikatsele").click()
    yield "a template as it reads"
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_role("status")).to_contain_text("Pohja on tallennettu.")
    yield "the templates"
    page.locator("main a[href*='/pohjat/']:not([href*='/uusi'])").first.click()
    yield "a template that stands"


def answered_feedback(page: Page, served: Served) -> Iterator[str]:
    for number in (1, 2):
        page.goto(f"{served.address}/saavutettavuus")
        page.get_by_label("Mikä ei toimi?").fill(f"Ei toimi {number}. " + "x" * 200)
        page.get_by_role("button", name="Lähetä palaute").click()
        expect(page.get_by_role("status")).to_contain_text("Kiitos")
    page.goto(f"{served.address}/saavutettavuuspalaute")
    page.get_by_label("Mitä tehtiin").first.fill("Korjattu.")
    page.get_by_role("button", name="Merkitse vastatuksi").first.click()
    expect(page.get_by_role("status")).to_contain_text("vastatuksi")
    yield "feedback on accessibility, one answered"


def a_request(page: Page, served: Served) -> Iterator[str]:
    change_to(page, served, "aino")
    open_first(page)
    unfold_everything(page)
    yield "a new request, everything unfolded"
    page.locator("#reply").get_by_role("button", name="Ota hoitoosi").click()
    sheet = page.locator("#reply")
    sheet.get_by_label("Viesti pyytäjälle").fill("Hei!")
    sheet.get_by_role("button", name="Esikatsele").click()
    yield "an answer that is previewed"
    sheet.get_by_label("Kiireellisyys", exact=True).select_option("normal")
    sheet.get_by_label("Millä perusteella").fill("Soitin.")
    page.get_by_role("button", name="Lähetä", exact=True).click()
    unfold(page, "Päätä käsittely")
    page.locator("#closing").get_by_label("Miten kävi?").select_option("withdrawn")
    page.locator("#closing").get_by_label("Säilytysluokka").select_option("advice")
    page.get_by_role("button", name="Päätä käsittely").click()
    yield "an answered request with a refusal"
    path = page.url.partition("/closing")[0]
    change_to(page, served, "onni")
    page.goto(path)
    yield "a colleague's request"


def an_absence(page: Page, served: Served) -> Iterator[str]:
    """Onni is away and aino stands in; a leaver's requests; the own notices."""
    change_to(page, served, "kerttu")
    page.goto(f"{served.address}/lahtevat?holder=aino")
    yield "what a leaver holds"
    page.get_by_role("button", name="Siirrä pyynnöt").click()
    yield "what became of it"
    page.goto(f"{served.address}/poissaolot")
    page.get_by_label("Kuka on poissa").select_option("onni")
    page.get_by_label("Ensimmäinen poissaolopäivä").fill("2020-01-01")
    page.get_by_label("Viimeinen poissaolopäivä").fill("2020-01-01")
    page.get_by_label("Sijainen").select_option("aino")
    page.get_by_role("button", name="Tallenna poissaolo").click()
    yield "an absence with a mistake"
    page.goto(f"{served.address}/vuorot")
    unfold_everything(page)
    yield "who is on duty"
    page.goto(f"{served.address}/oma-tunnus")
    yield "the own account"
    yield from a_second_factor(page, served)
    page.goto(f"{served.address}/ilmoitukset")
    yield "the own notices"


def a_second_factor(page: Page, served: Served) -> Iterator[str]:
    """Set up, used, taken away again; recovery codes, because the app's work once a step."""
    assert served.app is not None
    page.get_by_role("link", name="Ota käyttöön").click()
    yield "setting up a second factor"
    secret = b32decode(page.locator("form code").inner_text().replace(" ", ""))
    parts = served.app.state.parts
    page.get_by_role("textbox", name="Koodi").fill(code_at(secret, step_at(parts.clock())))
    page.get_by_label("Nykyinen salasana").fill(PASSWORD)
    page.get_by_role("button", name="Vahvista").click()
    expect(page.get_by_role("status")).to_contain_text("käytössä")
    codes = page.locator("li.ref").all_inner_texts()
    yield "recovery codes"
    change_to(page, served, "kerttu")
    yield "the second step of signing in"
    page.get_by_role("textbox", name="Koodi").fill(codes[0])
    page.get_by_role("button", name="Kirjaudu", exact=True).click()
    page.wait_for_url("**/jono**")
    page.goto(f"{served.address}/oma-tunnus")
    unfold_all(page)
    yield "the own account with a second factor"
    taking_away = page.locator("form[action*='/poisto']")
    taking_away.get_by_label("Nykyinen salasana").fill(PASSWORD)
    taking_away.get_by_role("textbox", name="Koodi").fill(codes[1])
    taking_away.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("poistettu")
    half_way = HalfWay(username="kerttu", change=changed_last(parts, "kerttu"), enrols=True)
    sealed = parts.authenticator.half_ways.sealed(half_way)
    address = served.address.replace("http:", "https:")
    cookie = {"name": HALF_WAY.name, "value": sealed, "url": address, "secure": True}
    page.context.add_cookies([cookie])
    page.goto(f"{served.address}/kirjaudu/kaksivaiheinen")
    yield "a second factor that a sign-in waits for"


def changed_last(parts: WebParts, username: str) -> int:
    with parts.models.database.reads.connect() as connection:
        account = staff.find(connection, username)
    assert account is not None
    return account.changed


def an_entered_request(page: Page, served: Served) -> Iterator[str]:
    change_to(page, served, "aino")
    page.goto(f"{served.address}/jono/uusi")
    unfold_everything(page)
    yield "the form for a request that came by phone"
    page.get_by_role("button", name="Tallenna pyyntö").click()
    unfold_everything(page)
    yield "the same with mistakes"
    page.get_by_label("Puhelimella").check()
    page.get_by_label("Mitä kerrottiin").fill("Rahat eivät riitä. " + "x" * 200)
    page.get_by_label("Raha").first.check()
    page.get_by_role("button", name="Tallenna pyyntö").click()
    yield "the receipt to hand over"


def change_to(page: Page, served: Served, username: str) -> None:
    page.context.clear_cookies()
    sign_in(page, served, username)


def unfold_everything(page: Page) -> None:
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
