"""Does a text of the house hold what belongs to one person: an identity code, a number, an address?

Of telephone numbers it may name those that the house itself gives out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from triage.text.addresses import WIDE, dialable
from triage.text.identifiers import identifiers_in

# Bounded: a long text is gone through once, wherever a sign looks like a beginning.
MAIL: Final = re.compile(r"[^\s@]@[^\s@]{1,255}\.[^\s@]")
# As a telephone number begins, and seven digits at least: shorter ones are nobody's own.
TELEPHONE: Final = re.compile(
    r"(?<![\d.,])(?:\+|0|358)(?:[ ()/\-\u2010-\u2015\u00a0]{0,4}\d){6,24}"
)


def is_personal(text: str, own_numbers: Collection[str]) -> bool:
    """Whether it names a person; `own_numbers` are the house's, as `dialable` writes them."""
    plain = text.translate(WIDE)
    if identifiers_in(plain) or MAIL.search(plain):
        return True
    return any(dialable(each) not in own_numbers for each in TELEPHONE.findall(plain))
