"""Whom does each event tell, by what, and when? Nothing unsafe, nothing at night, no content."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MINUTE,
    OLLI,
    REQUESTER,
    TIINA,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import Actor
from triage.catalogue import Catalogue, Notify
from triage.codes import (
    Basis,
    DataRequestKind,
    DataRequestOutcome,
    Outcome,
    ReplyBy,
    ReplyKind,
)
from triage.notices.telling import (
    TELLING,
    Carrier,
    Notice,
    Recipient,
    notices,
)
from triage.notices.times import OPEN_PATIENCE, first_moment, given_up_at
from triage.notices.ways import Way, way_to_requester, ways_to_staff, ways_to_unit
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, ReopenOwnRequest, ReopenRequest
from triage.request.commands.handling import ReleaseRequest
from triage.request.commands.own.data_requests import AnswerDataRequest, MakeDataRequest
from triage.request.commands.own.details import AddDetails
from triage.request.commands.own_wishes import ChangeConsents, ChangeContact
from triage.request.commands.partners.protecting import RecordProtectionNotice, ReleaseToRequester
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)
from triage.request.details import Details
from triage.request.events import EVENTS
from triage.request.state.own.data_request import DECIDED_BY_WORKERS
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.text.personal import Personal

BY_EMAIL = RequestWords(message="Apua.", reply_by="email", contact=Contact(email="aino@example.fi"))
BY_SMS = RequestWords(
    message="Apua.", reply_by="phone", contact=Contact(phone="040 123 4567", sms_ok=True)
)
DANGER = "Pelkään, että hän tappaa minut."
FAMILY_WORK = "perhesosiaalityo"


def told(case: Case, catalogue: Catalogue = CATALOGUE) -> list[tuple[str, ...]]:
    """Whom the last event tells: recipient, kind, unit."""
    return [_shown(notice) for notice in notices(case.events[-1], lambda: case.request, catalogue)]


def told_by_all(case: Case) -> list[tuple[str, ...]]:
    return [
        _shown(notice)
        for event in case.events
        for notice in notices(event, lambda: case.request, CATALOGUE)
    ]


def _shown(notice: Notice) -> tuple[str, ...]:
    return (str(notice.recipient), str(notice.kind), notice.unit or "")


TO_REQUESTER = ("requester", "something-new", "")


# -- what tells whom --


@pytest.mark.parametrize("kind", ReplyKind)
def test_every_reply_tells_the_requester(kind: ReplyKind) -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=kind)

    assert told(case) == [TO_REQUESTER]


def test_a_new_request_tells_the_unit_that_it_came_to() -> None:
    assert told_by_all(submitted()) == [("unit", "new-in-queue", FAMILY_WORK)]


def test_the_intake_is_told_in_the_place_of_a_unit_that_is_gone() -> None:
    left = {code: unit for code, unit in CATALOGUE.units.items() if code != FAMILY_WORK}

    assert told(submitted(), replace(CATALOGUE, units=left)) == [
        ("coordinator", "new-in-queue", "palveluohjaus")
    ]


def test_a_claim_tells_nobody() -> None:
    assert told(claimed()) == []


def test_a_message_that_opens_a_promise_tells_the_unit() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage)

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


def test_a_message_that_adds_to_what_waits_tells_nobody() -> None:
    case = submitted()
    case.do(REQUESTER, WriteMessage)

    assert told(case) == []


def test_danger_in_a_message_to_what_waits_tells_the_unit() -> None:
    case = submitted()
    case.do(REQUESTER, WriteMessage, text=DANGER)

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


def test_a_changed_contact_tells_the_unit_of_whoever_has_it_in_hand() -> None:
    case = claimed()

    case.do(REQUESTER, ChangeContact, contact=Contact(phone="+358401234567"))

    assert told(case) == [("unit", "new-in-queue", "perhesosiaalityo")]


def test_a_changed_contact_that_nobody_acts_on_yet_tells_nobody() -> None:
    case = submitted()

    case.do(REQUESTER, ChangeContact, contact=Contact(phone="+358401234567"))

    assert told(case) == []


def test_danger_in_a_contact_that_nobody_has_in_hand_tells_the_unit() -> None:
    case = submitted()

    case.do(REQUESTER, ChangeContact, contact=Contact(name="Mieheni uhkaa tappaa minut."))

    assert told(case) == [("unit", "new-in-queue", "perhesosiaalityo")]


def test_changed_consents_tell_the_unit_of_whoever_has_it_in_hand() -> None:
    case = claimed()

    case.do(REQUESTER, ChangeConsents, consents=Consents(consult=True))

    assert told(case) == [("unit", "new-in-queue", "perhesosiaalityo")]


def test_an_offer_that_a_gone_consent_takes_back_tells_the_unit_that_made_it() -> None:
    case = claimed(plea=RequestWords(message="Apua.", consents=Consents(partners=("parish",))))
    partner = "seurakunta-perheneuvonta"
    case.do(AINO, OfferTransfer, unit=partner, basis=Basis.CONSENT)

    case.do(REQUESTER, ChangeConsents, consents=Consents())

    assert told(case) == [("unit", "transfer-returned", "perhesosiaalityo")]


def test_details_tell_the_unit_where_somebody_has_it_in_hand() -> None:
    case = claimed()
    case.do(REQUESTER, AddDetails, details=Details(plea=RequestWords(avoid="Tätini")))

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


@pytest.mark.parametrize(("words", "tells"), [("Tätini", []), (DANGER, [FAMILY_WORK])])
def test_details_of_what_nobody_has_in_hand_tell_the_unit_where_they_show_danger(
    words: str, tells: list[str]
) -> None:
    case = submitted()
    case.do(REQUESTER, AddDetails, details=Details(plea=RequestWords(avoid=words)))

    assert told(case) == [("unit", "new-in-queue", unit) for unit in tells]


def test_details_that_lead_to_another_unit_tell_that_one() -> None:
    case = submitted(topics=(), profile=Profile())
    case.do(REQUESTER, AddDetails, details=Details(topics=("TAL",)))

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


@pytest.mark.parametrize("kind", DataRequestKind)
def test_what_workers_decide_tells_the_unit_of_whoever_has_it(kind: DataRequestKind) -> None:
    case = claimed()

    case.do(REQUESTER, MakeDataRequest, kind=kind, text=None)

    of_unit = [("unit", "new-in-queue", "perhesosiaalityo")]
    assert told(case) == (of_unit if kind in DECIDED_BY_WORKERS else [])


def test_danger_in_a_data_request_tells_the_unit_whoever_has_it() -> None:
    case = submitted()

    case.do(REQUESTER, MakeDataRequest, kind=DataRequestKind.COPY, text=DANGER)

    assert told(case) == [("unit", "new-in-queue", "perhesosiaalityo")]


def test_what_the_officer_answers_tells_the_requester() -> None:
    case = submitted()
    case.do(REQUESTER, MakeDataRequest, kind=DataRequestKind.COPY, text=None)

    case.do(TIINA, AnswerDataRequest, number=1, outcome=DataRequestOutcome.DONE)

    assert told(case) == [TO_REQUESTER]


def test_taking_up_again_tells_the_unit() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest, text=None)

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


@pytest.mark.parametrize("outcome", [Outcome.ADVICE, Outcome.SPAM])
def test_staff_who_take_up_again_tell_the_unit(outcome: Outcome) -> None:
    case = answered()
    case.do(AINO, CloseRequest, outcome=outcome)
    case.do(AINO, ReopenRequest)

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


def test_what_nobody_has_any_more_tells_the_unit() -> None:
    case = answered()
    case.do(AINO, ReleaseRequest)

    assert told(case) == [("unit", "new-in-queue", FAMILY_WORK)]


def offered() -> Case:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    return case


def test_an_offer_tells_the_unit_that_it_is_made_to() -> None:
    assert told(offered()) == [("unit", "transfer-offered", "neuvola")]


def test_an_offer_that_comes_back_by_itself_tells_the_unit_that_offered() -> None:
    case = offered()
    case.sweep(case.request.offer_due_at)

    assert told(case) == [("unit", "transfer-returned", FAMILY_WORK)]


def test_of_danger_that_comes_back_the_duty_is_told_too() -> None:
    case = submitted(DANGER)
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.sweep(case.request.offer_due_at)

    assert told(case) == [
        ("unit", "transfer-returned", FAMILY_WORK),
        ("duty", "transfer-returned", "sosiaalipaivystys"),
    ]


@pytest.mark.parametrize(
    ("actor", "notice"),
    [(AINO, []), (KERTTU, [("unit", "transfer-returned", FAMILY_WORK)])],
)
def test_the_unit_is_told_what_the_coordinator_takes_back(
    actor: Actor, notice: list[tuple[str, ...]]
) -> None:
    case = offered()
    case.do(actor, WithdrawTransfer)

    assert told(case) == notice


def test_a_refusal_tells_the_unit_that_offered() -> None:
    case = offered()
    case.do(OLLI, RefuseTransfer)

    assert told(case) == [("unit", "transfer-refused", FAMILY_WORK)]


def test_a_move_tells_the_requester() -> None:
    case = offered()
    case.do(OLLI, AcceptTransfer)

    assert told(case) == [TO_REQUESTER]


def test_a_move_that_is_withheld_tells_nobody_until_it_is_released() -> None:
    case = claimed()
    case.do(AINO, RecordProtectionNotice, family_told=False)
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)
    withheld = told(case)
    moved = case.events[-1]
    case.do(OLLI, ReleaseToRequester)

    assert withheld == []
    assert [*notices(moved, lambda: case.request, CATALOGUE)]


def test_a_move_of_what_is_about_others_tells_nobody() -> None:
    case = claimed(profile=Profile(asker="close_person", concerns="other_child_or_family"))
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert told(case) == []


def test_the_clock_tells_the_unit_first_and_then_the_coordinator() -> None:
    case = submitted()
    case.sweep(at(8, 9) + 14 * 24 * 60 * MINUTE)

    assert told_by_all(case)[1:] == [
        ("unit", "look-overdue", FAMILY_WORK),
        ("coordinator", "look-overdue", "palveluohjaus"),
        ("unit", "reminder", FAMILY_WORK),
        ("coordinator", "escalated", "palveluohjaus"),
    ]


def test_danger_that_nobody_looks_at_tells_the_duty_too() -> None:
    case = submitted(DANGER)
    case.sweep(at(8, 11))

    overdue = [each for each in told_by_all(case) if each[1] == "look-overdue"]
    assert [recipient for recipient, *_ in overdue] == ["unit", "duty", "coordinator", "duty"]


def test_what_no_list_of_danger_reads_tells_the_duty_too() -> None:
    case = submitted("Kocam beni dövüyor, çok korkuyorum.", moment=at(8, 23))
    case.sweep(at(9, 0))

    duty = [kind for recipient, kind, *_ in told_by_all(case) if recipient == "duty"]
    assert duty == ["duty-alert", "alert-repeated", "look-overdue", "look-overdue"]


def test_danger_out_of_hours_tells_the_duty_at_once() -> None:
    case = submitted(DANGER, moment=at(8, 23))

    assert ("duty", "duty-alert", "sosiaalipaivystys") in told_by_all(case)


def test_a_repeated_alert_tells_both_lines_of_the_duty() -> None:
    case = submitted(DANGER, moment=at(8, 22))
    case.sweep(at(8, 22, 5))

    assert told(case) == [
        ("duty", "alert-repeated", "sosiaalipaivystys"),
        ("duty-second", "alert-repeated", "sosiaalipaivystys"),
    ]


def test_from_the_second_time_on_a_repeated_alert_tells_the_coordinator_too() -> None:
    case = submitted(DANGER, moment=at(8, 22))
    case.sweep(at(8, 22, 15))

    assert told(case)[-1] == ("coordinator", "alert-repeated", "palveluohjaus")


def test_the_second_line_is_the_one_that_the_catalogue_names() -> None:
    second = replace(CATALOGUE.duty_line, second=Notify(sms="+358405550001"))
    catalogue = replace(CATALOGUE, duty_line=second)

    assert ways_to_staff("duty-second", "sosiaalipaivystys", catalogue) == (
        Way(carrier=Carrier.SMS, address=Personal("+358405550001")),
    )
    assert ways_to_staff("duty", "sosiaalipaivystys", catalogue) == ()


def test_no_duty_is_told_where_none_takes_part() -> None:
    case = submitted(DANGER)
    case.sweep(at(8, 10))

    assert told(case, replace(CATALOGUE, duty_configured=False)) == [
        ("coordinator", "look-overdue", "palveluohjaus")
    ]


def test_no_other_event_is_looked_at() -> None:
    quiet = {event.kind() for event in set(EVENTS.values()) - set(TELLING)}

    assert quiet == {
        "emergency-step-taken",
        "danger-dismissed",
        "miss-explained",
        "linked",
        "unlinked",
        "merged",
        "duplicate-merged",
        "merge-undone",
        "alert-acknowledged",
        "assigned",
        "avoidance-matched",
        "breach-answered",
        "claimed",
        "closed",
        "consent-given",
        "consent-revoked",
        "consent-timed",
        "joint-contact-made",
        "statutory-clock-started",
        "police-notice-made",
        "disclosure-decided",
        "consultation-withdrawn",
        "contact-attempted",
        "erased",
        "landed",
        "marks-retracted",
        "noted",
        "put-on-record",
        "hold-changed",
        "opened",
        "promise-missed",
        "protection-notice-confirmed",
        "protection-notice-declined",
        "protection-notice-made",
        "receipt-replaced",
        "recused",
        "released-to-requester",
        "interpreter-arranged",
        "statutory-clock-done",
        "statutory-clock-released",
        "statutory-clock-taken-back",
        "silence-ended",
        "silenced",
        "sorted",
        "submitted",
        "translation-asked",
        "translation-ended",
        "translation-opened",
        "urgency-assessed",
        "withdrawn",
        "writer-confirmed",
        "contact-compromised",
        "answer-opened",
    }


# -- which way to a requester: every setting, and nothing unsafe --


def way_of(case: Case) -> tuple[str, str] | None:
    way = way_to_requester(case.request)
    return None if way is None else (str(way.carrier), address_of(way))


def address_of(way: Way) -> str:
    return "" if way.address is None else way.address.reveal()


def test_whoever_chose_email_is_told_by_email() -> None:
    assert way_of(answered(plea=BY_EMAIL)) == ("email", "aino@example.fi")


def test_whoever_chose_the_phone_and_declared_sms_safe_gets_one() -> None:
    assert way_of(answered(plea=BY_SMS)) == ("sms", "+358401234567")


@pytest.mark.parametrize("reply_by", [None, *ReplyBy])
@pytest.mark.parametrize("sms_ok", [None, False, True])
@pytest.mark.parametrize("safe_times", [None, "arkisin kello 9-11"])
@pytest.mark.parametrize("email", [None, "aino@example.fi"])
@pytest.mark.parametrize("phone", [None, "0401234567"])
def test_only_what_was_chosen_and_declared_safe_is_used(
    reply_by: str | None,
    sms_ok: bool | None,
    safe_times: str | None,
    email: str | None,
    phone: str | None,
) -> None:
    contact = Contact(phone=phone, email=email, safe_times=safe_times, sms_ok=sms_ok)
    case = answered(plea=RequestWords(message="Apua.", reply_by=reply_by, contact=contact))
    chosen = {"email": email and "email", "phone": phone and sms_ok and "sms"}.get(reply_by or "")

    found = way_of(case)

    assert (found and found[0]) == ((chosen or None) if not safe_times else None)


def test_who_left_no_contact_is_told_nothing() -> None:
    assert way_of(answered()) is None


@pytest.mark.parametrize("end", [withdrawn, erased])
def test_nothing_goes_after_a_withdrawal_or_an_erasure(end: type[Case]) -> None:
    assert way_of(end(plea=BY_EMAIL)) is None


def test_an_answer_can_be_read_after_the_closing() -> None:
    assert way_of(closed(plea=BY_EMAIL)) is not None


def test_an_address_that_cannot_be_is_a_way_without_one() -> None:
    contact = Contact(email="aino@example.fi\nBcc: onni@example.fi")

    assert way_of(answered(plea=replace(BY_EMAIL, contact=contact))) == ("email", "")


# -- which ways to a unit --


def with_ways(unit: str, notify: Notify) -> Catalogue:
    entry = replace(CATALOGUE.units[unit], notify=notify)
    return replace(CATALOGUE, units={**CATALOGUE.units, unit: entry})


def test_a_unit_is_told_by_every_way_that_the_catalogue_names() -> None:
    notify = Notify(email="jono@example.fi", sms="0401234567", webhook="https://hook.example.fi")
    ways = ways_to_unit("neuvola", with_ways("neuvola", notify))

    assert [way.carrier for way in ways] == list(Carrier)


def test_an_address_of_a_unit_that_cannot_be_is_a_way_without_one() -> None:
    notify = Notify(email="info.@example.fi", sms="0401234567")
    ways = ways_to_unit("neuvola", with_ways("neuvola", notify))

    assert [address_of(way) for way in ways] == ["", "+358401234567"]


def test_the_packaged_catalogue_knows_no_ways_yet() -> None:
    assert not [unit for unit in CATALOGUE.units if ways_to_unit(unit, CATALOGUE)]


def test_a_unit_that_is_gone_is_told_nothing() -> None:
    assert ways_to_unit("lakkautettu", CATALOGUE) == ()


def test_an_address_hides_itself() -> None:
    assert "example" not in repr(way_to_requester(answered(plea=BY_EMAIL).request))


# -- when --


@pytest.mark.parametrize(
    ("moment", "told_at"),
    [
        (at(8, 9), at(8, 9)),
        (at(8, 15, 59), at(8, 15, 59)),
        (at(8, 16), at(9, 8)),
        (at(8, 23), at(9, 8)),
        (at(9, 7, 59), at(9, 8)),
        (at(11, 17), at(14, 8)),
    ],
    ids=["open", "last minute", "closing", "night", "early", "friday to monday"],
)
def test_a_requester_s_phone_is_quiet_out_of_hours(moment: datetime, told_at: datetime) -> None:
    assert first_moment(Recipient.REQUESTER, moment, CATALOGUE) == told_at


@pytest.mark.parametrize("recipient", sorted(set(Recipient) - {Recipient.REQUESTER}))
def test_staff_are_told_at_any_hour(recipient: Recipient) -> None:
    assert first_moment(recipient, at(12, 3), CATALOGUE) == at(12, 3)


def test_staff_are_given_up_after_a_day() -> None:
    assert given_up_at(Recipient.UNIT, at(11, 15), CATALOGUE) == at(12, 15)


def test_a_weekend_does_not_use_up_the_patience_with_a_requester() -> None:
    assert OPEN_PATIENCE == 8 * 60 * MINUTE
    assert given_up_at(Recipient.REQUESTER, at(11, 15), CATALOGUE) == at(14, 15)


def test_a_late_look_at_another_unit_s_request_is_that_unit_s() -> None:
    case = offered()
    case.do(OLLI, AcceptTransfer)
    case.sweep(at(9, 14))

    assert told(case) == [("unit", "reminder", "neuvola")]
