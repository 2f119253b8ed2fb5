"""Which identifiers does a text hold that nobody needs in order to help?

They are hinted at and never refused. `api/static/form.js` finds the same while somebody writes:
both are held against `tests/domain/text/identifiers.toml`.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

from triage.text.addresses import WIDE


class Identifier(StrEnum):
    """What a text can hold: the codes that pages have words for."""

    IDENTITY_CODE = "identity-code"
    STREET_ADDRESS = "street-address"
    CARD_NUMBER = "card-number"


PLAIN: Final = WIDE | str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
# Day, month, year, the sign of the century, a number and a check sign (government decree 690/2022,
# which added the signs from Y to U and from B to F).
CODE: Final = re.compile(
    r"(?<![0-9a-z])([0-9]{2})([0-9]{2})([0-9]{2}) ?([-+a-fu-y]) ?([0-9]{3})([0-9a-y])(?![0-9a-z])",
    re.IGNORECASE,
)
CHECK_SIGNS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
CENTURIES: Final = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
# "040123-4567" is a telephone, though the fourth of January 1923 is a day too.
MOBILE: Final = re.compile(r"0[45]0[0-9]{3}-[0-9]{4}")

# A street by its ending, then a number that counts nothing. Inflected ("Koskikadulla 12") only
# where it begins with a capital: "sivukadulla 3 poikaa" is no address.
NO_STREET: Final = r"(?!(?:valta|kanta|seutu|moottori|maan|rauta|ohitus|hengitys|virtsa)tie)"
STREETS: Final = r"katu|kuja|tie|polku|väylä|raitti|kaari|aukio|puistikko"
ON_STREETS: Final = (
    r"kadu(?:n|lla|lta|lle)|kuja(?:n|lla|lta|lle)|tie(?:n|llä|ltä|lle)|polu(?:n|lla|lta|lle)"
    r"|väylä(?:n|llä)|raiti(?:n|lla)|kaare(?:n|lla)|aukio(?:n|lla)"
)
ABROAD: Final = r"(?!(?:motor|lands|riks|järn)väg)[^\W\d_]{2,30}(?:gatan|vägen|gränden|stigen)"
SAMI: Final = r"[^\W\d_]{2,30}(?:geaidnu|luodda)"
HOUSE: Final = (
    r"\s+[0-9]{1,3}(?![0-9])"
    r"(?!\s*(?:km|kilo|m\b|metri|min|h\b|t\b|tun|päiv|viik|kuu|vuo|vuor|kert|eur|€|%|pros|kpl|år"
    r"|dag|gång|timm))"
)
ADDRESS: Final = re.compile(
    rf"\b(?:{NO_STREET}[^\W\d_]{{2,30}}(?:{STREETS})|{ABROAD}|{SAMI}){HOUSE}", re.IGNORECASE
)
AT_AN_ADDRESS: Final = re.compile(
    rf"\b(?!(?:Valta|Kanta|Seutu|Moottori|Maan|Rauta|Ohitus)tie)"
    rf"[A-ZÅÄÖ][^\W\d_]{{1,30}}(?:{ON_STREETS}){HOUSE}"
)
ENGLISH_ADDRESS: Final = re.compile(r"\b[0-9]{1,4} [A-Z][a-z]{1,30} (?:Street|Road|Avenue|Lane)\b")

# Payment cards have 15 to 19 digits and begin with 2 to 6 (ISO/IEC 7812). What stands behind
# letters is an account, what goes on is a receipt of ours.
CARD: Final = re.compile(r"(?<![0-9][ -])(?<![0-9A-Za-z+])[2-6](?:[ -]?[0-9]){14,18}(?![ -]?[0-9])")
NINE: Final = 9


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """Each kind that the text seems to hold, once, in the order of the codes."""
    plain = text.translate(PLAIN)
    finders = (
        (Identifier.IDENTITY_CODE, _holds_identity_code),
        (Identifier.STREET_ADDRESS, _holds_address),
        (Identifier.CARD_NUMBER, _holds_card_number),
    )
    return tuple(kind for kind, holds in finders if holds(plain))


def _holds_identity_code(text: str) -> bool:
    return any(_is_identity_code(found) for found in CODE.finditer(text))


def _is_identity_code(found: re.Match[str]) -> bool:
    day, month, year, sign, number, check = found.groups()
    remainder = int(day + month + year + number) % len(CHECK_SIGNS)
    if CHECK_SIGNS[remainder] != check.upper() or MOBILE.fullmatch(found[0]):
        return False
    try:
        date(CENTURIES[sign.upper()] + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _holds_address(text: str) -> bool:
    return any(each.search(text) for each in (ADDRESS, AT_AN_ADDRESS, ENGLISH_ADDRESS))


def _holds_card_number(text: str) -> bool:
    return any(_has_check_digit(found[0]) for found in CARD.finditer(text))


def _has_check_digit(number: str) -> bool:
    """Luhn's formula (ISO/IEC 7812-1, annex B)."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    # Every second digit from the end counts double, and a two-figure double by its figures.
    doubled = (2 * digit - NINE if 2 * digit > NINE else 2 * digit for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
