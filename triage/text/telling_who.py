"""What in a summary tells whom it is about? What surely does, and what may.

A summary is read by people who must not learn whose request it is. What it holds is held against
what stands in the request, and against the places of the catalogue. A name that was said is known
again in the form in which it was said; that of the requester and of an informant in every form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from triage.text.addresses import dialable, mailable
from triage.text.identifiers import PLAIN, Identifier, identifiers_in
from triage.text.visible import seen


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
    """What is known of whom the summary is about; `said` is what they said in their own words.

    Of names, phones and e-mail addresses all that were ever told, be they taken back since.
    `informant` told of it in their place, reached by `informant_contact`: whoever knows that one
    knows about whom.
    """

    reference: str
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    informant: str | None = None
    informant_contact: str | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The kinds that were found, each once, in the order of the codes."""

    surely: tuple[Telling, ...] = ()
    perhaps: tuple[Telling, ...] = ()


WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
LETTERS: Final = re.compile(r"[^\W\d_]+")
# Bounded, as every pattern that has to look again from the next sign.
MAIL: Final = re.compile(r"[^\s<>()\[\],;:]{1,64}@[^\s<>()\[\],;:]{1,255}")
# As numbers are written in Finland; a day ("01.12.2026") and an hour begin otherwise.
NUMBER: Final = re.compile(r"(?<![\w+])(?:\+|00|0)[0-9](?:[ ()/-]{0,4}[0-9]){5,13}(?![0-9])")
# What may stand between the signs of a reference.
BETWEEN: Final = r"[\W_]{0,3}"
# Finnish case endings behind a name, and the s of Swedish and English.
ENDINGS: Final = re.compile(
    r"(?:i|e)?(?:n|a|ä|ta|tä|na|nä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|an|än|en|in|on|s)?"
    r"(?:kin|kaan|kään)?"
)
SHORTEST_NAME: Final = 3
# "Virtanen", "Virtasen".
NEN: Final = "nen"
# How the last stop of a name weakens where an ending follows: "Matin", "Rannan", "Lahden".
WEAKENED: Final = (
    *(("tt", "t"), ("pp", "p"), ("kk", "k"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr")),
    *(("mp", "mm"), ("nk", "ng"), ("t", "d"), ("p", "v"), ("k", "")),
)
VOWELS: Final = "aeiouyåäö"
# What stands before an informant's name and names nobody: "Opettaja Kaisa Korpela".
CALLINGS: Final = (
    *("opettaja", "hoitaja", "ohjaaja", "johtaja", "työntekijä", "lääkäri", "kuraattori"),
    *("psykologi", "rehtori", "pappi", "poliisi", "kätilö", "lärare", "läkare", "skötare"),
    *("kurator", "psykolog", "rektor", "präst", "polis", "teacher", "doctor", "nurse"),
)
# The last letters of a place's name may change where an ending follows: "Utsjoen".
SHORTEST_PLACE: Final = 4
SENTENCE_ENDS: Final = ".!?:\n"


def found_in(summary: str, known: Known, places: Iterable[str]) -> Found:
    """Everything in the summary that tells whom it is about, or may; `places` are names of such."""
    text = _plain(summary)
    surely, perhaps = set(_surely(text, known)), set(_perhaps(text, known, places))
    return Found(
        surely=tuple(kind for kind in Telling if kind in surely),
        perhaps=tuple(kind for kind in Telling if kind in perhaps - surely),
    )


def _plain(text: str | None) -> str:
    """The text as its reader sees it, each letter in one sign."""
    return seen(text or "").translate(PLAIN)


def _surely(text: str, known: Known) -> Iterator[Telling]:
    if Identifier.IDENTITY_CODE in identifiers_in(text):
        yield Telling.IDENTITY_CODE
    if _spelled(known.reference).search(text):
        yield Telling.REFERENCE
    others = _plain(known.informant_contact)
    if _same([*known.phones, *NUMBER.findall(others)], NUMBER.findall(text), dialable):
        yield Telling.PHONE
    if _same([*known.emails, *_mails(others)], _mails(text), mailable):
        yield Telling.EMAIL
    parts = _parts(known)
    if any(_is_sure(word, parts) for word in LETTERS.findall(text)):
        yield Telling.NAME


def _perhaps(text: str, known: Known, places: Iterable[str]) -> Iterator[Telling]:
    yield from (Telling(each.value) for each in identifiers_in(text))
    if NUMBER.search(text):
        yield Telling.PHONE
    if _mails(text):
        yield Telling.EMAIL
    if _may_name(text, known):
        yield Telling.NAME
    stems = tuple({_stem(place) for place in places})
    if any(word.casefold().startswith(stems) for word in WORD.findall(text) if word[0].isupper()):
        yield Telling.PLACE


def _may_name(text: str, known: Known) -> bool:
    """Whether it has a known name in small letters with an ending, or another's that was said."""
    stems = [stem for each in _parts(known).values() for stem in each]
    if any(_is_form(word, stems) for word in LETTERS.findall(text)):
        return True
    words = (word for each in known.said for word in WORD.findall(_plain(each)))
    said = {word.casefold() for word in words if word.istitle()}
    return any(word.casefold() in said for word in _named(text))


def _spelled(reference: str) -> re.Pattern[str]:
    """A reference with or without its dashes, in whatever letters."""
    signs = (re.escape(sign) for sign in reference if sign.isalnum())
    return re.compile(BETWEEN.join(signs), re.IGNORECASE)


def _same(own: Iterable[str], found: Sequence[str], normal: Callable[[str], str | None]) -> bool:
    """Whether one of these is an own one, as it was typed or as a machine takes it."""
    return any(
        each == typed or (normal(each) or "") == normal(typed)
        for typed in (_plain(one).strip().casefold() for one in own)
        for each in found
    )


def _mails(text: str) -> list[str]:
    return [each.strip(".").casefold() for each in MAIL.findall(text)]


def _parts(known: Known) -> dict[str, frozenset[str]]:
    """The parts of the known names that are long enough, each with what its forms begin with."""
    named = [word.casefold() for name in known.names for word in LETTERS.findall(_plain(name))]
    told = [word.casefold() for word in LETTERS.findall(_plain(known.informant))]
    words = named + [word for word in told if not word.endswith(CALLINGS)]
    return {word: _stems(word) for word in words if len(word) >= SHORTEST_NAME}


def _is_sure(word: str, parts: Mapping[str, frozenset[str]]) -> bool:
    """Whether it is a known name: with a capital in every form, in small letters as it stands.

    "ainoa" is a word of the language, and "Ainoa" is not.
    """
    if word[0].islower():
        return word in parts
    return any(_is_form(word, stems) for stems in parts.values())


def _is_form(word: str, stems: Iterable[str]) -> bool:
    folded = word.casefold()
    return any(folded.startswith(stem) and ENDINGS.fullmatch(folded, len(stem)) for stem in stems)


def _stems(part: str) -> frozenset[str]:
    """What the forms of a name begin with: "virtanen" and "virtas", "lahti" and "lahde"."""
    stems = {part}
    if part.endswith(NEN):
        stems.add(part.removesuffix(NEN) + "s")
    if part.endswith("s"):
        # "Markuksen", "Tuomaan".
        stems |= {part[:-1] + "kse", part[:-1] + part[-2]}
    if part[-1] in VOWELS:
        bare, last = part[:-1], part[-1]
        weak = next((bare[: -len(old)] + new for old, new in WEAKENED if bare.endswith(old)), bare)
        stems |= {
            each + end for each in (bare, weak) for end in {last, "e" if last == "i" else last}
        }
    return frozenset(stems)


def _named(text: str) -> Iterator[str]:
    """The words with a capital inside a sentence: names, as a rule."""
    for found in WORD.finditer(text):
        before = text[: found.start()].rstrip(" \"'”’»-–(")
        if found[0][0].isupper() and before and before[-1] not in SENTENCE_ENDS:
            yield found[0]


def _stem(place: str) -> str:
    return place.casefold()[: max(SHORTEST_PLACE, len(place) - 2)]
