"""Is what tells whom a summary is about found, and what only may told apart from it?"""

import unicodedata
from dataclasses import replace

import pytest

from triage.text.telling_who import Found, Known, Telling, found_in

KNOWN = Known(
    reference="K22Y-V8HP",
    names=("Aino Matti Virtanen", "Ilona"),
    phones=("040 123 4567", "050 999 8888"),
    emails=("kissa.47@example.fi",),
    informant="Opettaja Kaisa Korpela",
    informant_contact="p. 050 111 2222, toimisto@koulu.example",
    said=("Mieheni Pekka huutaa. Kerroin asiasta Liisalle.",),
)
PLACES = ("Rovaniemi", "Utsjoki", "Salla", "Kittilä")


def found(text: str, known: Known = KNOWN) -> Found:
    return found_in(text, known, PLACES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kyse on Ainosta.", Telling.NAME),
        ("Kyse on Ilonasta.", Telling.NAME),
        ("Soita 0509998888.", Telling.PHONE),
        ("Matin lapset eivät nuku.", Telling.NAME),
        ("Äiti on Virtasen perheestä.", Telling.NAME),
        ("Hän on Virtanen.", Telling.NAME),
        ("Soita +358 40 1234567.", Telling.PHONE),
        ("Numero on 040-123 4567.", Telling.PHONE),
        ("Osoite Kissa.47@example.fi.", Telling.EMAIL),
        ("Viite k22y-v8hp.", Telling.REFERENCE),
        ("Viite K22YV8HP.", Telling.REFERENCE),
        ("Viite k22y v8hp.", Telling.REFERENCE),
        ("Viite K22Y \u2013 V8HP.", Telling.REFERENCE),
        ("Tunnus 131052-308T.", Telling.IDENTITY_CODE),
        ("Tunnus 131052\u00ad-308T.", Telling.IDENTITY_CODE),
        ("kyse on perheestä virtanen.", Telling.NAME),
        ("VIRTASEN perhe.", Telling.NAME),
        ("Kyse on perheestä Korpi-Virtanen.", Telling.NAME),
        ("Kyse on Ai\u00adnosta ja Vir\u200btasesta.", Telling.NAME),
        ("Opettajana on Kaisa.", Telling.NAME),
        ("Korpelan luokka on levoton.", Telling.NAME),
        ("Soita opettajalle 0501112222.", Telling.PHONE),
        ("Kirjoita toimisto@koulu.example.", Telling.EMAIL),
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
        ("Äiti on ainoa aikuinen.", Telling.NAME),
        ("asuu virtasella", Telling.NAME),
    ],
)
def test_what_may_be_anybodys_is_doubtful(text: str, kind: Telling) -> None:
    assert (found(text).surely, found(text).perhaps) == ((), (kind,))


@pytest.mark.parametrize(
    "text",
    [
        "Äiti on yksin, eikä nuku. Mitä neuvolassa voi tehdä?",
        "Opettaja on huolissaan, ja lääkäri tietää.",
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


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Lahti", "Lahden"),
        ("Ranta", "Rannalle"),
        ("Mäki", "Mäestä"),
        ("Lampi", "Lammen"),
        ("Markus", "Markuksen"),
        ("Tuomas", "Tuomaan"),
        ("Jokijärvi", "Jokijärvellä"),
        ("Väinö", unicodedata.normalize("NFD", "Väinöltä")),
    ],
)
def test_a_name_is_known_in_its_other_forms(name: str, form: str) -> None:
    assert found(f"Kyse on: {form}", replace(KNOWN, names=(name,))).surely == (Telling.NAME,)


def test_a_known_name_that_was_typed_in_other_signs_is_the_same() -> None:
    known = replace(KNOWN, names=(unicodedata.normalize("NFD", "Väinö"),))
    assert found("Kyse on Väinöstä.", known).surely == (Telling.NAME,)
