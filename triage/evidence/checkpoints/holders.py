"""Who outside holds the checkpoints, and how do they come to each?"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody named, with the one way by which they get every checkpoint.

    A file that it is appended to, a web address that it is posted to, or a token (its SHA-256) by
    which they fetch the newest one.
    """

    name: str
    file: Path | None = None
    url: str | None = None
    token_sha256: str | None = None


def holder_of(holders: Iterable[Holder], token: str) -> Holder | None:
    """Whose token this is; every holder's is compared."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = [
        each
        for each in holders
        if hmac.compare_digest(digest.encode(), (each.token_sha256 or "").encode())
    ]
    return found[0] if found else None
