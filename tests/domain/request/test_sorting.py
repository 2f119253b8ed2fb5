"""What may a worker say a request is about, and where does it go then?"""

from dataclasses import replace

import pytest

from projections.views.queue.waiting import QueueModel
from projections.views.request.request_shown import contents
from projections.views.request.sorting_shown import Choice
from projections.views.request.trail import trail
from tests.domain.given import (
    AINO,
    CATALOGUE,
    ENDINGS,
    KERTTU,
    MARIA,
    OLLI,
    REFUSED_AFTER,
    REQUESTER,
    VILLE,
    Case,
    answered,
    at,
    claimed,
    submitted,
)
from triage.codes import Basis, Concerns, Outcome, ReplyKind, State, Urgency
from triage.errors.requests import NotAllowed, RequestUnknown, TransferPending
from triage.errors.sorting import UnknownAgeBand, UnknownTopic
from triage.request.commands.ending import WithdrawRequest
from triage.request.commands.handling import AssessUrgency, ClaimRequest, RecuseFromRequest
from triage.request.commands.own.details import AddDetails
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.responding import RespondToRequest
from triage.request.commands.sorting import SortRequest
from triage.request.commands.together.heaps import closes_together
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer, WithdrawTransfer
from triage.request.details import Details
from triage.request.events import Sorted
from triage.request.need_to_know import Standing
from triage.request.state.heaps import Heaped
from triage.request.words import Consents, Profile, RequestWords

DANGEROUS = "Mieheni uhkaa tappaa minut."


def bare() -> Case:
    """Bare words, which nobody chose a topic for: they come to the intake."""
    case = submitted(topics=(), profile=Profile())
    assert case.request.unit == "palveluohjaus"
    return case


# -- where it goes --


def test_bare_words_go_to_the_unit_of_what_they_are_about() -> None:
    case = bare()

    kinds = case.do(KERTTU, SortRequest, topics=["RAS"])

    assert (kinds, case.request.unit) == (("sorted", "routed"), "neuvola")


def test_bare_words_of_violence_find_its_path() -> None:
    case = bare()

    case.do(KERTTU, SortRequest, topics=["VKV"])

    assert (case.request.unit, case.request.danger) == ("perhesosiaalityo", True)


def test_what_concerns_anothers_child_goes_to_social_work_whatever_the_topic() -> None:
    case = submitted(topics=("RAS",))
    assert case.request.unit == "neuvola"

    case.do(OLLI, SortRequest, concerns=Concerns.OTHERS)

    assert case.request.unit == "perhesosiaalityo"


def test_age_alone_may_name_another_unit() -> None:
    case = submitted(topics=("NEP",))

    case.do(KERTTU, SortRequest, age_bands=["A1"])

    assert (case.request.topics, case.request.unit) == (("NEP",), "neuvola")


def test_words_of_danger_keep_their_path_whatever_it_is_sorted_as() -> None:
    case = submitted(DANGEROUS, topics=("RAS",))

    case.do(AINO, SortRequest, topics=["MUU"])

    assert case.request.unit == "perhesosiaalityo"


def test_an_emergency_of_the_same_act_goes_to_the_social_side() -> None:
    case = bare()

    case.do(KERTTU, AssessUrgency, level=Urgency.EMERGENCY, topics=["RAS"])

    assert case.request.unit == "perhesosiaalityo"


def test_sorted_back_from_violence_it_goes_by_its_topic_again() -> None:
    case = bare()
    case.do(KERTTU, SortRequest, topics=["VKV"])

    case.do(KERTTU, SortRequest, topics=["RAS"])

    assert case.request.unit == "neuvola"


def test_a_unit_that_accepted_it_may_find_that_it_belongs_elsewhere() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    case.do(OLLI, SortRequest, age_bands=["A4"])

    assert case.request.unit == "perhesosiaalityo"


def test_what_a_partner_has_in_hand_stays_there() -> None:
    case = claimed(plea=RequestWords(message="Hei.", consents=Consents(partners=("parish",))))
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.CONSENT)
    case.do(MARIA, AcceptTransfer)

    kinds = case.do(MARIA, SortRequest, topics=["RAS"])

    assert (kinds, case.request.unit) == (("sorted",), "seurakunta-perheneuvonta")


# -- the promise, the claim and the look --


def test_the_promise_stays_as_it_was() -> None:
    case = bare()
    before = [each.promise for each in case.request.promises]

    case.do(KERTTU, SortRequest, topics=["RAS"], moment=at(9, 12))

    assert [each.promise for each in case.request.promises] == before


def test_who_may_not_read_it_there_loses_it() -> None:
    case = claimed()

    kinds = case.do(AINO, SortRequest, topics=["RAS"])

    assert kinds == ("sorted", "released", "routed")
    assert (case.request.claimed_by, case.request.state) == (None, State.NEW)
    assert case.standing(AINO) is Standing.NONE


