"""How is a receipt read by a camera? A QR code of its digits alone (ISO/IEC 18004).

Always version 1 at error level Q: 21 by 21 modules for up to 27 digits, of which a quarter may be
spoilt. One size needs neither tables nor a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Final

SIDE: Final = 21
LIGHT_MARGIN: Final = 4
MOST_DIGITS: Final = 27
MESSAGE_BYTES: Final = 13
CHECK_BYTES: Final = 13
NUMERIC_MODE: Final = "0001"
LENGTH_BITS: Final = 10
DIGITS_TOGETHER: Final = 3
# How many bits three, two and one digits take.
BITS: Final = {3: 10, 2: 7, 1: 4}
PADDING: Final = (0xEC, 0x11)
# Level Q with mask 0, with its own check and mask: table C.1 of the standard.
FORMAT: Final = "011010101011111"
FINDER: Final = 7
TIMING: Final = 6
# x^8 + x^4 + x^3 + x^2 + 1, by which the standard multiplies bytes.
FIELD: Final = 0x11D
Grid = list[list[bool | None]]


def qr_path(digits: str) -> str:
    """The dark modules as the `d` of an SVG path, one unit a module, without the light margin.

    Raises:
        ValueError: these are not 1 to 27 digits.
    """
    return "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(qr_modules(digits))
        for x, dark in enumerate(row)
        if dark
    )


def qr_modules(digits: str) -> list[list[bool]]:
    """The code row by row; true is dark."""
    message = _message(digits)
    grid: Grid = [[None] * SIDE for _ in range(SIDE)]
    _draw_patterns(grid)
    bits = (
        byte >> shift & 1 for byte in (*message, *_check(message)) for shift in range(7, -1, -1)
    )
    for (x, y), bit in zip(_free_places(grid), bits, strict=True):
        # Mask 0. Others would break up even areas, and random digits have none.
        grid[y][x] = bool(bit) != ((x + y) % 2 == 0)
    return [[bool(module) for module in row] for row in grid]


def _message(digits: str) -> bytes:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
        raise ValueError(f"1 to {MOST_DIGITS} digits go into this code")
    parts = [digits[at : at + DIGITS_TOGETHER] for at in range(0, len(digits), DIGITS_TOGETHER)]
    said = f"{len(digits):0{LENGTH_BITS}b}" + "".join(f"{int(p):0{BITS[len(p)]}b}" for p in parts)
    bits = (NUMERIC_MODE + said + "0000")[: MESSAGE_BYTES * 8]
    whole = [int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8)]
    return bytes(islice((*whole, *islice(cycle(PADDING), MESSAGE_BYTES)), MESSAGE_BYTES))


def _check(message: bytes) -> bytes:
    """The Reed-Solomon check: what is left when the message is divided by the generator."""
    generator = _generator()
    rest = [*message, *[0] * CHECK_BYTES]
    for at in range(len(message)):
        factor = rest[at]
        for offset, coefficient in enumerate(generator):
            rest[at + offset] ^= _times(coefficient, factor)
    return bytes(rest[len(message) :])


def _generator() -> Sequence[int]:
    """(x - 1)(x - 2)(x - 4)…, a factor for each byte of the check."""
    product, root = [1], 1
    for _ in range(CHECK_BYTES):
        shifted = [_times(each, root) for each in product]
        product = [a ^ b for a, b in zip([*product, 0], [0, *shifted], strict=True)]
        root = _times(root, 2)
    return product


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (FIELD if a & 0x80 else 0)
        b >>= 1
    return product


def _draw_patterns(grid: Grid) -> None:
    for left, top in ((0, 0), (SIDE - FINDER, 0), (0, SIDE - FINDER)):
        _draw_finder(grid, left, top)
    for at in range(FINDER + 1, SIDE - FINDER - 1):
        grid[TIMING][at] = grid[at][TIMING] = at % 2 == 0
    for (x, y), sign in zip(_places_of_format(), FORMAT * 2, strict=True):
        grid[y][x] = sign == "1"
    grid[SIDE - FINDER - 1][FINDER + 1] = True


def _draw_finder(grid: Grid, left: int, top: int) -> None:
    """Three squares in one another, and a light line around them."""
    centre_x, centre_y = left + FINDER // 2, top + FINDER // 2
    for y in range(max(top - 1, 0), min(top + FINDER + 1, SIDE)):
        for x in range(max(left - 1, 0), min(left + FINDER + 1, SIDE)):
            grid[y][x] = max(abs(x - centre_x), abs(y - centre_y)) in (0, 1, 3)


def _places_of_format() -> Iterator[tuple[int, int]]:
    """Where the format stands, twice, beginning with its highest bit."""
    beside = [at for at in range(FINDER + 2) if at != TIMING]
    yield from ((x, FINDER + 1) for x in beside)
    yield from ((FINDER + 1, y) for y in reversed(beside[:-1]))
    yield from ((FINDER + 1, y) for y in range(SIDE - 1, SIDE - FINDER - 1, -1))
    yield from ((x, FINDER + 1) for x in range(SIDE - FINDER - 1, SIDE))


def _free_places(grid: Grid) -> Iterator[tuple[int, int]]:
    """Where the bits go: two columns at a time from the right, up and down in turns."""
    rights = (*range(SIDE - 1, TIMING, -2), *range(TIMING - 1, 0, -2))
    free = [[module is None for module in row] for row in grid]
    for turn, right in enumerate(rights):
        rows = range(SIDE) if turn % 2 else range(SIDE - 1, -1, -1)
        yield from ((x, y) for y in rows for x in (right, right - 1) if free[y][x])
