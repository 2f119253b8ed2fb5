"""What do user names, passwords and own words have in common, however they were typed?

One form each, by which they are set and compared: keyboards and systems spell the same words
differently.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from triage.text.personal import Personal
from triage.text.visible import UNSEEN

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 1000
# A letter that came in parts counts as several until it is composed.
PARTS_OF_A_LETTER: Final = 3
FEWEST_SIGNS: Final = 5
# A shorter name says nothing, and stands in words that have nothing to do with it.
SHORTEST_NAME: Final = 3
KEYBOARD: Final = (
    "1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
# Spelled so, a common word is no less common.
FOR_LETTERS: Final = str.maketrans("013457@$!", "oieastasi")
# What everybody tries first, in the languages of the service, and the service's own names.
COMMON: Final = re.compile(
    "salasana|password|lösenord|losenord|passord|beassansátni|qwerty|tervetuloa|welcome|välkommen"
    "|kirjaudu|letmein|iloveyou|admin|pyydäapua|pyydaapua|apua|perhekeskus|lappi|lapland"
    "|kevät|kesä|syksy|talvi|tammikuu|helmikuu|maaliskuu|huhtikuu|toukokuu|kesäkuu|heinäkuu"
    "|elokuu|syyskuu|lokakuu|marraskuu|joulukuu|joulu|(19|20)[0-9][0-9]"
    "|(maanan|tiis|tors|perjan|lauan)tai|keskiviikko|sunnuntai|changeme|secret|salainen|internet"
    "|rovaniemi|tornio|suomi|finland|hyvinvointialue|lapha|neuvola|sosiaalityö|rakastan|perkele"
    "|saatana|jumalauta|vittu|kissa|koira|hevonen"
)
# Telephones write ’ and – where a keyboard has ' and -.
PLAIN: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
)


def username_form(typed: str) -> str:
    """A user name as accounts have it: telephones add a capital and a space, mail unseen signs."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", typed)).strip().casefold()


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
    names = [known.casefold() for known in (username, *name.split())]
    own = min(_own_signs(each, names) for each in (text, text.translate(FOR_LETTERS)))
    return len(set(text)) < FEWEST_SIGNS or own < SHORTEST_PASSWORD // 2


def can_be_typed_again(password: Personal[str]) -> bool:
    """Whether all of it is seen: no control sign and none that shows nothing (as RFC 8265)."""
    text = password_form(password).reveal()
    return not UNSEEN.search(text) and not any(unicodedata.category(sign) == "Cc" for sign in text)


def _own_signs(text: str, names: list[str]) -> int:
    """How many signs are left without what is common, and without these names."""
    rest = COMMON.sub("", text)
    for known in names:
        rest = rest.replace(known, "") if len(known) >= SHORTEST_NAME else rest
    return len(_without_runs(_once(rest)))


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
