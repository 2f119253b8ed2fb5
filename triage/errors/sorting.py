"""Why may a sorting be refused? One class a refusal."""

from triage.errors.requests import TriageError


class UnknownTopic(TriageError):
    """The catalogue has no such topic."""

    code = "unknown-topic"


class UnknownAgeBand(TriageError):
    """The catalogue has no such age band."""

    code = "unknown-age-band"
