"""Which values may a template of staff leave open, and how are they filled in?

A closed set, and nothing that a requester said: whoever writes a template sees no request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Placeholder(StrEnum):
    """What stands between braces: `{unit}`."""

    UNIT = "unit"
    ANSWER_DAY = "answer_day"
    PHONE_OF_UNIT = "phone_of_unit"
    WORKER = "worker"


OPEN: Final = re.compile(r"\{([^{}]*)\}")
LOOSE: Final = re.compile(r"[{}]")


def placeholders_in(text: str) -> frozenset[Placeholder] | None:
    """Which ones a text has; None where it has another, or a brace that stands alone."""
    names = set(OPEN.findall(text))
    if LOOSE.search(OPEN.sub("", text)) or not names <= set(Placeholder):
        return None
    return frozenset(map(Placeholder, names))


def filled(text: str, values: Mapping[Placeholder, str]) -> str:
    """The text with its values. Raises KeyError for one that is not given."""
    return OPEN.sub(lambda found: values[Placeholder(found[1])], text)
