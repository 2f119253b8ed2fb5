"""Which code does an authenticator app show? Time-based one-time passwords (RFC 6238, RFC 4226)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from triage.text.personal import Personal

STEP_SECONDS = 30
DIGITS = 6
# RFC 4226, section 4: 160 bits are recommended.
SECRET_BYTES = 20
# RFC 6238, section 5.2: how many steps a telephone's clock, or a slow hand, may be off.
STEPS_OFF = 1
# As the app names the account.
ISSUER = "Pyydä apua"


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of one step: HMAC-SHA-1, truncated (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_at(moment: datetime) -> int:
    """The step of a moment: thirty seconds each, since 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def steps_of(secret: bytes, code: str, now: datetime) -> Iterator[int]:
    """The steps around this moment that have this code, the earliest first."""
    around = step_at(now)
    for step in range(around - STEPS_OFF, around + STEPS_OFF + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            yield step


def taken_until(step: int) -> datetime:
    """From when on the code of a step is too old."""
    return datetime.fromtimestamp((step + STEPS_OFF + 1) * STEP_SECONDS, UTC)


def typed_form(secret: bytes) -> str:
    """A secret as it is typed into an app: base32 (RFC 4648)."""
    return base64.b32encode(secret).decode().rstrip("=")


def address_of(secret: bytes, username: str) -> Personal[str]:
    """A secret as an app's camera reads it: the key URI that authenticator apps share."""
    label = f"{quote(ISSUER)}:{quote(username)}"
    said = f"secret={typed_form(secret)}&issuer={quote(ISSUER)}"
    return Personal(f"otpauth://totp/{label}?{said}")
