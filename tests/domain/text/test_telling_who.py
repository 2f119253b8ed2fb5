"""Is what tells whom a summary is about found, and what only may told apart from it?"""

import pytest

from triage.text.telling_who import Found, Known, Telling, found_in

KNOWN = Known(
    reference="K22Y-V8HP",
    name="Aino Matti Virtanen",
    phone="040 123 4567",
    email="kissa.47@example.fi",
    said=("Mieheni Pekka huutaa. Kerroin asiasta Liisalle.",),
)
PLACES = ("Rovaniemi", "Utsjoki", "Salla", "Kittilä")


def found(text: str, known: Known = KNOWN) -> Found:
    return found_in(text, known, PLACES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kyse on Ainosta.", Telling.NAME),
        ("Matin lapset eivät nuku.", Telling.NAME),
        ("Äiti on Virtasen perheestä.", Telling.NAME),
        ("Hän on Virtanen.", Telling.NAME),
        ("Soita +358 40 1234567.", Telling.PHONE),
        ("Numero on 040-123 4567.", Telling.PHONE),
        ("Osoite Kissa.47@example.fi.", Telling.EMAIL),
        ("Viite k22y-v8hp.", Telling.REFERENCE),
        ("Tunnus 131052-308T.", Telling.IDENTITY_CODE),
    ],
)
def test_what_is_the_requesters_own_is_sure(text: str, kind: Telling) -> None:
    assert found(text).surely == (kind,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Toisen numero on 050 765 4321.", Telling.PHONE),
        ("Kirjoita joku@example.org.", Telling.EMAIL),
        ("Asuvat osoitteessa Koskikatu 12.", Telling.STREET_ADDRESS),
        ("Perhe muutti Rovaniemelle.", Telling.PLACE),
        ("Koulu on Utsjoen keskustassa.", Telling.PLACE),
        ("Isä, jota kutsutaan nimellä Pekka, huutaa.", Telling.NAME),
    ],
)
def test_what_may_be_anybodys_is_doubtful(text: str, kind: Telling) -> None:
    assert (found(text).surely, found(text).perhaps) == ((), (kind,))


@pytest.mark.parametrize(
    "text",
    [
        "Äiti on ainoa aikuinen, eikä nuku. Mitä neuvolassa voi tehdä?",
        "Lapsi on 7-vuotias. Tilanne alkoi 01.12.2026 klo 12.30.",
        "Rovat ja sallat eivät ole paikkoja.",
        "Mieheni huutaa. Kerroin siitä.",
        "Kulut ovat 0,50 euroa ja 300 500 muuta.",
    ],
)
def test_what_tells_nobody_is_found_in_nothing(text: str) -> None:
    assert found(text) == Found()


def test_of_a_kind_that_is_sure_nothing_is_doubtful_too() -> None:
    both = found("Soita 040 123 4567 tai 050 765 4321.")
    assert both == Found(surely=(Telling.PHONE,))


def test_of_whom_nothing_is_known_only_what_may_tell_is_found() -> None:
    nobody = Known(reference="K22Y-V8HP")
    assert found("Ainon numero on 040 123 4567.", nobody) == Found(perhaps=(Telling.PHONE,))


def test_what_is_known_is_hidden_by_its_repr() -> None:
    assert "Virtanen" not in repr(KNOWN)
