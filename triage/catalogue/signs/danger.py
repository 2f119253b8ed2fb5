"""Do the words of a message show danger, so that a human must look at once?"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from re import Match
from re import compile as compiled
from typing import Final, TypeAlias

from triage.catalogue.signs.respelling import respelled
from triage.text.visible import UNSEEN

WORDS_BETWEEN: Final = 3
"""How many other words may stand among the words of one pattern."""

ANY_ENDING: Final = "*"
OR: Final = "|"
STEM_LETTERS: Final = 3
"""Stems are looked up by their first letters, so none may be shorter."""

# Letters that no accent makes: the keyboards of our readers lack them, so people type these.
# Arabic and Persian keyboards write two letters differently.
PLAIN_LETTERS: Final = dict.fromkeys("'’‘ʼʹ`´", "") | {
    "ä": "a", "ö": "o", "å": "a", "đ": "d", "ŧ": "t", "ŋ": "n", "ø": "o", "æ": "a", "ı": "i",
    "ǥ": "g", "ʒ": "z", "ǯ": "z", "ی": "ي", "ک": "ك",
}  # fmt: skip
# Accents and rings around letters, Arabic vowel signs and stretching.
ACCENTS: Final = compiled(
    "[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
WORD: Final = compiled(r"[^\W_]+")
# At least four letters with at most five other signs after each: "k u o l l a", "k-u-o-l-l-a".
LETTER_BY_LETTER: Final = compiled(r"(?<![^\W_])(?:[^\W_][\W_]{1,5}){3,}[^\W_](?![^\W_])")
GAP: Final = compiled(r"[\W_]+")
WRITTEN: Final = compiled(r"\*[^*]+\*|[^*]+\*?")
DRAWN_OUT: Final = compiled(r"(.)\1{2,}")

# One sign can fold to eighteen. Nobody writes so; what lies behind is not worth a queue's wait.
FOLDED_LETTERS: Final = 20_000

PartOfPattern: TypeAlias = tuple[int, int]


class DangerWords:
    """The patterns of a catalogue, made ready for reading a text once.

    A pattern is one or more words, "*" for any ending, or on both sides for anything around,
    "|" between words of which any will do. Its words may come in any order with up to
    `WORDS_BETWEEN` others among them, because a frightened person's sentence keeps no word order.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._lengths: list[int] = []
        self._patterns: list[list[list[str]]] = []
        self._written: list[str] = []
        self._whole: dict[str, list[PartOfPattern]] = {}
        self._stems: dict[str, list[tuple[str, PartOfPattern]]] = {}
        self._within: list[tuple[str, PartOfPattern]] = []
        for pattern in patterns:
            parts = [written.split(OR) for written in pattern.split()]
            for part, choice in enumerate(parts):
                for written in choice:
                    self._add(written, (len(self._lengths), part))
            self._lengths.append(len(parts))
            self._written.append(pattern)
            self._patterns.append([[_bare(written) for written in choice] for choice in parts])

    def shown_in(self, text: str) -> bool:
        """Tell whether any pattern is met by words that stand close together.

        A sign that nobody sees may stand inside a word or between two, so both are read. Letters
        that stand one by one are read as the words that they make, and words that are spelled
        in other signs as a person reads them.
        """
        readings = [fold(text)]
        if UNSEEN.search(text):
            readings.append(fold(UNSEEN.sub(" ", text)))
        return (
            any(map(self._is_met_by, readings))
            or any(map(self._is_spelled_by, readings))
            or any(self._is_met_by(fold(reading)) for reading in respelled(text))
        )

    def met_by(self, places: Sequence[Sequence[str]]) -> Iterator[tuple[str, frozenset[int]]]:
        """Every pattern that is met, as it is written, and the places of the words that meet it.

        A place may be read as several folded words.
        """
        folded = " ".join(chain.from_iterable(places))
        within = [(inner, part) for inner, part in self._within if inner in folded]
        seen: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for place, words in enumerate(places):
            for pattern, part in chain.from_iterable(self._parts_met_by(w, within) for w in words):
                found = seen[pattern]
                found[part] = place
                if len(found) == self._lengths[pattern] and _is_close(found, place):
                    yield self._written[pattern], frozenset(found.values())

    def run_into(self, letters: str) -> Iterator[str]:
        """Every pattern whose words follow each other in these letters, whatever stands between."""
        for written, pattern in zip(self._written, self._patterns, strict=True):
            if _follow(pattern, letters):
                yield written

    def _is_met_by(self, folded: str) -> bool:
        within = [(inner, part) for inner, part in self._within if inner in folded]
        seen: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for place, word in enumerate(WORD.findall(folded)):
            for pattern, part in self._parts_met_by(word, within):
                places = seen[pattern]
                places[part] = place
                if len(places) == self._lengths[pattern] and _is_close(places, place):
                    return True
        return False

    def _is_spelled_by(self, folded: str) -> bool:
        """Whether letters that stand one by one make words of danger, with gaps between or none."""
        spelled = [match[0] for match in LETTER_BY_LETTER.finditer(folded)]
        if not spelled:
            return False
        whole = LETTER_BY_LETTER.sub(closed_up, folded)
        return self._is_met_by(whole) or any(any(self.run_into(run_together(r))) for r in spelled)

    def _add(self, written: str, part: PartOfPattern) -> None:
        word = _bare(written)
        if written.startswith(ANY_ENDING):
            self._within.append((word, part))
        elif written.endswith(ANY_ENDING):
            self._stems.setdefault(word[:STEM_LETTERS], []).append((word, part))
        else:
            self._whole.setdefault(word, []).append(part)

    def _parts_met_by(
        self, word: str, within: list[tuple[str, PartOfPattern]]
    ) -> list[PartOfPattern]:
        met = self._whole.get(word, [])
        for stem, part in self._stems.get(word[:STEM_LETTERS], ()):
            if word.startswith(stem):
                met = [*met, part]
        return [*met, *(part for inner, part in within if inner in word)] if within else met


