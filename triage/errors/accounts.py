"""Why is an own account not changed?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class PasswordNotFit(TriageError):
    """The new password is too short, too long, easy to guess, or not to be typed again."""

    code = "password-not-fit"


class PasswordsDiffer(TriageError):
    """The new password was not typed alike twice."""

    code = "passwords-differ"


class CodeNeeded(TriageError):
    """The password is right; the account has a second factor, and no code of it came along."""

    code = "code-needed"


class WrongCode(TriageError):
    """It is no code of this account's, or it was used before."""

    code = "wrong-code"


class SecondFactorMissing(TriageError):
    """The password is right; the role signs in with a second factor only, to be set up first."""

    code = "second-factor-missing"


class FactorRequired(TriageError):
    """The role signs in with a second factor only, so it stays."""

    code = "second-factor-required"


class OfferOver(TriageError):
    """The secret was shown too long ago, or something else of the account has changed since."""

    code = "offer-over"


class FreshProofNeeded(TriageError):
    """Whose session it is was proven too long ago for so grave an act: prove it again."""

    code = "fresh-proof-needed"
