"""Which words are shown as those of danger, and by which rule?"""

import tomllib
from pathlib import Path

import pytest

from triage.catalogue import Catalogue
from triage.catalogue.packaged import packaged_lapland
from triage.catalogue.signs.danger import DangerWords
from triage.catalogue.signs.seeing import pieces, shortened

SENTENCES = tomllib.loads(
    Path(__file__).with_name("danger_sentences.toml").read_text(encoding="utf-8")
)
WORDS = DangerWords(("itsemurh*", "tapan itse*", "otin|söin kaikki", "*самоуб*"))


def marked(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.text, each.rules) for each in pieces(WORDS, text) if each.rules]


@pytest.fixture(scope="module")
def lapland() -> Catalogue:
    return packaged_lapland()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ajattelen itsemurhaa.", [("itsemurhaa", ("itsemurh*",))]),
        ("ITSE-murhaa", [("ITSE-murhaa", ("itsemurh*",))]),
        (
            "Tapan kai vielä itseni, pelkään.",
            [("Tapan", ("tapan itse*",)), ("itseni", ("tapan itse*",))],
        ),
        ("i t s e m u r h a", [("i t s e m u r h a", ("itsemurh*",))]),
        ("1tsemurha!", [("1tsemurha!", ("itsemurh*",))]),
        ("мысли о самоубийстве", [("самоубийстве", ("*самоуб*",))]),
        ("tapan sääskiä, illalla väsyttää kovin itse kutakin", []),
        ("ihan tavallinen päivä", []),
        ("", []),
    ],
)
def test_the_words_that_were_seen_are_marked(
    text: str, seen: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert marked(text) == seen


@pytest.mark.parametrize(
    "text", [*SENTENCES["danger"], *SENTENCES["daily"], "  a \n\n b  ", "\u200b"]
)
def test_the_pieces_are_the_whole_text(lapland: Catalogue, text: str) -> None:
    assert "".join(each.text for each in pieces(lapland.danger_words, text)) == text


@pytest.mark.parametrize("sentence", SENTENCES["danger"])
def test_every_sentence_of_danger_has_marked_words(lapland: Catalogue, sentence: str) -> None:
    assert any(each.rules for each in pieces(lapland.danger_words, sentence))


@pytest.mark.parametrize("sentence", SENTENCES["daily"])
def test_daily_words_have_none(lapland: Catalogue, sentence: str) -> None:
    assert not any(each.rules for each in pieces(lapland.danger_words, sentence))


def test_a_long_rule_is_told_in_short() -> None:
    assert shortened("otin|söin kaikki|paljon lääk*") == "otin… kaikki… lääk*"


def test_a_piece_hides_what_it_holds() -> None:
    assert "murha" not in repr(pieces(WORDS, "itsemurha"))
