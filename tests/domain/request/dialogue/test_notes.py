"""Who reads a note: those who read the request, the unit that wrote it, the requester too?"""

from __future__ import annotations

import pytest

from projections.views.request.notes_shown import notes_for
from projections.views.request.request_shown import contents
from tests.domain.given import AINO, KERTTU, OLLI, ONNI, REQUESTER, VILLE, Case, claimed
from triage.actors import Actor
from triage.codes import NoteFor
from triage.errors.replies import NoteWithheld
from triage.errors.requests import WriterUnconfirmed
from triage.request.commands.dialogue import AddNote
from triage.request.commands.partners.protecting import RecordProtectionNotice, ReleaseToRequester
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.commands.writer import MarkContactCompromised
from triage.request.events import Noted

TEAM, UNIT, SHARED = "Tiimille.", "Yksikölle.", "Sinulle."


def noted() -> Case:
    """Aino's request, with a note of each kind."""
    case = claimed()
    for text, visibility in zip((TEAM, UNIT, SHARED), NoteFor, strict=True):
        case.do(AINO, AddNote, text=text, visibility=visibility)
    return case


def read_by(case: Case, actor: Actor) -> list[str | None]:
    every = contents(case.request, case.events).notes
    return [each.text for each in notes_for(every, actor)]


def read_by_requester(case: Case) -> list[str | None]:
    return [each.text for each in case.own_view().notes]


@pytest.mark.parametrize("actor", [AINO, ONNI, KERTTU, VILLE])
def test_the_unit_the_coordinator_and_the_duty_read_them_all(actor: Actor) -> None:
    assert read_by(noted(), actor) == [TEAM, UNIT, SHARED]


def test_a_units_own_note_does_not_move_on_with_the_request() -> None:
    case = noted()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert read_by(case, OLLI) == [TEAM, SHARED]


def test_the_requester_reads_only_what_is_for_them() -> None:
    assert read_by_requester(noted()) == [SHARED]


def test_a_note_is_for_the_team_unless_it_says_otherwise() -> None:
    case = claimed()
    case.do(AINO, AddNote)

    assert case.last(Noted).visibility is NoteFor.TEAM
    assert read_by_requester(case) == []


def test_a_note_for_the_requester_is_no_answer() -> None:
    assert noted().request.first.answered_at is None


def test_what_follows_a_withheld_notice_waits_until_it_is_released() -> None:
    case = claimed()
    case.do(AINO, RecordProtectionNotice, family_told=False)
    refusal = case.refusal(AINO, AddNote, text=SHARED, visibility=NoteFor.REQUESTER)
    case.do(AINO, AddNote, text=TEAM)
    case.do(AINO, ReleaseToRequester)
    case.do(AINO, AddNote, text=SHARED, visibility=NoteFor.REQUESTER)

    assert (type(refusal), read_by_requester(case)) == (NoteWithheld, [SHARED])


def test_nothing_is_noted_for_a_requester_whom_others_may_read_for() -> None:
    case = claimed()
    case.do(AINO, MarkContactCompromised)

    refusal = case.refusal(AINO, AddNote, text=SHARED, visibility=NoteFor.REQUESTER)
    case.do(AINO, AddNote, text=TEAM)

    assert type(refusal) is WriterUnconfirmed


def test_the_requesters_page_names_nobody() -> None:
    assert "aino" not in repr(noted().own_view().notes)
    assert noted().standing(REQUESTER) == "requester"
