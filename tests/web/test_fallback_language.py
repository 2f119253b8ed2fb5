"""Does a page say of every piece in another language which one it is, and from which side it runs?

A reader of Arabic or Persian otherwise hears English read with the wrong sounds, and sees a line
begin at the wrong end.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.web.test_texts import TEXTS, rendered

RIGHT_TO_LEFT = ("ar", "fa")
# Two words in Latin letters: a text, and neither an abbreviation nor a name of something typed.
LATIN_TEXT = re.compile(r"[A-Za-zÀ-ž']{2,}[,.:]? [A-Za-zÀ-ž']{2,}")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What the pages of the tests show of a catalogue, without its languages.
SAMPLES = {"Arki ja rajat", "Kahden kesken"}
UNSAID = {"script", "style", "title", "option"}


class Pieces(HTMLParser):
    """The text of a page, each piece with the `lang` and `dir` that hold for it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None, str | None]] = []
        self.found: list[tuple[str | None, str | None, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        said = dict(attrs)
        _, language, direction = self.open[-1] if self.open else ("", None, None)
        # Another language without a direction of its own runs as the page does.
        self.open.append((tag, said.get("lang", language), said.get("dir", direction)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        if any(tag == each for each, _, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _, _ in self.open}
        if data.strip() and self.open and not tags & UNSAID:
            _, language, direction = self.open[-1]
            self.found.append((language, direction, " ".join(data.split())))


def is_ours(said: str) -> bool:
    """Whether it is no sample of the catalogue, and no address that its sentence isolates."""
    return said not in SAMPLES and "\u2066" not in said


def latin_pieces(page: str) -> list[tuple[str | None, str | None, str]]:
    return [piece for piece in Pieces(page).found if LATIN_TEXT.search(piece[2])]


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_text_that_stands_in_says_its_language_and_its_direction(language: str) -> None:
    pages = list(rendered(language, TEXTS[language]))
    pieces = {piece for page in pages for piece in latin_pieces(page)}
    pieces = {piece for piece in pieces if is_ours(piece[2])}
    assert any(said == "en" for said, _, _ in pieces)
    assert {piece for piece in pieces if piece[0] == language or piece[1] == "rtl"} == set()
