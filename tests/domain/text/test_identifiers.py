"""Is what nobody needs found in a text, and is a telephone number or a sum let alone?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from time import process_time

import pytest

from triage.text.identifiers import Identifier, identifiers_in

EXAMPLES = tomllib.loads((Path(__file__).parent / "identifiers.toml").read_text())
CASES = [
    (text, () if kind == "nothing" else (Identifier(kind),))
    for kind, texts in EXAMPLES.items()
    for text in texts
]


@pytest.mark.parametrize(("text", "held"), CASES)
def test_each_example_is_told_for_what_it_is(text: str, held: tuple[Identifier, ...]) -> None:
    assert identifiers_in(text) == held


def test_several_are_told_once_each_in_one_order() -> None:
    text = "Kortti 4111 1111 1111 1111, Koskikatu 12, Koskikatu 14 ja 010190-123M."
    assert identifiers_in(text) == tuple(Identifier)


def test_signs_of_another_width_make_no_difference() -> None:
    assert identifiers_in("０１０１９０－１２３Ｍ") == (Identifier.IDENTITY_CODE,)


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "katu ", "Aa", "4-", "010190-"])
def test_a_text_of_any_kind_is_looked_through_in_no_time(piece: str) -> None:
    began = process_time()
    identifiers_in((piece * 10_000)[:10_000])
    assert process_time() - began < 1
