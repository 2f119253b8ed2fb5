"""How does a page say that a piece of it is in another language than the page itself?

A template does not know whether a text goes into a paragraph, an attribute or an option, and only
the first may hold markup. So the piece goes through the template between two marks, which no text
has (Unicode keeps these code points for inside programs), and the finished page is marked up.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Match
from re import compile as compiled
from typing import Final

from markupsafe import Markup

from triage.catalogue.names import Names, language_found, name_in

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "fa", "prs", "ps", "ur", "he"})
BEGINS, SPEAKS, ENDS = "\ufdd0", "\ufdd1", "\ufdd2"
MARKS = Markup("\ufdd0{}\ufdd1{}\ufdd2")
TAG = "([a-z]{2,3}(?:-[a-z]+)?)"
PIECE = compiled(f"{BEGINS}{TAG}{SPEAKS}([^{BEGINS}{ENDS}]*){ENDS}")
# A paragraph that is such a piece as a whole, so that it also begins at its own side.
WHOLE = compiled(
    rf"<(p|li|dd|dt|h1|h2|h3|legend|summary|small|label|button)((?:\s[^<>]*)?)>\s*"
    rf"{BEGINS}{TAG}{SPEAKS}([^{BEGINS}{ENDS}]*){ENDS}\s*</\1>",
)
LEFT_OVER = compiled(f"{BEGINS}{TAG}{SPEAKS}|[{BEGINS}{SPEAKS}{ENDS}]")
TEXT_ONLY = ("<title", "<option", "<textarea", "<script", "<style")


def direction(language: str) -> str:
    """The value of `dir` for a language: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def spoken_in(language: str | None) -> Markup:
    """The attributes of an element whose words are in a language, or in one that nobody told."""
    if language is None:
        return Markup('dir="auto"')
    simple = language.removesuffix("-simple")
    return Markup('lang="{}" dir="{}"').format(simple, direction(simple))


def marked(text: str, language: str) -> Markup:
    """A piece of a page that is in another language; Markup stays, other text is escaped."""
    return MARKS.format(language, text)


def marked_name(names: Names, language: str) -> str:
    """As `name_in`, marked where the name is in another language than was asked for."""
    found, name = language_found(names, language), name_in(names, language)
    return name if found == language else f"{BEGINS}{found}{SPEAKS}{name}{ENDS}"


def marked_up(page: str) -> str:
    """The finished page: each marked piece has `lang` and `dir`, where markup may stand."""
    if BEGINS not in page:
        return page
    page, pieces = WHOLE.sub(_on_the_element, page), 1
    # A piece may hold another one: the inner ones are first.
    while pieces:
        page, pieces = PIECE.subn(_spanned(page), page)
    return LEFT_OVER.sub("", page)


def plain(text: str) -> str:
    """The text without marks, for an answer that is no page."""
    return LEFT_OVER.sub("", text)


def _on_the_element(found: Match[str]) -> str:
    element, attributes, language, text = found.groups()
    if " lang=" in attributes:
        return f"<{element}{attributes}>{text}</{element}>"
    return f"<{element}{attributes} {spoken_in(language)}>{text}</{element}>"


def _spanned(page: str) -> Callable[[Match[str]], str]:
    def span(found: Match[str]) -> str:
        language, text = found.groups()
        opened = page.rfind("<", 0, found.start())
        inside = page.rfind(">", opened, found.start()) < 0 <= opened
        if inside or page.startswith(TEXT_ONLY, opened):
            return text
        return f"<span {spoken_in(language)}>{text}</span>"

    return span
