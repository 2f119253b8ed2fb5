"""What may be refused about one's own contact, consents, data and feedback? One class a refusal."""

from triage.errors.requests import TriageError


class TooManyChanges(TriageError):
    """Contact or consents were changed too often; `limit` says how often. Removing still works."""

    code = "too-many-changes"


class TooManyDataRequests(TriageError):
    """So many data requests of this request wait already; `limit` says how many."""

    code = "too-many-data-requests"


class BreachNotOpen(TriageError):
    """No such breach waits to be judged."""

    code = "breach-not-open"


class DataRequestNotOpen(TriageError):
    """The request has no such data request, or it is answered (`number`)."""

    code = "data-request-not-open"


class NoAnswerYet(TriageError):
    """Nobody has answered yet: there is nothing to give feedback on."""

    code = "no-answer-yet"


class FeedbackWantsHelp(TriageError):
    """The comment shows danger: as feedback nobody would read it in time, so it is not kept."""

    code = "feedback-wants-help"


class FeedbackGiven(TriageError):
    """The request has given feedback before; nobody can change it, because nobody finds it."""

    code = "feedback-given"
