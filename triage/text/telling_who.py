"""What in a summary tells whom it is about? What surely does, and what may.

A summary is read by people who must not learn whose request it is. What it holds is held against
what stands in the request, and against the places of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from triage.text.addresses import dialable, mailable
from triage.text.identifiers import PLAIN, Identifier, identifiers_in


class Telling(StrEnum):
    """What a summary can hold: the codes that pages have words for."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REFERENCE = "reference"
    IDENTITY_CODE = Identifier.IDENTITY_CODE.value
    STREET_ADDRESS = Identifier.STREET_ADDRESS.value
    CARD_NUMBER = Identifier.CARD_NUMBER.value
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Known:
    """What is known of whom the summary is about; `said` is everything in their own words."""

    reference: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The kinds that were found, each once, in the order of the codes."""

    surely: tuple[Telling, ...] = ()
    perhaps: tuple[Telling, ...] = ()


WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
MAIL: Final = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+")
# As numbers are written in Finland; a day ("01.12.2026") and an hour begin otherwise.
NUMBER: Final = re.compile(r"(?<![\w+])(?:\+|00|0)[0-9](?:[ ()/-]*[0-9]){5,13}(?![0-9])")
# Finnish case endings behind a name, and the s of Swedish and English.
ENDINGS: Final = re.compile(
    r"(?:i|e)?(?:n|a|ä|ta|tä|na|nä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|an|än|en|in|on|s)?"
    r"(?:kin|kaan|kään)?"
)
SHORTEST_NAME: Final = 3
# "Virtanen", "Virtasen".
NEN: Final = "nen"
# The last letters of a place's name may change where an ending follows: "Utsjoen".
SHORTEST_PLACE: Final = 4
SENTENCE_ENDS: Final = ".!?:\n"


def found_in(summary: str, known: Known, places: Iterable[str]) -> Found:
    """Everything in the summary that tells whom it is about, or may; `places` are names of such."""
    plain = summary.translate(PLAIN)
    surely, perhaps = set(_surely(plain, known)), set(_perhaps(plain, known, places))
    return Found(
        surely=tuple(kind for kind in Telling if kind in surely),
        perhaps=tuple(kind for kind in Telling if kind in perhaps - surely),
    )


def _surely(text: str, known: Known) -> Iterator[Telling]:
    if Identifier.IDENTITY_CODE in identifiers_in(text):
        yield Telling.IDENTITY_CODE
    if known.reference.casefold() in text.casefold():
        yield Telling.REFERENCE
    if _same(known.phone, NUMBER.findall(text), dialable):
        yield Telling.PHONE
    if _same(known.email, _mails(text), mailable):
        yield Telling.EMAIL
    if any(_is_name(word, part) for word in WORD.findall(text) for part in _parts(known.name)):
        yield Telling.NAME


def _perhaps(text: str, known: Known, places: Iterable[str]) -> Iterator[Telling]:
    yield from (Telling(each.value) for each in identifiers_in(text))
    if NUMBER.search(text):
        yield Telling.PHONE
    if _mails(text):
        yield Telling.EMAIL
    said = {word.casefold() for each in known.said for word in WORD.findall(each) if word.istitle()}
    if any(word.casefold() in said for word in _named(text)):
        yield Telling.NAME
    stems = tuple({_stem(place) for place in places})
    if any(word.casefold().startswith(stems) for word in WORD.findall(text) if word[0].isupper()):
        yield Telling.PLACE


def _same(own: str | None, found: Iterable[str], normal: Callable[[str], str | None]) -> bool:
    """Whether one of these is the own one, as it was typed or as a machine takes it."""
    if not own:
        return False
    typed = own.strip().casefold()
    return any(each == typed or (normal(each) or "") == normal(own) for each in found)


def _mails(text: str) -> list[str]:
    return [each.strip(".").casefold() for each in MAIL.findall(text)]


def _parts(name: str | None) -> list[str]:
    """The parts of a name that are long enough to be known again."""
    words = (word.casefold() for word in WORD.findall(name or ""))
    return [word for word in words if len(word) >= SHORTEST_NAME]


def _is_name(word: str, part: str) -> bool:
    """Whether a word with a capital is this part of a name, whatever ending it has."""
    if not word[0].isupper():
        return False
    stems = {part, _weakened(part)}
    if part.endswith(NEN):
        stems.add(part.removesuffix(NEN) + "s")
    folded = word.casefold()
    return any(folded.startswith(stem) and ENDINGS.fullmatch(folded, len(stem)) for stem in stems)


def _weakened(part: str) -> str:
    """ "Matti" as in "Matin": a doubled stop before the last vowel is said once."""
    return re.sub(r"([kpt])\1(?=[^\W\d_]$)", r"\1", part)


def _named(text: str) -> Iterator[str]:
    """The words with a capital inside a sentence: names, as a rule."""
    for found in WORD.finditer(text):
        before = text[: found.start()].rstrip(" \"'”’»-–(")
        if found[0][0].isupper() and before and before[-1] not in SENTENCE_ENDS:
            yield found[0]


def _stem(place: str) -> str:
    return place.casefold()[: max(SHORTEST_PLACE, len(place) - 2)]
