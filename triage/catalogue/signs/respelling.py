"""Which words does a disguised spelling ("ku0lla", "k*olla") stand for, as a person reads it?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from re import Match
from re import compile as compiled
from typing import Final

# Letters drawn as capitals, in boxes or as flags; Unicode folds none of them to letters.
DRAWN: Final = str.maketrans(
    dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢłɑɡ", "abcdefghijklmnoprstuvwyzlag", strict=True))
    | {
        chr(first + place): letter
        for first in (0x1F150, 0x1F170, 0x1F1E6)
        for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
    }
)
# Cyrillic and Greek letters that look like Latin ones, and back.
LOOKALIKES: Final = str.maketrans("аеорсухікмтнвѕјαοικντυρηεχβ", "aeopcyxikmthbsjaoikvtupnexb")
CYRILLIC_ALIKE: Final = str.maketrans("aeopcyxi", "аеорсухі")
CYRILLIC_ALONE: Final = compiled("[бгджзийлпфцчшщъыьэюяґє]")
OF_TWO_SCRIPTS: Final = compiled("[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
LETTERS: Final = compiled(r"[^\W\d_]+")
NEW_WORD: Final = compiled(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
DRAWN_OUT: Final = compiled(r"([^\W\d_])\1{2,}")
# Digits and signs that stand for letters, amid more letters.
FOR_LETTERS: Final = str.maketrans("013457@$€!|", "oieastaseii")
BESIDE_A_LETTER: Final = compiled(r"[^\W\d_][0-9@$€!|]|[0-9@$€][^\W\d_]")
WITH_OTHER_SIGNS: Final = compiled(r"(?:[^\W\d_]|[0-9@$€]|[!|](?=[^\W\d_]))+")
FEWEST_LETTERS: Final = 3
# "kuo.lla", "kuol-la" and "k(u)olla".
WITHIN_A_WORD: Final = compiled(r"(?<=[^\W\d_])(?:[^\w\s]|_){1,3}(?=[^\W\d_])")
# "k*olla": any vowel may be meant. Of many such places a text is formatted, not disguised.
MASKED: Final = compiled(r"(?<=[^\W\d_])[*#_]{1,2}(?=[^\W\d_])")
VOWELS: Final = "aeiouy"
MASKED_AT_MOST: Final = 10
SIGNS_AROUND: Final = 80


def respelled(text: str) -> Iterator[str]:
    """What a person may read beside the text itself, in small letters.

    The whole text with every word in plain letters, where that is another; then what stands around
    each word in which a vowel is masked, with each vowel.
    """
    lower = text.casefold()
    plain = NEW_WORD.sub(" ", text).casefold().translate(DRAWN)
    for occasion, words, in_plain_letters in (
        (OF_TWO_SCRIPTS, LETTERS, _in_one_script),
        (DRAWN_OUT, LETTERS, _short_and_long),
        (BESIDE_A_LETTER, WITH_OTHER_SIGNS, _in_letters),
    ):
        # Looking first takes a tenth of going through the words.
        if occasion.search(plain):
            plain = words.sub(in_plain_letters, plain)
    plain = WITHIN_A_WORD.sub("", plain)
    if plain != lower:
        yield plain
    for masked in islice(MASKED.finditer(lower), MASKED_AT_MOST):
        around = lower[max(0, masked.start() - SIGNS_AROUND) : masked.end() + SIGNS_AROUND]
        yield from (MASKED.sub(vowel, around) for vowel in VOWELS)


def _in_one_script(word: Match[str]) -> str:
    """In Latin letters, unless a letter of it can only be Cyrillic."""
    if not OF_TWO_SCRIPTS.search(word[0]):
        return word[0]
    is_cyrillic = CYRILLIC_ALONE.search(word[0])
    return word[0].translate(CYRILLIC_ALIKE if is_cyrillic else LOOKALIKES)


def _short_and_long(word: Match[str]) -> str:
    """A word with drawn-out letters may have one or two of each: "elääää" and "jaksaaa"."""
    if not DRAWN_OUT.search(word[0]):
        return word[0]
    return DRAWN_OUT.sub(r"\1", word[0]) + " " + DRAWN_OUT.sub(r"\1\1", word[0])


def _in_letters(word: Match[str]) -> str:
    letters = sum(map(str.isalpha, word[0]))
    others = len(word[0]) - letters
    if not others or letters < max(FEWEST_LETTERS, others + 1):
        return word[0]
    return word[0].replace("11", "ll").translate(FOR_LETTERS)
