"""Which languages are prepared beside the full ones, and which of them may be shown to people?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

PREPARED_LANGUAGES: Final = ("smn", "sms", "ru", "uk", "ar", "so", "fa")
"""Pages say what matters most in these. Each is closed until somebody who reads it has signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReader:
    """Who has read the texts of a language and answers for them: a name or a role, and the day."""

    language: str
    reader: str
    signed_on: date


def open_among_prepared(readers: Iterable[LanguageReader], *, every: bool = False) -> list[str]:
    """The prepared languages that are open, in their usual order; `every`: as in a demo."""
    signed = {each.language for each in readers}
    return [tag for tag in PREPARED_LANGUAGES if every or tag in signed]
