"""What does danger in a later message set going, whatever was said before?"""

import pytest

from tests.domain.given import AINO, REQUESTER, answered, at, claimed, submitted
from triage.commands.dialogue import WriteMessage
from triage.commands.intake import AssessUrgency, Urgency

DANGEROUS = "Mieheni uhkaa tappaa minut."


def test_words_of_danger_flag_the_request_anew() -> None:
    case = answered()

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert case.request.flagged


def test_calm_words_take_no_flag_away() -> None:
    case = submitted(DANGEROUS)

    case.do(REQUESTER, WriteMessage, text="Kaikki on hyvin.")

    assert case.request.flagged


def test_danger_after_a_calm_look_wants_a_new_one() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert (case.request.urgency, case.request.pressing) == (None, True)


def test_danger_lowers_nothing_that_a_human_has_called_an_emergency() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert case.request.urgency == "emergency"


@pytest.mark.parametrize(
    ("hour", "minute", "alerted"), [(10, 0, False), (15, 31, True), (23, 0, True)]
)
def test_danger_alerts_the_duty_when_nobody_is_there_to_look(
    hour: int, minute: int, alerted: bool
) -> None:
    case = answered()

    kinds = case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(14, hour, minute))

    assert ("duty-alerted" in kinds) is alerted


def test_calm_words_alert_nobody_at_night() -> None:
    case = answered()

    assert case.do(REQUESTER, WriteMessage, moment=at(14, 23)) == ("message-received",)
