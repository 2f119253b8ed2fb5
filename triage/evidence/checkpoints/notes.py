"""How is a checkpoint written so that others can read it? C2SP signed-note and tlog-checkpoint."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

# The only kind of signature that is made or believed here.
ED25519 = b"\x01"
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32
DASH = "— "
SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class NoteRefused(Exception):
    """A note is not well formed, or no known key has signed it; the message says which."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name that it signs under."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        named = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        """The key as others take it (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{_in_text(ED25519 + self.public)}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """Raises NoteRefused."""
        name, _, rest = text.strip().partition("+")
        id_, _, key = rest.partition("+")
        content = _in_bytes(key)
        known = cls(name, content[1:])
        if content[:1] != ED25519 or len(known.public) != PUBLIC_KEY_BYTES:
            raise NoteRefused("no key of Ed25519")
        if known.id.hex() != id_:
            raise NoteRefused("a key that does not fit its name")
        return known


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key (32 bytes) with the name that it signs under."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, private.public_key().public_bytes_raw())

    def signature_line(self, text: str) -> str:
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{DASH}{self.name} {_in_text(self.verifier.id + signature)}\n"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, •••)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """What a checkpoint says: whose tree, how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The text of the note."""
        return f"{self.origin}\n{self.size}\n{_in_text(self.root)}\n"


def signed(text: str, keys: Iterable[SigningKey]) -> str:
    """The note: the text, and below it a line for each key."""
    return f"{text}\n{''.join(key.signature_line(text) for key in keys)}"


def opened(note: str, keys: Sequence[VerifierKey]) -> str:
    """The text of a note that one of these keys has signed, and none of them wrongly.

    Raises:
        NoteRefused
    """
    text, lines = _parted(note)
    is_signed = False
    for name, signature in map(_signature, lines):
        for key in keys:
            if (key.name, key.id) == (name, signature[:KEY_ID_BYTES]):
                _require_by(key, text, signature[KEY_ID_BYTES:])
                is_signed = True
    if not is_signed:
        raise NoteRefused("no known key has signed it")
    return text


def tree_head(text: str) -> TreeHead:
    """What the text of a checkpoint says.

    Raises:
        NoteRefused
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteRefused("no checkpoint")
    origin, size, root = lines[:3]
    if not SIZE.fullmatch(size):
        raise NoteRefused("no checkpoint")
    return TreeHead(origin=origin, size=int(size), root=_in_bytes(root))


def notes_in(text: str) -> list[str]:
    """The notes that stand one after the other in a file, as they came."""
    notes, lines, is_over = [], list[str](), False
    for line in text.splitlines(keepends=True):
        if is_over and not line.startswith(DASH):
            notes.append("".join(lines))
            lines, is_over = [], False
        # What parts two notes is part of neither.
        if lines or line.strip():
            lines.append(line)
        is_over = is_over or (line.startswith(DASH) and lines[-2:-1] == ["\n"])
    return [*notes, "".join(lines)] if lines else notes


def _parted(note: str) -> tuple[str, list[str]]:
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n") or any(each < " " for each in note if each != "\n"):
        raise NoteRefused("no signed note")
    return f"{text}\n", lines[:-1].split("\n")


def _signature(line: str) -> tuple[str, bytes]:
    name, _, content = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not name or "+" in name:
        raise NoteRefused("no signed note")
    return name, _in_bytes(content)


def _require_by(key: VerifierKey, text: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        raise NoteRefused(f"the signature of {key.name} is false") from None


def _in_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _in_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteRefused("something that is no base64") from None
