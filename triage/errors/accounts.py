"""Why is an own account not changed?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class PasswordNotFit(TriageError):
    """The new password is too short, too long, easy to guess, or not to be typed again."""

    code = "password-not-fit"


class PasswordsDiffer(TriageError):
    """The new password was not typed alike twice."""

    code = "passwords-differ"
