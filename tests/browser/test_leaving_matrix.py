"""Is there any way back to the words after the quick exit?

Every page of a requester, with scripts and without, in a browser that keeps whole pages for its
back button and in one that keeps none. From each the exit is pressed; then all is tried by which a
browser can show a page again. Nothing that was planted may be seen or lie in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.people import WEATHER, Served, ask, open_receipt, unfold
from tests.browser.serving import serving
from tests.browser.weather import weather_served
from tests.clock import HandWoundClock
from tests.integration.running import eventually
from tests.servers import CHROMIUM_FLAGS
from tests.service import make_service

WORDS = "Kuukkelin salaisuus"
TELL_MORE = "Haluatko kertoa lisää?"
IN_DIALOGUE = "Kerro ikä, kotikunta tai toiveet"
TOO_LONG = WORDS + " x" * 5_000
# Playwright switches the cache of whole pages off unless it is asked not to.
WITHOUT_CACHE = "--disable-back-forward-cache"
TYPED_ADDRESSES = ("/", "/kuitti", "/vastaus?first=1", "/vastaus/kopio", "/vastaus/kopio.json")
STEPS_AT_MOST = 12
PATIENCE_MS = 5_000
EVERYTHING = """() => document.documentElement.outerHTML + " " + document.title + " "
    + [...document.querySelectorAll("input, textarea, select")].map((each) => each.value).join(" ")
"""


@dataclass
class Visit:
    """Somebody at a page, and the digits that nobody else may see."""

    page: Page
    served: Served
    digits: str = ""

    def go(self, link: str) -> None:
        self.page.get_by_role("link", name=link).click()
        self.page.wait_for_load_state("domcontentloaded")

    def go_from_the_form(self, fold: str, link: str) -> None:
        """The form's own page leads away only from folds that say what it costs."""
        unfold(self.page, fold)
        self.go(link)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def says(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)


def typed(visit: Visit) -> None:
    visit.page.goto(visit.served.address)
    visit.page.get_by_label("Viestisi").fill(WORDS)
    unfold(visit.page, "Turva ja toiveet")
    visit.page.get_by_label("Oma sana kuitin lisäksi").fill(WORDS)


def typed_then_privacy(visit: Visit) -> None:
    typed(visit)
    visit.go_from_the_form("Piilota käyntisi", "Näin suojaamme sinua")
    visit.says("Näin suojaamme sinua")


def typed_on_another_path(visit: Visit) -> None:
    typed(visit)
    visit.press("Minä tai perheeni")
    expect(visit.page.locator("#message")).to_have_value(WORDS)


def typed_in_another_language(visit: Visit) -> None:
    typed(visit)
    visit.press("Svenska")
    expect(visit.page.locator("#message")).to_have_value(WORDS)


def another_language_then_privacy(visit: Visit) -> None:
    typed_in_another_language(visit)
    hiding = visit.page.locator("footer details:has(a[href*='/tietosuoja'])")
    hiding.locator("summary").click()
    hiding.locator("a").click()
    expect(visit.page.locator("#hide")).to_be_visible()


def refused(visit: Visit) -> None:
    typed(visit)
    visit.page.get_by_label("Viestisi").fill(TOO_LONG)
    visit.press("Lähetä")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def refused_then_accessibility(visit: Visit) -> None:
    refused(visit)
    visit.go_from_the_form("Saavutettavuus", "Saavutettavuus")
    expect(visit.page.locator("#message")).to_have_count(0)


def typed_about_accessibility(visit: Visit) -> None:
    visit.page.goto(f"{visit.served.address}/saavutettavuus")
    visit.page.get_by_label("Mikä ei toimi?").fill(WORDS)
    visit.page.get_by_label("Sähköpostiosoite").fill(WORDS)


def refused_about_accessibility(visit: Visit) -> None:
    typed_about_accessibility(visit)
    visit.press("Lähetä palaute")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def thanked_about_accessibility(visit: Visit) -> None:
    refused_about_accessibility(visit)
    visit.page.get_by_label("Sähköpostiosoite").fill("")
    visit.press("Lähetä palaute")
    expect(visit.page.get_by_role("status").first).to_contain_text("Kiitos")


