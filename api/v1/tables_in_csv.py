"""How does an answer become a table for a spreadsheet, in which no cell is a formula?"""

from __future__ import annotations

from fastapi import Request

CSV = "text/csv"
# A spreadsheet takes a file without the mark for one of its own old character set.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def wants_csv(request: Request) -> bool:
    """Whether the caller asked for a table and for nothing that JSON would do."""
    accepted = request.headers.get("accept", "")
    return any(each.split(";")[0].strip() == CSV for each in accepted.split(","))


def safe(text: str) -> str:
    """The same, as text to any spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
