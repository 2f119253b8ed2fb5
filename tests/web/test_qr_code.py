"""Is the code on the receipt the one that a camera reads?"""

from __future__ import annotations

import re

import pytest

from api.pages.qr_code import qr_modules, qr_path

# As another implementation draws these digits (version 1, level Q, mask 0); # is dark.
DIGITS = "4711042013372026081551"
DRAWN = (
    "#######.###.#.#######",
    "#.....#.##.#..#.....#",
    "#.###.#.###...#.###.#",
    "#.###.#.####..#.###.#",
    "#.###.#.##.#..#.###.#",
    "#.....#..####.#.....#",
    "#######.#.#.#.#######",
    "........#............",
    ".##.#.##..#...#.#####",
    "##.#.#..#...##.#.#..#",
    "#..##.##.#....#..####",
    "..#.#..#.##..##..##..",
    "....#####..####....#.",
    "........##########...",
    "#######.#...##....#..",
    "#.....#..##..#.#..#..",
    "#.###.#.##.#.###..###",
    "#.###.#....#.#.#.###.",
    "#.###.#.#..#..#####.#",
    "#.....#.######.#.....",
    "#######....#..#####.#",
)


def test_a_receipt_is_drawn_as_the_standard_wants() -> None:
    drawn = ["".join("#" if dark else "." for dark in row) for row in qr_modules(DIGITS)]
    assert tuple(drawn) == DRAWN


def test_the_path_draws_the_dark_modules_and_no_other() -> None:
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", qr_path(DIGITS))}
    dark = {(x, y) for y, row in enumerate(DRAWN) for x, sign in enumerate(row) if sign == "#"}
    assert drawn == dark


@pytest.mark.parametrize("said", ["", "1" * 28, "12 34", "kissa", "١٢"])
def test_what_is_no_number_of_this_size_is_not_drawn(said: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        qr_modules(said)
