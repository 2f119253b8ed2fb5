"""What does a page say of each field that was not taken?"""

from __future__ import annotations

from api.errors.problems import Problem
from api.errors.refusals import FieldError

# What is said of a contact that can never be used.
CONTACTS = {"contact.email": "email", "contact.phone": "phone"}


def errors_of(problem: Problem) -> dict[str, str]:
    """What the page says about each field; what is wrong with none is said of the whole form."""
    if problem.errors:
        return {each.field: _said(each) for each in problem.errors}
    return {"form": "unavailable" if problem.is_away else problem.code}


def _said(error: FieldError) -> str:
    """An empty message is missing by itself; a number only because of what was wished."""
    if error.field in CONTACTS and error.code == "malformed":
        return CONTACTS[error.field]
    if error.field == "message" and error.code == "too-long":
        return "message-too-long"
    if error.field == "contact.safe_times" and error.code == "required":
        return "safe-times"
    return "needed" if error.code == "required" and error.field != "message" else error.code
