"""Has everything that the access log may say a kind, and every row a purpose?"""

from itertools import chain

import pytest

from projections.door.questions import Question, Taken
from tests.domain.test_permission import CLASSES
from triage.actors import Role
from triage.evidence.denials import ACT
from triage.evidence.reads.kinds import ACTIONS_OF, LogKind, Purpose, kind_of, purpose_of
from triage.request.need_to_know import Standing


def test_every_question_is_of_a_kind() -> None:
    asked = [each for each in CLASSES.values() if issubclass(each, Question)]
    assert [each.action for each in asked if kind_of(each.action) is None] == []


def test_what_is_taken_and_what_is_done_is_of_a_kind() -> None:
    taken = [kind_of(f"statistics-{how}") for how in Taken]
    assert (taken, kind_of(ACT)) == ([LogKind.PRINT, LogKind.EXPORT], LogKind.ACT)


def test_an_action_is_of_one_kind_only() -> None:
    actions = list(chain.from_iterable(ACTIONS_OF.values()))
    assert (len(actions), set(ACTIONS_OF)) == (len(set(actions)), set(LogKind))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("ground", [*Standing, "unknown", "not-allowed"])
def test_every_row_has_a_purpose(ground: str, role: Role) -> None:
    assert purpose_of(ground, str(role)) in Purpose


def test_the_purpose_follows_the_ground_before_the_role() -> None:
    assert purpose_of("duty", "worker") is Purpose.URGENT_HELP
    assert purpose_of("own", "duty") is Purpose.URGENT_HELP
    assert purpose_of("own", "worker") is Purpose.SERVICE
