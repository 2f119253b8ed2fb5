"""What may a template leave open, and what belongs to one person?"""

from __future__ import annotations

import re

import pytest

from triage.text import house_text, telling_who
from triage.text.house_text import is_personal
from triage.text.placeholders import Placeholder, filled, placeholders_in

OWN = frozenset({"+358163221234"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hei", set()),
        ("{unit} vastaa {answer_day}.", {Placeholder.UNIT, Placeholder.ANSWER_DAY}),
        ("{worker}{phone_of_unit}", {Placeholder.WORKER, Placeholder.PHONE_OF_UNIT}),
    ],
)
def test_the_placeholders_of_a_text_are_found(text: str, found: set[Placeholder]) -> None:
    assert placeholders_in(text) == found


@pytest.mark.parametrize(
    "text", ["{message}", "{}", "{ unit }", "{Unit}", "{unit", "unit}", "{{unit}}", "{unit.x}"]
)
def test_what_is_none_of_the_closed_set_is_none(text: str) -> None:
    assert placeholders_in(text) is None


def test_a_value_is_not_filled_in_again() -> None:
    values = {Placeholder.WORKER: "{unit}", Placeholder.UNIT: "Neuvola"}
    assert filled("{worker}, {unit}", values) == "{unit}, Neuvola"


@pytest.mark.parametrize(
    "text",
    [
        "Soita 040 123 4567.",
        "Soita +358 40 1234567.",
        "Kirjoita aino@example.org",
        "Tunnus 131052-308T",
        "Käy osoitteessa Koskikatu 12",
    ],
)
def test_what_is_of_one_person_is_found(text: str) -> None:
    assert is_personal(text, OWN)


@pytest.mark.parametrize(
    "text",
    [
        "Soita 112 tai 116 117.",
        "Neuvonta: 016 322 1234.",
        "Vastaamme 2.12.2026 klo 8.00–16.00, vuosina 2026–2027.",
        "Lue lisää: www.hyvaep.fi",
    ],
)
def test_what_the_house_says_to_everybody_is_not(text: str) -> None:
    assert not is_personal(text, OWN)


# What counts nothing: an escaped sign, and the signs of a class.
LITERAL = re.compile(r"\\.|\[(?:\\.|[^\]])*\]")


@pytest.mark.parametrize(
    "pattern", [house_text.MAIL, house_text.TELEPHONE, telling_who.MAIL, telling_who.NUMBER]
)
def test_from_each_sign_only_so_far_is_looked_ahead(pattern: re.Pattern[str]) -> None:
    """Without a bound a long text takes steps by the square of its length."""
    quantifiers = LITERAL.sub("x", pattern.pattern)
    assert not re.search(r"[*]|[^(]\+|,\}", quantifiers)
