"""What is somebody offered while the answer is waited for, and does it tell nobody the topic?"""

from __future__ import annotations

import re
from http.cookiejar import DefaultCookiePolicy

import pytest

from tests.service import Service
from tests.web.browsing import Browser, asked, browser, opened, reading, request_path

FOLD = "Mitä voit tehdä sillä välin"
OF_VIOLENCE, OF_MONEY = "Turvakoti Rovaniemellä on auki aina", "Kun laskut ovat yhdessä paikassa"


def fold(visitor: Browser) -> str:
    found = re.search(
        rf"<details([^>]*)>\s*<summary>{FOLD}</summary>(.*?)</details>", visitor.page.text, re.S
    )
    assert found is not None, visitor.text
    assert "no-print" in found[1] and "open" not in found[1]
    return found[2]


@pytest.mark.parametrize(("topic", "said"), [("VKV", OF_VIOLENCE), ("TAL", OF_MONEY)])
async def test_the_receipt_offers_self_help_by_topic_folded_and_unprinted(
    service: Service, topic: str, said: str
) -> None:
    visitor = await asked(service, topics=topic)
    assert said in fold(visitor)
    await visitor.go("/kuitti")
    assert said in fold(visitor)


async def test_a_browser_without_cookies_is_offered_the_same(service: Service) -> None:
    visitor = browser(service)
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    await visitor.go("/")
    await visitor.send("/", message="Apua", topics="TAL")
    assert visitor.page.url.path == "/"
    assert OF_MONEY in fold(visitor)


async def test_the_dialogue_offers_it_until_the_answer_comes(service: Service) -> None:
    visitor = await reading(service, topics="TAL")
    assert OF_MONEY in fold(visitor)
    worker = await opened(service)
    await worker.send(f"{request_path(worker)}/response", text="Hei.", kind="answer")
    await visitor.go("/vastaus")
    assert FOLD not in visitor.text


async def test_a_child_is_offered_what_is_meant_for_children(service: Service) -> None:
    child = await asked(service, topics="MIE-L", asker="child")
    parent = await asked(service, topics="MIE-L", asker="parent")
    assert "Kukaan ei kysy nimeäsi." in fold(child)
    assert "Kysy suoraan ja kuuntele rauhassa." in fold(parent)
    assert "Kukaan ei kysy nimeäsi." not in fold(parent)
