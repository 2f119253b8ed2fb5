"""What does a browser carry for us from page to page? Sealed, so that only we can read it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken

from triage.text.personal import Personal

CARRIED_FOR = timedelta(minutes=30)
# More forms than anybody has open at once; a cookie holds 4,096 signs.
KEYS_AT_MOST = 20

Key = Personal[str]


@dataclass(frozen=True, slots=True)
class Carried:
    """The keys of the forms that came back with words, and of the last one that was stored.

    `stored` shows its receipt. The newest of `keys` is the last.
    """

    keys: tuple[Key, ...] = field(default=())
    stored: Key | None = None

    def with_keys(self, keys: tuple[Key, ...]) -> Carried:
        """This and more keys, each once; beyond the limit the oldest are dropped."""
        others = tuple(key for key in self.keys if key not in keys)
        return Carried((*others, *keys)[-KEYS_AT_MOST:], self.stored)

    def with_stored(self, key: Key) -> Carried:
        """This, showing the receipt of the form with this key."""
        return Carried(self.with_keys((key,)).keys, key)


NOTHING_CARRIED = Carried()


class SealedCookie:
    """The one cookie of a requester: seals what is carried, and opens it within half an hour."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def sealed(self, carried: Carried, now: datetime) -> str:
        """What a cookie can hold."""
        stored = carried.stored.reveal() if carried.stored else None
        said = json.dumps([stored, *(key.reveal() for key in carried.keys)]).encode()
        sealed = self._fernet.encrypt_at_time(said, int(now.timestamp()))
        return sealed.decode().rstrip("=")

    def opened(self, sealed: str, now: datetime) -> Carried:
        """What was sealed; nothing where it is over, or was not sealed by us."""
        padded = sealed + "=" * (-len(sealed) % 4)
        ttl = int(CARRIED_FOR.total_seconds())
        try:
            said = self._fernet.decrypt_at_time(padded, ttl, int(now.timestamp()))
        except (InvalidToken, ValueError):
            return NOTHING_CARRIED
        stored, *keys = json.loads(said)
        return Carried(tuple(map(Personal, keys)), None if stored is None else Personal(stored))
