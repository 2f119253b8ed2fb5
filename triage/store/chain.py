"""How does one row vouch for all before it? A hash chain over the stored bytes.

Ciphertext is what is hashed, so destroying a key breaks no link.
"""

from __future__ import annotations

import hashlib

GENESIS = bytes(32)


def next_link(previous: bytes, *parts: bytes) -> bytes:
    """SHA-256 over the previous link and the row's parts, each with its length before it."""
    return hashlib.sha256(previous + framed(*parts)).digest()


def framed(*parts: bytes) -> bytes:
    """The parts, each with its length before it, so that none can lend bytes to the next."""
    return b"".join([len(part).to_bytes(8, "big") + part for part in parts])
