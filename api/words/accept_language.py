"""Which of our languages does a browser ask for? RFC 9110, section 12.5.4, by RFC 4647's lookup.

Babel reads no header, and takes `fi-simple-x-abc` for plain Finnish: it drops all subtags at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from re import IGNORECASE
from re import compile as compiled

from api.words.wording import LANGUAGES
from triage.catalogue.names import primary_language

# What is given where the header wants none of ours, or any: Finnish first.
DEFAULTS = ("fi", "en", "sv", "se", "fi-simple")
ANY = "*"
# Longer than any browser's; what lies behind is read by nobody.
READ_AT_MOST = 1_000
# Spaces may stand around each sign.
RANGE = compiled(r"\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*((?:;[^;]*)*)", IGNORECASE)
# `.9` is against the grammar, and still plain to read.
QUALITY = compiled(r"\s*q\s*=\s*([01](?:\.[0-9]*)?|\.[0-9]+)\s*", IGNORECASE)


def choose_language(
    wanted: str | None, accept_language: str | None, among: Collection[str] = LANGUAGES
) -> str:
    """The page's language: an explicit `?lang=`, else the browser's best, else Finnish.

    `among` are the languages that are open.
    """
    if wanted is not None and wanted in among:
        return wanted
    ranges = _by_quality(accept_language)
    refused = {tag for tag, quality in ranges if quality == 0}
    named = {_among(tag, among) for tag, _ in ranges}
    for tag, quality in ranges:
        if quality == 0:
            continue
        if tag == ANY and (unnamed := [each for each in DEFAULTS if each not in named]):
            return unnamed[0]
        ours = _among(tag, among)
        if ours is not None and ours not in refused:
            return ours
    return next((each for each in DEFAULTS if each not in refused), DEFAULTS[0])


def first_language(accept_language: str | None) -> str | None:
    """The tag that a browser wants most, in small letters; None where it wants any or none."""
    wanted = [tag for tag, quality in _by_quality(accept_language) if quality > 0]
    return wanted[0] if wanted and wanted[0] != ANY else None


def is_among(tag: str, languages: Collection[str]) -> bool:
    """Whether a tag names one of these languages, by itself or without its subtags."""
    return _among(tag, languages) is not None


def _by_quality(header: str | None) -> list[tuple[str, float]]:
    return sorted(_ranges(header or ""), key=lambda each: -each[1])


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Each language range in small letters with its quality, in order; what is none is left out."""
    for part in header[:READ_AT_MOST].split(","):
        found = RANGE.fullmatch(part)
        quality = _quality(found[2]) if found else None
        if found and quality is not None:
            yield found[1].lower(), quality


def _quality(parameters: str) -> float | None:
    """From 0, which means not at all, to 1; None where it is no quality."""
    for parameter in parameters.split(";")[1:]:
        if parameter.strip()[:1].lower() == "q":
            found = QUALITY.fullmatch(parameter)
            return min(float(found[1]), 1.0) if found else None
    return 1.0


def _among(tag: str, languages: Collection[str]) -> str | None:
    """The one of these languages that a range names, by dropping its subtags from the end."""
    while tag not in languages and "-" in tag:
        tag = tag.rpartition("-")[0]
    tag = tag if tag in languages else primary_language(tag)
    return tag if tag in languages else None
