"""Does the title of a page say first that something on it has to be mended?"""

from __future__ import annotations

import re

from tests.service import Service
from tests.web.browsing import Browser, reading


def title(visitor: Browser) -> str:
    return re.findall("<title>(.*?)</title>", visitor.page.text)[0]


async def test_the_title_of_a_dialogue_with_a_mistake_begins_with_that(service: Service) -> None:
    visitor = await reading(service)
    assert title(visitor) == "Viestit"
    await visitor.send("/vastaus/viesti", text=" ")
    assert title(visitor) == "Virhe: Viestit"


async def test_a_session_that_ended_is_no_mistake_of_the_one_who_wrote(service: Service) -> None:
    visitor = await reading(service)
    await visitor.send("/vastaus/poistu")
    await visitor.post("/vastaus/viesti", {"text": "Vielä yksi asia."})
    assert title(visitor) == "Avaa viestit"
