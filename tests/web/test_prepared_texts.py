"""Does each prepared language say all that its pages need, and nothing that no page says?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.web.test_texts import (
    FINNISH,
    TEXTS,
    Noticing,
    every_text,
    placeholders,
    rendered,
)
from triage.catalogue.languages import PREPARED_LANGUAGES
from triage.catalogue.packaged import packaged_lapland

# These pages are said in full in each prepared language; of others, what a language lacks comes
# from the one that stands in.
PAGES_IN_FULL = (
    "form.html",
    "receipt.html",
    "open_receipt.html",
    "sent_before.html",
    "dialogue.html",
    "message.html",
)
# What only folds and pages behind the dialogue say: rights over own data, two questions afterwards.
RARE = ("rights.", "dialogue.feedback.", "dialogue.errors.wants-help")
ISOLATED = re.compile("\u2066[^\u2066\u2069]*\u2069")
NUMBER_IN_PARTS = re.compile(r"\d[\d ]*[ .:]\d")


def asked_of(templates: tuple[str, ...]) -> set[str]:
    """The keys that these pages ask for, in whatever state they are shown."""
    texts, lists = Noticing(FINNISH.texts), Noticing(FINNISH.lists)
    pages = list(rendered("fi", replace(FINNISH, texts=texts, lists=lists), only=templates))
    assert pages
    return {key for key in texts.asked | lists.asked if not key.startswith(RARE)}


def own(language: str) -> dict[str, str]:
    return every_text(TEXTS[language])


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_a_prepared_language_says_its_pages_in_full(language: str) -> None:
    lacking = sorted(asked_of(PAGES_IN_FULL) - own(language).keys())
    assert not lacking, f"api/texts/{language}.toml has no text for: {', '.join(lacking)}"


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_a_prepared_language_says_nothing_that_finnish_does_not(language: str) -> None:
    assert own(language).keys() - every_text(FINNISH).keys() == set()


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_a_prepared_text_has_the_same_placeholders_as_in_finnish(language: str) -> None:
    finnish = every_text(FINNISH)
    differing = {
        key
        for key, text in own(language).items()
        if not key.startswith("calendar.") and placeholders(text) != placeholders(finnish[key])
    }
    assert differing == set()


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_no_prepared_text_is_empty(language: str) -> None:
    assert [key for key, text in own(language).items() if not text.strip()] == []


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_a_prepared_language_awaits_its_reader(language: str) -> None:
    assert own(language)["awaits_native_reader"] == "yes"


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_days_and_months_have_names_of_the_language(language: str) -> None:
    lists, english = TEXTS[language].lists, TEXTS["en"].lists
    for name, number in (("weekdays", 7), ("short_weekdays", 7), ("months", 12)):
        said = lists[f"calendar.{name}"]
        assert len(set(said)) == number
        assert not set(said) & set(english[f"calendar.{name}"])
        assert not any(re.fullmatch(r"M\d\d", each) for each in said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("smn", "tuorâstuv čohčâmáánu 10. peeivi"),
        ("sms", "neljdpeiʹvv čõhččmään 10. p."),
        ("ru", "четверг, 10 сентября"),
        ("uk", "четвер, 10 вересня"),
        ("ar", "الخميس 10 سبتمبر"),
        ("so", "Khamiis, 10 Sebtembar"),
        ("fa", "پنجشنبه 10 سپتامبر"),
    ],
)
def test_a_day_is_said_by_name(language: str, said: str) -> None:
    assert TEXTS[language].day(date(2026, 9, 10)) == said


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_number_in_parts_keeps_their_order_in_a_line_from_right_to_left(language: str) -> None:
    loose = {
        key: text
        for key, text in own(language).items()
        if NUMBER_IN_PARTS.search(ISOLATED.sub("", text)) or "@" in ISOLATED.sub("", text)
    }
    assert loose == {}


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_every_page_can_be_shown(language: str) -> None:
    pages = list(rendered(language, TEXTS[language]))
    assert [page for page in pages if f'<html lang="{language}"' not in page] == []
    assert [page for page in pages if "<b>" in page or "<i>" in page] == []
    inside = re.compile(r'="[^"<]*<span lang')
    assert [page for page in pages if inside.search(page)] == []


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_every_number_for_help_is_told_in_a_prepared_language(language: str) -> None:
    shown = packaged_lapland().shown_emergency(None)
    lacking = [
        each.code for each in shown if not {language} <= each.names.keys() & each.when.keys()
    ]
    assert lacking == []


@pytest.mark.parametrize("language", PREPARED_LANGUAGES)
def test_what_the_form_offers_has_a_name_in_a_prepared_language(language: str) -> None:
    known = packaged_lapland()
    offered = (*known.topic_groups.values(), *known.topics.values(), *known.age_bands.values())
    assert [entry.code for entry in offered if language not in entry.names] == []
