"""Was a receipt typed right? Two check digits by ISO/IEC 7064, MOD 97-10.

They find every wrong digit and nearly every exchange of two, and tell nothing of which receipts
exist: anybody can figure them.
"""

from __future__ import annotations

from typing import Final

CHECK_DIGITS: Final = 2
# Appended to the digits, the check makes a number that leaves 1 when it is divided by 97.
DIVISOR: Final = 97


def with_check(digits: str) -> str:
    """The digits with their two check digits after them."""
    check = DIVISOR + 1 - int(digits + "0" * CHECK_DIGITS) % DIVISOR
    return digits + str(check).zfill(CHECK_DIGITS)


def fits_check(digits: str) -> bool:
    """Whether the last two digits are the check of those before them."""
    return int(digits) % DIVISOR == 1
