"""Do chosen words go to a translator by a link that ends, and come back as what they are?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from projections.views.own_request import own_request
from projections.views.request.messages import messages
from projections.views.request.partner_view import for_partner
from projections.views.request.request_shown import contents
from projections.views.request.translations_shown import translations_shown
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    MARIA,
    OLLI,
    ONNI,
    REQUESTER,
    VILLE,
    Case,
    at,
    claimed,
    submitted,
)
from triage.actors import Actor, Role
from triage.codes import Basis, Outcome, ReplyKind, Urgency
from triage.errors.requests import NotAllowed, ReasonNeeded, RequestClosed, RequestUnknown
from triage.errors.translating import (
    NothingToTranslate,
    NoTranslation,
    NotTheirLanguage,
    UnknownTranslator,
    WordsIdentify,
)
from triage.evidence.verdicts import judge
from triage.notices.telling import notices
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, EraseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.partners.translating import (
    AskTranslation,
    DeliverTranslation,
    EndTranslation,
    OpenTranslation,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.events import TranslationAsked, TranslationDelivered
from triage.request.need_to_know import SEES_CONTENT, Standing, version_seen
from triage.request.words import Contact, Profile, RequestWords
from triage.text.personal import revealed

TRANSLATOR = Actor(role=Role.TRANSLATOR, request_id=submitted().id)
ASKED = {"translator": "sopimuskaantaja", "language": "fi", "messages": (0,), "text": None}


def asked(plea: RequestWords | None = None, **instead: object) -> Case:
    case = submitted(plea=plea or RequestWords(message="Emme jaksa enää."))
    case.do(AINO, AskTranslation, **{**ASKED, **instead})
    return case


def opened(**instead: object) -> Case:
    case = asked(**instead)
    case.do(TRANSLATOR, OpenTranslation, number=1)
    return case


# -- asking --


def test_the_link_is_open_for_two_days() -> None:
    case = asked()
    event = case.last(TranslationAsked)
    assert event.ends_at - event.timestamp == timedelta(hours=48)
    assert case.request.translation(1, event.ends_at - timedelta(seconds=1)) is not None
    assert case.request.translation(1, event.ends_at) is None


def test_the_promise_is_not_moved_and_nothing_goes_to_the_requester() -> None:
    case = claimed()
    before = case.request.current.promise
    case.do(AINO, AskTranslation, translator="sopimuskaantaja", language="fi", text="Hei.")
    assert (case.request.current.promise, case.request.newest_reply) == (before, 0)


@pytest.mark.parametrize(
    "named",
    [
        {"messages": ()},
        {"messages": (0,), "text": "Hei."},
        {"messages": (1,)},
        {"messages": (0, 1)},
        {"messages": (-1,)},
    ],
)
def test_something_that_is_there_is_translated_and_one_thing_at_a_time(
    named: dict[str, object],
) -> None:
    with pytest.raises(NothingToTranslate):
        asked(**named)


def test_a_request_without_a_first_message_still_numbers_the_later_ones_from_one() -> None:
    case = submitted(plea=RequestWords())
    case.do(REQUESTER, WriteMessage, text="Vielä yksi asia.")

    case.do(AINO, AskTranslation, **{**ASKED, "messages": (1,)})

    (message,) = messages(case.events, RequestWords())
    assert message.place == 1
    with pytest.raises(NothingToTranslate):
        case.do(AINO, AskTranslation, **ASKED)


def test_only_contracted_translators_are_asked_and_for_languages_that_they_have() -> None:
    with pytest.raises(UnknownTranslator):
        asked(translator="naapuri")
    with pytest.raises(NotTheirLanguage):
        asked(language="th")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tunnus on 131052-308T.", "identity-code"),
        ("Terveisin Liisa", "name"),
        ("Soita 040 1234567.", "phone"),
        ("Asumme Rovaniemellä.", "place"),
    ],
)
def test_words_that_tell_who_it_is_go_only_knowingly(words: str, kind: str) -> None:
    plea = RequestWords(message=words, contact=Contact(name="Liisa Virtanen"))
    with pytest.raises(WordsIdentify) as refusal:
        asked(plea)
    found = refusal.value.details["found"]
    assert isinstance(found, list) and kind in found

    case = asked(plea, knowingly=True)
    assert case.last(TranslationAsked).warnings == tuple(found)


@pytest.mark.parametrize("stranger", [OLLI, MARIA, VILLE])
def test_who_may_not_read_the_words_may_send_them_nowhere(stranger: Actor) -> None:
    case = claimed()
    with pytest.raises((RequestUnknown, NotAllowed)):
        case.do(stranger, AskTranslation, **ASKED)
    with pytest.raises(ReasonNeeded):
        case.do(ONNI, AskTranslation, **ASKED)


def test_of_what_has_ended_nothing_is_asked() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)
    with pytest.raises(RequestClosed):
        case.do(AINO, AskTranslation, **ASKED)


# -- the translator --


def test_the_translator_meets_no_other_part_of_it() -> None:
    case = asked()
    assert case.standing(TRANSLATOR) is Standing.TRANSLATOR
    assert Standing.TRANSLATOR not in SEES_CONTENT
    elsewhere = Actor(role=Role.TRANSLATOR)
    assert case.standing(elsewhere) is Standing.NONE


def test_nothing_is_delivered_before_secrecy_is_promised() -> None:
    case = asked()
    with pytest.raises(NoTranslation):
        case.do(TRANSLATOR, DeliverTranslation, number=1)


def test_a_translator_who_comes_back_promises_once() -> None:
    case = opened()
    assert case.do(TRANSLATOR, OpenTranslation, number=1) == ()


def test_a_translation_is_delivered_once_and_ends_the_link() -> None:
    case = opened()
    case.do(TRANSLATOR, DeliverTranslation, number=1, text="We are tired.")

    for command in (OpenTranslation, DeliverTranslation):
        with pytest.raises(NoTranslation):
            case.do(TRANSLATOR, command, number=1)
    with pytest.raises(NoTranslation):
        case.do(AINO, EndTranslation, number=1)


def test_that_a_translator_began_to_read_makes_no_page_stale() -> None:
    case = asked()
    before = version_seen(AINO, case.request, CATALOGUE)
    case.do(TRANSLATOR, OpenTranslation, number=1)
    assert version_seen(AINO, case.request, CATALOGUE) == before
    shown = contents(case.request, case.events)
    assert "translation-opened" not in [each.kind for each in shown.history]


def test_what_comes_back_waits_for_whoever_has_the_request() -> None:
    case = opened()
    assert case.request.unread_since is None
    case.do(TRANSLATOR, DeliverTranslation, number=1)
    assert case.request.unread_since == case.now


def delivered(words: str, **instead: object) -> Case:
    case = opened(**instead)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(TRANSLATOR, DeliverTranslation, number=1, text=words)
    return case


def test_danger_in_what_the_requester_meant_is_looked_at_anew() -> None:
    """The words themselves were in a language in which nobody saw it."""
    case = delivered("Mieheni uhkaa tappaa minut.")
    request = case.request

    assert request.awaits_danger_look and request.flagged and request.urgency is None
    told = notices(case.events[-1], lambda: request, CATALOGUE)
    assert [(each.kind, each.unit) for each in told] == [("new-in-queue", "perhesosiaalityo")]
    assert request.look_due_at == CATALOGUE.look_by(case.now, danger=True).due_at
    assert judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now).promises == 1


def test_danger_at_night_wakes_the_duty() -> None:
    case = opened()
    case.do(
        TRANSLATOR,
        DeliverTranslation,
        number=1,
        text="Mieheni uhkaa tappaa minut.",
        moment=at(8, 22),
    )
    assert case.request.alert


def test_a_calm_translation_and_that_of_a_reply_want_no_look() -> None:
    assert not delivered("Emme jaksa.").request.awaits_look
    of_reply = delivered("Mieheni uhkaa tappaa minut.", messages=(), text="He threatens me.")
    assert not of_reply.request.awaits_look and not of_reply.request.danger


# -- how a link ends --


def ended_by_the_worker(case: Case) -> None:
    case.do(AINO, EndTranslation, number=1)


def ended_by_the_requester(case: Case) -> None:
    case.do(REQUESTER, WithdrawRequest)
    # Writing on takes the withdrawal back, and no link with it.
    case.do(REQUESTER, WriteMessage, text="Sittenkin.")


def ended_by_closing(case: Case) -> None:
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)


def ended_by_erasure(case: Case) -> None:
    ended_by_closing(case)
    case.do(ANTTI, EraseRequest)


def ended_by_another_unit(case: Case) -> None:
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)


def ended_by_time(case: Case) -> None:
    case.now += timedelta(hours=48)


@pytest.mark.parametrize(
    "end",
    [
        ended_by_the_worker,
        ended_by_the_requester,
        ended_by_closing,
        ended_by_erasure,
        ended_by_another_unit,
        ended_by_time,
    ],
)
def test_a_link_ends(end: object) -> None:
    case = opened()
    assert callable(end)
    end(case)
    with pytest.raises(NoTranslation):
        case.do(TRANSLATOR, DeliverTranslation, number=1)


# -- what is shown --


def test_what_ends_later_ends_no_link_that_was_over_before() -> None:
    case = asked()
    ends_at = case.last(TranslationAsked).ends_at
    case.do(REQUESTER, WithdrawRequest, moment=ends_at + timedelta(hours=1))
    (asking,) = case.request.translations.values()
    assert asking.ended_at == ends_at


def test_staff_see_the_translation_beside_the_original_and_never_in_the_dialogue() -> None:
    case = opened(language="en")
    case.do(TRANSLATOR, DeliverTranslation, number=1, text="We are tired.")

    (shown,) = translations_shown(case.request, case.events)
    assert (shown.translator, shown.language) == ("sopimuskaantaja", "en")
    assert (shown.translation, shown.delivered_at) == ("We are tired.", case.now)
    said = [each.text for each in contents(case.request, case.events).messages]
    assert said == ["Emme jaksa enää."]


def test_the_requester_is_told_no_translation() -> None:
    case = opened()
    case.do(TRANSLATOR, DeliverTranslation, number=1, text="We are tired.")
    shown = own_request(case.request, case.events, (), first_too=True)
    assert "tired" not in repr([each.text for each in shown.messages])


def test_a_partner_is_told_nothing_of_what_the_county_had_translated() -> None:
    case = opened()
    case.do(TRANSLATOR, DeliverTranslation, number=1)
    partner = frozenset({"seurakunta-perheneuvonta"})
    assert not translations_shown(case.request, for_partner(case.events, partner))


def test_a_partner_counts_its_own_translations_alone() -> None:
    """How many were asked before tells what the county had to do with it."""
    case = opened()
    case.do(TRANSLATOR, DeliverTranslation, number=1)
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, AskTranslation, **ASKED)

    (shown,) = translations_shown(case.request, for_partner(case.events, MARIA.units))
    assert (shown.number, shown.link) == (1, 2)
    with pytest.raises(NoTranslation):
        case.do(MARIA, EndTranslation, number=2)
    case.do(MARIA, EndTranslation, number=1)
    assert case.request.translation(2, case.now) is None


def test_erasure_takes_the_words_the_languages_and_the_translator() -> None:
    case = opened()
    case.do(TRANSLATOR, DeliverTranslation, number=1)
    ended_by_closing(case)
    case.do(ANTTI, EraseRequest)

    gone = case.last(TranslationAsked)
    assert {gone.translator, gone.language, gone.because, gone.from_language} == {None}
    assert case.last(TranslationDelivered).text is None


def test_the_language_that_the_requester_told_goes_along() -> None:
    case = submitted("Emme jaksa.", profile=Profile(language="so"))
    case.do(AINO, AskTranslation, **ASKED)
    assert revealed(case.last(TranslationAsked).from_language) == "so"
