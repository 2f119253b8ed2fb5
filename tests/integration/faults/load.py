"""What do careful people ask of both webs while something breaks, and what was acknowledged?

A submission is sent again with the same key until it is acknowledged, and a requester's message
with what was seen before it; a worker whose answer got lost looks whether the work was done before
doing it again.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.integration.running import DEADLINE_SECONDS

REQUESTERS = 3
# Each of them; about as much as a county of two million people in its busiest hour, and more.
PAUSE_SECONDS = 0.15
# Looking a receipt up is made to take long.
WRITING_PAUSE_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 0.1
TIMEOUT_SECONDS = 20
WORKER = "olli"
AWAY = (502, 503, 504)
BODY = {"topics": ["RAS"], "municipality": "698", "age_bands": ["A1"], "language": "fi"}

Row = dict[str, Any]
Said = Callable[[Row], bool]


@dataclass(slots=True)
class Load:
    """A bounded load on these addresses, and everything that it was told is done."""

    addresses: Sequence[str]
    token: str
    began_at: float = field(default_factory=time.time)
    # Reference by the key that it was submitted under.
    submitted: dict[str, str] = field(default_factory=dict)
    # What was written, by request.
    replied: dict[UUID, str] = field(default_factory=dict)
    claimed: set[UUID] = field(default_factory=set)
    # What a requester wrote on, by reference.
    written: dict[str, str] = field(default_factory=dict)
    turned_away: list[httpx.Response] = field(default_factory=list)
    cut_off: int = 0
    ended_sessions: int = 0
    surprises: list[str] = field(default_factory=list)
    _receipts: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until it is told to stop, and then until everything begun is acknowledged."""
        asyncio.run(self._run())

    def stop(self) -> None:
        self._stop.set()

    @property
    def done(self) -> int:
        """How much has been acknowledged."""
        return len(self.submitted) + len(self.replied) + len(self.written)

    async def _run(self) -> None:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            people = [self._goes_on(self._ask_for_help, client) for _ in range(REQUESTERS)]
            people.append(self._goes_on(self._answer_one, client))
            people.append(self._goes_on(self._write_on, client, WRITING_PAUSE_SECONDS))
            await asyncio.gather(*people)

    async def _goes_on(
        self,
        act: Callable[[httpx.AsyncClient], Any],
        client: httpx.AsyncClient,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        while not self._stop.is_set():
            try:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    await act(client)
            except TimeoutError:
                self.surprises.append(f"{act.__name__} was never acknowledged")
            await a_moment(pause_seconds)

    async def _ask_for_help(self, client: httpx.AsyncClient) -> None:
        key = str(uuid4())
        body = BODY | {"message": f"Apua, {next(self._numbers)}"}
        path, headers = "/api/v1/requests", {"Idempotency-Key": key}
        answer = await self._asked(client, "POST", path, json=body, headers=headers)
        if answer.status_code in (200, 201):
            self.submitted[key] = answer.json()["reference"]
            self._receipts.append(answer.json()["receipt"])
        else:
            self._wonder(answer)

    async def _write_on(self, client: httpx.AsyncClient) -> None:
        """Whoever asked last opens the dialogue with the receipt, reads it and adds a message."""
        if not self._receipts:
            return
        receipt = {"receipt": self._receipts.pop()}
        text = f"Jatkan, {next(self._numbers)}: {uuid4()}"
        while True:
            opened = await self._asked(client, "POST", "/api/v1/receipt-sessions", json=receipt)
            own = {"Authorization": f"Bearer {opened.json().get('token')}"}
            shown = await self._asked(client, "GET", "/api/v1/my-request", headers=own)
            body = {"text": text, "seen": shown.json().get("seen")}
            path = "/api/v1/my-request/messages"
            answer = await self._asked(client, "POST", path, json=body, headers=own)
            if answer.status_code == 201:
                self.written[shown.json()["reference"]] = text
                return
            if answer.json().get("code") != "not-signed-in":
                self._wonder(answer)
                return
            # A clock that leaps an hour ends the session in between: it is opened again.
            self.ended_sessions += 1

    async def _answer_one(self, client: httpx.AsyncClient) -> None:
        found = await self._asked(client, "GET", "/api/v1/queue?state=new&limit=1")
        rows = found.json().get("items", [])
        if not rows:
            return
        row, request_id = rows[0], UUID(rows[0]["id"])
        text = f"Vastaus {next(self._numbers)}: {uuid4()}"
        if await self._done(client, "claim", row, {}, lambda page: page["claimed_by"] == WORKER):
            self.claimed.add(request_id)
        reply = {"text": text, "kind": "answer"}
        if await self._done(client, "reply", row, reply, lambda page: text in str(page)):
            self.replied[request_id] = text

    async def _done(
        self, client: httpx.AsyncClient, verb: str, row: Row, body: Row, is_said: Said
    ) -> bool:
        """Whether the verb is acknowledged: by its answer, or by what the page shows then."""
        path = f"/api/v1/requests/{row['id']}"
        while True:
            seen = {"If-Match": str(row["version"])}
            answer = await self._asked(client, "POST", f"{path}/{verb}", json=body, headers=seen)
            if answer.status_code == 200:
                row["version"] = answer.json()["version"]
                return True
            if answer.status_code != 412:
                return self._wonder(answer)
            page = (await self._asked(client, "GET", path)).json()
            row["version"] = page["version"]
            if is_said(page):
                return True

    async def _asked(
        self, client: httpx.AsyncClient, method: str, path: str, **more: Any
    ) -> httpx.Response:
        """The first answer that is one, from either address; to the worker, unless told else."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        for number in count(next(self._numbers)):
            address = self.addresses[number % len(self.addresses)]
            try:
                answer = await client.request(method, address + path, headers=headers, **more)
            except httpx.TransportError:
                self.cut_off += 1
            else:
                if answer.status_code not in AWAY:
                    return answer
                self.turned_away.append(answer)
            await a_moment(AGAIN_AFTER_SECONDS)
        raise AssertionError("there is always another address")

    def _wonder(self, answer: httpx.Response) -> bool:
        self.surprises.append(f"{answer.request.method} {answer.request.url}: {answer.text}")
        return False


async def a_moment(seconds: float) -> None:
    """What people let pass between two things that they do: a load has a pace."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()


@contextmanager
def under_load(addresses: Sequence[str], token: str) -> Iterator[Load]:
    """A steady load until the end of the context, and until all of it is acknowledged."""
    load = Load(addresses, token)
    thread = threading.Thread(target=load.run, name="load", daemon=True)
    thread.start()
    try:
        yield load
    finally:
        load.stop()
        thread.join(DEADLINE_SECONDS + TIMEOUT_SECONDS)
    assert not thread.is_alive(), "the load never came to its end"
