"""Can somebody tell more after sending, in a browser, with JavaScript and without?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Served, ask, open_first, open_receipt, sign_in, unfold

TELL_MORE = "Haluatko kertoa lisää?"
IN_DIALOGUE = "Kerro ikä, kotikunta tai toiveet"
SEND = "Lähetä lisätiedot"
THANKS = "Kiitos. Lisäsimme viestiisi sen, mitä kerroit."


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate("each => each === document.activeElement"))


@pytest.mark.parametrize("scripts", [False, True])
def test_who_has_asked_tells_more_under_the_receipt_and_in_the_dialogue(
    served: Served, scripts: bool
) -> None:
    parent = served.window(scripts=scripts, viewport=PHONE)
    worker = served.window(scripts=scripts)
    receipt = ask(parent, served)
    step = parent.locator("#more")
    expect(step.locator("#municipality")).to_be_hidden()

    unfold(parent, TELL_MORE)
    step.locator("summary", has_text="Kenestä on kyse?").click()
    step.locator("#municipality").select_option("698")
    step.get_by_label("7–12 vuotta").check()
    step.locator("summary", has_text="Miten haluat vastauksen?").click()
    expect(step.get_by_label("Puhelin")).to_be_hidden()
    step.locator("input[name=reply_by][value=phone]").check()
    step.get_by_label("Puhelin").fill("040 12")
    parent.get_by_role("button", name=SEND).click()
    expect(parent.get_by_role("alert")).to_contain_text("Puhelin: Tähän numeroon ei voi soittaa.")
    assert has_focus(parent, "#errors")
    expect(step.locator("#municipality")).to_have_value("698")
    expect(step.get_by_label("7–12 vuotta")).to_be_checked()

    parent.get_by_role("alert").get_by_role("link").first.click()
    step.get_by_label("Puhelin").fill("040 123 4567")
    step.get_by_label("Milloin on turvallista soittaa?").fill("Aamuisin")
    parent.get_by_role("button", name=SEND).click()
    expect(parent.get_by_role("status").first).to_have_text(THANKS)
    assert has_focus(parent, "[role=status]")
    assert "".join(parent.locator(".receipt .code").inner_text().split()) == receipt
    expect(step.locator("#municipality")).to_have_count(0)

    open_receipt(parent, served, receipt)
    unfold(parent, IN_DIALOGUE)
    step.locator("summary", has_text="Turva ja toiveet").click()
    step.get_by_label("Kuka ei saa hoitaa asiaani?").fill("Tätini Anneli")
    parent.get_by_role("button", name=SEND).click()
    expect(parent.get_by_role("status").first).to_have_text(THANKS)

    sign_in(worker, served, "aino")
    expect(worker.locator(".queue")).to_contain_text("Kertoi lisää")
    open_first(worker)
    for said in ("Rovaniemi", "7–12 vuotta", "Aamuisin", "Tätini Anneli", "Kerrottu jälkeenpäin"):
        expect(worker.locator("main")).to_contain_text(said)


@pytest.mark.parametrize("scripts", [False, True])
def test_what_was_filled_in_about_a_call_stays_seen_where_another_way_is_chosen(
    served: Served, scripts: bool
) -> None:
    parent = served.window(scripts=scripts, viewport=PHONE)
    ask(parent, served)
    step = parent.locator("#more")
    unfold(parent, TELL_MORE)
    step.locator("summary", has_text="Miten haluat vastauksen?").click()
    step.locator("input[name=reply_by][value=phone]").check()
    step.get_by_label("Puhelin").fill("040 123 4567")
    step.locator("input[name=reply_by][value=here]").check()
    expect(step.get_by_label("Puhelin")).to_be_visible()
    step.get_by_label("Puhelin").fill("")
    expect(step.get_by_label("Puhelin")).to_be_hidden()
