"""Is each step of an emergency recorded by who has it in hand, with its words sealed?"""

import pytest

from tests.domain.given import AINO, KERTTU, VILLE, Case, claimed, closed, submitted
from triage.actors import Actor
from triage.codes import EmergencyStep, Urgency
from triage.errors.requests import NotClaimed, RequestClosed
from triage.request.commands.emergency import RecordEmergencyStep
from triage.request.commands.handling import AssessUrgency
from triage.request.events import EmergencyStepTaken

DANGEROUS = "Mieheni uhkaa tappaa minut."
NOTE = "Ambulanssi on matkalla."


def step(case: Case, actor: Actor) -> tuple[str, ...]:
    return case.do(actor, RecordEmergencyStep, step=EmergencyStep.CALLED_112, note=NOTE)


@pytest.mark.parametrize("actor", [VILLE, KERTTU])
def test_who_watches_over_emergencies_records_a_step(actor: Actor) -> None:
    case = submitted(DANGEROUS)
    step(case, actor)

    taken = case.last(EmergencyStepTaken)
    assert (taken.step, taken.by.username) == (EmergencyStep.CALLED_112, actor.username)


def test_the_holder_records_a_step() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    assert step(case, AINO) == ("emergency-step-taken",)


def test_who_does_not_hold_it_claims_it_first() -> None:
    refusal = submitted().refusal(AINO, RecordEmergencyStep, step=EmergencyStep.SAFE_CALL)

    assert type(refusal) is NotClaimed


def test_a_closed_request_takes_no_step() -> None:
    refusal = closed().refusal(AINO, RecordEmergencyStep, step=EmergencyStep.SAFE_CALL)

    assert type(refusal) is RequestClosed


def test_the_note_is_sealed() -> None:
    case = submitted(DANGEROUS)
    step(case, VILLE)

    assert all(NOTE.encode() not in stored.state for stored in case.stored)


def test_the_requester_is_told_nothing_of_it() -> None:
    case = submitted(DANGEROUS)
    before = case.own_view()
    step(case, VILLE)

    assert case.own_view() == before
