"""How does something come back to us as we gave it out? Sealed, and for some minutes only."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken


class SealedNotes:
    """Seals short notes for a browser to keep, by a key (32 bytes) of their own purpose."""

    def __init__(self, key: bytes, lasts: timedelta, clock: Callable[[], datetime]) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._lasts = lasts
        self._clock = clock

    def sealed(self, *said: str | int) -> str:
        """A note as a cookie or a field can hold it."""
        note = json.dumps(said).encode()
        return self._fernet.encrypt_at_time(note, self._now()).decode().rstrip("=")

    def opened(self, sealed: str) -> list[str | int]:
        """What was sealed; nothing where it is over, or was not sealed by us."""
        padded = sealed + "=" * (-len(sealed) % 4)
        try:
            note = self._fernet.decrypt_at_time(
                padded, int(self._lasts.total_seconds()), self._now()
            )
        except (InvalidToken, ValueError):
            return []
        said: list[str | int] = json.loads(note)
        return said

    def _now(self) -> int:
        return int(self._clock().timestamp())
