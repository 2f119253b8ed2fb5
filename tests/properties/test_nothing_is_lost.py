"""Is every open request somebody's, and does the clock come back to it, in any history?"""

from hypothesis import given, settings

from tests.domain.given import Case
from tests.properties.histories import History, histories, lived
from triage.request.enforcement import next_due_at

bounded = settings(max_examples=60)


def is_not_lost(case: Case) -> None:
    request = case.request
    if request.ended:
        return
    assert not request.is_adrift
    if request.unanswered or request.claimed_by is None:
        # Once every step of it is done, the coordinator has it, late, on top of the list.
        assert request.waiting_for in ("us", "receiver")
        assert next_due_at(request) is not None or request.escalated
    else:
        assert request.claimed_by not in request.recused


@bounded
@given(histories)
def test_an_open_request_is_somebodys_or_due(history: History) -> None:
    lived(history, after_each=is_not_lost)
