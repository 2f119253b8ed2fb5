"""What do words suggest to whoever sorts, and what is never suggested?"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from triage.catalogue.packaged import packaged_lapland, packaged_lapland_text, read_catalogue
from triage.catalogue.signs.suggesting import MOST_SUGGESTED, About, Suggestion
from triage.errors.requests import CatalogueRefused

HERE = Path(__file__).parent
TEXTS = tomllib.loads((HERE / "suggested.toml").read_text(encoding="utf-8"))["text"]
EVERYDAY = tomllib.loads((HERE / "harmless.toml").read_text(encoding="utf-8"))
NOTHING: Mapping[About, Collection[str]] = dict.fromkeys(About, ())


def found(
    *texts: str, topics: Collection[str] = (), age_bands: Collection[str] = ()
) -> dict[About, tuple[Suggestion, ...]]:
    chosen = {**NOTHING, About.TOPICS: topics, About.AGE_BANDS: age_bands}
    told = packaged_lapland().suggestions_in(texts, chosen)
    return {about: tuple(told.get(about, ())) for about in About}


def codes(suggestions: Iterable[Suggestion]) -> list[str]:
    return [each.code for each in suggestions]


def written(entry: Mapping[str, Any]) -> str:
    (text,) = (text for tag, text in entry.items() if tag in ("fi", "sv", "en", "se"))
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("entry", TEXTS, ids=written)
def test_what_people_write_suggests_what_it_is_about(entry: Mapping[str, Any]) -> None:
    told = found(written(entry))
    wanted = entry.get("topics", [])

    assert set(wanted) <= set(codes(told[About.TOPICS]))
    assert bool(wanted) or not told[About.TOPICS]
    assert sorted(codes(told[About.AGE_BANDS])) == entry.get("age_bands", [])
    assert codes(told[About.CONCERNS]) == entry.get("concerns", [])


def test_every_topic_but_the_unsure_one_can_be_suggested() -> None:
    catalogue = packaged_lapland()
    suggested = {each.code for each in catalogue.suggesting if each.about is About.TOPICS}
    assert suggested == set(catalogue.topics) - {catalogue.unsure_topic}


def test_everyday_texts_get_one_suggested_topic_as_a_rule_and_three_at_the_most() -> None:
    texts = [text for some in EVERYDAY.values() for text in some]
    counts = [len(found(text)[About.TOPICS]) for text in texts]
    assert sum(counts) < len(texts)
    assert max(counts) <= MOST_SUGGESTED


def test_a_suggestion_tells_the_words_that_made_it_as_they_were_written() -> None:
    told = found("Poika LINTSAA, ja Kiusaaminen jatkuu.")[About.TOPICS]
    assert [each.said for each in told] == [("LINTSAA", "Kiusaaminen")]


def test_words_that_stand_apart_are_told_with_dots_between() -> None:
    (told,) = found("En kyllä halua enää mennä kouluun")[About.TOPICS]
    assert told.said == ("En … halua … kouluun",)


def test_words_whose_folding_joins_them_are_told_whole() -> None:
    (told,) = found("Hi! (I'm 14.)")[About.AGE_BANDS]
    assert told.said == ("I'm 14",)


def test_a_word_without_an_end_is_told_short() -> None:
    (told,) = found("kiusa" + "a" * 5_000)[About.TOPICS]
    assert len(told.said[0]) < 100


def test_what_is_chosen_already_is_not_suggested() -> None:
    assert found("Poikaa kiusataan.", topics=["KOU"])[About.TOPICS] == ()


def test_a_topic_of_other_ages_than_were_told_is_not_suggested() -> None:
    text = "Päiväkodista sanottiin aikanaan samaa, nyt kiusataan koulussa."
    assert "VAK" in codes(found(text)[About.TOPICS])
    assert "VAK" not in codes(found(text, age_bands=["A4"])[About.TOPICS])


def test_what_is_a_grown_ups_own_is_suggested_whatever_the_childs_age() -> None:
    told = found("Mieheni juo joka ilta.", age_bands=["A2"])[About.TOPICS]
    assert codes(told) == ["PAI-A"]


def test_violence_stands_first_however_much_is_said_of_the_rest() -> None:
    text = "Kiusataan, lintsaa, läksyt jää, poissaoloja on. Ja isä löi minua."
    assert codes(found(text)[About.TOPICS]) == ["VKV", "KOU"]


def test_a_suggestion_shows_no_word_where_it_is_written_down() -> None:
    (told,) = found("Poikaa kiusataan.")[About.TOPICS]
    assert "kiusa" not in repr(told)


def test_an_edition_without_a_list_suggests_nothing() -> None:
    text = packaged_lapland_text()
    start = text.index("[suggestions.topics.RAS]")
    end = text.index("# ", start)
    catalogue = read_catalogue(text[:start] + text[end:])
    assert catalogue.suggestions_in(["Poikaa kiusataan."], NOTHING) == {}


@pytest.mark.parametrize(
    ("table", "hole"),
    [
        ('[suggestions.topics.KUU]\nfi = ["kuu"]', "suggestions.topics.KUU: no such code"),
        (
            '[suggestions.concerns.all]\nfi = ["kaikki"]',
            "suggestions.concerns.all: no such code",
        ),
        (
            '[suggestions.age_bands.A99]\nfi = ["vanha"]',
            "suggestions.age_bands.A99: no such code",
        ),
        (
            '[suggestions.topics.MUU]\nfi = ["a*"]',
            "suggestions.topics.MUU: 'a*' would match nothing or nearly everything",
        ),
        ("[suggestions.moods.SAD]\nfi = []", "catalogue.suggestions: unknown field moods"),
    ],
)
def test_a_list_that_could_suggest_nothing_is_a_hole(table: str, hole: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(f"{packaged_lapland_text()}\n{table}\n")
    assert hole in refused.value.holes
