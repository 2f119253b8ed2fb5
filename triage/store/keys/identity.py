"""What are a request's id, reference and receipt? All derived from the caller's key.

The same idempotency key gives the same request and the same receipt, and neither key nor receipt
has to be stored: only keyed hashes are.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from triage.refused_receipts import ReceiptMistyped
from triage.store.database.hash_chain import framed
from triage.store.keys.check_digits import CHECK_DIGITS, fits_check, with_check
from triage.text.personal import Personal, revealed
from triage.text.typed_secrets import own_word_form

# 20 digits are 66 bits; digits are the same in every language, aloud and on any keypad.
# Only these are hashed; receipts of before had no check digits.
RECEIPT_DIGITS = 20
GROUP = 4
# Without vowels and look-alikes, so that no reference spells a word: 26 signs, 12 of them 56 bits.
REFERENCE_SIGNS = "2346789BCDFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 12
KEYED = "hmac-sha256:"
DEVICE_MAC_BYTES = 16
SECRET_BYTES = 16
RECEIPTS = 10**RECEIPT_DIGITS
REFERENCES = len(REFERENCE_SIGNS) ** REFERENCE_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a submission is: `reference` may be told to staff, `receipt` opens the dialogue."""

    request_id: UUID
    reference: str
    receipt: Personal[str]
    receipt_mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A receipt that takes the place of another one."""

    receipt: Personal[str]
    receipt_mac: bytes


class Identities:
    """Derives identities and hashes tokens with the service's own hashing key."""

    def __init__(self, hashing_key: bytes) -> None:
        # Begun once for each purpose: a copy takes a quarter of a keyed hash from its start.
        self._request = _begun(hashing_key, b"request")
        self._receipt = _begun(hashing_key, b"receipt")
        self._replacement = _begun(hashing_key, b"replacement")
        self._reference = _begun(hashing_key, b"reference")
        self._receipt_mac = _begun(hashing_key, b"receipt-mac")
        self._token = _begun(hashing_key, b"token")
        self._delivery = _begun(hashing_key, b"delivery")
        self._left = _begun(hashing_key, b"left")
        self._carried = _begun(hashing_key, b"carried")
        self._given = _begun(hashing_key, b"given")
        self._places = _begun(hashing_key, b"places")
        self._own_word = _begun(hashing_key, b"own-word")
        self._device = _begun(hashing_key, b"device")
        self._accessibility = _begun(hashing_key, b"accessibility")
        self._accessibility_seal = _begun(hashing_key, b"accessibility-seal")
        self._translation = _begun(hashing_key, b"translation")
        self._notice_seal = _begun(hashing_key, b"notice-seal")
        self._provider = _begun(hashing_key, b"provider")
        self._provider_seal = _begun(hashing_key, b"provider-seal")
        self._factor = _begun(hashing_key, b"second-factor")
        self._sealing = _begun(hashing_key, b"sealing")

    def of(self, idempotency_key: Personal[str]) -> Identity:
        """The identity of the submission that carries this key."""
        said = framed(idempotency_key.reveal().encode())
        digits = _digits(_ended(self._receipt, said))
        return Identity(
            request_id=UUID(bytes=_ended(self._request, said)[:16], version=4),
            reference=_reference(_ended(self._reference, said)),
            receipt=as_handed_out(digits),
            receipt_mac=self._mac_of(digits),
        )

    def replacement(self, key: Personal[str]) -> Replacement:
        """The receipt that replaces another one under this random key.

        It follows from the key alone, so that a lost answer can be given again, and from nothing
        that was known of the receipt before it.
        """
        digits = _digits(_ended(self._replacement, framed(key.reveal().encode())))
        return Replacement(receipt=as_handed_out(digits), receipt_mac=self._mac_of(digits))

    def receipt_mac(self, receipt: Personal[str]) -> bytes:
        """The keyed hash of a receipt as typed: spaces, dashes and dots do not count.

        Raises:
            ReceiptMistyped: it has check digits, and they do not fit.
        """
        digits = "".join(str(int(sign)) for sign in receipt.reveal() if sign.isdecimal())
        if len(digits) == RECEIPT_DIGITS + CHECK_DIGITS:
            if not fits_check(digits):
                raise ReceiptMistyped()
            digits = digits[:RECEIPT_DIGITS]
        return self._mac_of(digits)

    def _mac_of(self, digits: str) -> bytes:
        return _ended(self._receipt_mac, framed(digits.encode()))

    def delivery_id(self, told: str) -> UUID:
        """The id of a delivery, by what it tells to whom."""
        return UUID(bytes=_ended(self._delivery, framed(told.encode()))[:16], version=4)

    def key_of_places(self) -> bytes:
        """The key that seals how far somebody has read a list: 32 bytes, alike in every process."""
        return _ended(self._places, b"")

    def accessibility_id(
        self, key: Personal[str], text: Personal[str], email: Personal[str] | None
    ) -> UUID:
        """The id of what is said about accessibility: by the key of its form and all it says."""
        parts = (key.reveal(), text.reveal(), revealed(email) or "")
        said = framed(*(each.encode() for each in parts))
        return UUID(bytes=_ended(self._accessibility, said)[:16], version=4)

    def accessibility_key(self) -> bytes:
        """The key (32 bytes) that seals what is said about accessibility, alike in all of us."""
        return _ended(self._accessibility_seal, b"")

    def notice_key(self) -> bytes:
        """The key (32 bytes) that seals where staff are told, alike in all of us."""
        return _ended(self._notice_seal, b"")

    def provider_mac(self, kind: str, *said: str) -> bytes:
        """The keyed hash of what the organisation's provider says, by the kind of what it names."""
        return _ended(self._provider, framed(*(each.encode() for each in (kind, *said))))

    def provider_key(self) -> bytes:
        """The key (32 bytes) that seals a sign-in under way, alike in all of us."""
        return _ended(self._provider_seal, b"")

    def factor_mac(self, kind: str, *said: str) -> bytes:
        """The keyed hash of what is proven beside a password, by the kind of what it is."""
        return _ended(self._factor, framed(*(each.encode() for each in (kind, *said))))

    def sealing_key(self, purpose: str) -> bytes:
        """A key (32 bytes) that seals what is for this purpose alone, alike in all of us."""
        return _ended(self._sealing, framed(purpose.encode()))

    def translation_secret(self, request_id: UUID, number: int) -> bytes:
        """The secret (16 bytes) of the link to a request's translation of this number.

        It follows from the hashing key, so that it is stored nowhere, not even hashed.
        """
        said = framed(request_id.bytes, str(number).encode())
        return _ended(self._translation, said)[:SECRET_BYTES]

    def token_mac(self, token: Personal[str]) -> bytes:
        """The keyed hash of a session token."""
        return _ended(self._token, framed(token.reveal().encode()))

    def left_mac(self, key: Personal[str]) -> bytes:
        """The keyed hash of a form's key, by which it is known that its page was left."""
        return _ended(self._left, framed(key.reveal().encode()))

    def carrying_key(self) -> bytes:
        """The key (32 bytes) that seals what a browser carries for us from page to page."""
        return _ended(self._carried, b"")

    def form_moment_key(self) -> bytes:
        """The key (32 bytes) of the hash that binds the moment of a form to its key."""
        return _ended(self._given, b"")

    def own_word_mac(self, request_id: UUID, own_word: Personal[str]) -> str:
        """The keyed hash of a request's own word (in `own_word_form`), marked as one.

        A keyed hash is quick, so that nobody can keep the service busy with it, and worth nothing
        without the key. It lies sealed with the request: who could open it could read that too.
        """
        said = framed(request_id.bytes, own_word.reveal().encode())
        return KEYED + _ended(self._own_word, said).hex()

    def own_word_hash(
        self, request_id: UUID, own_word: Personal[str] | None
    ) -> Personal[str] | None:
        """What is kept of an own word as typed; None where there is none."""
        if own_word is None:
            return None
        return Personal(self.own_word_mac(request_id, own_word_form(own_word)))

    def device_mac(self, username: str, number: str) -> str:
        """What makes a number the mark of a device on which this person has signed in."""
        said = framed(username.encode(), number.encode())
        return _ended(self._device, said)[:DEVICE_MAC_BYTES].hex()


def _digits(digest: bytes) -> str:
    return str(int.from_bytes(digest, "big") % RECEIPTS).zfill(RECEIPT_DIGITS)


def as_handed_out(digits: str) -> Personal[str]:
    """A receipt's digits as people get them: with their check, four at a time."""
    return Personal(in_groups(with_check(digits), " "))


def _begun(key: bytes, purpose: bytes) -> HMAC:
    """A keyed hash (as `keys.keyed_hash`) of which only what it is about is still to come."""
    begun = HMAC(key, SHA256())
    begun.update(framed(purpose))
    return begun


def _ended(begun: HMAC, said: bytes) -> bytes:
    hashing = begun.copy()
    hashing.update(said)
    return hashing.finalize()


def _reference(digest: bytes) -> str:
    # The last signs of a large number, which would be slow to divide again and again.
    number = int.from_bytes(digest, "big") % REFERENCES
    signs = ""
    for _ in range(REFERENCE_LENGTH):
        number, remainder = divmod(number, len(REFERENCE_SIGNS))
        signs += REFERENCE_SIGNS[remainder]
    return in_groups(signs, "-")


def in_groups(signs: str, between: str) -> str:
    """Signs as people are shown them, four at a time."""
    return between.join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))
