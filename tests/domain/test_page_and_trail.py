"""What does a worker see of a request, and what does an auditor see of what happened to it?"""

import pytest

from projections.request_page import Contents, contents
from projections.trail import trail
from tests.domain.given import (
    AINO,
    KERTTU,
    MARIA,
    OLLI,
    REQUESTER,
    Case,
    LoggedRead,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
)
from triage.actors import Actor, By, Role
from triage.commands.dialogue import (
    AddNote,
    Channel,
    RecordContactAttempt,
    RecordProtectionNotice,
    ReleaseToRequester,
    ReplyKind,
    ReplyToRequester,
    WriteMessage,
)
from triage.commands.ending import CloseRequest, Outcome, ReopenRequest
from triage.commands.handling import AssignRequest, OpenRequest, ReleaseRequest
from triage.commands.intake import AssessUrgency, Urgency
from triage.commands.transfer import AcceptTransfer, Basis, OfferTransfer


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


# -- the worker's page --


def test_the_page_begins_with_the_requesters_words() -> None:
    case = answered(message="Emme jaksa.")

    assert [(each.sender, each.text) for each in page(case).messages] == [
        ("requester", "Emme jaksa."),
        ("worker", "Some words."),
    ]


def test_the_page_says_who_wrote_an_answer() -> None:
    assert page(answered()).messages[-1].by == By(
        role=Role.WORKER, username="aino", unit="perhesosiaalityo"
    )


def test_the_page_holds_notes_and_calls() -> None:
    case = claimed()
    case.do(AINO, AddNote, text="Soitto koululta.")
    case.do(AINO, RecordContactAttempt, channel=Channel.SMS, reached=False, text=None)

    shown = page(case)
    assert (
        [each.text for each in shown.notes],
        [(each.channel, each.reached, each.text) for each in shown.contact_attempts],
    ) == (["Soitto koululta."], [("sms", False, None)])


def test_the_page_says_why_the_request_is_here() -> None:
    routing = page(submitted()).routing

    assert (routing.unit, routing.rule, routing.reason) == ("perhesosiaalityo", "money", "topic")


def test_the_page_shows_every_promise_with_what_became_of_it() -> None:
    case = claimed()
    case.sweep(at(14, 9))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 10))
    case.do(REQUESTER, WriteMessage, moment=at(15, 9))

    assert [(each.number, each.missed, each.answered_at) for each in page(case).promises] == [
        (0, True, at(14, 10)),
        (1, False, None),
    ]


def test_the_history_tells_codes_and_reasons_of_what_happened() -> None:
    history = page(lived_through()).history

    assert [(each.kind, each.detail, each.because) for each in history] == [
        ("submitted", None, None),
        ("routed", "perhesosiaalityo", None),
        ("claimed", "aino", None),
        ("urgency-assessed", "urgent", "salaisuus"),
        ("transfer-offered", "neuvola", "salaisuus"),
        ("transfer-accepted", "neuvola", None),
        ("reminded", None, None),
        ("escalated", None, None),
        ("promise-missed", None, None),
        ("replied", "question", None),
        ("message-received", None, None),
        ("noted", None, None),
        ("closed", "guided", None),
    ]


def test_a_miss_in_the_history_has_both_moments() -> None:
    (missed,) = [each for each in page(lived_through()).history if each.breached_at]

    assert (missed.breached_at, missed.noticed_at) == (at(11, 0), at(14, 9))


def test_what_fell_due_in_the_history_has_both_moments() -> None:
    due = [each for each in page(lived_through()).history if each.due_at]

    assert [(each.kind, each.due_at, each.noticed_at) for each in due] == [
        ("reminded", at(9, 14), at(14, 9)),
        ("escalated", at(10, 12), at(14, 9)),
    ]


def test_late_looks_in_the_history_have_their_moments() -> None:
    case = submitted()
    case.sweep(at(14, 9))

    late = [each for each in page(case).history if each.kind == "look-overdue"]
    assert [(each.detail, each.due_at, each.noticed_at) for each in late] == [
        ("substitute", at(8, 11), at(14, 9)),
        ("coordinator", at(8, 13), at(14, 9)),
    ]


def test_what_a_person_did_has_no_moment_but_its_own() -> None:
    told = [each for each in page(answered()).history if each.noticed_at or each.due_at]

    assert told == []


def test_a_follow_up_is_told_from_the_first_answer_in_the_history() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    case.sweep(at(21, 9))

    assert [each.detail for each in page(case).history[-3:]] == ["follow-up"] * 3


def test_the_page_of_an_erased_request_has_no_words_left() -> None:
    shown = page(erased())

    assert (shown.erased, shown.plea.message, [each.text for each in shown.messages]) == (
        True,
        None,
        [None],
    )


def test_a_reopened_request_has_no_outcome() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert page(case).outcome is None


# -- a partner's page --


def at_the_parish() -> Case:
    """The county's own work, then an accepted transfer, then the partner's own."""
    case = claimed(message="Emme jaksa.")
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, because="salaisuus")
    case.do(AINO, AddNote, text="salaisuus")
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False, text="salaisuus")
    case.do(AINO, RecordProtectionNotice, family_told=False, because="salaisuus")
    case.do(AINO, ReleaseToRequester, because="salaisuus")
    case.do(
        AINO,
        OfferTransfer,
        unit="seurakunta-perheneuvonta",
        basis=Basis.STATUTE,
        because="salaisuus",
    )
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, AddNote, text="Oma muistiinpano.")
    case.do(MARIA, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    return case


def page_of_partner(case: Case) -> Contents:
    return contents(case.request, case.events, partner=MARIA.units)


def test_a_partner_reads_the_dialogue() -> None:
    assert [each.text for each in page_of_partner(at_the_parish()).messages] == [
        "Emme jaksa.",
        "Some words.",
    ]


def test_a_partner_reads_nothing_that_the_county_wrote_for_itself() -> None:
    assert "salaisuus" not in repr(page_of_partner(at_the_parish()))


def test_a_partner_does_not_learn_of_the_countys_protection_notice() -> None:
    case = at_the_parish()
    case.do(KERTTU, OpenRequest)
    case.do(KERTTU, RecordProtectionNotice, family_told=False)

    shown = page_of_partner(case)

    kinds = {each.kind for each in shown.history}
    assert (
        shown.protection_notices,
        shown.withheld,
        kinds & {"protection-notice-made", "released-to-requester"},
    ) == ((), False, set())


def test_a_partner_keeps_its_own_protection_notice() -> None:
    case = at_the_parish()
    case.do(MARIA, RecordProtectionNotice, family_told=True)

    (notice,) = page_of_partner(case).protection_notices
    assert notice.by.username == "maria"


@pytest.mark.parametrize(("actor", "told"), [(KERTTU, None), (MARIA, "protection-notice")])
def test_a_partner_reads_the_outcomes_of_its_own_closings_only(
    actor: Actor, told: str | None
) -> None:
    case = at_the_parish()
    case.do(KERTTU, OpenRequest)
    case.do(actor, CloseRequest, outcome=Outcome.PROTECTION_NOTICE)

    shown = page_of_partner(case)

    assert (shown.outcome, shown.history[-1].detail) == (told, told)


def test_a_partner_keeps_the_own_notes() -> None:
    assert [each.text for each in page_of_partner(at_the_parish()).notes] == ["Oma muistiinpano."]


def test_the_county_reads_on_what_the_partner_does_not() -> None:
    shown = page(at_the_parish())

    assert ([each.text for each in shown.notes], len(shown.protection_notices)) == (
        ["salaisuus", "Oma muistiinpano."],
        1,
    )


# -- the trail --


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
