"""What are a request's id, reference and receipt? All derived from the caller's key.

The same idempotency key gives the same request and the same receipt, and neither key nor receipt
has to be stored: only keyed hashes are.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from triage.personal import Personal
from triage.store.keys import keyed_hash

# 20 digits are 66 bits; digits are the same in every language, aloud and on any keypad.
RECEIPT_DIGITS = 20
GROUP = 4
# Without vowels and look-alikes, so that no reference spells a word: 26 signs, 12 of them 56 bits.
REFERENCE_SIGNS = "2346789BCDFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a submission is: `reference` may be told to staff, `receipt` opens the dialogue."""

    request_id: UUID
    reference: str
    receipt: Personal[str]
    receipt_mac: bytes


class Identities:
    """Derives identities and hashes tokens with the service's own hashing key."""

    def __init__(self, hashing_key: bytes) -> None:
        self._key = hashing_key

    def of(self, idempotency_key: Personal[str]) -> Identity:
        """The identity of the submission that carries this key."""
        said = idempotency_key.reveal().encode()
        request_id = UUID(bytes=keyed_hash(self._key, b"request", said)[:16], version=4)
        number = int.from_bytes(keyed_hash(self._key, b"receipt", said), "big")
        digits = str(number % 10**RECEIPT_DIGITS).zfill(RECEIPT_DIGITS)
        return Identity(
            request_id=request_id,
            reference=_reference(keyed_hash(self._key, b"reference", said)),
            receipt=Personal(_in_groups(digits, " ")),
            receipt_mac=self._mac_of(digits),
        )

    def receipt_mac(self, receipt: Personal[str]) -> bytes:
        """The keyed hash of a receipt as typed: spaces, dashes and dots do not count."""
        digits = "".join(str(int(sign)) for sign in receipt.reveal() if sign.isdecimal())
        return self._mac_of(digits)

    def _mac_of(self, digits: str) -> bytes:
        return keyed_hash(self._key, b"receipt-mac", digits.encode())

    def token_mac(self, token: Personal[str]) -> bytes:
        """The keyed hash of a session token."""
        return keyed_hash(self._key, b"token", token.reveal().encode())


def _reference(digest: bytes) -> str:
    # The last signs of a large number, which would be slow to divide again and again.
    number = int.from_bytes(digest, "big") % len(REFERENCE_SIGNS) ** REFERENCE_LENGTH
    signs = ""
    for _ in range(REFERENCE_LENGTH):
        number, remainder = divmod(number, len(REFERENCE_SIGNS))
        signs += REFERENCE_SIGNS[remainder]
    return _in_groups(signs, "-")


def _in_groups(signs: str, between: str) -> str:
    return between.join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))