def test_who_works_in_both_units_keeps_it() -> None:
    both = replace(AINO, units=frozenset({"perhesosiaalityo", "neuvola"}))
    case = claimed(both)

    case.do(both, SortRequest, topics=["RAS"])

    assert (case.request.unit, case.request.claimed_by) == ("neuvola", "aino")


@pytest.mark.parametrize("holder", [KERTTU, VILLE], ids=lambda each: str(each.role))
def test_a_coordinator_and_the_duty_keep_it_anywhere(holder: object) -> None:
    case = submitted(topics=("VKV",))
    case.do(holder, ClaimRequest)  # type: ignore[arg-type]

    case.do(holder, SortRequest, topics=["RAS"])  # type: ignore[arg-type]

    assert (case.request.unit, case.request.claimed_by) == ("neuvola", case.request.claimed_by)
    assert case.request.claimed_by is not None


def test_an_answered_request_that_moves_is_promised_to_nobody_but_the_unit() -> None:
    case = answered()

    kinds = case.do(AINO, SortRequest, topics=["RAS"])

    assert kinds[-1] == "promise-renewed"
    assert (case.request.current.inside, len(case.request.unanswered)) == (True, 1)


def test_an_urgent_topic_waits_for_a_look_like_one_that_the_requester_chose() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(AINO, SortRequest, topics=["VKV"])

    assert (case.request.urgency, case.request.awaits_danger_look) == (None, True)


def test_out_of_hours_the_duty_is_alerted_to_an_urgent_topic() -> None:
    case = bare()

    kinds = case.do(KERTTU, SortRequest, topics=["VKV"], moment=at(8, 22))

    assert "duty-alerted" in kinds


def test_the_look_of_the_same_act_is_the_look_at_an_urgent_topic() -> None:
    case = bare()

    kinds = case.do(KERTTU, AssessUrgency, level=Urgency.URGENT, topics=["VKV"], moment=at(8, 22))

    assert kinds == ("sorted", "urgency-assessed", "routed")
    assert (case.request.urgency, case.request.look_by) == (Urgency.URGENT, None)


def test_a_withdrawal_that_the_look_ends_is_sent_nowhere() -> None:
    case = submitted(DANGEROUS)
    case.do(REQUESTER, WithdrawRequest)

    kinds = case.do(AINO, AssessUrgency, level=Urgency.NORMAL, topics=["RAS"])

    assert (kinds, case.request.state) == (("sorted", "urgency-assessed"), State.WITHDRAWN)


def test_an_answer_of_the_same_act_is_given_before_it_moves() -> None:
    case = submitted()

    kinds = case.do(AINO, RespondToRequest, reply_kind=ReplyKind.ANSWER, topics=["RAS"])

    assert kinds == ("claimed", "sorted", "replied", "released", "routed", "promise-renewed")
    assert (case.request.unit, case.request.answered_in) == ("neuvola", "perhesosiaalityo")


def test_what_is_closed_in_the_same_act_goes_nowhere() -> None:
    case = submitted()
    how = {"level": Urgency.NORMAL, "outcome": Outcome.ADVICE, "topics": ["RAS"]}

    kinds = case.do(AINO, RespondToRequest, reply_kind=ReplyKind.ANSWER, **how)

    assert "routed" not in kinds
    assert (case.request.topics, case.request.state) == (("RAS",), State.CLOSED)


# -- what is refused, or says nothing --


def test_nothing_said_is_nothing_recorded() -> None:
    assert claimed().do(AINO, SortRequest) == ()


def test_the_same_again_in_another_order_is_nothing_recorded() -> None:
    case = submitted(topics=("TAL", "ARK"))

    assert case.do(AINO, SortRequest, topics=["ARK", "TAL", "TAL"]) == ()


def test_a_look_that_leaves_it_as_it_is_is_a_look_alone() -> None:
    case = submitted()

    kinds = case.do(AINO, AssessUrgency, level=Urgency.NORMAL, topics=["TAL"], age_bands=[])

    assert kinds == ("urgency-assessed",)


@pytest.mark.parametrize("command", [SortRequest, AssessUrgency])
def test_an_open_offer_is_taken_back_first(command: type[SortRequest]) -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    typed = {"level": Urgency.NORMAL} if command is AssessUrgency else {}

    refusal = case.refusal(AINO, command, topics=["RAS"], **typed)

    assert isinstance(refusal, TransferPending)
    case.do(AINO, WithdrawTransfer)
    assert "routed" in case.do(AINO, command, topics=["RAS"], **typed)


def test_while_an_offer_waits_the_look_alone_is_taken() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")

    assert case.do(AINO, AssessUrgency, level=Urgency.NORMAL, topics=["TAL"])


def test_a_topic_that_the_catalogue_lacks_is_refused() -> None:
    assert isinstance(claimed().refusal(AINO, SortRequest, topics=["KUU"]), UnknownTopic)


