"""Is somebody told gently, without JavaScript too, of what nobody needs in their message?"""

from __future__ import annotations

import re

import pytest

from tests.service import Service
from tests.web.browsing import Browser, browser

CODE = "Tunnukseni on 010190-123M. Auttakaa."
HELD = "Viestissäsi näyttää olevan henkilötunnus."
ADDRESS = "Viestissäsi näyttää olevan katuosoite."


def told(visitor: Browser) -> list[str]:
    """The notices that the form shows without scripts."""
    shown = re.findall(r'<p class="note" data-holds="([^"]+)">', visitor.page.text)
    return sorted(shown)


@pytest.mark.parametrize("sends_again", [{"topics": "XYZ"}, {"takes_path": "own"}])
async def test_the_form_that_comes_back_says_it_and_refuses_nothing_for_it(
    service: Service, sends_again: dict[str, str]
) -> None:
    visitor = browser(service)
    await visitor.go("/")
    assert told(visitor) == []
    await visitor.send("/", message=f"{CODE} Asun Koskikatu 12.", **sends_again)
    assert told(visitor) == ["identity-code", "street-address"]
    assert "010190-123M" in visitor.form("/").fields["message"]


async def test_the_receipt_says_it_however_often_it_is_loaded(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    await visitor.send("/", message=CODE)
    for _ in range(2):
        assert visitor.page.url.path == "/kuitti"
        assert HELD in visitor.text
        assert "Se on salattu niin kuin koko viestisi" in visitor.text
        assert ADDRESS not in visitor.text
        assert "010190" not in visitor.page.text
        await visitor.go("/kuitti")


async def test_a_browser_without_cookies_is_told_as_well(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    form = visitor.form("/")
    visitor.client.cookies.clear()
    address = f"{form.action}&evaste=1"
    await visitor.post(address, {**form.fields, "message": CODE})
    assert visitor.page.url.path == "/"
    assert HELD in visitor.text


async def test_an_ordinary_message_is_told_nothing(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    await visitor.send("/", message="Soittakaa 040 123 4567. Velkaa on 12 500 euroa.")
    assert "näyttää olevan" not in visitor.text
