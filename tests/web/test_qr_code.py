"""Is what stands on the receipt a code that a camera finds, as small as one can be?"""

from __future__ import annotations

import re

from api.pages.qr_code import qr_path

DIGITS = "4711042013372026081551"
SIDE = 21
FINDER = ("#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######")


def drawn(digits: str) -> list[str]:
    dark = set(re.findall(r"M(\d+) (\d+)h1v1h-1z", qr_path(digits)))
    return [
        "".join("#" if (str(x), str(y)) in dark else "." for x in range(SIDE)) for y in range(SIDE)
    ]


def test_a_camera_finds_its_three_corners_and_the_lines_between() -> None:
    rows = drawn(DIGITS)
    for left, top in ((0, 0), (SIDE - 7, 0), (0, SIDE - 7)):
        assert tuple(row[left : left + 7] for row in rows[top : top + 7]) == FINDER
    assert rows[6][7:14] == ".#.#.#."
    assert "".join(row[6] for row in rows[7:14]) == ".#.#.#."


def test_nothing_is_drawn_beyond_the_smallest_code() -> None:
    dark = re.findall(r"M(\d+) (\d+)", qr_path(DIGITS))
    assert max(int(at) for place in dark for at in place) == SIDE - 1


def test_other_digits_are_another_code_and_the_same_are_the_same() -> None:
    assert qr_path(DIGITS) == qr_path(DIGITS)
    assert qr_path(DIGITS) != qr_path(DIGITS[::-1])