def test_an_age_that_the_catalogue_lacks_is_refused() -> None:
    assert isinstance(claimed().refusal(AINO, SortRequest, age_bands=["A99"]), UnknownAgeBand)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_has_ended_is_not_sorted(ending: str) -> None:
    case = ENDINGS[ending]()

    assert isinstance(case.refusal(AINO, SortRequest, topics=["RAS"]), REFUSED_AFTER[ending])


def test_another_units_request_is_not_there_to_sort() -> None:
    assert isinstance(submitted().refusal(OLLI, SortRequest, topics=["RAS"]), RequestUnknown)


def test_who_stepped_aside_sorts_nothing() -> None:
    case = claimed()
    case.do(AINO, RecuseFromRequest)

    assert isinstance(case.refusal(AINO, SortRequest, topics=["RAS"]), RequestUnknown)


def test_a_requester_does_not_sort() -> None:
    with pytest.raises(NotAllowed):
        submitted().do(REQUESTER, SortRequest, topics=["RAS"])


# -- what is shown --


def test_both_classifications_stay() -> None:
    case = submitted(topics=("TAL",), profile=Profile(municipality="698", age_bands=("A3",)))

    case.do(AINO, SortRequest, topics=["ARK"], concerns=Concerns.MY_FAMILY)

    shown = contents(case.request, case.events)
    assert shown.sorting is not None
    assert shown.sorting.told == Choice(topics=("TAL",), age_bands=("A3",), concerns=None)
    assert case.request.topics == ("ARK",)
    expected = Profile(municipality="698", age_bands=("A3",), concerns="my_family")
    assert shown.profile == expected


def test_age_and_whom_it_concerns_stand_in_no_skeleton() -> None:
    case = submitted()
    case.do(AINO, SortRequest, topics=["TAL", "ARK"], age_bands=["A4"], because="Luin sen.")

    state = case.stored[-1].state if case.kinds[-1] == "sorted" else case.stored[-2].state

    assert b"ARK" in state
    assert b"A4" not in state.partition(b'"sealed"')[0]
    assert b"Luin" not in state


def test_the_queues_row_has_the_sorted_topic() -> None:
    case = submitted()
    case.do(AINO, SortRequest, topics=["ARK"])

    assert case.row(QueueModel())["topics"].split() == ["ARK"]


def test_the_trail_tells_that_it_was_sorted_and_not_as_what() -> None:
    case = submitted()
    case.do(AINO, SortRequest, topics=["TAL", "ARK"], because="Luin sen.")

    told = trail("PA-7", case.events, (), names=True).events
    sortings = [each for each in told if each.kind == "sorted"]

    assert [each.reason_code for each in sortings] == [None]


def test_what_the_requester_adds_later_leaves_the_sorting_as_it_is() -> None:
    case = bare()
    case.do(KERTTU, SortRequest, topics=["RAS"], age_bands=["A0"])

    later = Details(topics=("TAL",), profile=Profile(age_bands=("A4",), language="so"))
    case.do(REQUESTER, AddDetails, details=later)

    request = case.request
    assert request.profile and request.told_profile
    assert (request.topics, request.told_topics) == (("RAS",), ("TAL",))
    assert request.profile.reveal() == Profile(age_bands=("A0",), language="so")
    assert request.told_profile.reveal() == Profile(age_bands=("A4",), language="so")
    assert request.unit == "neuvola"


def test_what_was_sorted_can_still_be_told_by_the_requester() -> None:
    case = bare()
    case.do(KERTTU, SortRequest, topics=["RAS"], age_bands=["A0"], concerns=Concerns.SELF)

    assert {"topics", "age_bands", "concerns"} <= set(case.own_view().untold)


def test_the_requester_sees_whom_it_is_with_and_no_move() -> None:
    case = bare()
    case.do(KERTTU, SortRequest, topics=["RAS"])

    shown = case.own_view()

    assert shown.handled_by is not None
    assert (shown.handled_by.unit, shown.moved) == ("neuvola", ())


def test_a_sorting_after_a_withheld_notice_changes_nothing_for_the_requester() -> None:
    case = claimed()
    case.do(AINO, RecordProtectionNotice, family_told=False)
    before = case.own_view()

    case.do(AINO, SortRequest, topics=["VKV"], concerns=Concerns.OTHERS)

    assert replace(case.own_view(), may=before.may, untold=before.untold) == before


def test_a_sorted_request_is_closed_with_no_heap() -> None:
    case = submitted()
    heaped = Heaped(case.id, "same")
    before, after = case.request, case.request
    before.heaped = heaped
    case.do(AINO, SortRequest, topics=["TAL", "ARK"])
    after = case.request
    after.heaped = heaped

    assert (closes_together(before), closes_together(after)) == (True, False)


def test_the_event_names_the_edition_that_its_codes_are_of() -> None:
    case = submitted()
    case.do(AINO, SortRequest, topics=["ARK"])

    assert case.last(Sorted).catalogue_version == CATALOGUE.version
