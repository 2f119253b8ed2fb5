"""Is another unit asked for advice so that it learns nothing but the summary?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from projections.views.consultations import ConsultationsModel
from projections.views.request.consultations_shown import consultations_shown
from projections.views.request.partner_view import for_partner
from projections.views.request.request_shown import contents
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    MARIA,
    OLLI,
    OUTI,
    REQUESTER,
    VILLE,
    Case,
    at,
    claimed,
    submitted,
)
from triage.actors import Actor
from triage.codes import Basis, DataRequestKind, EntryChannel, Outcome, ReplyKind
from triage.errors.partners import (
    ConsultationPending,
    NoConsultationPending,
    QuestionNotNamed,
    SummaryIdentifies,
)
from triage.errors.requests import (
    NoReceiver,
    NotAllowed,
    ReachedByNotice,
    RequestUnknown,
    UnknownUnit,
)
from triage.notices.telling import notices
from triage.request.commands.command import Command, recorded_on
from triage.request.commands.dialogue import AddNote, ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.request.commands.handling import ClaimRequest, OpenRequest, RecuseFromRequest
from triage.request.commands.own.data_requests import MakeDataRequest
from triage.request.commands.own_wishes import ChangeConsents, ChangeContact
from triage.request.commands.partners.consulting import (
    AnswerConsultation,
    ConsultUnit,
    WithdrawConsultation,
)
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.entry import Entry
from triage.request.events import ConsultationAnswered, ConsultationAsked
from triage.request.need_to_know import SEES_ROW, Standing, version_seen
from triage.request.words import Consents, Contact, Informant, RequestWords
from triage.text.personal import Personal

SUMMARY = "Yksinhuoltaja ei nuku, vauva 4 kk. Mitä neuvolassa voi tehdä?"
PARISH = "seurakunta-perheneuvonta"
PLEA = RequestWords(
    message="En jaksa. Pekka ei auta.",
    contact=Contact(name="Aino Virtanen", phone="040 123 4567"),
    consents=Consents(consult=True),
)
UNWILLING = replace(PLEA, consents=Consents())


def asked(plea: RequestWords = PLEA, unit: str = "neuvola", summary: str = SUMMARY) -> Case:
    case = submitted(plea=plea)
    case.do(AINO, ClaimRequest)
    case.do(AINO, ConsultUnit, unit=unit, summary=summary)
    return case


def told(case: Case) -> list[tuple[str | None, str]]:
    found = notices(case.events[-1], lambda: case.request, CATALOGUE)
    return [(each.unit, str(each.kind)) for each in found]


# -- asking --


def test_the_unit_is_told_and_the_promise_is_not_moved() -> None:
    case = claimed()
    before = case.request.current.promise

    case.do(AINO, ConsultUnit, unit="neuvola", summary=SUMMARY)

    assert told(case) == [("neuvola", "advice-asked")]
    assert (case.request.current.promise, case.request.unit) == (before, "perhesosiaalityo")


@pytest.mark.parametrize("plea", [PLEA, UNWILLING])
@pytest.mark.parametrize("summary", ["Kyse on Ainosta.", "Numero 040 1234567.", "131052-308T"])
def test_what_surely_tells_who_it_is_goes_to_nobody(plea: RequestWords, summary: str) -> None:
    case = submitted(plea=plea)

    refusal = case.refusal(AINO, ConsultUnit, unit="neuvola", summary=summary)

    assert isinstance(refusal, SummaryIdentifies)
    assert refusal.details["found"] in (["name"], ["phone"], ["identity-code"])


def test_who_told_of_it_in_the_requesters_place_is_known_too() -> None:
    teacher = Personal(Informant(name="Opettaja Kaisa Korpela", contact="050 111 2222"))
    entry = Entry(channel=EntryChannel.PROFESSIONAL, arrived_at=at(8, 9), told_by=teacher)
    case = submitted(plea=PLEA, by=AINO, entry=entry)

    for summary in ("Korpelan luokassa.", "Numero 0501112222."):
        refusal = case.refusal(AINO, ConsultUnit, unit="neuvola", summary=summary)
        assert isinstance(refusal, SummaryIdentifies)


def test_what_only_may_tell_is_sent_with_a_warning_where_the_requester_agrees() -> None:
    case = asked(summary="Perhe asuu Rovaniemellä, ja Pekka huutaa.")
    assert case.last(ConsultationAsked).warnings == ("name", "place")


def test_what_only_may_tell_is_refused_where_the_requester_does_not_agree() -> None:
    case = submitted(plea=UNWILLING)

    refusal = case.refusal(AINO, ConsultUnit, unit="neuvola", summary="Asuu Rovaniemellä.")

    assert (type(refusal), refusal.details) == (SummaryIdentifies, {"found": ["place"]})


def test_a_summary_that_names_nobody_needs_no_consent() -> None:
    assert asked(UNWILLING).last(ConsultationAsked).warnings == ()


def test_a_consent_that_was_taken_back_counts_no_more() -> None:
    case = submitted(plea=PLEA)
    case.do(REQUESTER, ChangeConsents, consents=Consents())

    refusal = case.refusal(AINO, ConsultUnit, unit="neuvola", summary="Asuu Rovaniemellä.")

    assert isinstance(refusal, SummaryIdentifies)


def test_what_the_requester_wrote_later_is_known_too() -> None:
    case = submitted(plea=PLEA)
    case.do(REQUESTER, WriteMessage, text="Puhuin siitä Liisalle.")

    case.do(AINO, ConsultUnit, unit="neuvola", summary="Ystävä, jolle kerrottiin, eli Liisalle.")

    assert case.last(ConsultationAsked).warnings == ("name",)


def test_what_was_written_between_the_first_message_and_the_last_is_known_too() -> None:
    case = submitted(plea=PLEA)
    for text in ("Puhuin siitä Liisalle.", "Kiitos.", "Milloin vastaatte?"):
        case.do(REQUESTER, WriteMessage, text=text)

    case.do(AINO, ConsultUnit, unit="neuvola", summary="Ystävä, jolle kerrottiin, eli Liisalle.")

    assert case.last(ConsultationAsked).warnings == ("name",)


def test_a_contact_that_was_changed_still_tells_who_it_is() -> None:
    case = submitted(plea=PLEA)
    case.do(REQUESTER, ChangeContact, contact=Contact(name="Ilona"))

    for summary in ("Kyse on Ainosta.", "Numero 040 1234567.", "Kyse on Ilonasta."):
        refusal = case.refusal(AINO, ConsultUnit, unit="neuvola", summary=summary)
        assert isinstance(refusal, SummaryIdentifies)


def test_what_the_requester_asked_to_be_corrected_is_known_too() -> None:
    case = submitted(plea=PLEA)
    case.do(
        REQUESTER, MakeDataRequest, kind=DataRequestKind.CORRECTION, text="Nimi on Liisa, ei Eva."
    )

    case.do(AINO, ConsultUnit, unit="neuvola", summary="Lapsen nimi on siis Liisa.")

    assert case.last(ConsultationAsked).warnings == ("name",)


def test_what_only_staff_wrote_does_not_show_itself_by_a_refusal() -> None:
    case = claimed(AINO, plea=UNWILLING)
    case.do(AINO, AddNote, text="Soitin, lapsi on Eetu.")

    case.do(AINO, ConsultUnit, unit="neuvola", summary="Vauva, sanotaan häntä Eetu.")

    assert case.last(ConsultationAsked).warnings == ()


@pytest.mark.parametrize(
    ("unit", "refusal"),
    [
        ("perhesosiaalityo", UnknownUnit),
        ("kuu", UnknownUnit),
        ("lastensuojelu", ReachedByNotice),
        ("kotipalvelu", NoReceiver),
    ],
)
def test_only_a_unit_that_can_answer_is_asked(unit: str, refusal: type) -> None:
    assert isinstance(claimed().refusal(AINO, ConsultUnit, unit=unit, summary=SUMMARY), refusal)


def test_a_unit_is_asked_one_thing_at_a_time() -> None:
    refusal = asked().refusal(AINO, ConsultUnit, unit="neuvola", summary=SUMMARY)
    assert isinstance(refusal, ConsultationPending)


# -- answering --


def test_the_unit_answers_once_and_whoever_has_the_request_is_told() -> None:
    case = asked()

    case.do(OLLI, AnswerConsultation, text="Kotikäynti auttaa.")

    (shown,) = consultations_shown(case.events)
    assert told(case) == [("perhesosiaalityo", "advice-given")]
    assert (shown.summary, shown.answer) == (SUMMARY, "Kotikäynti auttaa.")
    assert shown.answered_by is not None and shown.answered_by.unit == "neuvola"
    assert isinstance(case.refusal(OUTI, AnswerConsultation), NoConsultationPending)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(AINO, NoConsultationPending), (MARIA, RequestUnknown), (VILLE, NotAllowed)],
)
def test_nobody_answers_for_another_unit(who: Actor, refusal: type) -> None:
    assert isinstance(asked().refusal(who, AnswerConsultation), refusal)


def test_advice_is_never_stored_with_another_question_than_was_read() -> None:
    case = asked()
    case.do(AINO, WithdrawConsultation, unit="neuvola")
    case.do(AINO, ConsultUnit, unit="neuvola", summary="Toinen kysymys.")

    refusal = case.refusal(OLLI, AnswerConsultation, number=1)
    case.do(OLLI, AnswerConsultation, number=2, text="Neuvo.")

    assert isinstance(refusal, NoConsultationPending)
    assert [each.answer for each in consultations_shown(case.events)] == [None, "Neuvo."]


def test_who_works_in_two_units_that_are_asked_says_which_question_is_answered() -> None:
    case = asked()
    case.do(AINO, ConsultUnit, unit=PARISH, summary="Toinen kysymys.")
    both = replace(OLLI, units=frozenset({"neuvola", PARISH}))

    assert isinstance(case.refusal(both, AnswerConsultation), QuestionNotNamed)
    case.do(both, AnswerConsultation, number=2, text="Neuvo.")

    assert [each.answer for each in consultations_shown(case.events)] == [None, "Neuvo."]


def test_the_advice_is_no_answer_to_the_requester() -> None:
    case = asked()
    case.do(OLLI, AnswerConsultation)
    assert (case.request.unanswered, case.own_view().messages) == ((0,), ())


# -- taking back, and ending --


def test_a_question_is_taken_back_until_it_is_answered() -> None:
    case = asked()

    case.do(AINO, WithdrawConsultation, unit="neuvola")

    assert isinstance(case.refusal(OLLI, AnswerConsultation), NoConsultationPending)
    assert isinstance(
        case.refusal(AINO, WithdrawConsultation, unit="neuvola"), NoConsultationPending
    )
    case.do(AINO, ConsultUnit, unit="neuvola", summary=SUMMARY)


def test_the_end_of_the_request_ends_the_question_and_tells_the_unit_nothing_else() -> None:
    case = asked()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert isinstance(case.refusal(OLLI, AnswerConsultation), NoConsultationPending)
    assert case.row(ConsultationsModel())["waiting"] == []


# -- nothing else --


@pytest.mark.parametrize("after", [[], [(OLLI, AnswerConsultation)]])
def test_the_consulted_unit_sees_no_request(after: list[tuple[Actor, type]]) -> None:
    case = asked()
    for actor, command in after:
        case.do(actor, command)

    assert case.standing(OLLI) is Standing.CONSULTED not in SEES_ROW
    for command in (ClaimRequest, OpenRequest, AddNote, RecuseFromRequest, ConsultUnit):
        with_all = {"unit": "kotipalvelu", "summary": "x"} if command is ConsultUnit else {}
        assert isinstance(case.refusal(OLLI, command, **with_all), RequestUnknown)


def test_how_much_happens_to_the_request_is_not_told_to_the_consulted_unit() -> None:
    case = asked()
    case.do(AINO, AddNote)
    assert version_seen(OLLI, case.request, CATALOGUE) == 0
    assert version_seen(AINO, case.request, CATALOGUE) > 0


def test_who_has_another_part_in_the_request_keeps_it() -> None:
    case = asked()
    case.do(AINO, OfferTransfer, unit="neuvola")
    assert case.standing(OLLI) is Standing.RECEIVER
    case.do(OLLI, AcceptTransfer)
    assert case.standing(OLLI) is Standing.OWN


def test_who_stepped_aside_is_not_asked() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, RecuseFromRequest)
    case.do(AINO, ConsultUnit, unit="neuvola", summary=SUMMARY)

    assert case.standing(OLLI) is Standing.NONE
    assert case.row(ConsultationsModel())["recused"] == ["olli"]


def test_the_list_of_those_who_are_asked_holds_no_word_and_no_reference() -> None:
    row = asked().row(ConsultationsModel())
    (waiting,) = row["waiting"]
    assert waiting[:3] == [1, "neuvola", "perhesosiaalityo"]
    assert set(row) == {"request_id", "asked_at", "waiting", "recused"}


def test_a_partner_is_not_shown_what_the_county_asked_before_it_had_the_request() -> None:
    case = asked()
    case.do(OLLI, AnswerConsultation)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)

    seen = contents(case.request, case.events, partner=MARIA.units)

    assert seen.consultations == ()
    assert of_consulting(case) == set()


@pytest.mark.parametrize(
    ("offer", "accept"), [(OfferTransfer, AcceptTransfer), (OfferHandover, AcceptHandover)]
)
def test_what_the_sender_asked_is_asked_no_more_once_another_unit_has_the_request(
    offer: type[Command], accept: type[Command]
) -> None:
    case = asked()
    day = {"follow_up_on": date(2026, 9, 18)} if offer is OfferHandover else {}
    case.do(AINO, offer, unit=PARISH, basis=Basis.STATUTE, **day)
    case.do(MARIA, accept)

    assert isinstance(case.refusal(OLLI, AnswerConsultation), NoConsultationPending)
    assert case.row(ConsultationsModel())["waiting"] == []
    (shown,) = consultations_shown(case.events)
    assert shown.withdrawn_at == case.events[-1].timestamp


def test_an_answer_that_came_after_the_transfer_is_hidden_as_its_question_is() -> None:
    """Such answers were taken before an accepted transfer ended the questions."""
    case = asked()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    before = version_seen(MARIA, case.request, CATALOGUE)

    answer = answered_after_all(case)

    assert of_consulting(case) == set()
    assert version_seen(MARIA, case.request, CATALOGUE) == before
    assert list(notices(answer, lambda: case.request, CATALOGUE)) == []


def test_a_partner_keeps_the_advice_that_it_asked_for_itself() -> None:
    case = asked()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, ConsultUnit, unit="neuvola", summary=SUMMARY)
    case.do(OLLI, AnswerConsultation, text="Kotikäynti auttaa.")

    assert told(case) == [(PARISH, "advice-given")]
    (shown,) = contents(case.request, case.events, partner=MARIA.units).consultations
    assert shown.answer == "Kotikäynti auttaa."


def of_consulting(case: Case) -> set[str]:
    kinds = {each.kind() for each in for_partner(case.events, MARIA.units)}
    return {each for each in kinds if each.startswith("consultation")}


def answered_after_all(case: Case) -> ConsultationAnswered:
    """The answer to the first question, as it was stored without asking whether it waits."""
    request = case.request
    request.trigger_event(
        ConsultationAnswered,
        timestamp=case.now,
        by=OLLI.by("neuvola"),
        number=case.last(ConsultationAsked).originator_version,
        to_unit="neuvola",
        text=None,
    )
    case._keep(recorded_on(request))
    return case.last(ConsultationAnswered)


def test_the_requester_sees_no_trace_of_it() -> None:
    case = submitted(plea=PLEA)
    case.do(AINO, ClaimRequest)
    before = case.own_view()

    case.do(AINO, ConsultUnit, unit="neuvola", summary=SUMMARY)
    case.do(OLLI, AnswerConsultation)

    assert case.own_view() == before


def test_its_words_go_with_the_others_when_the_request_is_erased() -> None:
    case = asked()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)
    case.do(ANTTI, EraseRequest, despite_class_because="Väärä henkilö.")
    assert [each.summary for each in consultations_shown(case.events)] == [None]
