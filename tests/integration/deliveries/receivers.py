"""Who receives what is sent? A real SMTP server and a real HTTP server, each in a thread."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, Request, Response

from tests.integration.running import eventually
from tests.servers import free_port

LOOPBACK = "127.0.0.1"
TAKEN = "250 Message accepted for delivery"


# Without slots: aiosmtpd looks at every attribute, and Python 3.11.2 has one there that cannot be.
@dataclass
class Mailbox:
    """What an SMTP server has taken, and how it answers."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to_sender: str = "250 OK"
    to_recipient: str = "250 OK"
    to_message: str = TAKEN

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.to_sender.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.raw.append(content)
        self.recipients += envelope.rcpt_tos
        return self.to_message

    def empty(self) -> None:
        """As when it was new."""
        for each in (self.taken, self.recipients, self.raw):
            each.clear()
        self.to_sender, self.to_recipient, self.to_message = "250 OK", "250 OK", TAKEN

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]


@contextmanager
def mail_server(box: Mailbox, *, tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """An SMTP server that puts all mail into the box; with `tls` it offers STARTTLS."""
    box.port = box.port or free_port()
    server = Controller(
        box,
        hostname=LOOPBACK,
        port=box.port,
        # Or it would look the machine's name up.
        server_hostname="localhost",
        tls_context=tls,
        require_starttls=tls is not None,
    )
    server.start()
    try:
        yield box
    finally:
        server.stop()


@dataclass(slots=True)
class Call:
    """One call that came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Gateway:
    """What an HTTP server was called with, and the status that it answers with, by path."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://{LOOPBACK}:{self.port}{path}"

    def of(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]


@contextmanager
def gateway_server(gateway: Gateway) -> Iterator[Gateway]:
    """An HTTP server that takes every POST."""
    app = FastAPI()

    @app.post("/{path:path}")
    async def take(path: str, request: Request) -> Response:
        headers = dict(request.headers.items())
        body = await request.body()
        gateway.calls.append(Call(f"/{path}", headers, body))
        # A talkative one: it repeats whom it was told to write to.
        said = {"X-To": json.loads(body).get("to", ""), "Location": gateway.url("/elsewhere")}
        return Response(status_code=gateway.statuses.get(f"/{path}", 202), headers=said)

    listening = socket.create_server((LOOPBACK, 0))
    gateway.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        eventually(lambda: server.started)
        yield gateway
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def silent_server(said: bytes = b"") -> Iterator[int]:
    """Takes connections, drips out what is to be said a byte at a time, and never ends."""
    over = threading.Event()
    listening = socket.create_server((LOOPBACK, 0))
    listening.settimeout(0.05)

    def drip(connection: socket.socket) -> None:
        with closing(connection):
            for byte in said * 1000:
                if over.wait(0.1):
                    return
                try:
                    connection.send(bytes([byte]))
                except OSError:
                    return
            over.wait()

    def take() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        thread.join()
        listening.close()