@lru_cache(maxsize=16)
def danger_words(patterns: tuple[str, ...]) -> DangerWords:
    """The patterns made ready, once for all editions that share them: it takes 20 to 60 ms."""
    return DangerWords(patterns)


def run_together(spelled: str) -> str:
    """The letters of a run without its gaps."""
    return GAP.sub("", spelled)


def closed_up(run: Match[str]) -> str:
    """The words that letters with gaps make: a gap wider than the narrowest ends a word."""
    narrowest = min(map(len, GAP.findall(run[0])))
    return GAP.sub(lambda gap: "" if len(gap[0]) == narrowest else " ", run[0])


def _follow(parts: Sequence[Sequence[str]], letters: str) -> bool:
    place = 0
    for choice in parts:
        ends = [found + len(word) for word in choice if (found := letters.find(word, place)) >= 0]
        if not ends:
            return False
        place = min(ends)
    return True


def _bare(written: str) -> str:
    return fold(written).replace(ANY_ENDING, "")


def _is_close(places: dict[int, int], last: int) -> bool:
    return last - min(places.values()) < len(places) + WORDS_BETWEEN


def fold(text: str) -> str:
    """Return a text as it would be typed in haste: small letters, no dots, accents or joiners.

    Drawn-out letters are cut to two, so "kuollaaaa" is "kuollaa".
    """
    plain = _plain(UNSEEN.sub("", text).casefold())
    if not plain.isascii():
        composed = _plain(unicodedata.normalize("NFKC", plain).casefold())
        plain = ACCENTS.sub("", unicodedata.normalize("NFKD", composed[:FOLDED_LETTERS]))
    # Looking for each sign by itself takes a third of looking for any.
    is_drawn_out = any(3 * sign in plain for sign in set(plain))
    return DRAWN_OUT.sub(r"\1\1", plain) if is_drawn_out else plain


def _plain(text: str) -> str:
    # A tenth of what a table of translation takes.
    for letter, plain in PLAIN_LETTERS.items():
        if letter in text:
            text = text.replace(letter, plain)
    return text


def unusable_patterns(danger: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the patterns that would match nothing, or nearly every word, such as "" and "a*"."""
    return tuple(
        pattern
        for pattern in chain.from_iterable(danger.values())
        if not pattern.split() or not all(map(_is_usable, pattern.split()))
    )


def _is_usable(written: str) -> bool:
    return all(map(_is_usable_word, written.split(OR)))


def _is_usable_word(written: str) -> bool:
    if not WRITTEN.fullmatch(written):
        return False
    word = _bare(written)
    long_enough = len(word) >= STEM_LETTERS or ANY_ENDING not in written
    return long_enough and WORD.fullmatch(word) is not None
