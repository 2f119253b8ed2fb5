"""How is something read by a camera? A QR code of it alone (ISO/IEC 18004)."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """The dark modules as the `d` of an SVG path, one unit a module; no light margin around it.

    `side`: how many modules it is wide and high.
    """

    path: str
    side: int


def qr_code(said: str) -> QrCode:
    """The code of a text, of which a quarter may be spoilt."""
    rows = segno.make_qr(said, error="q", boost_error=False).matrix
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return QrCode(path=path, side=len(rows))


def qr_path(digits: str) -> str:
    """The path of a receipt's code, which is 21 by 21 modules."""
    return qr_code(digits).path
