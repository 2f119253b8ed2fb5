"""Which words of a text show danger, and which pattern of the catalogue saw them?

For the human who reads the message: found while it is shown, and kept nowhere. Danger that was
written apart or disguised in ways that leave no single place may be seen and not found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, groupby
from re import compile as compiled
from typing import Final, NamedTuple

from triage.catalogue.signs.danger import (
    LETTER_BY_LETTER,
    OR,
    WORD,
    DangerWords,
    closed_up,
    fold,
    run_together,
)
from triage.catalogue.signs.respelling import respelled
from triage.text.visible import UNSEEN

CODE_LENGTH: Final = 12
CHUNK: Final = compiled(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `rules` are the patterns that saw it, none where it is an ordinary one."""

    text: str
    rules: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Piece(•••)"


class Token(NamedTuple):
    """A place of the text, and the words that it may be read as."""

    start: int
    end: int
    words: tuple[str, ...]


def pieces(danger: DangerWords, text: str) -> tuple[Piece, ...]:
    """The whole text in pieces, those that show danger with their rules."""
    tokens = list(_tokens(text))
    rules: list[set[str]] = [set() for _ in tokens]
    for rule, places in danger.met_by([each.words for each in tokens]):
        for place in places:
            rules[place].add(rule)
    seen = [(each.start, each.end, found) for each, found in zip(tokens, rules, strict=True)]
    for run in LETTER_BY_LETTER.finditer(text):
        seen.append((*run.span(), set(danger.run_into(run_together(fold(run[0]))))))
    return tuple(_cut(text, seen))


def code_of(rule: str) -> str:
    """A short name of a pattern, which stays as long as the pattern does."""
    return sha256(rule.encode()).hexdigest()[:CODE_LENGTH]


def shortened(rule: str) -> str:
    """A pattern as people read it: of many words of which any will do, the first."""
    choices = (written.split(OR) for written in rule.split())
    return " ".join(f"{first}{'…' if others else ''}" for first, *others in choices)


def _tokens(text: str) -> Iterator[Token]:
    """Every place that can be a word, in order: letter by letter, with other signs, or plain."""
    place = 0
    for run in LETTER_BY_LETTER.finditer(text):
        yield from _plain(text, place, run.start())
        for word in WORD.findall(fold(closed_up(run))):
            yield Token(*run.span(), (word,))
        place = run.end()
    yield from _plain(text, place, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for found in CHUNK.finditer(text, start, end):
        chunk = found[0]
        written, read = list(WORD.finditer(chunk)), WORD.findall(fold(chunk))
        others = [fold(reading) for reading in respelled(chunk)]
        if UNSEEN.search(chunk):
            others.append(fold(UNSEEN.sub(" ", chunk)))
        if others or len(written) != len(read):
            readings = chain(read, *map(WORD.findall, others))
            yield Token(*found.span(), tuple(dict.fromkeys(readings)))
            continue
        for word, folded in zip(written, read, strict=True):
            at = found.start()
            yield Token(at + word.start(), at + word.end(), (folded,))


def _cut(text: str, seen: list[tuple[int, int, set[str]]]) -> Iterator[Piece]:
    of_each: list[frozenset[str]] = [frozenset()] * len(text)
    for start, end, rules in seen:
        if rules:
            for place in range(start, end):
                of_each[place] |= rules
    for rules_here, places in groupby(range(len(text)), key=of_each.__getitem__):
        signs = list(places)
        yield Piece(text[signs[0] : signs[-1] + 1], tuple(sorted(rules_here)))
