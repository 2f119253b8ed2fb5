"""How does one row vouch for all before it? A hash chain over the stored bytes.

Ciphertext is what is hashed, so destroying a key breaks no link.
"""

from __future__ import annotations

import hashlib

GENESIS = bytes(32)


def next_link(previous: bytes, *parts: bytes) -> bytes:
    """SHA-256 over the previous link and the row's parts, each with its length before it."""
    digest = hashlib.sha256(previous)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
