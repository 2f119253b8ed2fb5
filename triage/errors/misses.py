"""Why may the cause of a missed promise be refused? One class a refusal."""

from triage.errors.requests import TriageError


class NoSuchMiss(TriageError):
    """No such promise of this request was missed, or the miss was taken back."""

    code = "no-such-miss"


class CauseNotShown(TriageError):
    """The events of the request show no such cause; `choices` are those that they show."""

    code = "cause-not-shown"
