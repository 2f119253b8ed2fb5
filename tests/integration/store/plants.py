"""Which unmistakable words are planted, and in which bytes do they lie, however written?"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

# One word of ASCII, one of Latin letters beyond it, one of another script: no other test, text or
# package has them. Every planted text holds all three.
WORDS = ("Kissankellopelto", "Äkäslompolönjärvi", "шиповниковая")
CONTEXT_BYTES = 24


def planted(name: str) -> str:
    """A text for the field called `name`."""
    return f"{WORDS[0]} {name} {WORDS[1]} {WORDS[2]} ({name})"


@dataclass(frozen=True, slots=True)
class Hit:
    """A planted word that was found: where, in which form, and what stands around it."""

    place: str
    form: str
    around: bytes


def forms(word: str) -> dict[str, bytes]:
    """The ways in which a word may lie in bytes, by the name of the form."""
    plain = word.encode()
    escaped = json.dumps(word)[1:-1]
    found = {
        "utf-8": plain,
        "lower": word.lower().encode(),
        "upper": word.upper().encode(),
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "json": escaped.encode(),
        "json in json": json.dumps(escaped)[1:-1].encode(),
        "repr of bytes": repr(plain)[2:-1].encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": quote(word).encode(),
        "html": html.escape(word).encode("ascii", "xmlcharrefreplace"),
    }
    for offset in range(3):
        found[f"base64+{offset}"] = in_base64(plain, offset)
        found[f"base64 of utf-16+{offset}"] = in_base64(word.encode("utf-16-le"), offset)
    return found


def in_base64(plain: bytes, offset: int) -> bytes:
    """The signs of base64 that depend on these bytes alone, `offset` bytes after others."""
    encoded = base64.b64encode(bytes(offset) + plain)
    return encoded[(0, 2, 3)[offset] : len(encoded) // 4 * 4 - 4]


def _by_bytes(found: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The patterns without those that look the same in several forms."""
    first = {pattern: name for name, pattern in reversed(list(found))}
    return {name: pattern for pattern, name in first.items()}


PATTERNS = _by_bytes(
    (f"{word}, {name}", form) for word in WORDS for name, form in forms(word).items()
)
# Receipts, tokens and keys are digits and letters of one kind: fewer forms, and there are many.
FORMS_OF_SECRETS = ("utf-8", "hex", "base64+0", "base64+1", "base64+2")


def secret_patterns(secrets: Iterable[str]) -> dict[str, bytes]:
    """The forms of secrets that are no words."""
    return {
        f"secret {number}, {name}": forms(secret)[name]
        for number, secret in enumerate(secrets)
        for name in FORMS_OF_SECRETS
    }


def hits(place: str, content: bytes, patterns: dict[str, bytes] | None = None) -> Iterator[Hit]:
    """Every form that is found in the bytes, once each."""
    for form, pattern in (PATTERNS if patterns is None else patterns).items():
        at = content.find(pattern)
        # Base64 has a second alphabet for URLs.
        if at < 0 and "base64" in form:
            at = content.find(pattern.translate(URL_ALPHABET))
        if at >= 0:
            yield Hit(place, form, content[max(0, at - CONTEXT_BYTES) : at + 2 * CONTEXT_BYTES])


URL_ALPHABET = bytes.maketrans(b"+/", b"-_")
