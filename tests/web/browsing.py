"""How does a browser without JavaScript go through the pages? Cookies, forms and headers only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.service import PASSWORD, Service

ACCEPTS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fi"}
OWN = {"Sec-Fetch-Site": "same-origin"}
Fields = dict[str, Any]


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes and what it would send as it stands."""

    action: str
    fields: Fields = field(default_factory=dict)
    # Where its buttons send the same fields, if not to `action`.
    also: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads the forms that a page posts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._text: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.found.append(Form(action=given.get("action") or ""))
        elif tag == "input" and self._counts(given):
            self._add(name, given.get("value") or "", among=given.get("type") == "checkbox")
        elif tag == "textarea":
            self._text = name
            self._add(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "button" and self.found:
            self.found[-1].also.append((given.get("formaction") or "").partition("?")[0])
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._text = None if tag == "textarea" else self._text
        self._select = None if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._text and self.found:
            self.found[-1].fields[self._text] = data.removeprefix("\n")

    def _counts(self, given: dict[str, str | None]) -> bool:
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        return bool(given.get("name")) and ticked

    def _add(self, name: str, value: str, *, among: bool = False) -> None:
        if name and self.found:
            fields = self.found[-1].fields
            before = fields.get(name)
            if among and before is not None:
                fields[name] = [*(before if isinstance(before, list) else [before]), value]
            else:
                fields[name] = value


@dataclass(slots=True)
class Browser:
    """Somebody with a browser; `page` is what it shows now."""

    client: httpx.AsyncClient
    page: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    async def go(self, path: str) -> httpx.Response:
        """Open an address and follow where it leads within the service."""
        self.page = await self.client.get(path)
        return await self._followed()

    async def send(self, action: str, /, **typed: object) -> httpx.Response:
        """Send the page's form to this address, as it stands with these changes, and follow."""
        form = self.form(action)
        return await self.post(form.action, {**form.fields, **typed})

    async def post(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        """Send fields to an address as a form of our own pages does, and follow."""
        parts = [
            (name, (None, str(value)))
            for name, values in fields.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        self.page = await self.client.post(path, files=parts, headers={**OWN, **headers})
        while self.page.status_code == 307:
            address = self.page.headers["location"]
            self.page = await self.client.post(address, files=parts, headers={**OWN, **headers})
        return await self._followed()

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        await self.go("/kirjaudu")
        return await self.send("/kirjaudu", username=username, password=password)

    async def _followed(self) -> httpx.Response:
        while self.page.status_code == 303 and self.page.headers["location"].startswith("/"):
            self.page = await self.client.get(self.page.headers["location"])
        return self.page

    def form(self, action: str) -> Form:
        """The first form of the page whose address is this, whatever its query.

        Where none is, the first with a button that sends its fields there.
        """
        forms = Forms(self.page.text).found
        for form in forms:
            if form.action.partition("?")[0] == action:
                return form
        return next(replace(form, action=action) for form in forms if action in form.also)

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        body = self.page.text.partition("<body")[2]
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())

    @property
    def receipt(self) -> str:
        """The receipt that the page shows."""
        groups = re.search(r'<p class="code"[^>]*>(.*?)</p>', self.page.text)
        assert groups is not None, self.text[:500]
        return re.sub(r"<[^>]*>|\s", "", groups[1])


def browser(service: Service, **headers: str) -> Browser:
    """A fresh browser; it sees the service over https, as people do."""
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(service.app, client=("127.0.0.1", 50_000)),
        base_url="https://testserver",
        headers={**ACCEPTS, **headers},
    )
    return Browser(client=client)


async def asked(service: Service, **typed: object) -> Browser:
    """Somebody who has just asked for help and sees the receipt."""
    visitor = browser(service)
    await visitor.go("/")
    await visitor.send("/", **{"message": "Emme jaksa enää öitä.", "topics": "VKV", **typed})
    assert visitor.page.url.path == "/kuitti", visitor.text
    return visitor


async def reading(service: Service, **typed: object) -> Browser:
    """Somebody who has asked for help and opened the dialogue."""
    visitor = await asked(service, **typed)
    receipt = visitor.receipt
    await visitor.go("/vastaus")
    own_word = typed.get("own_word", "")
    await visitor.send("/vastaus", receipt=receipt, own_word=own_word)
    return visitor


async def working(service: Service, username: str = "aino") -> Browser:
    """A member of staff who has just signed in."""
    worker = browser(service)
    await worker.sign_in(username)
    return worker


async def opened(service: Service, username: str = "aino") -> Browser:
    """A member of staff who reads the first request of the queue."""
    worker = await working(service, username)
    found = re.search(r'href="(/jono/[0-9a-f-]{36})', worker.page.text)
    assert found is not None, worker.text
    await worker.go(found[1])
    return worker


def request_path(worker: Browser) -> str:
    """The path of the request that a worker sees."""
    return str(worker.page.url.path)


async def stored(service: Service) -> int:
    """How many requests there are in the coordinator's queue."""
    async with await service.as_staff("kerttu") as kerttu:
        return len((await kerttu.get("/api/v1/queue?limit=200")).json()["items"])
