"""What came from the requester, and is it still unread? Told by acts, never by reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projections.views.queue.row import QueueRow
from tests.domain.given import AINO, KERTTU, ONNI, REQUESTER, Case, at, submitted
from tests.domain.shown import row_of
from triage.actors import Actor
from triage.codes import Channel, ReplyBy, ReplyKind, SafeContact, Urgency
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    OpenRequest,
)
from triage.request.commands.own.details import AddDetails
from triage.request.commands.own_wishes import ChangeContact
from triage.request.cover import Absent
from triage.request.details import Details
from triage.request.words import Contact, Profile, RequestWords


def held(**words: object) -> Case:
    case = submitted("Emme jaksa.", moment=at(8, 9), **words)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 9, 5))
    case.do(AINO, ClaimRequest, moment=at(8, 9, 10))
    return case


def writes(case: Case) -> Case:
    requester = replace(REQUESTER, request_id=case.id)
    case.do(requester, WriteMessage, text="Vielä yksi asia.", moment=at(8, 10))
    return case


def changes_contact(case: Case, **contact: str) -> Case:
    told = Contact(**contact)
    case.do(REQUESTER, ChangeContact, contact=told, reply_by=ReplyBy.PHONE, moment=at(8, 10))
    return case


def row(case: Case) -> QueueRow:
    return row_of(case, at(8, 12))


def test_what_arrives_is_no_unread_word() -> None:
    assert row(submitted("Emme jaksa.", moment=at(8, 9))).unread_since is None


def test_a_message_is_unread_until_its_holder_acts() -> None:
    case = writes(held())
    assert (row(case).wrote_at, row(case).unread_since) == (at(8, 10), at(8, 10))

    case.do(AINO, AssessUrgency, level=Urgency.URGENT)

    assert (row(case).wrote_at, row(case).unread_since) == (at(8, 10), None)


def test_two_messages_are_unread_since_the_first() -> None:
    case = writes(held())
    case.do(REQUESTER, WriteMessage, text="Ja toinen.", moment=at(8, 11))

    assert (row(case).wrote_at, row(case).unread_since) == (at(8, 11), at(8, 10))


def test_whose_word_waits_is_not_taken_in_by_somebody_else() -> None:
    case = writes(held())

    case.do(KERTTU, AssignRequest, worker="onni")

    assert row(case).unread_since == at(8, 10)
    assert [row(case).is_unread_for(each) for each in ("onni", "aino")] == [True, False]


def test_what_a_substitute_takes_in_is_not_new_to_the_absent_one_either() -> None:
    case = writes(held())
    case.absent = (Absent(username="aino", until_on=at(30, 9).date(), substitute="onni"),)

    case.do(ONNI, AssessUrgency, level=Urgency.URGENT)

    assert case.events[-1].by.instead_of == "aino"
    assert row(case).unread_since is None


def test_a_colleague_who_opened_it_takes_nothing_in() -> None:
    case = writes(held())
    case.do(ONNI, OpenRequest)

    case.do(ONNI, AssessUrgency, level=Urgency.URGENT)

    assert row(case).unread_since == at(8, 10)


def test_a_word_that_nobody_holds_is_unread_for_everybody() -> None:
    case = writes(submitted("Emme jaksa.", moment=at(8, 9)))

    assert row(case).is_unread_for("aino") and row(case).is_unread_for("onni")


@pytest.mark.parametrize("by", [AINO, ONNI])
def test_a_reply_of_anybody_takes_the_words_in(by: Actor) -> None:
    case = writes(held())
    if by is ONNI:
        case.do(KERTTU, AssignRequest, worker="onni")

    case.do(by, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (row(case).wrote_at, row(case).unread_since) == (None, None)


def test_a_note_moves_no_mark_because_another_controller_may_not_know_of_it() -> None:
    case = writes(held())

    case.do(AINO, AddNote)

    assert row(case).unread_since == at(8, 10)


@pytest.mark.parametrize(("reached", "wrote_at"), [(True, None), (False, at(8, 10))])
def test_only_a_reached_call_answers_what_was_written(reached: bool, wrote_at: object) -> None:
    case = writes(held())

    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=reached)

    assert row(case).wrote_at == wrote_at


def test_details_are_unread_like_words_but_nobody_wrote() -> None:
    case = held()
    details = Details(profile=Profile(age_bands=("A3",)))

    case.do(REQUESTER, AddDetails, details=details, moment=at(8, 10))

    assert (row(case).wrote_at, row(case).unread_since) == (None, at(8, 10))


def test_a_changed_contact_is_told_until_its_holder_acts() -> None:
    case = changes_contact(held(), phone="040 1234567")
    assert (row(case).contact_changed_at, row(case).unread_since) == (at(8, 10), at(8, 10))

    case.do(AINO, AssessUrgency, level=Urgency.URGENT)

    assert row(case).contact_changed_at is None


# -- how to reach somebody, in signs --


def plea(reply_by: ReplyBy | None, **contact: str) -> RequestWords:
    told = Contact(**contact) if contact else None
    return RequestWords(message="Emme jaksa.", reply_by=reply_by, contact=told)


@pytest.mark.parametrize(
    ("words", "channel", "signs"),
    [
        (plea(None), "here", ()),
        (plea(ReplyBy.PHONE, phone="040 1"), "phone", ()),
        (plea(ReplyBy.PHONE, phone="040 1", safe_times="9–11"), "phone", ("safe-times",)),
        (plea(ReplyBy.EMAIL, email="a@b.fi", phone="040 1"), "email", ("no-calls",)),
        (plea(ReplyBy.HERE, must_not_know="Isä"), "here", ("must-not-know",)),
    ],
)
def test_a_row_tells_the_channel_and_what_to_mind(
    words: RequestWords, channel: str, signs: tuple[str, ...]
) -> None:
    shown = row(submitted("Emme jaksa.", moment=at(8, 9), plea=words))

    assert (shown.channel, shown.safe_contact) == (channel, signs)


def test_a_changed_contact_changes_the_signs() -> None:
    case = held(plea=plea(ReplyBy.EMAIL, email="a@b.fi", phone="040 1"))

    changes_contact(case, phone="040 1", must_not_know="Isä")

    assert (row(case).channel, row(case).safe_contact) == ("phone", (SafeContact.MUST_NOT_KNOW,))
