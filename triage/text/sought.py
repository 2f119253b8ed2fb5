"""Does what somebody looks for stand in a text? Case, accents and how a number is spelled aside.

A part of a word is enough, so the stem of an inflected word finds every form that begins with it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from triage.text.visible import UNSEEN

# The letters of the languages of Lapland, and the signs that telephones write for those of a
# keyboard: replaced one by one, they spare most texts the slow way through Unicode's tables.
PLAIN: Final = (
    *(("ä", "a"), ("ö", "o"), ("å", "a"), ("á", "a"), ("č", "c"), ("đ", "d"), ("ŋ", "n")),
    *(("š", "s"), ("ŧ", "t"), ("ž", "z"), ("â", "a"), ("õ", "o"), ("é", "e"), ("ø", "o")),
    *(("æ", "ae"), ("’", "'"), ("”", '"'), ("–", "-"), ("…", "...")),
)
MARKS: Final = re.compile("[\u0300-\u036f]")
SEPARATORS: Final = r"\s()/.\-\u00b7\u2010-\u2015\u2212"
NUMBER: Final = re.compile(rf"\+?[\d(][\d{SEPARATORS}]*")
NO_DIGIT: Final = re.compile(r"[^\d+]+")
# Finland's numbers begin with 0 at home; "+358 (0)40" has both.
FROM_ABROAD: Final = re.compile(r"(?:\+|\b00)3580?(?=\d)")
# Fewer are a year, an age or an hour as often as a part of a telephone number.
FEWEST_DIGITS: Final = 4


def folded(text: str) -> str:
    """The text without what shows nothing or tells case, accents and spellings apart."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    for sign, plain in PLAIN:
        lowered = lowered.replace(sign, plain)
    if lowered.isascii():
        return lowered
    return MARKS.sub("", unicodedata.normalize("NFKD", UNSEEN.sub("", lowered)))


def numbers_in(text: str) -> str:
    """The numbers of a text, each in one piece and as it is dialled in Finland."""
    plain = text if text.isascii() else UNSEEN.sub("", text)
    joined = (NO_DIGIT.sub("", number) for number in NUMBER.findall(plain))
    return FROM_ABROAD.sub("0", " ".join(joined))


@dataclass(frozen=True, slots=True, repr=False)
class Sought:
    """What was typed into a search: words that all have to be there, or a number.

    It is as personal as what it finds: `repr` shows none of it.
    """

    parts: tuple[str, ...]
    is_number: bool = False

    @classmethod
    def of(cls, typed: str) -> Sought:
        plain = folded(typed).strip()
        number = numbers_in(plain)
        if NUMBER.fullmatch(plain) and len(number) >= FEWEST_DIGITS:
            return cls((number,), is_number=True)
        return cls(tuple(dict.fromkeys(plain.split())))

    def found_in(self, text: str) -> frozenset[str]:
        """Which of the parts stand in the text."""
        plain = numbers_in(text) if self.is_number else folded(text)
        return frozenset(part for part in self.parts if part in plain)

    def is_whole(self, found: frozenset[str]) -> bool:
        """Whether these are all parts."""
        return bool(self.parts) and found >= set(self.parts)

    def __repr__(self) -> str:
        return "Sought(•••)"
