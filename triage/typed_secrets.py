"""What do user names, passwords and own words have in common, however they were typed?

One form each, by which they are set and compared: keyboards and systems spell the same words
differently.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from triage.personal import Personal

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 1000
FEWEST_SIGNS: Final = 5
# A shorter name says nothing, and stands in words that have nothing to do with it.
SHORTEST_NAME: Final = 3
KEYBOARD: Final = ("1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm")
# What everybody tries first, in the languages of the service, and the service's own names.
COMMON: Final = re.compile(
    "salasana|password|lösenord|losenord|passord|beassansátni|qwerty|tervetuloa|welcome|välkommen"
    "|kirjaudu|letmein|iloveyou|admin|pyydäapua|pyydaapua|apua|perhekeskus|lappi|lapland"
    "|kevät|kesä|syksy|talvi|tammikuu|helmikuu|maaliskuu|huhtikuu|toukokuu|kesäkuu|heinäkuu"
    "|elokuu|syyskuu|lokakuu|marraskuu|joulukuu|(19|20)[0-9][0-9]"
)
# Telephones write ’ and – where a keyboard has ' and -.
PLAIN: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
)


def username_form(typed: str) -> str:
    """A user name as accounts have it: telephones add a capital and a space."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def password_form(typed: Personal[str]) -> Personal[str]:
    """A password as it is hashed: RFC 8265's OpaqueString, without the spaces around it.

    Every space is the plain one, and letters are composed (NFC); case and all else counts.
    """
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in typed.reveal())
    return Personal(unicodedata.normalize("NFC", spaced).strip())


def own_word_form(typed: Personal[str] | None) -> Personal[str]:
    """An own word as it is compared: case, spaces, and which quote or dash it is do not count."""
    if typed is None:
        return Personal("")
    alike = unicodedata.normalize("NFKC", typed.reveal().translate(PLAIN)).casefold()
    visible = "".join(sign for sign in alike if unicodedata.category(sign) != "Cf")
    return Personal(unicodedata.normalize("NFKC", " ".join(visible.split())))


def earlier_own_word_form(typed: Personal[str] | None) -> Personal[str]:
    """As own words were compared that were hashed by argon2id."""
    return Personal("" if typed is None else " ".join(typed.reveal().casefold().split()))


def is_guessable(password: Personal[str], username: str, name: str = "") -> bool:
    """Whether somebody who knows the account and the usual passwords would soon try this one.

    What is common, repeated or in a row is taken out; enough has to be left.
    """
    text = "".join(password_form(password).reveal().casefold().split())
    rest = COMMON.sub("", text)
    for known in (username, *name.split()):
        rest = rest.replace(known.casefold(), "") if len(known) >= SHORTEST_NAME else rest
    rest = _without_runs(_once(rest))
    return len(set(text)) < FEWEST_SIGNS or len(rest) < SHORTEST_PASSWORD // 2


def _once(text: str) -> str:
    """A text that says the same again and again, said once."""
    found = re.fullmatch(r"(.+?)\1+", text)
    return found[1] if found else text


def _without_runs(text: str) -> str:
    """The text without what follows from the sign before: the same, a neighbour, a step."""
    kept = text[:1]
    for before, sign in pairwise(text):
        kept += "" if _follows(before, sign) else sign
    return kept


def _follows(before: str, sign: str) -> bool:
    if abs(ord(before) - ord(sign)) <= 1:
        return True
    return any(before + sign in row or sign + before in row for row in KEYBOARD)
