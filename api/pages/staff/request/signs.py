"""Which words of a message are shown as those of danger, and what are the rules called?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from projections.door.requests.request_page import RequestShown
from triage.catalogue import Catalogue
from triage.catalogue.signs.seeing import Piece, code_of, pieces, shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class SignsShown:
    """How the page takes a message apart, and calls a rule."""

    pieces_of: Callable[[str], tuple[Piece, ...]]
    called: Callable[[str], str]
    code_of: Callable[[str], str]

    def rules_in(self, text: str) -> list[str]:
        """The rules that saw something in a text, each once."""
        return sorted({rule for piece in self.pieces_of(text) for rule in piece.rules})


def signs_shown(shown: RequestShown, catalogue: Catalogue) -> SignsShown | None:
    """For whoever reads the words of a request in which danger showed.

    The catalogue in force reads them: what was seen by a rule that is gone is not shown.
    """
    if shown.contents is None or not shown.row.flagged:
        return None
    return SignsShown(
        pieces_of=lambda text: pieces(catalogue.danger_words, text),
        called=shortened,
        code_of=code_of,
    )
