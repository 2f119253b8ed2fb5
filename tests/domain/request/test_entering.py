"""What holds for a request that staff entered for somebody who called, came by or was told of?"""

from __future__ import annotations

from datetime import datetime

import pytest

from projections.figures.response_times import ResponseModel
from projections.views.request.request_shown import contents
from projections.views.request.trail import trail
from tests.domain.given import (
    AINO,
    CATALOGUE,
    MARIA,
    MINUTE,
    OLLI,
    ONNI,
    REQUESTER,
    Case,
    at,
    submitted,
)
from triage.actors import SYSTEM, Actor
from triage.codes import EntryChannel
from triage.errors.entering import ArrivalNotFit
from triage.errors.requests import NotAllowed
from triage.evidence.verdicts import judge
from triage.request.commands.writer import NoteReplacedReceipt, ReplaceReceipt
from triage.request.entry import ENTERED_WITHIN, Entry
from triage.request.events import DutyAlerted, LookOverdue, PromiseMissed, Submitted
from triage.request.need_to_know import Standing
from triage.request.words import Informant
from triage.store.keys.key_ring import RequestKeys
from triage.text.personal import Personal

# Typed on Thursday at nine; it came on Tuesday.
NOW = at(10, 9)
CALLED = at(8, 15)
AFTER_ERASURE = RequestKeys(words=None, profile=None, protection=b"n" * 32)
TOLD_BY = Informant(name="Opettaja Oksanen", contact="040 555")


def entered(
    arrived_at: datetime = CALLED,
    *,
    message: str = "Emme jaksa enää.",
    by: Actor = AINO,
    told_by: Informant | None = None,
    moment: datetime = NOW,
) -> Case:
    entry = Entry(
        channel=EntryChannel.PHONE,
        arrived_at=arrived_at,
        told_by=Personal(told_by) if told_by else None,
    )
    return submitted(message, by=by, entry=entry, moment=moment)


def test_the_promise_and_the_look_are_counted_from_the_arrival() -> None:
    entered_late, sent = entered().request, submitted(moment=CALLED).request

    assert entered_late.first.promise == sent.first.promise
    assert entered_late.look_by == sent.look_by
    assert entered_late.submitted_at == CALLED


def test_the_event_tells_who_entered_it_when_and_by_which_channel() -> None:
    event = entered().last(Submitted)

    assert event.by == AINO.by()
    assert (event.timestamp, event.arrived_at) == (NOW, CALLED)
    assert event.channel is EntryChannel.PHONE


@pytest.mark.parametrize("arrived_at", [NOW + MINUTE, NOW - ENTERED_WITHIN - MINUTE])
def test_it_has_arrived_within_seven_days(arrived_at: datetime) -> None:
    with pytest.raises(ArrivalNotFit):
        entered(arrived_at)


@pytest.mark.parametrize("arrived_at", [NOW, NOW - ENTERED_WITHIN])
def test_the_ends_of_the_seven_days_count(arrived_at: datetime) -> None:
    assert entered(arrived_at).request.submitted_at == arrived_at


def test_a_partner_enters_nothing_in_the_countys_register() -> None:
    with pytest.raises(NotAllowed):
        entered(by=MARIA)


def test_what_is_late_already_is_found_late_at_once() -> None:
    case = entered(at(3, 9))

    case.sweep(NOW + MINUTE)

    missed = case.last(PromiseMissed)
    assert (missed.breached_at < NOW, missed.timestamp) == (True, NOW + MINUTE)
    assert case.last(LookOverdue).due_at < NOW


def test_danger_is_looked_for_in_what_was_told() -> None:
    assert entered(message="Haluan kuolla.").request.awaits_danger_look


def test_the_duty_is_alerted_by_who_is_in_when_it_is_entered() -> None:
    words = {"message": "Haluan kuolla."}
    by_day = entered(at(9, 22), moment=at(10, 10), **words)
    at_night = entered(at(9, 10), moment=at(9, 22), **words)

    assert DutyAlerted.kind() not in by_day.kinds
    assert DutyAlerted.kind() in at_night.kinds


def test_who_entered_it_sees_it_as_anybody_of_their_unit_does() -> None:
    by_olli = entered(by=OLLI)

    assert by_olli.standing(OLLI) is Standing.NONE
    assert by_olli.standing(ONNI) is Standing.TRIAGE


def test_who_told_it_is_for_those_who_read_the_words_and_for_no_partner() -> None:
    case = entered(told_by=TOLD_BY)

    read = contents(case.request, case.events).entry
    partners = contents(case.request, case.events, partner=MARIA.units).entry

    assert read is not None and read.told_by == TOLD_BY
    assert partners is not None and partners.told_by is None
    assert "Oksanen" not in repr(read)


def test_who_told_it_is_gone_with_the_words() -> None:
    case = entered(told_by=TOLD_BY)
    case.keys = AFTER_ERASURE

    assert "Oksanen" not in repr(case.stored)
    assert case.last(Submitted).told_by is None


def test_the_trail_tells_by_which_way_it_came_and_when() -> None:
    case = entered(told_by=TOLD_BY)

    first = trail("PA-7", case.events, [], names=True).events[0]

    assert (first.reason_code, first.arrived_at, first.at) == ("phone", CALLED, NOW)


def test_the_requester_is_told_that_a_worker_wrote_it_down() -> None:
    assert (entered().own_view().entered, submitted().own_view().entered) == (True, False)


def test_its_deadlines_can_be_derived_anew() -> None:
    case = entered()
    case.sweep(NOW + MINUTE)

    assert judge(case.events, {CATALOGUE.version: CATALOGUE}, NOW + MINUTE).promises == 1


def test_it_counts_as_any_other_promise() -> None:
    row, sent = entered().row(ResponseModel()), submitted(moment=CALLED).row(ResponseModel())

    assert {**row, "profile": None} == {**sent, "profile": None}


def test_replacing_the_receipt_that_was_handed_over_leaves_no_doubt_who_writes() -> None:
    case, sent = entered(), submitted(moment=CALLED)
    for each in (case, sent):
        each.do(REQUESTER, ReplaceReceipt)

    assert (case.request.writer_unconfirmed, sent.request.writer_unconfirmed) == (False, True)


def test_replacing_it_once_more_does() -> None:
    case = entered()
    case.do(REQUESTER, ReplaceReceipt)
    case.do(REQUESTER, ReplaceReceipt)

    assert case.request.writer_unconfirmed


def test_who_uses_it_after_it_was_replaced_is_noticed() -> None:
    case = entered()
    case.do(REQUESTER, ReplaceReceipt)
    case.do(SYSTEM, NoteReplacedReceipt, replaced_at=case.now)

    assert case.request.read_by_others


def test_the_requester_is_told_that_staff_know_the_receipt_until_it_is_replaced() -> None:
    case = entered()
    before = case.own_view()
    case.do(REQUESTER, ReplaceReceipt)

    assert (before.receipt_known, case.own_view().receipt_known) == (True, False)
    assert not submitted().own_view().receipt_known
