"""Why may what was said of signs of danger be refused? One class a refusal."""

from triage.errors.requests import TriageError


class NoSuchSign(TriageError):
    """No danger showed in the request, or the catalogue has no such rule (any more)."""

    code = "no-such-sign"
