"""How are others asked for advice without learning about whom? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, LowerCode, Reason, Words
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.request.commands.partners.consulting import (
    AnswerConsultation,
    ConsultUnit,
    WithdrawConsultation,
)
from triage.request.events import ConsultationAnswered, ConsultationAsked, ConsultationWithdrawn


class ConsultationBody(Incoming):
    """Which unit is asked, and a summary that tells nobody's name: all that the unit sees."""

    unit: LowerCode
    summary: Reason


class ConsultationAnswerBody(Incoming):
    """The advice that the own unit gives, and to which question."""

    text: Words
    number: Annotated[
        int | None,
        Field(
            ge=1,
            description="The `number` of the question that was read. It may be left out where"
            " your units are asked one thing about the request.",
        ),
    ] = None


class ConsultationWithdrawalBody(Incoming):
    """From which unit the question is taken back."""

    unit: LowerCode


def _nowhere(shown: RequestShown, actor: Actor) -> bool:
    """It is answered from the list of consultations: who may answer sees no request."""
    return False


def _waits_for_advice(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    waiting = inside is not None and any(
        each.answered_at is None and each.withdrawn_at is None for each in inside.consultations
    )
    return waiting and reads_and_goes_on(shown, actor)


def _no_words(_: Contents, happening: Happening) -> str | None:
    return None


CONSULTATION = Verb(
    name="consultation",
    summary="Ask another unit for advice",
    command=ConsultUnit,
    body=ConsultationBody,
    fits=reads_and_goes_on,
    leaves=ConsultationAsked,
    warns=True,
)
CONSULTATION_ANSWER = Verb(
    name="consultation-answer",
    summary="Give the advice that your unit was asked for",
    command=AnswerConsultation,
    body=ConsultationAnswerBody,
    fits=_nowhere,
    leaves=ConsultationAnswered,
    words_left=_no_words,
    place=Place.OWN,
)
CONSULTATION_WITHDRAWAL = Verb(
    name="consultation-withdrawal",
    summary="Take a question for advice back",
    command=WithdrawConsultation,
    body=ConsultationWithdrawalBody,
    fits=_waits_for_advice,
    leaves=ConsultationWithdrawn,
    words_left=_no_words,
    place=Place.OWN,
)
