"""What counts as found, however it was typed and however it is spelled?"""

import pytest

from triage.text.sought import Sought


def stands(typed: str, text: str) -> bool:
    sought = Sought.of(typed)
    return sought.is_whole(sought.found_in(text))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("koira", "Meidän KOIRANI karkasi."),
        ("äiti", "AITI ei jaksa"),
        ("aiti", "Äitini ei jaksa"),
        ("ÄITI", "a\u0308iti"),  # as some telephones send it
        ("čáhci", "Cahci lea galmmas"),
        ("davviguovlu", "Đavviguovllus davviguovlu"),
        ("jaksa äiti", "Äitini ei jaksa"),
        ("öitä", "Emme nuku öitä"),
        ("мама", "МАМА устала"),
        ("112", "soitin 112"),
        ("virtanen", "Vir\u00adta\u200bnen"),
        ("vir\u00adtanen", "Virtanen"),
        ("0401234567", "Numero 040\u00ad123\u200b4567"),
    ],
)
def test_part_of_a_word_is_found(typed: str, text: str) -> None:
    assert stands(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("koiran", "Meillä on koira."),
        ("jaksa isä", "Äitini ei jaksa"),
        ("040 1234", "Numeroni on 050 1234567."),
        ("2024", "vuonna 20"),
        ("  ", "kaikkea"),
    ],
)
def test_what_is_not_there_is_not_found(typed: str, text: str) -> None:
    assert not stands(typed, text)


SPELLINGS = (
    "0401234567",
    "040 123 4567",
    "+358401234567",
    "+358 (0)40 123-4567",
    "00358 40 1234567",
)


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("written", SPELLINGS)
def test_a_number_is_found_in_every_spelling(typed: str, written: str) -> None:
    assert stands(typed, f"Soita {written}, kiitos.")


@pytest.mark.parametrize("typed", ["4567", "123 45", "40 123 4567"])
def test_a_part_of_a_number_is_found(typed: str) -> None:
    assert stands(typed, "040-123 4567")


def test_what_is_sought_hides_itself() -> None:
    assert "koira" not in f"{Sought.of('koira')!r}{Sought.of('koira')}"
