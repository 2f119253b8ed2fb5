"""Is there anything to read in a text? Which signs show nothing, whatever they are for."""

from __future__ import annotations

import unicodedata
from re import compile as compiled
from typing import Final

# What Unicode 16 calls Default_Ignorable_Code_Point (DerivedCoreProperties.txt), with control
# signs that end no line, and what draws an empty place: U+2800, U+FFFC, U+1D159.
SHOWS_NOTHING: Final = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNSEEN: Final = compiled(f"[{SHOWS_NOTHING}]")
# Controls, formats, halves of a pair, marks that want a letter, and every kind of space.
# What this Python does not know yet (Cn) may be next year's emoji.
KINDS_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})


def says_something(text: str) -> bool:
    """Whether a person sees anything: a letter, a digit, a sign or an emoji, in any script."""
    return any(map(_is_seen, text))


def seen(text: str) -> str:
    """The text without the signs that show nothing, each letter in one sign (NFC)."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", text))


def name_form(typed: str) -> str:
    """A name as colleagues see it: one line, and no sign that turns what stands beside it."""
    return " ".join(seen(typed).split())


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in KINDS_UNSEEN and not UNSEEN.match(sign)
