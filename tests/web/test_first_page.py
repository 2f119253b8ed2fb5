"""How much has an old phone to fetch, and what of it may be packed?"""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import httpx
import pytest

from api.words.wording import LANGUAGES
from tests.service import Service
from tests.web.browsing import Browser, asked, browser, reading

# What a server may send before it waits for the phone's first sign: ten packets.
ONE_ROUND_TRIP = 14_000
NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PACKED, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


async def weight(client: httpx.AsyncClient, path: str) -> tuple[int, httpx.Response]:
    """The bytes of an answer as they are sent, and the answer."""
    async with client.stream("GET", path, headers=PACKED) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    unpacked = gzip.decompress(raw) if answer.headers.get("content-encoding") else raw
    return len(raw), httpx.Response(answer.status_code, headers=PLAIN, content=unpacked)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_page_with_all_it_needs_comes_in_one_round_trip(
    service: Service, language: str
) -> None:
    async with service.client() as phone:
        total, page = await weight(phone, f"/?lang={language}")
        for address in NAMED.findall(page.text):
            total += (await weight(phone, address))[0]
    assert page.status_code == 200
    assert total <= ONE_ROUND_TRIP


async def test_the_first_paint_waits_for_nothing_but_the_page(service: Service) -> None:
    visitor = browser(service)
    await visitor.go("/")
    assert 'rel="stylesheet"' not in visitor.page.text
    scripts = re.findall(r"<script[^>]*>", visitor.page.text)
    assert scripts
    assert all('type="module"' in script for script in scripts)


@pytest.mark.parametrize("path", ["/", "/?lang=sv", "/vastaus", "/tietosuoja", "/saavutettavuus"])
async def test_a_page_that_anybody_may_see_is_packed_for_who_can_unpack_it(
    service: Service, path: str
) -> None:
    async with service.client() as anybody:
        packed = await anybody.get(path, headers=PACKED)
        plain = await anybody.get(path, headers=PLAIN)
        head = await anybody.head(path, headers=PACKED)
    assert packed.headers["content-encoding"] == head.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert "</html>" in packed.text
    assert (head.status_code, head.content) == (200, b"")


def is_packed(visitor: Browser) -> bool:
    return "content-encoding" in visitor.page.headers


@pytest.mark.parametrize("accepting", [PACKED, PLAIN], ids=["packed", "plain"])
async def test_the_policy_names_the_styles_as_they_are_sent(
    service: Service, accepting: dict[str, str]
) -> None:
    async with service.client() as anybody:
        for path in ("/", "/vastaus", "/saavutettavuus"):
            page = await anybody.get(path, headers=accepting)
            styles = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
            assert styles
            for style in styles:
                digest = b64encode(sha256(style.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("deflate", False),
        ("", False),
    ],
)
async def test_who_says_so_gets_nothing_packed(service: Service, said: str, packed: bool) -> None:
    async with service.client() as anybody:
        answer = await anybody.get("/", headers={"Accept-Encoding": said})
    assert ("content-encoding" in answer.headers) is packed


async def test_nothing_with_a_code_a_session_or_sent_words_is_packed(service: Service) -> None:
    visitor = await asked(service)
    assert "kuitti" in visitor.page.url.path
    assert not is_packed(visitor)
    visitor = await reading(service)
    assert not is_packed(visitor)
    await visitor.go("/?lang=fi&echo=echoed")
    assert "echoed" in visitor.page.text
    assert not is_packed(visitor)
    await visitor.send("/", message="")
    assert visitor.page.status_code == 422
    assert not is_packed(visitor)


async def test_staff_s_pages_are_not_packed(service: Service) -> None:
    worker = browser(service)
    await worker.go("/kirjaudu")
    assert not is_packed(worker)
    await worker.sign_in("aino")
    assert not is_packed(worker)
