"""Whom is a refusal of an SMTP server about: this recipient, this message, or us?

Only what is about us, or about the server itself, counts against the line: one full mailbox must
not keep everybody else from being told. The codes are of RFC 5321 and RFC 4954; the enhanced ones
(RFC 3463), where the server gives one, say it more precisely.
"""

from __future__ import annotations

import re
from typing import Final

from workers.deliveries.lines import Fault

FOR_EVER: Final = 500
# The server closes, does not understand us, or wants us to sign in or to encrypt.
ABOUT_US: Final = frozenset({421, 500, 502, 503, 530, 534, 535, 538})
# Of a whole message: the server has failed, or has no room.
SERVER_FAILED: Final = frozenset({451, 452})
# "Transaction failed": mostly a policy, which may be about us or about this message.
POLICY: Final = 554

STATUS: Final = re.compile(rb"\s*[245]\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS, MAILBOX, MAIL_SYSTEM, ROUTING = b"1", b"2", b"3", b"4"
ABOUT_RECIPIENT: Final = frozenset({ADDRESS, MAILBOX, ROUTING})
# The sender's address is refused, or its domain.
STATUS_ABOUT_US: Final = frozenset({(b"1", b"7"), (b"1", b"8")})


def fault_of(code: int, said: bytes | str, *, of_message: bool = False) -> Fault:
    """Whose fault it is that a recipient, or the message to it, was refused with these words."""
    status = STATUS.match(said.encode() if isinstance(said, str) else said)
    if code in ABOUT_US or (status and _is_about_us(status)):
        return Fault.LINE
    if status is None and of_message and code in SERVER_FAILED:
        return Fault.LINE
    about_recipient = status.group(1) in ABOUT_RECIPIENT if status else code != POLICY
    return Fault.FINAL if code >= FOR_EVER and about_recipient else Fault.ADDRESS


def _is_about_us(status: re.Match[bytes]) -> bool:
    subject, detail = status.groups()
    return subject == MAIL_SYSTEM or (subject, detail) in STATUS_ABOUT_US
