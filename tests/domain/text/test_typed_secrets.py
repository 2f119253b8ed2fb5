"""Does what somebody sets with one keyboard fit what they type with another?"""

from __future__ import annotations

import pytest

from triage.store.records import staff
from triage.text.personal import Personal
from triage.text.typed_secrets import (
    can_be_typed_again,
    is_guessable,
    own_word_form,
    password_form,
    username_form,
)


@pytest.mark.parametrize(
    "typed", ["aino", "Aino", "AINO", " aino ", "aino\u00a0", "\ufeffaino\u200b", "ａｉｎｏ"]
)
def test_a_user_name_is_known_however_it_is_typed(typed: str) -> None:
    assert username_form(typed) == "aino"


@pytest.mark.parametrize("typed", ["ainó", "ai no", "aino1", ""])
def test_another_user_name_stays_another(typed: str) -> None:
    assert username_form(typed) != "aino"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nelja\u0308 sanaa riitta\u0308a\u0308", "neljä sanaa riittää"),
        ("  kolme pitkää sanaa ", "kolme pitkää sanaa"),
        ("kolme\u00a0pitkää\u2003sanaa", "kolme pitkää sanaa"),
        ("kolme pitkää sanaa\u3000", "kolme pitkää sanaa"),
    ],
)
def test_a_password_is_one_in_every_spelling(one: str, other: str) -> None:
    assert password_form(Personal(one)) == password_form(Personal(other))


@pytest.mark.parametrize(
    "other", ["Kolme sanaa", "kolme  sanaa", "kolmé sanaa", "kolme\u200bsanaa"]
)
def test_all_else_in_a_password_counts(other: str) -> None:
    assert password_form(Personal("kolme sanaa")) != password_form(Personal(other))


@pytest.mark.parametrize("set_as", ["  neljä sanaa riittää ", "nelja\u0308 sanaa", "x" * 440])
def test_an_earlier_password_is_still_good_as_it_was_set(set_as: str) -> None:
    assert staff.fits(Personal(set_as), staff.HASHER.hash(set_as))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sininen  Kissa", " sininen kissa "),
        ("ma\u0308nty", "mänty"),
        ("l\u2019été", "l'été"),
        ("rock\u2019n\u2018roll", "rock'n'roll"),
        ("äiti\u2013lapsi", "äiti-lapsi"),
        ("äiti\u2011lapsi", "äiti-lapsi"),
        ("\u201dvene\u201d", '"vene"'),
        ("\u00abvene\u00bb", '"vene"'),
        ("sininen\u00a0kissa", "sininen kissa"),
        ("vene\u200b", "vene"),
        ("\u202bקיץ\u202c", "קיץ"),
        ("Straße", "STRASSE"),
        ("ｖｅｎｅ", "vene"),
    ],
)
def test_an_own_word_is_one_in_every_spelling(one: str, other: str) -> None:
    assert own_word_form(Personal(one)) == own_word_form(Personal(other))


@pytest.mark.parametrize("other", ["sininenkissa", "sininen", "siniset kissat", ""])
def test_another_own_word_is_another(other: str) -> None:
    assert own_word_form(Personal("sininen kissa")) != own_word_form(Personal(other))


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "abababababab",
        "            ",
        "123456789012",
        "098765432109",
        "abcdefghijkl",
        "qwertyuiopas",
        "asdfghjklöäasdf",
        "1qaz2wsx3edc"[:4] * 3,
        "salasanasalasana",
        "Salasana1234",
        "SALASANA-2026",
        "passwordpassword",
        "venlavenlavenla",
        "Venla.Virtanen1",
        "virtanen12345",
        "pyydä apua 2026",
        "demo-salasana",
        "Kesä2026Kesä2026",
        "Talvi2026!!!!",
        "P@ssw0rd1234",
        "S4l4s4n4123!",
        "1q2w3e4r5t6y",
        "qazwsxedcrfv",
        "Rovaniemi2026",
        "changemechangeme",
        "Maanantai123",
    ],
)
def test_what_everybody_tries_is_easy_to_guess(password: str) -> None:
    assert is_guessable(Personal(password), "venla", "Venla Virtanen")


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u200b", "\ufeff", "\u00ad", "\u202e", "\u3164"])
def test_a_sign_that_nobody_sees_cannot_be_typed_again(sign: str) -> None:
    assert can_be_typed_again(Personal("neljä tavallista sanaa"))
    assert not can_be_typed_again(Personal(f"neljä {sign}tavallista sanaa"))


@pytest.mark.parametrize(
    "password",
    [
        "neljä tavallista sanaa riittää",
        "correct horse battery staple",
        "xK9$mQ2vL8pR",
        "kesällä veneellä saaristoon",
        "hevonen-akku-niitti",
        "пять простых слов",
        "一二三四五六七八九十百千",
    ],
)
def test_what_says_something_of_its_own_is_not(password: str) -> None:
    assert not is_guessable(Personal(password), "venla", "Venla Virtanen")