def sent(visit: Visit) -> None:
    visit.digits = ask(visit.page, visit.served, WORDS)


def sent_then_privacy(visit: Visit) -> None:
    sent(visit)
    visit.go("Piilota käyntisi")
    visit.says("Näin suojaamme sinua")


def sent_then_back(visit: Visit) -> None:
    sent(visit)
    visit.page.go_back(wait_until="commit")
    expect(visit.page.locator("#message")).to_be_visible()


def unfold_more(visit: Visit) -> None:
    unfold(visit.page, TELL_MORE)
    unfold_within(visit, "Turva ja toiveet")


def unfold_within(visit: Visit, part: str) -> None:
    visit.page.locator("#more").locator("summary", has_text=part).click()


def wish_a_call_to(visit: Visit, number: str) -> None:
    unfold_within(visit, "Miten haluat vastauksen?")
    step = visit.page.locator("#more")
    step.locator("[name=reply_by][value=phone]").check()
    step.get_by_label("Puhelin").fill(number)


def telling_more(visit: Visit) -> None:
    sent(visit)
    unfold_more(visit)
    visit.page.get_by_label("Kuka ei saa hoitaa asiaani?").fill(WORDS)


def told_more(visit: Visit) -> None:
    telling_more(visit)
    visit.press("Lähetä lisätiedot")
    expect(visit.page.get_by_role("status").first).to_contain_text("Kiitos.")


def refused_telling_more(visit: Visit) -> None:
    telling_more(visit)
    wish_a_call_to(visit, "abc")
    visit.press("Lähetä lisätiedot")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def telling_more_too_late(visit: Visit) -> None:
    telling_more(visit)
    assert isinstance(visit.served.clock, HandWoundClock)
    visit.served.clock.wind(timedelta(hours=25))
    visit.press("Lähetä lisätiedot")
    visit.says("Lue vastaus")


def reading(visit: Visit) -> None:
    sent(visit)
    open_receipt(visit.page, visit.served, visit.digits)
    visit.go("Näytä ensimmäinen viestini")
    expect(visit.page.locator(".messages")).to_contain_text(WORDS)


def reading_then_privacy(visit: Visit) -> None:
    reading(visit)
    visit.go("Piilota käyntisi")
    visit.says("Näin suojaamme sinua")


def reading_the_copy(visit: Visit) -> None:
    reading(visit)
    visit.page.goto(f"{visit.served.address}/vastaus/kopio")
    expect(visit.page.locator(".messages")).to_contain_text(WORDS)


def asking_about_the_readers(visit: Visit) -> None:
    reading(visit)
    visit.go("En ymmärrä tätä")
    visit.page.get_by_label("Mitä et ymmärrä?").fill(WORDS)


def asked_about_the_readers(visit: Visit) -> None:
    asking_about_the_readers(visit)
    visit.press("Kysy")
    expect(visit.page.get_by_role("status").first).to_contain_text("tietosuojavastaavalle")


def writing_on(visit: Visit) -> None:
    reading(visit)
    visit.page.get_by_label("Kirjoita lisää").fill(WORDS)


def wrote_on(visit: Visit) -> None:
    writing_on(visit)
    visit.press("Lähetä")
    expect(visit.page.get_by_role("status")).to_have_text("Viestisi on lähetetty.")


def refused_in_the_dialogue(visit: Visit) -> None:
    reading(visit)
    visit.page.get_by_label("Kirjoita lisää").fill(TOO_LONG)
    visit.press("Lähetä")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def refused_in_the_dialogue_then_form(visit: Visit) -> None:
    refused_in_the_dialogue(visit)
    visit.page.locator(".brand").click()
    expect(visit.page.locator("#message")).to_be_visible()


