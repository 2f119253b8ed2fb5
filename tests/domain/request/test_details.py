"""What may be told after sending, and what does it change?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    OLLI,
    REFUSED_AFTER,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.codes import ReplyKind, State, Urgency
from triage.errors.requests import DetailsRefused, RequestDamaged, RequestWithdrawn
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import WithdrawRequest
from triage.request.commands.handling import AssessUrgency, ReleaseRequest
from triage.request.commands.own.details import AddDetails
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.details import EVERY_FIELD, Details, still_untold
from triage.request.events import DetailsAdded, Routed, Submitted
from triage.request.help_request import HelpRequest
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.store.keys.key_ring import RequestKeys

DANGEROUS = "Mieheni uhkaa tappaa minut."
TURKISH = "Komşum bu konuyla ilgilenmesin lütfen, çünkü onu tanıyorum ve bana her zaman kızıyor."
BARE = {"profile": Profile(), "topics": ()}


def bare(**how: Any) -> Case:
    """A message and nothing else: the intake has it."""
    return submitted(**{**BARE, **how})


def of(*, topics: tuple[str, ...] = (), profile: Any = None, **words: Any) -> Details:
    return Details(topics=topics, profile=profile or Profile(), plea=RequestWords(**words))


def profile(**fields: Any) -> Details:
    return of(profile=Profile(**fields))


def tell(case: Case, details: Details, moment: datetime | None = None) -> tuple[str, ...]:
    return case.do(REQUESTER, AddDetails, details=details, moment=moment)


def refused(case: Case, details: Details) -> dict[str, str]:
    refusal = case.refusal(REQUESTER, AddDetails, details=details)
    assert isinstance(refusal, DetailsRefused)
    return dict(refusal.fields)


def told_of(request: HelpRequest) -> tuple[Profile, RequestWords]:
    assert request.profile and request.plea
    return request.profile.reveal(), request.plea.reveal()


def added_by(case: Case) -> tuple[str, ...]:
    names = case.last(DetailsAdded).added
    assert names
    return names.reveal()


# -- what is told counts as told from the start --


def test_what_is_added_stands_beside_what_was_told() -> None:
    case = submitted(plea=RequestWords(message="Apua.", contact=Contact(phone="+358401234567")))

    tell(
        case,
        Details(
            profile=Profile(age_bands=("A3",), interpreter="so"),
            plea=RequestWords(avoid="Tätini", contact=Contact(safe_times="aamulla", sms_ok=False)),
        ),
    )

    known, words = told_of(case.request)
    assert known == Profile(
        municipality="698", asker="parent", language="fi", age_bands=("A3",), interpreter="so"
    )
    assert words == RequestWords(
        message="Apua.",
        avoid="Tätini",
        contact=Contact(phone="+358401234567", safe_times="aamulla", sms_ok=False),
    )


def test_the_event_names_what_was_new() -> None:
    case = submitted()

    told_before = case.request.topics
    tell(case, of(topics=told_before, profile=Profile(age_bands=("A3",)), avoid="Tätini"))

    assert told_before and added_by(case) == ("age_bands", "avoid")


def test_the_names_of_fields_are_sealed_as_what_they_hold() -> None:
    case = bare()

    tell(case, of(profile=Profile(protected_address=True), contact=Contact(must_not_know="Isä")))

    state = case.stored[-1].state
    assert b"protected" not in state and b"must_not_know" not in state


def test_topics_can_be_added_where_none_were_told() -> None:
    case = bare()

    tell(case, of(topics=("TAL",)))

    assert case.request.topics == ("TAL",)


def test_the_same_again_changes_nothing() -> None:
    case = bare()
    details = of(
        topics=("TAL", "KAS"),
        profile=Profile(age_bands=("A3", "A4"), protected_address=True),
        reply_by="phone",
        contact=Contact(sms_ok=True, phone="+358401234567"),
        consents=Consents(partners=("city",)),
    )
    tell(case, details)
    again = of(
        topics=("KAS", "TAL"),
        profile=Profile(age_bands=("A4", "A3")),
        reply_by="phone",
        contact=Contact(sms_ok=True),
        consents=Consents(partners=("city",)),
    )

    assert tell(case, again) == ()


@pytest.mark.parametrize("phone", ["+358401234567", "+358501234567"])
@pytest.mark.parametrize("field", ["contact.phone", "avoid", "municipality"])
def test_nobody_learns_from_the_answer_that_they_guessed_right(field: str, phone: str) -> None:
    right = phone == "+358401234567"
    guesses = {
        "contact.phone": of(contact=Contact(phone=phone)),
        "avoid": of(avoid="Tätini" if right else "Setäni"),
        "municipality": profile(municipality="698" if right else "890"),
    }
    contact = Contact(phone="+358401234567")
    case = submitted(plea=RequestWords(message="Apua.", contact=contact, avoid="Tätini"))

    assert refused(case, guesses[field]) == {field: "given-already"}


def test_the_very_sending_that_came_before_changes_nothing() -> None:
    case = bare()
    once = {"details": of(avoid="Tätini"), "sent_as": "key and body"}

    assert case.do(REQUESTER, AddDetails, **once) == ("details-added",)
    assert case.do(REQUESTER, AddDetails, **once) == ()
    other = {**once, "sent_as": "another key and body"}
    assert isinstance(case.refusal(REQUESTER, AddDetails, **other), DetailsRefused)


def test_nothing_told_changes_nothing() -> None:
    assert tell(submitted(), Details()) == ()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (of(topics=("KAS",)), "topics"),
        (profile(municipality="890"), "municipality"),
        (profile(asker="child"), "asker"),
        (of(contact=Contact(phone="+358501234567")), "contact.phone"),
        (of(contact=Contact(sms_ok=False)), "contact.sms_ok"),
        (of(avoid="Setäni"), "avoid"),
        (of(family_agrees=False), "family_agrees"),
        (of(consents=Consents(partners=("city", "ngo"))), "consents.partners"),
        (of(reply_by="here"), "reply_by"),
    ],
)
def test_what_was_told_otherwise_is_refused_by_its_name(details: Details, field: str) -> None:
    case = submitted(
        plea=RequestWords(
            message="Apua.",
            avoid="Tätini",
            family_agrees=True,
            reply_by="phone",
            contact=Contact(phone="+358401234567", sms_ok=True),
            consents=Consents(partners=("city",)),
        )
    )

    assert refused(case, details) == {field: "given-already"}


def test_one_field_that_is_refused_keeps_all_from_being_stored() -> None:
    case = submitted()

    assert refused(case, of(topics=("KAS",), avoid="Tätini")) == {"topics": "given-already"}
    assert "details-added" not in case.kinds


def test_what_was_added_counts_as_told_already() -> None:
    case = submitted()
    tell(case, of(avoid="Tätini"))

    assert refused(case, of(avoid="Setäni")) == {"avoid": "given-already"}


def test_an_answer_here_is_what_holds_where_nothing_was_chosen() -> None:
    case = submitted(plea=RequestWords(message="Apua.", reply_by="here"))

    tell(case, of(reply_by="phone", contact=Contact(phone="+358401234567")))

    assert told_of(case.request)[1].reply_by == "phone"


@pytest.mark.parametrize(
    ("way", "missing"), [("phone", "contact.phone"), ("email", "contact.email")]
)
def test_a_way_to_answer_needs_where_it_leads(way: str, missing: str) -> None:
    assert refused(submitted(), of(reply_by=way)) == {missing: "required"}


def test_a_number_that_is_known_already_is_enough_for_a_call() -> None:
    case = submitted(plea=RequestWords(message="Apua.", contact=Contact(phone="+358401234567")))

    tell(case, of(reply_by="phone"))

    assert added_by(case) == ("reply_by",)


# -- a protected address --


def test_a_protected_address_told_later_takes_the_municipality_away() -> None:
    case = submitted()

    tell(case, profile(protected_address=True))

    assert told_of(case.request)[0].municipality is None
    assert case.last(Submitted).profile is not None


@pytest.mark.parametrize("first", [True, False])
def test_no_place_is_kept_beside_a_protected_address(first: bool) -> None:
    case = bare()
    if first:
        tell(case, profile(protected_address=True))
        assert tell(case, profile(municipality="698")) == ()
    else:
        tell(case, profile(municipality="890", protected_address=True))

    assert told_of(case.request)[0].municipality is None


def test_a_place_told_again_otherwise_with_a_protected_address_is_no_contradiction() -> None:
    case = submitted()

    tell(case, profile(municipality="890", protected_address=True))

    assert added_by(case) == ("protected_address",)


# -- routing --


def test_until_it_is_claimed_the_rules_look_again() -> None:
    case = bare()
    assert case.request.unit == "palveluohjaus"

    kinds = tell(case, of(topics=("TAL",)))

    assert (kinds, case.request.unit) == (("details-added", "routed"), "perhesosiaalityo")
    assert (case.last(Routed).rule, case.last(Routed).by.role) == ("money", "system")


def test_the_same_unit_is_not_chosen_anew() -> None:
    assert tell(submitted(), profile(age_bands=("A3",))) == ("details-added",)


def test_the_rules_see_all_that_was_told_together() -> None:
    case = submitted(topics=("KAS",), profile=Profile(asker="parent"))
    assert case.request.unit == "neuvola"

    tell(case, profile(concerns="other_child_or_family"))

    assert (case.request.unit, case.last(Routed).reason) == ("perhesosiaalityo", "worry")


@pytest.mark.parametrize("danger", ["before", "now"])
def test_danger_goes_on_deciding_the_unit(danger: str) -> None:
    case = bare(message=DANGEROUS if danger == "before" else "Apua.")

    tell(case, of(topics=("RAS",), avoid=DANGEROUS if danger == "now" else None))

    assert (case.request.unit, case.last(Routed).rule) == ("perhesosiaalityo", "danger")


def test_an_emergency_that_a_human_named_goes_on_deciding_the_unit() -> None:
    case = bare()
    case.do(KERTTU, AssessUrgency, level=Urgency.EMERGENCY)

    tell(case, of(topics=("RAS",)))

    assert case.last(Routed).rule == "danger"


def test_an_urgent_topic_goes_where_its_own_rule_says() -> None:
    case = bare()

    tell(case, of(topics=("VKV",)))

    assert (case.last(Routed).rule, case.request.danger) == ("violence", True)


def test_once_it_is_claimed_it_stays() -> None:
    case = claimed(topics=("KAS",), profile=Profile(asker="parent"), by=OLLI)

    assert tell(case, profile(concerns="other_child_or_family")) == ("details-added",)
    assert case.request.unit == "neuvola"


def test_what_staff_handed_on_stays_there() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)
    case.do(OLLI, ReleaseRequest)

    tell(case, profile(age_bands=("A3",)))

    assert case.request.unit == "neuvola"


def test_a_move_by_the_rules_is_no_move_that_the_requester_is_told_of() -> None:
    case = bare()

    tell(case, of(topics=("TAL",)))

    assert case.own_view().moved == ()


# -- danger --


@pytest.mark.parametrize(
    "details",
    [
        of(avoid=DANGEROUS),
        of(has_worker=DANGEROUS),
        of(contact=Contact(name=DANGEROUS)),
        of(contact=Contact(safe_times=DANGEROUS)),
        of(contact=Contact(must_not_know=DANGEROUS)),
        of(contact=Contact(phone=DANGEROUS)),
    ],
)
def test_danger_is_looked_for_in_every_field_of_words(details: Details) -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    tell(case, details, at(8, 10))

    request = case.request
    assert (request.pressing, request.urgency, request.awaits_danger_look) == (True, None, True)
    assert request.look_due_at == at(8, 10, 30)


def test_words_that_no_list_of_danger_reads_are_looked_at_as_soon() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    tell(case, of(avoid=TURKISH), at(8, 10))

    request = case.request
    assert (request.danger, request.urgency, request.look_due_at) == (
        False,
        "normal",
        at(8, 10, 30),
    )


def test_danger_told_while_everybody_is_away_alerts_the_duty() -> None:
    assert tell(claimed(), of(avoid=DANGEROUS), at(8, 23)) == ("details-added", "duty-alerted")


def test_calm_details_want_no_look_and_alert_nobody() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert tell(case, of(avoid="Tätini"), at(8, 23)) == ("details-added",)
    assert not case.request.awaits_look


def test_danger_brings_a_pending_offer_forward() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    before = case.request.offer_due_at

    tell(case, of(avoid=DANGEROUS))

    after = case.request.offer_due_at
    assert before and after and after < before


def test_danger_lowers_nothing_that_a_human_has_called_an_emergency() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    tell(case, of(avoid=DANGEROUS))

    assert case.request.urgency == "emergency"


def test_what_was_told_before_is_not_found_dangerous_again() -> None:
    case = claimed(plea=RequestWords(message="Apua.", avoid=DANGEROUS))
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert refused(case, of(avoid=DANGEROUS)) == {"avoid": "given-already"}
    tell(case, of(has_worker="Minna"))

    assert case.request.urgency == "normal"


# -- the promise --


@pytest.mark.parametrize("words", ["Tätini", DANGEROUS])
def test_the_promise_stays_as_it_is(words: str) -> None:
    case = submitted()
    before = [each.promise for each in case.request.promises]

    tell(case, of(topics=(), avoid=words), at(10, 9))

    assert [each.promise for each in case.request.promises] == before


def test_details_after_an_answer_promise_nothing_anew() -> None:
    case = answered()

    tell(case, of(avoid="Tätini"), at(14, 9))

    assert (case.request.state, case.request.unanswered) == (State.ANSWERED, ())


def test_details_answer_no_question_of_a_worker() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)

    tell(case, of(avoid="Tätini"))

    assert case.request.waiting_for == "requester"


# -- afterwards --


@pytest.mark.parametrize(
    ("ending", "lived"), [("closed", closed), ("withdrawn", withdrawn), ("erased", erased)]
)
def test_an_ended_request_takes_nothing_more(ending: str, lived: Any) -> None:
    case = lived()

    refusal = case.refusal(REQUESTER, AddDetails, details=of(avoid="Tätini"))

    assert type(refusal) is REFUSED_AFTER[ending]
    assert still_untold(case.request) == ()


def test_a_withdrawal_that_waits_for_a_look_takes_nothing_more() -> None:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)

    refusal = case.refusal(REQUESTER, AddDetails, details=of(avoid="Tätini"))

    assert isinstance(refusal, RequestWithdrawn)


def test_where_what_was_told_does_not_open_nobody_adds_to_it() -> None:
    case = submitted()
    case.keys = RequestKeys(words=b"w" * 32, profile=b"P" * 32, protection=b"n" * 32)

    refusal = case.refusal(REQUESTER, AddDetails, details=of(avoid="Tätini"))

    assert isinstance(refusal, RequestDamaged)


def test_an_addition_that_does_not_open_leaves_no_way_to_answer_that_may_be_unsafe() -> None:
    case = submitted(
        plea=RequestWords(message="Apua.", reply_by="email", contact=Contact(email="a@example.fi"))
    )
    tell(case, of(contact=Contact(safe_times="ei koskaan")))
    events = case.events
    lost = events[-1]
    vars(lost)["plea"] = None

    request: HelpRequest | None = None
    for event in events:
        request = event.mutate(request)

    assert request and request.plea
    words = request.plea.reveal()
    assert (words.message, words.contact, words.reply_by) == ("Apua.", None, None)


def test_staff_see_that_more_was_told_until_somebody_replies() -> None:
    case = claimed()
    tell(case, of(avoid="Tätini"), at(8, 11))
    seen = case.request.details_added_at

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (seen, case.request.details_added_at) == (at(8, 11), None)


def test_only_what_is_left_is_offered() -> None:
    case = submitted(plea=RequestWords(message="Apua.", reply_by="here", avoid="Tätini"))

    tell(case, profile(protected_address=True))

    left = {"topics", "municipality", "asker", "language", "protected_address", "avoid"}
    assert set(case.own_view().untold) == set(EVERY_FIELD) - left
    assert "details" in case.own_view().may


def test_who_told_everything_is_offered_nothing() -> None:
    case = submitted(
        profile=Profile(
            protected_address=True,
            age_bands=("A3",),
            asker="parent",
            concerns="self",
            language="fi",
            interpreter="so",
            elsewhere=True,
        ),
        plea=RequestWords(
            message="Apua.",
            contact=Contact(
                name="A",
                phone="+358401234567",
                email="a@example.fi",
                safe_times="aina",
                may_leave_message=False,
                sms_ok=False,
                say_where_from=False,
                must_not_know="kukaan",
            ),
            reply_by="phone",
            guardian_may_know="no",
            family_agrees=True,
            has_worker="Minna",
            avoid="Tätini",
            consents=Consents(partners=("city",), consult=True),
        ),
    )

    assert (case.own_view().untold, "details" in case.own_view().may) == ((), False)


# -- need to know --


def test_a_worry_about_another_child_told_later_hides_who_reads_and_handles_it() -> None:
    case = claimed()
    assert case.own_view().handled_by is not None

    tell(case, profile(concerns="other_child_or_family"))

    view = case.own_view()
    assert (view.handled_by, view.reads, view.moved) == (None, (), ())
    assert case.request.concerns_others
