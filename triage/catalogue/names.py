"""What is something called in a language, and which language does a tag mean?"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

Names: TypeAlias = Mapping[str, str]
"""A text by language tag; complete in every language of its catalogue once that is checked."""

Naming: TypeAlias = Callable[[Names, str], str]
"""How a name is said in a language: `name_in`, or what also tells which language it found."""

LAST_RESORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "fi": ("fi",),
    "fi-simple": ("fi",),
    "sv": ("fi", "en"),
    "se": ("fi",),
    "smn": ("fi",),
    "sms": ("fi",),
}
STRANGERS: Final = ("en", "fi")

# The registry of BCP 47 wants the two letters; people and systems write the three as well.
TWO_LETTERS: Final[Mapping[str, str]] = {
    "fin": "fi",
    "swe": "sv",
    "eng": "en",
    "sme": "se",
    "som": "so",
    "ara": "ar",
    "rus": "ru",
    "ukr": "uk",
}


@lru_cache(maxsize=1024)
def primary_language(tag: str) -> str:
    """Return the bare language of any BCP 47 tag: "se" for "se-FI", "sme" and "SE_fi"."""
    first = tag.strip().replace("_", "-").partition("-")[0].casefold()
    return TWO_LETTERS.get(first, first)


def name_in(names: Names, language: str) -> str:
    """Return the text in `language`, else in the nearest language there is; "" when empty.

    Sámi and easy Finnish fall back to Finnish, an unknown language to English.
    """
    return names.get(language_found(names, language), "")


def language_found(names: Names, language: str) -> str:
    """Return the language in which `name_in` answers; "" when there is no text at all."""
    bare = primary_language(language)
    for tag in (language, bare, *nearest_languages(bare)):
        if tag in names:
            return tag
    return next(iter(names), "")


def nearest_languages(language: str) -> tuple[str, ...]:
    """Return what is read instead of a bare language that lacks a text, nearest first."""
    return LAST_RESORTS.get(language, STRANGERS)
