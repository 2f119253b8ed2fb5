"""Is a substantial part of a text in a language that the words of danger cannot read?

Judged by the text, never by what was declared: word by word, a common word of a language that is
read speaks against, one of another language for. What speaks for it adds up along the text, and
what speaks against it takes that away again, so that a part in the midst of another language
counts too. Names and single words add up to too little.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from re import compile as compiled
from typing import Final

from triage.text.visible import UNSEEN

ENOUGH: Final = 4.0
"""What a part of a text must add up to: two common words side by side, or a sentence of others."""

OF_ANOTHER: Final = 2.0
OF_ONE_READ: Final = -1.5
# A word of no list: with letters of another language; of the common shape of Finnish words; else.
WITH_LETTERS_OF_ANOTHER: Final = 1.5
WITH_LETTERS_OF_ONE_READ: Final = -1.0
SHAPED_AS_FINNISH: Final = -0.5
UNKNOWN: Final = 0.35
# In Arabic and Cyrillic letters, where particles are one with their words, and few languages are.
UNKNOWN_IN_A_READ_SCRIPT: Final = 0.1
SHAPED_AS_ENGLISH_OR_SWEDISH: Final = 0.0
# A name is likely to be written in any language's letters.
LISTED_NAME: Final = 1.0
NAME_WITH_LETTERS: Final = 0.5
NAME: Final = 0.0
# A letter of a script that is not read at all; a syllable or a whole word may be one sign.
LETTER: Final = 0.75
SYLLABLE: Final = 1.2
IDEOGRAM: Final = 1.6
SIGNS: Final = {"CJK": IDEOGRAM, "HIRAGANA": SYLLABLE, "KATAKANA": SYLLABLE} | dict.fromkeys(
    ("HANGUL", "ETHIOPIC", "CHEROKEE", "YI"), SYLLABLE
)
# The languages of scripts that belong to few, the likeliest here first. A catalogue that has one of
# them reads the script.
LANGUAGES_OF_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ARABIC": ("ar", "fa", "ckb", "ur", "ps", "ug"),
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk"),
    "THAI": ("th",),
    "CJK": ("zh", "ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "ETHIOPIC": ("ti", "am"),
    "GREEK": ("el",),
    "HEBREW": ("he", "yi"),
    "DEVANAGARI": ("ne", "hi", "mr"),
    "BENGALI": ("bn",),
    "TAMIL": ("ta",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "MYANMAR": ("my",),
}

# Letters that no accent makes.
PLAIN: Final = str.maketrans("đŧŋøæıłʒǯ", "dtnoailzz", "ʹʼ")
WORD: Final = compiled(r"[^\W\d_]+")
LATIN: Final = compiled("[a-zà-öø-ɏʒǯʹʼ]+")
LATIN_CYRILLIC_OR_ARABIC: Final = compiled(
    "[A-Za-z\u00aa-\u02ff\u0400-\u052f\u0600-\u06ff\u1d00-\u1eff\u2100-\u214f]+"
)
# Two vowels or consonants alike in the midst or at the end, front vowels, or a common ending.
FINNISH: Final = compiled(
    r"\w*(?:aa|ää|ee|ii|oo|uu|yy|öö|kk|ll|mm|nn|pp|rr|ss|tt)\w*[aeiouyäöntslr]"
    r"|[a-zåäö]*[äyö][a-zåäö]*[aeiouyäöntslr]"
    r"|\w+(?:st[aä]|sa|ksi|nen|isen|lta|lla|tt[aä]|uus|uu[ks]|inen|jen|kaan|lle|sti|va[nt]?|[td]a)"
)

ENGLISH_OR_SWEDISH: Final = compiled(
    r"\w{3,}(?:ing|tion|ed|ly|ness|able|ful|ght|ade|het|lig|ligt|arna|erna|ande|else|skap)"
)


class ReadLanguages:
    """Knows which words and letters belong to languages that are read, and which to others.

    `tags` are those that the list of danger has words for; an unknown one changes nothing.
    """

    def __init__(self, tags: frozenset[str]) -> None:
        listed = _listed()
        of_read, of_others = _split(listed["words"], tags, _spellings)
        self._weights = dict.fromkeys(of_others - of_read, OF_ANOTHER)
        self._weights |= dict.fromkeys(of_read - of_others, OF_ONE_READ)
        self._weights |= dict.fromkeys(of_read & of_others, 0.0)
        letters_of_read, letters_of_others = _split(listed["letters"], tags, set)
        self._letters_of_read = letters_of_read - letters_of_others
        self._letters_of_others = letters_of_others - letters_of_read
        self._read_scripts = {
            script for script, languages in LANGUAGES_OF_SCRIPTS.items() if tags & set(languages)
        }

    def leave_unread(self, text: str) -> bool:
        """Tell whether a substantial part of a text is in another language.

        The cost grows with the text until enough is found: some ten microseconds for a hundred
        words.
        """
        added_up = 0.0
        for weight in self._weighed(text):
            added_up += weight
            if added_up >= ENOUGH:
                return True
            # Not `max`: this runs for each word of each message.
            if added_up < 0:
                added_up = 0.0
        return False

    def likely_unread(self, text: str) -> str | None:
        """Return the tag of the unread language that a text is most likely in; None: no guess.

        A hint for whoever looks for an interpreter; nothing is decided by it.
        """
        words = set(map(_lower, WORD.findall(unicodedata.normalize("NFKC", text))))
        unread = {word for word in words if self._weights.get(word) == OF_ANOTHER}
        found = Counter(
            {tag: len(unread & spellings) for tag, spellings in _spellings_of_all().items()}
        )
        (likeliest, most), (_, next_most) = found.most_common(2)
        if most > max(1, next_most):
            return likeliest
        scripts = Counter(map(_script, "".join(words))).keys() & LANGUAGES_OF_SCRIPTS.keys()
        unread_scripts = sorted(scripts - self._read_scripts, key=[*LANGUAGES_OF_SCRIPTS].index)
        # Japanese has Chinese signs amid its own.
        return LANGUAGES_OF_SCRIPTS[unread_scripts[-1]][0] if unread_scripts else None

    def _weighed(self, text: str) -> Iterator[float]:
        if not text.isascii():
            # NFKC also makes letters of those that are drawn in boxes or bold.
            text = unicodedata.normalize("NFKC", UNSEEN.sub("", text))
        shouted = text.isupper()
        weights = self._weights
        unlisted: set[str] = set()
        for word in WORD.findall(text):
            lower = word.lower() if word.isascii() else _lower(word)
            weight = weights.get(lower)
            if weight is None:
                # What somebody types over and over again is one word.
                is_new = lower not in unlisted
                unlisted.add(lower)
                is_name = word[0].isupper() and not shouted
                weight = self._weight_of_unlisted(lower, is_name=is_name) if is_new else 0.0
            elif weight == OF_ANOTHER and word[0].isupper() and not shouted:
                weight = LISTED_NAME
            yield weight

    def _weight_of_unlisted(self, word: str, *, is_name: bool) -> float:
        if not LATIN_CYRILLIC_OR_ARABIC.fullmatch(word):
            return self._weight_of_letters(word)
        if not word.isascii():
            letters = set(word)
            if letters & self._letters_of_others:
                return NAME_WITH_LETTERS if is_name else WITH_LETTERS_OF_ANOTHER
            if letters & self._letters_of_read:
                return WITH_LETTERS_OF_ONE_READ
            if not LATIN.fullmatch(word):
                return self._weight_in_script(word)
        if FINNISH.fullmatch(word):
            return SHAPED_AS_FINNISH
        if ENGLISH_OR_SWEDISH.fullmatch(word):
            return SHAPED_AS_ENGLISH_OR_SWEDISH
        return NAME if is_name or len(word) == 1 else UNKNOWN

    def _weight_in_script(self, word: str) -> float:
        """An unlisted word in Cyrillic or Arabic letters, or one of mixed scripts."""
        scripts = set(map(_script, word))
        if len(scripts) > 1:
            return 0.0
        return UNKNOWN_IN_A_READ_SCRIPT if scripts <= self._read_scripts else LETTER * len(word)

    def _weight_of_letters(self, word: str) -> float:
        """Letters of scripts that no list reads, each by itself: not all put gaps between words."""
        weight = 0.0
        for letter in word:
            if weight >= ENOUGH:
                break
            script = _script(letter)
            if not (LATIN_CYRILLIC_OR_ARABIC.match(letter) or script in self._read_scripts):
                weight += SIGNS.get(script, LETTER)
        return weight


@cache
def read_languages(tags: frozenset[str]) -> ReadLanguages:
    """The languages made ready, once for all editions that read the same ones."""
    return ReadLanguages(tags)


@cache
def _listed() -> Mapping[str, Mapping[str, str]]:
    text = (files("triage.catalogue.signs") / "common_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _spellings_of_all() -> Mapping[str, set[str]]:
    return {tag: _spellings(text) for tag, text in _listed()["words"].items()}


def _split(
    listed: Mapping[str, str], tags: frozenset[str], parts: Callable[[str], set[str]]
) -> tuple[set[str], set[str]]:
    """The parts of the languages that are read, and of the others."""
    of_read: set[str] = set()
    of_others: set[str] = set()
    for tag, text in listed.items():
        (of_read if tag in tags else of_others).update(parts(text))
    return of_read, of_others


def _spellings(text: str) -> set[str]:
    """The words as they are listed, and as people type them who leave dots and accents out."""
    # A single letter is a word of many languages, and of lists, numbers and names.
    words = [word for word in text.split() if len(word) > 1 or not LATIN.fullmatch(word)]
    return {*words, *(_bare(word) for word in words if LATIN.fullmatch(word))}


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.translate(PLAIN))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _lower(word: str) -> str:
    # A capital dotted I leaves a dot behind, which is no letter.
    return word.lower().replace("\u0307", "")
