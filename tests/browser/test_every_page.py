"""Can everybody use every page: with a screen reader, on a small telephone, in the dark?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from api.pages.requester.form.paths import PATHS
from tests.browser.people import (
    PHONE,
    Served,
    ask,
    open_first,
    open_receipt,
    sign_in,
    take_path,
    unfold,
)

TELL_MORE = "Haluatko kertoa lisää?"
# Unpacked; what goes over the wire is held to one round trip in tests/web/test_first_page.py.
LIGHTEST_BYTES = 55_000
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark nothing else differs than the colours.
COLOURS = ["color-contrast"]
SCHEMES = [("light", EVERYTHING), ("dark", COLOURS)]


def unfold_all(page: Page) -> None:
    """Open every fold, whichever are open already."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def every_public_page(page: Page, served: Served) -> Iterator[str]:
    """Goes through the requester's pages, one after the other."""
    for path in ("/", "/vastaus", "/tietosuoja", "/saavutettavuus", "/ei-ole", "/?lang=se"):
        page.goto(f"{served.address}{path}")
        yield path
    yield from feedback_on_accessibility(page, served)
    page.goto(served.address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield "the form unfolded"
    page.get_by_role("button", name="Lähetä", exact=True).click()
    yield "the form with a mistake"
    for path in PATHS:
        take_path(page, served, path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        yield f"the path {path} unfolded"
    receipt = ask(page, served, "Emme jaksa. " * 40 + "x" * 200)
    yield "the receipt"
    unfold(page, TELL_MORE)
    yield "the receipt with the step unfolded"
    step = page.locator("#more")
    unfold_all(page)
    step.locator("[name=reply_by][value=phone]").check()
    yield "the receipt with the step's parts unfolded"
    page.get_by_label("Puhelin").fill("abc")
    page.get_by_role("button", name="Lähetä lisätiedot").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "the receipt with a mistake in the step"
    page.get_by_label("Puhelin").fill("")
    step.locator("[name=reply_by][value=here]").check()
    unfold_all(page)
    page.get_by_label("Kuka ei saa hoitaa asiaani?").fill("Tätini")
    page.get_by_role("button", name="Lähetä lisätiedot").click()
    expect(page.get_by_role("status").first).to_contain_text("Kiitos.")
    yield "the receipt after the step"
    open_receipt(page, served, "1234")
    yield "a wrong receipt"
    open_receipt(page, served, receipt)
    yield "the dialogue"
    unfold(page, "Kerro ikä, kotikunta tai toiveet")
    yield "the dialogue with the step unfolded"
    page.goto(f"{served.address}/vastaus?first=1&done=message")
    yield "the dialogue with the first message"
    page.get_by_role("button", name="Lähetä", exact=True).click()
    yield "the dialogue with a mistake"
    unfold(page, "Haluan perua pyyntöni")
    page.get_by_role("button", name="Peru pyyntö").click()
    yield "the withdrawal"
    open_receipt(page, served, receipt)
    yield "the dialogue of what was withdrawn"
    page.get_by_role("button", name="Pyydä apua uudestaan").click()
    yield "the dialogue of what goes on"
    page.get_by_role("button", name="Sulje viestit").click()
    yield "the dialogue closed"


def feedback_on_accessibility(page: Page, served: Served) -> Iterator[str]:
    page.goto(f"{served.address}/saavutettavuus")
    page.get_by_label("Mikä ei toimi?").fill("Haluan kuolla. " + "x" * 200)
    page.get_by_label("Sähköpostiosoite").fill("nimi@")
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.locator("#errors")).to_be_visible()
    yield "feedback on accessibility with a mistake and danger"
    page.get_by_label("Sähköpostiosoite").fill("nimi@example.org")
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.get_by_role("status")).to_contain_text("Kiitos")
    yield "the thanks for feedback on accessibility"


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
    yield from an_absence(page, served)
    yield from an_entered_request(page, served)
    for username, name in (("sanna", "response times"), ("elli", "the catalogue")):
        change_to(page, served, username)
        unfold_everything(page)
        yield name
    change_to(page, served, "tiina")
    yield "the log"
    page.locator("table a").first.click()
    page.get_by_role("link", name="Pyynnön koko kulku").click()
    yield "a trail"
    page.goto(f"{served.address}/jono")
    yield "a page that is not for this role"


def a_template(page: Page, served: Served) -> Iterator[str]:
    page.goto(f"{served.address}/pohjat/uusi")
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
    page.goto(f"{served.address}/ilmoitukset")
    yield "the own notices"


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


def faults(page: Page, where: str, rules: list[str]) -> list[str]:
    """What axe finds by these rules, and whether the page must be moved sideways."""
    # A click is over as soon as the next page begins to come.
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": rules}).response["violations"] if rules else []
    said = [
        f"{where}: {each['id']} {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return said + ([f"{where}: {beyond} px too wide"] if beyond > 0 else [])


@pytest.mark.parametrize(("scheme", "rules"), SCHEMES)
def test_every_public_page_is_accessible_on_a_small_telephone(
    served: Served, scheme: str, rules: list[str]
) -> None:
    page = served.window(viewport=PHONE, color_scheme=scheme)
    seen = every_public_page(page, served)
    assert [fault for name in seen for fault in faults(page, name, rules)] == []


@pytest.mark.parametrize(("scheme", "rules"), SCHEMES)
def test_every_page_of_staff_is_accessible_on_a_small_telephone(
    served: Served, scheme: str, rules: list[str]
) -> None:
    ask(served.window(), served, "Emme jaksa. " * 40 + "x" * 200)
    page = served.window(viewport=PHONE, color_scheme=scheme)
    seen = every_page_of_staff(page, served)
    assert [fault for name in seen for fault in faults(page, name, rules)] == []


def test_no_word_of_the_staffs_frame_is_broken_on_a_small_telephone(served: Served) -> None:
    page = served.window(viewport=PHONE)
    sign_in(page, served, "tiina")
    who = page.locator(".staff-out .who")
    expect(who).to_contain_text("tietosuojavastaava")
    height = who.evaluate("each => each.offsetHeight")
    one_line = who.evaluate("each => parseFloat(getComputedStyle(each).lineHeight)")
    assert height <= one_line + 1


def test_every_page_of_staff_fits_a_desk(served: Served) -> None:
    ask(served.window(), served)
    page = served.window()
    seen = every_page_of_staff(page, served)
    assert [fault for name in seen for fault in faults(page, name, [])] == []


def test_enlarged_text_needs_no_moving_sideways(served: Served) -> None:
    """WCAG 1.4.4: text can be made twice as large."""
    page = served.window(viewport={"width": 640, "height": 900})
    page.goto(served.address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_form_with_all_that_it_needs_stays_light_unpacked(served: Served) -> None:
    page = served.window()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(served.address, wait_until="networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < LIGHTEST_BYTES


def test_a_script_that_is_not_ours_is_stopped_and_noticed(served: Served) -> None:
    page = served.window()
    page.goto(served.address)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken'";
        document.head.append(script);
    }""")
    assert page.title() != "taken"
    assert "Content Security Policy" in " ".join(served.noticed)
    served.noticed.clear()
