"""Is there anything to read in a text, whatever signs it is made of?"""

from __future__ import annotations

import sys
import unicodedata

import pytest

from triage.text.visible import name_form, says_something

READ = [
    "a",
    "1",
    "?",
    "…",
    "ä",
    "a\u0308",
    "می\u200cخواهم",
    "👩\u200d👧",
    "❤\ufe0f",
    "🇫🇮",
    "\U0001fae8",
    "\u200bapua\u200b",
    "कि",
    "한",
    "་ཀ",
    "\ufffd",
]
SIGNS = [chr(number) for number in range(sys.maxunicode + 1)]


@pytest.mark.parametrize("text", READ, ids=ascii)
def test_a_single_sign_that_is_seen_says_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    "sign",
    "\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200f\u2028\u202e\u2060\u2066\u2800"
    "\u3000\u3164\ufe0f\ufeff\uffa0\ufffc\U000e0041\x01\x7f\x85\u0301\u20e3",
    ids=ascii,
)
def test_any_number_of_signs_that_show_nothing_says_nothing(sign: str) -> None:
    assert not says_something(f" {sign}\u200b\n{sign * 3}")


def test_nothing_at_all_says_nothing() -> None:
    assert not says_something("")


@pytest.mark.parametrize("kind", ["Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"])
def test_no_sign_of_a_kind_that_shows_nothing_says_something(kind: str) -> None:
    assert not says_something("".join(s for s in SIGNS if unicodedata.category(s) == kind))


def test_whatever_is_drawn_says_something() -> None:
    drawn = [s for s in SIGNS if unicodedata.category(s)[0] in "LNPS"]
    silent = {s for s in drawn if not says_something(s)}
    assert silent == set("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Aino   Aalto ", "Aino Aalto"),
        ("Aino\r\nBcc: x", "Aino Bcc: x"),
        ("Aino\u202egpj\u2066", "Ainogpj"),
        ("Aino\u0308\u200b", "Ainö"),
        ("\u200b\u2028", ""),
    ],
)
def test_a_name_is_one_line_of_what_is_seen(typed: str, name: str) -> None:
    assert name_form(typed) == name
