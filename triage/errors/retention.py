"""Why may a request not count as recorded, or its content not be destroyed? One class a refusal."""

from triage.errors.requests import TriageError


class RecordedOnNotFit(TriageError):
    """The day is before the request came, or ahead."""

    code = "recorded-on-not-fit"


class NotYetOver(TriageError):
    """The retention is not over, or somebody still waits for an answer about the data."""

    code = "not-yet-over"
