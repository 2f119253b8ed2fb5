"""What is said to somebody whose receipt opened nothing?"""

from __future__ import annotations

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api.errors.problems import Problem
from api.pages.form_fields import Typed
from api.pages.page import page
from api.pages.requester.form.details_step import kept_details
from triage.refused_receipts import ReceiptMistyped, ReceiptWasReplaced
from triage.store.keys.check_digits import CHECK_DIGITS
from triage.store.keys.identity import RECEIPT_DIGITS
from triage.text.visible import says_something

# By the status of the refusal.
UNOPENED = {404: "wrong", 409: "damaged", 422: "required", 429: "slow-down", 503: "unavailable"}
# By its code, where the receipt itself is why.
OF_RECEIPTS = {ReceiptMistyped.code: "mistyped", ReceiptWasReplaced.code: "replaced"}
# Receipts of today, and those of before they had a check.
LENGTHS = (RECEIPT_DIGITS + CHECK_DIGITS, RECEIPT_DIGITS)


def unopened(problem: Problem, receipt: str) -> str:
    """What the page says of a receipt that does not open; how long one is, is no secret."""
    if problem.code in OF_RECEIPTS:
        return OF_RECEIPTS[problem.code]
    said = UNOPENED.get(problem.status, "unavailable")
    digits = sum(sign.isdecimal() for sign in receipt)
    is_typed = said in ("wrong", "required") and says_something(receipt)
    return "length" if is_typed and digits not in LENGTHS else said


def without_cookies(request: Request) -> Response:
    """What is said of a right receipt whose session the browser did not keep."""
    return page(
        request,
        "open_receipt.html",
        error="no-cookies",
        receipt="",
        text="",
        page_key=str(uuid4()),
    )


def ask_for_receipt(request: Request, form: Typed) -> Response:
    """Ask for the receipt before what was typed can be sent; all of it is kept."""
    return page(
        request,
        "open_receipt.html",
        status=401,
        error="signed-out",
        receipt="",
        text=form.one("text"),
        details=kept_details(form),
        page_key=str(uuid4()),
    )
