"""How does an e-mail leave? To one SMTP server, encrypted, within a fixed time."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from triage.text.personal import Personal
from workers.deliveries.lines import (
    PHASE_SECONDS,
    TRY_SECONDS,
    Fault,
    Letter,
    NotDelivered,
    trusted,
)
from workers.deliveries.smtp_replies import fault_of

# What the library ends in where an address or a text does not fit into a header.
UNWRITABLE = (AttributeError, LookupError, MessageError, TypeError, ValueError)
Watch = Callable[[socket.socket], None]


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    # On this machine's own loopback only.
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One SMTP server. `sender` must reveal nothing: it stands in the mail of whoever asked."""

    host: str
    port: int
    security: Security
    sender: Address
    username: str | None = None
    password: Personal[str] | None = None
    tls: ssl.SSLContext = field(default_factory=trusted, repr=False)
    try_seconds: float = TRY_SECONDS

    def send(self, letter: Letter) -> None:
        message = _written(letter, self.sender)
        try:
            with _cut_after(self.try_seconds) as watch, self._connected(watch) as server:
                self._introduce(server)
                server.sendmail(self.sender.addr_spec, [letter.address.reveal()], message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = error.recipients.values()
            raise NotDelivered(f"smtp-{code}", fault_of(code, said)) from None
        except smtplib.SMTPDataError as error:
            fault = fault_of(error.smtp_code, error.smtp_error, of_message=True)
            raise NotDelivered(f"smtp-{error.smtp_code}", fault) from None
        except smtplib.SMTPResponseException as error:
            # Before a recipient was named it is about us, whatever it is.
            raise NotDelivered(f"smtp-{error.smtp_code}", Fault.LINE) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # ValueError: what the server said was no SMTP at all.
            raise NotDelivered(type(error).__name__, Fault.LINE) from None

    @contextmanager
    def _connected(self, watch: Watch) -> Iterator[smtplib.SMTP]:
        server = self._server(watch)
        try:
            yield server
            with suppress(smtplib.SMTPException, OSError, ValueError):
                # It has taken the message: how it says good-bye changes nothing.
                server.quit()
        finally:
            server.close()

    def _server(self, watch: Watch) -> smtplib.SMTP:
        where: dict[str, Any] = {"host": self.host, "port": self.port, "timeout": PHASE_SECONDS}
        # Without a name for us the library would ask for the machine's, however long that takes.
        where["local_hostname"] = self.sender.domain
        if self.security is Security.TLS:
            return _TlsServer(watch, context=self.tls, **where)
        return _Server(watch, **where)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self.security is Security.STARTTLS:
            # Raises where the server does not offer it: an address does not travel in clear.
            server.starttls(context=self.tls)
        if self.username is not None and self.password is not None:
            server.login(self.username, self.password.reveal())


class _Watched(smtplib.SMTP):
    """A connection that hands a second handle on itself to whoever may have to cut it."""

    watch: Watch

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.watch(connected.dup())
        return connected


class _Server(_Watched):
    """One that is encrypted when asked, or not at all."""

    def __init__(self, watch: Watch, **where: Any) -> None:
        self.watch = watch
        smtplib.SMTP.__init__(self, **where)


class _TlsServer(smtplib.SMTP_SSL, _Watched):
    """One that is encrypted from the first byte on."""

    def __init__(self, watch: Watch, **where: Any) -> None:
        self.watch = watch
        smtplib.SMTP_SSL.__init__(self, **where)


@contextmanager
def _cut_after(seconds: float) -> Iterator[Watch]:
    """Cut the connections handed over when the time is over, whatever is being waited for.

    The time-out of a socket begins anew with every byte that drips in.
    """
    watched: list[socket.socket] = []
    ends_at = time.monotonic() + seconds

    def cut() -> None:
        for each in watched:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def watch(connection: socket.socket) -> None:
        watched.append(connection)
        if time.monotonic() >= ends_at:
            cut()

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        for each in watched:
            each.close()


def _written(letter: Letter, sender: Address) -> bytes:
    """The message as it travels: what cannot be written is found out before anybody is asked.

    Raises:
        NotDelivered
    """
    try:
        letter.address.reveal().encode("ascii")
        return _message(letter, sender).as_bytes()
    except UNWRITABLE as error:
        raise NotDelivered(type(error).__name__, Fault.LETTER) from None


def _message(letter: Letter, sender: Address) -> EmailMessage:
    """The same message at every try, down to its id and its date."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.address.reveal())
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    # RFC 3834: no out-of-office answers to this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