def refused_telling_more_in_the_dialogue(visit: Visit) -> None:
    reading(visit)
    unfold(visit.page, IN_DIALOGUE)
    visit.page.locator("#more summary", has_text="Turva ja toiveet").click()
    visit.page.get_by_label("Kuka ei saa hoitaa asiaani?").fill(TOO_LONG)
    visit.press("Lähetä lisätiedot")
    expect(visit.page.get_by_role("alert")).to_be_visible()


def cut_off_while_writing(visit: Visit) -> None:
    writing_on(visit)
    assert isinstance(visit.served.clock, HandWoundClock)
    visit.served.clock.wind(timedelta(minutes=31))
    visit.press("Lähetä")
    visit.says("Lue vastaus")


def withdrawing(visit: Visit) -> None:
    reading(visit)
    unfold(visit.page, "Haluan perua pyyntöni")
    visit.page.locator("input[name=reason]").fill(WORDS)


def withdrew(visit: Visit) -> None:
    withdrawing(visit)
    visit.press("Peru pyyntö")
    visit.says("Pyyntösi on peruttu")


def closed(visit: Visit) -> None:
    writing_on(visit)
    visit.press("Sulje viestit")
    visit.says("Viestit on suljettu")


def replaced_receipt(visit: Visit) -> None:
    reading(visit)
    unfold(visit.page, "Joku muu on nähnyt kuittini")
    visit.press("Vaihda kuitti")
    visit.says("Tässä on uusi kuittisi")
    visit.digits = re.sub(r"\s", "", visit.page.locator(".receipt .code").inner_text())


def mistyped_receipt(visit: Visit) -> None:
    sent(visit)
    visit.digits = "1234" + visit.digits[4:]
    open_receipt(visit.page, visit.served, visit.digits)
    expect(visit.page.get_by_role("alert")).to_be_visible()


def mistyped_receipt_then_lost(visit: Visit) -> None:
    mistyped_receipt(visit)
    visit.page.goto(f"{visit.served.address}/ei-ole")
    visit.says("Sivua ei löytynyt")


def receipt_being_typed(visit: Visit) -> None:
    sent(visit)
    visit.page.goto(f"{visit.served.address}/vastaus")
    visit.page.get_by_label("Kuitin numero").fill(visit.digits)


JOURNEYS: tuple[Callable[[Visit], None], ...] = (
    typed,
    typed_then_privacy,
    typed_on_another_path,
    typed_in_another_language,
    another_language_then_privacy,
    refused,
    refused_then_accessibility,
    typed_about_accessibility,
    refused_about_accessibility,
    thanked_about_accessibility,
    sent,
    sent_then_privacy,
    sent_then_back,
    telling_more,
    told_more,
    refused_telling_more,
    telling_more_too_late,
    reading,
    reading_then_privacy,
    reading_the_copy,
    asking_about_the_readers,
    asked_about_the_readers,
    writing_on,
    wrote_on,
    refused_in_the_dialogue,
    refused_in_the_dialogue_then_form,
    refused_telling_more_in_the_dialogue,
    cut_off_while_writing,
    withdrawing,
    withdrew,
    replaced_receipt,
    mistyped_receipt,
    mistyped_receipt_then_lost,
    receipt_being_typed,
)


@pytest.fixture(scope="module", params=[True, False], ids=["keeps-pages", "keeps-none"])
def served(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    playwright: Playwright,
    chromium_path: str,
) -> Iterator[Served]:
    """A service, and a browser that keeps whole pages for its back button, or none."""
    folder: Path = tmp_path_factory.mktemp("leaving")
    clock = HandWoundClock()
    with (
        weather_served(folder) as weather,
        make_service(folder, clock) as service,
        serving(service.app) as port,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path,
            args=[*CHROMIUM_FLAGS, weather],
            ignore_default_args=[WITHOUT_CACHE] if request.param else None,
        )
        served = Served(address=f"http://127.0.0.1:{port}", chromium=browser, clock=clock)
        yield served
        served.close()
        browser.close()
    served.refuse_what_was_noticed()


