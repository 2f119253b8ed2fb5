"""What has happened to a request that several tests look at, and what does its page hold?"""

from projections.views.request.request_shown import Contents, contents
from tests.domain.given import AINO, OLLI, REQUESTER, Case, at, claimed
from triage.codes import Outcome, ReplyKind, Urgency
from triage.request.commands.dialogue import AddNote, ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer


def page(case: Case) -> Contents:
    return contents(case.request, case.events)


def lived_through() -> Case:
    """Looked at, transferred, answered late, written on and closed."""
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.URGENT, because="salaisuus")
    case.do(AINO, OfferTransfer, unit="neuvola", because="salaisuus")
    case.do(OLLI, AcceptTransfer)
    case.sweep(at(14, 9))
    case.do(OLLI, ReplyToRequester, reply_kind=ReplyKind.QUESTION, text="salaisuus")
    case.do(REQUESTER, WriteMessage, text="salaisuus")
    case.do(OLLI, AddNote, text="salaisuus")
    case.do(OLLI, CloseRequest, outcome=Outcome.GUIDED)
    return case


def closed_as(outcome: Outcome) -> Case:
    case = claimed()
    case.do(AINO, CloseRequest, outcome=outcome)
    return case
