"""Did a person fill in this form? Signs that it was a program; they weigh, and refuse nobody."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request

from api.http.access import parts_of
from api.pages.form_fields import Typed
from triage.text.personal import Personal

# Hidden from everybody who reads the page or hears it read; programs fill in whatever there is.
TRAP = "homepage"
# When the form was given, sealed; without it there is no sign of haste.
GIVEN = "given"
# Whoever only pastes a text and sends it takes longer.
LEAST_TIME = timedelta(seconds=3)
SIGNS = (TRAP, GIVEN)


def given_now(request: Request, form_key: str) -> str:
    """The moment that a form which is given now carries."""
    parts = parts_of(request)
    return parts.authenticator.form_moments.written(form_key, parts.clock())


def signs_of_a_program(request: Request, sent: Typed, form_key: str) -> int:
    """How many signs this form bears: 0, 1 or 2."""
    parts = parts_of(request)
    age = parts.authenticator.form_moments.age(Personal(form_key), sent.one(GIVEN), parts.clock())
    # A moment to come is a clock that was set back, and no haste.
    in_haste = age is not None and timedelta() <= age < LEAST_TIME
    return in_haste + bool(sent.one(TRAP))
