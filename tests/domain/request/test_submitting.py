"""What becomes of a request on its way in: flagged, promised, routed, alerted, looked at?"""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from tests.domain.given import AINO, CATALOGUE, ENDINGS, REFUSED_AFTER, VILLE, at, submitted
from triage.actors import Role
from triage.codes import State, Urgency
from triage.request.commands.handling import AssessUrgency
from triage.request.events import DutyAlerted, Routed, Submitted, UrgencyAssessed
from triage.request.words import Contact, Profile, RequestWords
from triage.text.personal import Personal

DANGEROUS = "Mieheni uhkaa tappaa minut."


def test_a_new_request_is_submitted_and_routed_in_one_go() -> None:
    assert submitted().kinds == ["submitted", "routed"]


def test_a_new_request_stands_as_new() -> None:
    assert submitted().request.state is State.NEW


def test_a_new_request_belongs_to_the_unit_of_its_topic_with_the_reason() -> None:
    routed = submitted(topics=("TAL",)).last(Routed)

    assert (routed.unit, routed.rule, routed.reason, routed.catalogue_version) == (
        "perhesosiaalityo",
        "money",
        "topic",
        CATALOGUE.version,
    )


def test_a_request_is_submitted_by_nobody_with_a_name() -> None:
    by = submitted().last(Submitted).by

    assert (by.role, by.username, by.unit) == (Role.REQUESTER, None, None)


def test_the_promise_and_its_inputs_stand_in_the_event() -> None:
    promise = submitted(moment=at(8, 9)).last(Submitted).promise

    assert (promise.counted_on, promise.breach_at) == (
        (date(2026, 9, 9), date(2026, 9, 10)),
        at(11, 0),
    )


def test_words_of_danger_flag_a_request() -> None:
    assert submitted(DANGEROUS).request.flagged


CODES = {"reply_by", "own_word_hash", "guardian_may_know", "email"}


def free_texts() -> list[RequestWords]:
    """One submission for each field that takes any words, with danger in that field alone."""
    pleas = [
        *(RequestWords(**{name: DANGEROUS}) for name in texts_of(RequestWords)),
        *(RequestWords(contact=Contact(**{name: DANGEROUS})) for name in texts_of(Contact)),
    ]
    assert len(pleas) == 7
    return pleas


def texts_of(told: type[RequestWords] | type[Contact]) -> list[str]:
    return [
        each.name for each in fields(told) if each.type == "str | None" and each.name not in CODES
    ]


@pytest.mark.parametrize("plea", free_texts())
def test_words_of_danger_flag_a_request_wherever_they_stand(plea: RequestWords) -> None:
    case = submitted(plea=plea, topics=("RAS",))

    assert (case.request.flagged, case.request.unit) == (True, "perhesosiaalityo")


def test_an_own_word_of_danger_flags_a_request() -> None:
    assert submitted("Koti on sekaisin.", own_word=Personal(DANGEROUS)).request.flagged


def test_an_ordinary_own_word_flags_nothing() -> None:
    assert not submitted("Koti on sekaisin.", own_word=Personal("mustikka")).request.flagged


def test_an_urgent_topic_flags_a_request_without_words() -> None:
    assert submitted(None, topics=("VKV",)).request.flagged


def test_an_ordinary_request_is_not_flagged() -> None:
    assert not submitted("Koti on sekaisin.").request.flagged


def test_danger_goes_to_the_social_side_whatever_the_topic() -> None:
    assert submitted(DANGEROUS, topics=("RAS",)).request.unit == "perhesosiaalityo"


def test_an_urgent_topic_goes_to_the_unit_that_knows_it() -> None:
    case = submitted("Koti on sekaisin.", topics=("MIE-L",))

    assert (case.request.flagged, case.last(Routed).rule == "danger") == (True, False)


def test_danger_is_looked_at_within_half_an_hour() -> None:
    case = submitted(DANGEROUS, moment=at(8, 9))

    assert case.request.look_by.due_at == at(8, 9, 30)


@pytest.mark.parametrize(
    ("hour", "minute", "alerted"),
    [(9, 0, False), (15, 29, False), (15, 31, True), (22, 0, True)],
    ids=["open", "just in time", "a look would be cut short", "evening"],
)
def test_the_duty_is_alerted_at_once_when_nobody_is_there_to_look(
    hour: int, minute: int, alerted: bool
) -> None:
    case = submitted(DANGEROUS, moment=at(8, hour, minute))

    assert ("duty-alerted" in case.kinds) is alerted


def test_without_danger_nobody_is_alerted_at_night() -> None:
    assert "duty-alerted" not in submitted("Koti on sekaisin.", moment=at(8, 23)).kinds


def test_an_alert_is_the_services_own_and_as_old_as_the_request() -> None:
    alert = submitted(DANGEROUS, moment=at(8, 22)).last(DutyAlerted)

    assert (alert.by.role, alert.timestamp) == (Role.SYSTEM, at(8, 22))


def test_a_protected_address_leaves_no_municipality_behind() -> None:
    case = submitted(profile=Profile(municipality="890", protected_address=True))

    assert case.last(Submitted).profile == Personal(Profile(protected_address=True))


def test_an_open_address_keeps_its_municipality() -> None:
    case = submitted(profile=Profile(municipality="890"))

    assert case.last(Submitted).profile == Personal(Profile(municipality="890"))


def test_a_stored_submission_shows_neither_words_nor_place() -> None:
    case = submitted("salaisuus", profile=Profile(municipality="890", asker="youth"))

    stored = b"".join(each.state for each in case.stored)
    assert [word for word in (b"salaisuus", b"890", b"youth") if word in stored] == []


def test_a_request_may_come_with_a_topic_and_without_a_word() -> None:
    assert submitted(plea=RequestWords()).request.unit == "perhesosiaalityo"


# -- the look --


def test_a_look_is_recorded_with_who_and_how_urgent() -> None:
    case = submitted()

    case.do(AINO, AssessUrgency, level=Urgency.URGENT)

    look = case.last(UrgencyAssessed)
    assert (look.level, look.by.username, look.by.unit) == ("urgent", "aino", "perhesosiaalityo")


def test_a_looked_at_request_is_not_new_any_more() -> None:
    case = submitted()

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.state is State.LOOKED_AT


def test_a_second_look_leaves_the_moment_of_the_first() -> None:
    case = submitted()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 10))

    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(8, 12))

    assert (case.request.looked_at, case.request.urgency) == (at(8, 10), "emergency")


def test_an_emergency_seen_by_a_human_flags_the_request() -> None:
    case = submitted("Koti on sekaisin.")

    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    assert case.request.flagged


def test_a_calm_look_does_not_take_the_flag_of_the_words_away() -> None:
    case = submitted(DANGEROUS)

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.flagged


def test_the_dutys_look_acknowledges_the_alert() -> None:
    case = submitted(DANGEROUS, moment=at(8, 22))

    case.do(VILLE, AssessUrgency, level=Urgency.EMERGENCY, moment=at(8, 22, 10))

    assert case.sweep(at(8, 22, 0) + timedelta(hours=4)) == ()


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_takes_no_look(ending: str) -> None:
    case = ENDINGS[ending]()

    refusal = case.refusal(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert type(refusal) is REFUSED_AFTER[ending]
