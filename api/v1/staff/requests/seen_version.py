"""Which version of a request had somebody seen who changes it?"""

from __future__ import annotations

import re

VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')
# No request ever has it: what names no version of ours is never the one that somebody saw.
NO_VERSION = -1


def seen_version(if_match: str | None) -> int | None:
    """The version of an If-Match header, plain or quoted; None where any will do."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = VERSION.fullmatch(if_match.strip())
    return int(found[1]) if found else NO_VERSION
