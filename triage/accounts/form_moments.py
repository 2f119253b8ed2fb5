"""When was a form given to its reader? A moment in the form itself, bound to the form's key."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

from triage.text.personal import Personal

MAC_SIGNS = 16


class FormMoments:
    """Writes the moment of a form so that nobody else can, and reads how long ago it was."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def written(self, form_key: str, now: datetime) -> str:
        """The moment to the second, and a keyed hash of it and of the form's key."""
        seconds = int(now.timestamp())
        return f"{seconds:x}.{self._mac(form_key, seconds)}"

    def age(self, form_key: Personal[str], written: str, now: datetime) -> timedelta | None:
        """How long ago the form was given; None where this form was given no such moment."""
        said, _, mac = written.partition(".")
        try:
            seconds = int(said, 16)
            expected = self._mac(form_key.reveal(), seconds)
            if not hmac.compare_digest(expected.encode(), mac.encode()):
                return None
            return now - datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def _mac(self, form_key: str, seconds: int) -> str:
        said = f"{seconds}|{form_key}".encode()
        return hmac.digest(self._key, said, "sha256").hex()[:MAC_SIGNS]
