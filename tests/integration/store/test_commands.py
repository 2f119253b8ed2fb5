"""Does a command leave behind what it decided, all of it or nothing, whoever else is at it?"""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.integration.store.checks import broken_link, loaded, log_size, stored_events
from tests.integration.store.world import AINO, KERTTU, OLLI, SANNA, TestedService
from triage.codes import Outcome, ReplyKind
from triage.errors.requests import (
    AlreadyClaimed,
    ChangedMeanwhile,
    NotAllowed,
    NotAnswered,
    RequestUnknown,
)
from triage.request.commands.dialogue import AddNote, ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import ClaimRequest
from triage.text.personal import Personal

AT_ONCE = 64


def test_a_refused_command_writes_nothing(service: TestedService) -> None:
    execute = service.parts.triage.execute_and_wait
    request_id = service.submit().request_id
    execute(ClaimRequest(request_id=request_id), AINO)
    before = log_size(service.parts.database)
    with pytest.raises(AlreadyClaimed):
        execute(ClaimRequest(request_id=request_id), KERTTU)
    with pytest.raises(RequestUnknown):
        execute(ClaimRequest(request_id=request_id), OLLI)
    with pytest.raises(RequestUnknown):
        execute(ClaimRequest(request_id=uuid4()), AINO)
    with pytest.raises(NotAnswered):
        execute(CloseRequest(request_id=request_id, outcome=Outcome.ADVICE), AINO)
    with pytest.raises(NotAllowed):
        execute(ClaimRequest(request_id=request_id), SANNA)
    with pytest.raises(ChangedMeanwhile):
        execute(ClaimRequest(request_id=request_id, expected_version=2), AINO)
    assert log_size(service.parts.database) == before


def test_a_command_tells_the_version_that_it_left(service: TestedService) -> None:
    request_id = service.submit().request_id
    reply = ReplyToRequester(
        request_id=request_id, text=Personal("Soitan huomenna."), reply_kind=ReplyKind.ANSWER
    )
    changed = service.parts.triage.execute_and_wait(reply, AINO)
    stored = stored_events(service.parts.database, request_id)
    assert changed.version == stored[-1].originator_version == 4
    assert changed.kinds == ("claimed", "replied")


async def test_of_two_claims_at_once_one_wins_and_the_other_is_told_who(
    service: TestedService,
) -> None:
    claim = ClaimRequest(request_id=service.submit().request_id)
    outcomes = await asyncio.gather(
        service.parts.triage.execute(claim, AINO),
        service.parts.triage.execute(claim, KERTTU),
        return_exceptions=True,
    )
    (lost,) = (each for each in outcomes if isinstance(each, AlreadyClaimed))
    assert lost.details["by"] == "aino"


async def test_notes_written_at_once_are_all_kept_in_one_stream(service: TestedService) -> None:
    request_id = service.submit().request_id
    notes = [
        AddNote(request_id=request_id, text=Personal(f"Soitettu {number}."))
        for number in range(AT_ONCE)
    ]
    changed = await asyncio.gather(*(service.parts.triage.execute(each, AINO) for each in notes))
    stored = stored_events(service.parts.database, request_id)
    assert [each.originator_version for each in stored] == list(range(1, 2 + AT_ONCE + 1))
    assert {each.version for each in changed} == set(range(3, 2 + AT_ONCE + 1))
    assert broken_link(service.parts.database) is None


async def test_of_many_who_saw_the_same_version_one_is_let_through(
    service: TestedService,
) -> None:
    request_id = service.submit().request_id
    note = AddNote(request_id=request_id, text=Personal("Luettu."), expected_version=2)
    outcomes = await asyncio.gather(
        *(service.parts.triage.execute(note, AINO) for _ in range(8)), return_exceptions=True
    )
    stale = [each for each in outcomes if isinstance(each, ChangedMeanwhile)]
    assert len(stale) == 7
    assert loaded(service.parts.database, service.parts.ring, request_id).version == 3
