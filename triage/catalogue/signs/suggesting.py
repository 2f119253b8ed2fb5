"""Which topics, ages and concerns do the words of a text suggest, and which words are those?

For the human who sorts: found while the request is shown, and kept nowhere. Nothing is chosen or
routed by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final, TypeAlias

from triage.catalogue.entries import AgeBand, Topic
from triage.catalogue.fields import Fields
from triage.catalogue.signs.danger import WORD, DangerWords, fold, unusable_patterns
from triage.codes import Concerns

# More would be a form of its own.
MOST_SUGGESTED: Final = 3
MOST_QUOTED: Final = 3
LONGEST_QUOTE: Final = 60
DOTS: Final = "…"
AROUND: Final = '.,:;!?()"”»«'


class About(StrEnum):
    """What may be suggested; called as the fields of a sorting are."""

    TOPICS = "topics"
    AGE_BANDS = "age_bands"
    CONCERNS = "concerns"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestingWords:
    """The patterns, of all languages, that suggest one code; written as those of danger are."""

    about: About
    code: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What is suggested, and the words that made it, as the text says them, in its order."""

    about: About
    code: str
    said: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Suggestion({self.about}, {self.code}, •••)"


Suggestions: TypeAlias = Mapping[About, Sequence[Suggestion]]
# Where the words stand: which text, and which of its words.
Places: TypeAlias = tuple[int, tuple[int, ...]]


class Suggesting:
    """The words of a catalogue, made ready for reading a text once."""

    def __init__(self, words: Iterable[SuggestingWords]) -> None:
        self._told_by: defaultdict[str, list[tuple[About, str]]] = defaultdict(list)
        for each in words:
            for pattern in each.patterns:
                self._told_by[pattern].append((each.about, each.code))
        self._words = DangerWords(self._told_by)

    def found_in(self, texts: Iterable[str]) -> Mapping[tuple[About, str], Sequence[str]]:
        """What the texts suggest, each with the words that made it, in the order of the texts."""
        seen: defaultdict[tuple[About, str], dict[Places, str]] = defaultdict(dict)
        for number, text in enumerate(texts):
            written, read = _words(text)
            for pattern, found in self._words.met_by(read):
                places = tuple(sorted(found))
                for told in self._told_by[pattern]:
                    seen[told][number, places] = _quoted(written, places)
        return {told: _in_order(quotes) for told, quotes in seen.items()}


@lru_cache(maxsize=16)
def suggesting(words: tuple[SuggestingWords, ...]) -> Suggesting:
    """The words made ready, once for all editions that share them."""
    return Suggesting(words)


def suggestions(
    texts: Iterable[str],
    words: tuple[SuggestingWords, ...],
    *,
    topics: Mapping[str, Topic],
    bands: Mapping[str, AgeBand],
    chosen: Mapping[About, Collection[str]],
) -> Suggestions:
    """Return for each field at most three suggestions, urgent topics first, then by their words.

    What is chosen already is not suggested, nor a topic of other ages than were chosen, or found
    where none were.
    The cost grows with the text: half a millisecond for a hundred words.
    """
    found = suggesting(words).found_in(texts)
    ages = {code for about, code in found if about is About.AGE_BANDS}
    young = {code for code in chosen[About.AGE_BANDS] or ages if _is_young(bands.get(code))}

    def fits(about: About, code: str) -> bool:
        is_topic = about is About.TOPICS
        return code not in chosen[about] and not (
            is_topic and young and not _is_of_age(topics[code], young, bands)
        )

    def order(told: tuple[About, str]) -> tuple[bool, int]:
        is_urgent = told[0] is About.TOPICS and topics[told[1]].urgent
        return not is_urgent, -len(found[told])

    fitting: defaultdict[About, list[Suggestion]] = defaultdict(list)
    for about, code in sorted(found, key=order):
        if fits(about, code):
            said = tuple(found[about, code][:MOST_QUOTED])
            fitting[about].append(Suggestion(about=about, code=code, said=said))
    return {about: tuple(some[:MOST_SUGGESTED]) for about, some in fitting.items()}


def read_suggestions(top: Fields) -> tuple[SuggestingWords, ...]:
    """Read the tables of the file: field, then code, then language."""
    tables = [(about, top.table(about)) for about in About]
    top.finish()
    return tuple(
        SuggestingWords(about=about, code=code, patterns=_of_every_language(table.table(code)))
        for about, table in tables
        for code in table.present()
    )


def suggestion_holes(
    words: Iterable[SuggestingWords], topics: Iterable[str], age_bands: Iterable[str]
) -> Iterator[str]:
    """Yield the holes: codes that nothing has, patterns that would match nothing or everything."""
    known: Mapping[About, set[str]] = {
        About.TOPICS: set(topics),
        About.AGE_BANDS: set(age_bands),
        About.CONCERNS: set(Concerns),
    }
    for each in words:
        where = f"suggestions.{each.about}.{each.code}"
        if each.code not in known[each.about]:
            yield f"{where}: no such code"
        for pattern in unusable_patterns({each.code: each.patterns}):
            yield f"{where}: {pattern!r} would match nothing or nearly everything"


def _of_every_language(entry: Fields) -> tuple[str, ...]:
    return tuple(chain.from_iterable(entry.texts(tag) for tag in entry.present()))


def _words(text: str) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The words of a text as they are written, and folded as they are looked for.

    What folding makes more or fewer words of ("I'm") is taken with all that stands around it.
    """
    written, read = WORD.findall(text), WORD.findall(fold(text))
    if len(written) == len(read):
        return written, [(word,) for word in read]
    chunks = [(chunk, WORD.findall(fold(chunk))) for chunk in text.split()]
    return [chunk.strip(AROUND) for chunk, _ in chunks], [words for _, words in chunks]


def _quoted(written: Sequence[str], places: Sequence[int]) -> str:
    """The words as the text says them, with dots where others stand between."""
    quoted = written[places[0]]
    for before, place in pairwise(places):
        quoted += f" {written[place]}" if place == before + 1 else f" {DOTS} {written[place]}"
    return quoted if len(quoted) <= LONGEST_QUOTE else f"{quoted[:LONGEST_QUOTE]}{DOTS}"


def _in_order(quotes: Mapping[Places, str]) -> Sequence[str]:
    """Each quote once, in the order of the texts, without one that another one holds."""
    whole = [
        quote
        for (text, places), quote in sorted(quotes.items())
        if not any(text == other and {*places} < {*more} for other, more in quotes)
    ]
    # The same words may stand close together in more than one order.
    once = {frozenset(quote.casefold().split()) - {DOTS}: quote for quote in reversed(whole)}
    return tuple(reversed(once.values()))


def _is_of_age(topic: Topic, young: set[str], bands: Mapping[str, AgeBand]) -> bool:
    """Whether a topic may be meant at these ages; what is a grown-up's own fits any child's."""
    of_topic = set(topic.age_bands)
    return not of_topic or not of_topic.isdisjoint(young) or any(bands[b].adult for b in of_topic)


def _is_young(band: AgeBand | None) -> bool:
    return band is not None and not band.adult
