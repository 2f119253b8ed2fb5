"""What may be refused where others are asked to help: units, partners, services elsewhere?"""

from __future__ import annotations

from triage.errors.requests import ConsentMissing, TriageError


class UnknownGuide(TriageError):
    """The catalogue lists no such service of others."""

    code = "unknown-service"


class PlaceNotNamed(TriageError):
    """Whoever is told that it is another's matter must be told whose."""

    code = "place-not-named"


class FollowUpNotFit(TriageError):
    """The day on which both sides are asked lies ahead, and not further than a year."""

    code = "follow-up-not-fit"


class NoLandingAwaited(TriageError):
    """Nobody was handed over, or somebody has recorded already that it landed."""

    code = "no-landing-awaited"


class UnknownPartner(TriageError):
    """The catalogue has no such partner: neither a side other than the county nor a unit of one."""

    code = "unknown-partner"


class ConsentDayNotFit(TriageError):
    """A consent holds until today at the earliest, and not longer than ten years."""

    code = "consent-day-not-fit"


class ConsentTakenBack(ConsentMissing):
    """The requester took the own consent back: nobody else's counts for this partner."""

    code = "consent-taken-back"


class NoConsent(TriageError):
    """Nobody agrees to this partner, so nothing can be revoked."""

    code = "no-consent"


class ClockRuns(TriageError):
    """It would be closed, and a statutory clock runs; nobody said that it is to run on."""

    code = "clock-runs"


class ClockStarted(TriageError):
    """This statutory clock runs already; it has one true beginning."""

    code = "clock-started"


class ClockNotRunning(TriageError):
    """No such statutory clock was started here, or it was taken back or done already."""

    code = "clock-not-running"


class ClockReleased(TriageError):
    """The requester sees this statutory clock already."""

    code = "clock-released"


class ClockWithheld(TriageError):
    """The requester may not be told: a notice is withheld, or it is about another's family."""

    code = "clock-withheld"


class DoneOnNotFit(TriageError):
    """It was done between the beginning of the clock and today."""

    code = "done-on-not-fit"


class PartnerKeepsNoClock(TriageError):
    """A statutory clock is the county's: no partner has or is offered a request where one runs."""

    code = "partner-keeps-no-clock"


class ColleagueNotFit(TriageError):
    """Whoever made the notice too takes requests, and is another person."""

    code = "colleague-not-fit"


class NotNamedInNotice(TriageError):
    """No child-protection notice names this person, or all that do are confirmed."""

    code = "not-named-in-notice"


class NotLanded(TriageError):
    """Handed over is the outcome only once a side has said that the family is in good hands."""

    code = "not-landed"


class HandedOver(TriageError):
    """The request was handed over: the sender may only record that it landed."""

    code = "handed-over"


class SummaryIdentifies(TriageError):
    """The summary tells whom it is about; `found` names the kinds, never the words."""

    code = "summary-identifies"


class ConsultationPending(TriageError):
    """The unit is asked already and has not answered."""

    code = "consultation-pending"


class NoConsultationPending(TriageError):
    """Nobody is asked that, or the question was answered, taken back, or ended with the request.

    It also ended where another unit has taken the request over.
    """

    code = "no-consultation-pending"


class QuestionNotNamed(TriageError):
    """Several questions wait for your units: the answer must say by `number` which it is for."""

    code = "question-not-named"


class MaturityUnweighed(TriageError):
    """A guardian asks: whether the young person understands and forbids it, and danger, is said."""

    code = "maturity-unweighed"


class DisclosureBarred(TriageError):
    """This is not handed to this asker: the young person forbids it, or it is dangerous."""

    code = "disclosure-barred"
