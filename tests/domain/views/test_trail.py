"""What does the trail tell of a request, and does it tell no word of it?"""

import pytest

from projections.views.request.trail import trail
from tests.domain.given import KERTTU, LoggedRead, at, claimed
from tests.domain.lives import lived_through
from triage.actors import By, Role
from triage.request.commands.handling import AssignRequest, ReleaseRequest


def test_the_trail_has_codes_and_no_typed_word() -> None:
    case = lived_through()

    shown = trail("PA-7", case.events, (), names=True)
    assert (
        [(each.kind, each.reason_code) for each in shown.events if each.reason_code],
        "salaisuus" in repr(shown),
    ) == (
        [
            ("routed", "topic"),
            ("urgency-assessed", "urgent"),
            ("transfer-offered", "inside"),
            ("replied", "question"),
            ("closed", "guided"),
        ],
        False,
    )


def test_the_trail_tells_what_fell_due_by_its_true_moment_and_when_it_was_noticed() -> None:
    shown = trail("PA-7", lived_through().events, (), names=True)

    assert [
        (each.kind, each.due_at, each.breached_at, each.noticed_at)
        for each in shown.events
        if each.noticed_at
    ] == [
        ("reminded", at(9, 14), None, at(14, 9)),
        ("escalated", at(10, 12), None, at(14, 9)),
        ("promise-missed", None, at(11, 0), at(14, 9)),
    ]


@pytest.mark.parametrize(("names", "username"), [(True, "aino"), (False, None)])
def test_names_are_in_the_trail_only_where_they_may_be(names: bool, username: str | None) -> None:
    case = claimed()

    shown = trail("PA-7", case.events, [LoggedRead(at=at(8, 10))], names=names)

    expected = By(role=Role.WORKER, username=username, unit="perhesosiaalityo")
    assert (shown.events[-1].by, shown.reads[0].by) == (expected, expected)


def test_the_trail_keeps_refused_reads() -> None:
    read = LoggedRead(at=at(8, 10), outcome="denied", ground="reason-needed")

    (shown,) = trail("PA-7", claimed().events, [read], names=True).reads

    assert (shown.outcome, shown.ground) == ("denied", "reason-needed")


def test_the_trail_tells_who_took_the_request_out_of_whose_hand() -> None:
    case = claimed()
    case.do(KERTTU, ReleaseRequest)
    case.do(KERTTU, AssignRequest, worker="onni")

    shown = trail("PA-7", case.events, (), names=True)

    assert [(each.kind, each.by.username) for each in shown.events[-2:]] == [
        ("released", "kerttu"),
        ("assigned", "kerttu"),
    ]
