"""How is a receipt read by a camera? A QR code of its digits alone (ISO/IEC 18004)."""

from __future__ import annotations

import segno


def qr_path(digits: str) -> str:
    """The dark modules as the `d` of an SVG path, one unit a module, without the light margin.

    Of a receipt 21 by 21 modules, of which a quarter may be spoilt.
    """
    rows = segno.make_qr(digits, error="q", boost_error=False).matrix
    return "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
