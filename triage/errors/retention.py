"""Why may a request not count as recorded, or its content not be destroyed? One class a refusal."""

from triage.errors.requests import TriageError


class RecordedOnNotFit(TriageError):
    """The day is before the request came, or ahead."""

    code = "recorded-on-not-fit"


class NotYetOver(TriageError):
    """The retention is not over."""

    code = "not-yet-over"


class HeldBack(TriageError):
    """The retention is over, but the content is not destroyed yet; `ground` says why."""

    code = "held-back"


class NoHold(TriageError):
    """Nothing is held that could be let go."""

    code = "no-hold"
