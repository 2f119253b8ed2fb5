"""Who reads none of the languages that are open, and what is said to them in their own?"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import compile as compiled

from babel import Locale, UnknownLocaleError

from api.words.accept_language import first_language, is_among
from triage.catalogue.names import primary_language

# One language, two tags; a tag that covers several is taken for the one that most people mean.
SAME = {"ku": "kmr", "no": "nb", "nn": "nb", "tl": "fil", "prs": "fa"}
STRANGERS = "en"
# What a tag begins with that names a language: "x" and "i" begin private ones.
NAMES_ONE = compiled("[a-z]{2,3}")
TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody whose language no page is in.

    `language`: the BCP 47 tag that they are answered by; `name`: how it calls itself. In
    `line_language` we say `line` to them on the form, and `keep` where the receipt is.
    """

    language: str
    name: str
    line: str
    keep: str
    line_language: str


def guest_of(wanted: str | None, accepted: str, among: Collection[str]) -> Guest | None:
    """The guest behind an explicit wish, else behind a browser's first language; None for none.

    `wanted` counts where we have a line in it; `among` are the languages that are open.
    """
    tag = (wanted or "").lower()
    tag = (_line_of(tag) and tag) or first_language(accepted) or ""
    known = _line_of(tag)
    language = known or primary_language(tag)
    if is_among(tag, among) or not (known or NAMES_ONE.fullmatch(language)):
        return None
    line = known or STRANGERS
    return Guest(
        language=language,
        name=_own_name(language),
        line=lines()[line],
        keep=lines("receipt")[line],
        line_language=line,
    )


@cache
def lines(place: str = "form") -> Mapping[str, str]:
    """Language -> the line for those who read it, on the "form" or where the "receipt" is."""
    file = Path(__file__).parents[1] / "texts" / "guests.toml"
    read: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return read[place]


def _line_of(tag: str) -> str | None:
    """The language of the line for a tag, if there is one."""
    if tag.startswith(TRADITIONAL):
        return "zh-Hant"
    bare = primary_language(tag)
    bare = SAME.get(bare, bare)
    return bare if bare in lines() else None


def _own_name(language: str) -> str:
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
