"""Which lines out of the house do the settings give? None without them: nothing is then sent.

Without PYYDA_SMTP_URL no e-mail, without PYYDA_SMS_URL no SMS and without
PYYDA_WEBHOOK_SECRET_FILE no web hook is even put down to be sent.
"""

from __future__ import annotations

import base64
import binascii
import random
from collections.abc import Iterator
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from triage.notices.telling import Carrier
from triage.text.addresses import THIS_MACHINE, hookable, mailable
from triage.text.personal import Personal
from wiring.composition.parts import Parts
from wiring.settings import BadSettings, Settings
from workers.deliveries.http_posts import HookLine, SmsLine
from workers.deliveries.lines import Line
from workers.deliveries.mail import MailLine, Security
from workers.deliveries.outbound import Outbound

PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
# Standard Webhooks: a secret is written so, and has 24 to 64 bytes.
KNOWN_BY = "whsec_"
SECRET_BYTES = range(24, 65)


def outbound_of(parts: Parts) -> Outbound:
    """What a process sends with.

    Raises:
        BadSettings
    """
    return Outbound(
        database=parts.database,
        writer=parts.writer,
        ring=parts.ring,
        identities=parts.identities,
        catalogues=parts.catalogues,
        clock=parts.clock,
        chance=random.random,
        lines=lines_of(parts.settings),
        is_believed=lambda: parts.clock_check.look().doubt is None,
        public_url=parts.settings.public_url,
        every_language=parts.demo_allowed,
    )


def lines_of(settings: Settings) -> dict[Carrier, Line]:
    """The lines that are set up.

    Raises:
        BadSettings: something is missing or wrong; one line says what to write.
    """
    return dict(_lines(settings))


def _lines(settings: Settings) -> Iterator[tuple[Carrier, Line]]:
    if settings.smtp_url is not None:
        password = _read(settings.smtp_password_file, "PYYDA_SMTP_PASSWORD_FILE") or None
        yield Carrier.EMAIL, _mail_line(settings.smtp_url, password, settings.smtp_from)
    if settings.sms_url is not None:
        yield Carrier.SMS, _sms_line(settings.sms_url, settings.sms_token_file)
    secret = _read(settings.webhook_secret_file, "PYYDA_WEBHOOK_SECRET_FILE")
    if secret is not None:
        yield Carrier.WEBHOOK, HookLine(secret=Personal(_secret(secret)))


def _sms_line(url: str, token_file: Path | None) -> SmsLine:
    if hookable(url) is None:
        raise BadSettings("PYYDA_SMS_URL: write https://: people's numbers do not travel in clear")
    token = _read(token_file, "PYYDA_SMS_TOKEN_FILE") or None
    return SmsLine(url=url, token=None if token is None else Personal(token))


def _mail_line(url: str, password: str | None, sender: str | None) -> MailLine:
    parts = urlsplit(url)
    if password is None and parts.password:
        password = unquote(parts.password)
    elif password is not None and (parts.password or not parts.username):
        raise BadSettings("PYYDA_SMTP_URL: write user@ before the host; its password has a file")
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        security = Security.TLS
    else:
        security = Security.NONE if host in THIS_MACHINE else Security.STARTTLS
    return MailLine(
        host=host,
        port=parts.port or PORTS[security],
        security=security,
        sender=_sender(sender),
        username=unquote(parts.username) if parts.username else None,
        password=None if password is None else Personal(password),
    )


def _sender(text: str | None) -> Address:
    name, address = parseaddr(text or "")
    known = mailable(address)
    if known is None or not name.isprintable():
        raise BadSettings(
            "PYYDA_SMTP_FROM: write the sender's address, such as noreply@example.fi, with a name "
            "that reveals nothing; PYYDA_SMTP_URL needs it"
        )
    return Address(display_name=name, addr_spec=known)


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(KNOWN_BY), validate=True)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) not in SECRET_BYTES:
        raise BadSettings("PYYDA_WEBHOOK_SECRET_FILE: write 24 to 64 random bytes in base64 to it")
    return secret


def _read(path: Path | None, name: str) -> str | None:
    """The text of a file with a secret, without its end of line; None where none is named."""
    if path is None:
        return None
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadSettings(f"{name}: {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        text = "\n"
    if not text.isprintable():
        raise BadSettings(f"{name}: {path} must hold one line of text")
    return text