@pytest.fixture
def keeps(request: pytest.FixtureRequest) -> bool:
    """Whether the browser keeps whole pages."""
    return "keeps-pages" in request.node.name


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no-scripts"])
def window(request: pytest.FixtureRequest, served: Served) -> BrowserContext:
    """With scripts or without. The tests share it: opening one costs more than a page in it."""
    return served.window(scripts=request.param, ignore_https_errors=True).context


@pytest.fixture
def visit(window: BrowserContext, served: Served) -> Iterator[Visit]:
    """Somebody who opens a page without a history, where nobody has left a cookie."""
    visit = Visit(window.new_page(), served)
    yield visit
    visit.page.close()
    window.clear_cookies()


def test_the_browser_keeps_pages_where_it_is_said_to(visit: Visit, keeps: bool) -> None:
    typed_then_privacy(visit)
    visit.page.go_back(wait_until="commit")
    expect(visit.page.locator("#message")).to_have_value(WORDS if keeps else "")
    expect(visit.page.locator("#message")).to_be_visible()


@pytest.mark.parametrize("journey", JOURNEYS)
def test_nothing_leads_back_to_the_words(
    visit: Visit, served: Served, journey: Callable[[Visit], None]
) -> None:
    journey(visit)
    leave(visit)
    addresses = sorted({served.address + path for path in TYPED_ADDRESSES})
    found = [where for where in tried(visit, addresses) if is_told(visit)]
    assert found == []


@pytest.mark.parametrize("journey", [closed, withdrew])
def test_what_closes_the_dialogue_leads_back_to_no_words_either(
    visit: Visit, served: Served, journey: Callable[[Visit], None]
) -> None:
    journey(visit)
    assert not ours(visit)
    addresses = sorted({served.address + path for path in TYPED_ADDRESSES})
    found = [where for where in tried(visit, addresses) if is_told(visit)]
    assert found == []


def leave(visit: Visit) -> None:
    """Press the exit, and wait until our server has heard of it."""
    page = visit.page
    keys = [each.input_value() for each in page.locator("#leaving input[name=leaves]").all()]
    page.get_by_role("button", name=re.compile("Poistu nopeasti|Lämna snabbt")).click()
    page.wait_for_url(WEATHER)
    eventually(lambda: not ours(visit))
    for key in keys:
        eventually(partial(is_shut, visit, key))


def ours(visit: Visit) -> set[str]:
    names = {cookie.get("name", "") for cookie in visit.page.context.cookies(visit.served.address)}
    return names - {"__Host-pois"}


def is_shut(visit: Visit, key: str) -> bool:
    address = f"{visit.served.address}/poistu/auki"
    return httpx.post(address, data={"leaves": key}).status_code == httpx.codes.GONE


def tried(visit: Visit, addresses: list[str]) -> Iterator[str]:
    """Go everywhere a browser can go again; says how it came where it is."""
    page = visit.page
    for way, go in (("back", page.go_back), ("forward", page.go_forward)):
        for _ in range(STEPS_AT_MOST):
            # Where a form would be sent again, the browser asks first: the driver fails, or waits.
            sends_again = False
            try:
                go(wait_until="commit", timeout=PATIENCE_MS)
            except BrowserError:
                sends_again = True
            settled(page)
            yield f"{way} to {page.url}"
            if sends_again:
                page.reload(wait_until="commit")
                settled(page)
                yield f"sent again, {way} to {page.url}"
            if page.url == (WEATHER if way == "forward" else "about:blank"):
                break
    for address in addresses:
        page.goto(address)
        yield f"typed {address}"


def settled(page: Page) -> None:
    """Wait until the page is whole, asked from outside: its policy lets nobody ask within."""
    eventually(partial(is_whole, page))


def is_whole(page: Page) -> bool:
    # While the browser goes on to another page, there is nothing to ask.
    with suppress(BrowserError):
        return bool(page.evaluate("document.readyState") == "complete")
    return False


def is_told(visit: Visit) -> bool:
    """Whether anything planted lies in the page, seen or not."""
    everything = visit.page.evaluate(EVERYTHING)
    digits = visit.digits and visit.digits in re.sub(r"<[^>]*>|\s", "", everything)
    return WORDS in everything or bool(digits)
