"""Can everybody walk their own path through the form, with and without JavaScript?

What somebody wrote before they chose who they are is still there, a call is asked for together with
its safe time, and nothing in reach of a thumb leads away from the words.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from api.pages.requester.form.paths import PATHS
from tests.browser.people import PHONE, Served, open_first, open_receipt, sign_in, take_path, unfold

WORDS = "Kuukkeli lauloi aamulla."
# What each path is answered with before a word is written.
SAID = {
    "young": "Emme kerro vanhemmillesi kysymättä sinulta.",
    "hurt": "ei ole sinun syytäsi",
    "own": "Mikään asia ei ole liian pieni.",
    "fear": "kerro, milloin soittaminen on turvallista",
    "apart": "viestinne pysyvät erillään",
    "protected": "Älä kirjoita osoitettasi",
    "worry": "saat pysyä nimettömänä",
    "unborn": "jo ennen syntymää",
    "professional": "Antakaa kuitti perheelle.",
    "bound": "ei korvaa ilmoitustasi",
}
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])


def send(page: Page) -> None:
    page.get_by_role("button", name="Lähetä", exact=True).click()


@SCRIPTS
@pytest.mark.parametrize("code", sorted(PATHS))
def test_a_path_says_its_own_words_around_the_box_and_leads_to_a_receipt(
    served: Served, code: str, *, scripts: bool
) -> None:
    page = served.window(scripts=scripts, viewport=PHONE)
    take_path(page, served, code)
    page.locator(".path > summary").click()
    around_the_box = page.locator("main > .lead, .before-folds").all_inner_texts()
    assert SAID[code] in " ".join(around_the_box)
    page.get_by_label("Viestisi").fill(WORDS)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Viestisi on perillä")


@SCRIPTS
def test_words_written_before_a_door_is_chosen_stay(served: Served, *, scripts: bool) -> None:
    page = served.window(scripts=scripts, viewport=PHONE)
    page.goto(served.address)
    page.get_by_label("Viestisi").fill(WORDS)
    unfold(page, "Turva ja toiveet")
    page.get_by_label("Oma sana kuitin lisäksi").fill("kuukkeli")
    for door in ("Olen lapsi tai nuori", "Vaihda", "Huoli toisesta", "Vaihda"):
        page.get_by_role("button", name=door).click()
        expect(page.get_by_label("Viestisi")).to_have_value(WORDS)
        expect(page.get_by_label("Oma sana kuitin lisäksi")).to_have_value("kuukkeli")
    expect(page.get_by_role("button", name="Huoli toisesta")).to_be_focused()


@SCRIPTS
def test_a_number_is_asked_for_with_its_safe_time_and_in_fear_not_taken_without(
    served: Served, *, scripts: bool
) -> None:
    page = served.window(scripts=scripts, viewport=PHONE)
    take_path(page, served, "fear")
    page.get_by_label("Viestisi").fill(WORDS)
    unfold(page, "Miten haluat vastauksen?")
    together = page.get_by_role("group", name="Jos saamme soittaa sinulle")
    page.get_by_label("Soittakaa minulle").check()
    together.get_by_label("Puhelin").fill("040 123 4567")
    for question in ("Saatte jättää viestin vastaajaan", "Kuka ei saa tietää yhteydenotosta?"):
        expect(together.get_by_label(question)).to_be_visible()
    send(page)
    error = page.get_by_role("alert").get_by_role("link")
    expect(error).to_contain_text("Kerro, milloin on turvallista soittaa")
    error.click()
    when = together.get_by_label("Milloin on turvallista soittaa?")
    expect(when).to_be_focused()
    when.fill("arkisin klo 9–11")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Viestisi on perillä")


@SCRIPTS
def test_a_protected_address_hides_the_municipality_from_those_who_help(
    served: Served, *, scripts: bool
) -> None:
    page, worker = served.window(scripts=scripts, viewport=PHONE), served.window()
    take_path(page, served, "protected")
    unfold(page, "Kenestä on kyse?")
    expect(page.get_by_label("turvakielto")).to_be_checked()
    page.get_by_label("Kotikunta", exact=True).select_option(label="Utsjoki")
    page.get_by_label("Viestisi").fill(WORDS)
    send(page)
    sign_in(worker, served, "kerttu")
    open_first(worker)
    expect(worker.locator("main")).to_contain_text(WORDS)
    expect(worker.locator("main")).not_to_contain_text("Utsjoki")


def test_of_two_parents_neither_reads_the_other(served: Served) -> None:
    receipts = {}
    for words in ("Toisen sanat.", "Toisenlaiset sanat."):
        page = served.window(viewport=PHONE)
        take_path(page, served, "apart")
        page.get_by_label("Viestisi").fill(words)
        send(page)
        receipts[words] = page.locator(".receipt .code").inner_text()
    for own in receipts:
        page = served.window(viewport=PHONE)
        open_receipt(page, served, receipts[own])
        page.get_by_role("link", name="Näytä ensimmäinen viestini").click()
        expect(page.locator(".messages")).to_contain_text(own)
        others = [words for words in receipts if words != own]
        expect(page.locator("body")).not_to_contain_text(others[0])


@SCRIPTS
def test_nothing_leads_away_from_the_words_at_one_press(served: Served, *, scripts: bool) -> None:
    page = served.window(scripts=scripts, viewport=PHONE)
    page.goto(served.address)
    page.get_by_label("Viestisi").fill(WORDS)
    unfold(page, "Muut numerot")
    unfold(page, "Näin suojaamme sinua")
    expect(page.get_by_text("Emme seuraa sinua")).to_be_visible()
    links = page.locator("a[href]:visible").all()
    leading = [str(each.get_attribute("href")) for each in links]
    assert [each for each in leading if not each.startswith(("#", "tel:"))] == []
    unfold(page, "Lue vastaus kuitilla")
    expect(page.locator("footer details[open]")).to_contain_text("tähän kirjoittamasi katoaa")
    page.get_by_role("link", name="Lue vastaus kuitilla").click()
    expect(page.get_by_label("Kuitin numero")).to_be_visible()
