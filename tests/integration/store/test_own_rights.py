"""Do changed contacts and data requests last in every store, rebuilt, verified and erased?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from projections.door.audit.data_requests import DataRequestPage, DataRequests, DataRequestsOfOne
from projections.door.requests.own_request import OwnRequest
from projections.machinery.rebuilding import rebuild
from projections.views.data_requests import DataRequestRow
from projections.views.own_request import OwnRequestShown
from tests.integration.store.checks import dump, log_size, stored_events
from tests.integration.store.world import ANTTI, TIINA, TestedService
from triage.actors import Actor, Role
from triage.codes import DataRequestKind, DataRequestOutcome, ReplyBy
from triage.evidence.verify import verify
from triage.request.commands.command import Command
from triage.request.commands.ending import EraseRequest
from triage.request.commands.own.data_requests import AnswerDataRequest, MakeDataRequest
from triage.request.commands.own_wishes import ChangeConsents, ChangeContact
from triage.request.words import Consents, Contact
from triage.text.personal import Personal

CONTACT = Contact(phone="+358401234567", sms_ok=True)
WORDS = "Lapsen nimi on väärin kirjattu."
BECAUSE = {"because": Personal("Pyytäjä pyysi."), "despite_class_because": Personal("Syy.")}


def requester(request_id: UUID) -> Actor:
    return Actor(role=Role.REQUESTER, request_id=request_id)


def do(service: TestedService, actor: Actor, command: Command) -> None:
    service.parts.triage.execute_and_wait(command, actor)


def change_contact(service: TestedService, request_id: UUID) -> None:
    told = {"contact": Personal(CONTACT), "reply_by": ReplyBy.PHONE}
    do(service, requester(request_id), ChangeContact(request_id=request_id, **told))


def ask(service: TestedService, request_id: UUID, kind: DataRequestKind) -> None:
    command = MakeDataRequest(request_id=request_id, kind=kind, text=Personal(WORDS))
    do(service, requester(request_id), command)


async def own(service: TestedService, request_id: UUID) -> OwnRequestShown:
    return await service.parts.reading_room.ask(OwnRequest(), requester(request_id))


async def waiting(service: TestedService) -> tuple[DataRequestRow, ...]:
    return await service.parts.reading_room.ask(DataRequests(), TIINA)


async def read(service: TestedService, request_id: UUID) -> DataRequestsOfOne:
    return await service.parts.reading_room.ask(DataRequestPage(request_id=request_id), TIINA)


@pytest.fixture
def request_id(fresh: TestedService) -> UUID:
    return fresh.submit().request_id


async def test_contact_and_consents_stand_as_they_were_changed(
    fresh: TestedService, request_id: UUID
) -> None:
    change_contact(fresh, request_id)
    consents = Consents(partners=("parish",), consult=True)
    command = ChangeConsents(request_id=request_id, consents=Personal(consents))
    do(fresh, requester(request_id), command)

    shown = await own(fresh, request_id)

    assert (shown.contact, shown.reply_by, shown.consents) == (CONTACT, "phone", consents)


async def test_what_waits_is_listed_until_it_is_answered(
    fresh: TestedService, request_id: UUID
) -> None:
    ask(fresh, request_id, DataRequestKind.COPY)
    fresh.clock.wind(timedelta(days=1))
    ask(fresh, request_id, DataRequestKind.CORRECTION)
    answer = {"number": 1, "outcome": DataRequestOutcome.DONE, "text": Personal("Tässä.")}
    do(fresh, TIINA, AnswerDataRequest(request_id=request_id, **answer))

    (row,) = await waiting(fresh)
    assert (row.number, row.kind) == (2, "correction")
    items = (await read(fresh, request_id)).items
    assert [(each.text, each.answer) for each in items] == [(WORDS, "Tässä."), (WORDS, None)]


async def test_a_rebuilt_list_is_the_one_that_was_followed(
    fresh: TestedService, request_id: UUID
) -> None:
    ask(fresh, request_id, DataRequestKind.LOG)
    fresh.submit()
    await waiting(fresh)
    model = fresh.parts.models.data_requests
    followed = dump(fresh.parts.database, model.table)

    rebuild(fresh.parts.database, model)

    assert dump(fresh.parts.database, model.table) == followed
    assert len(followed) == 2


async def test_neither_log_nor_list_holds_the_words_in_clear(
    fresh: TestedService, request_id: UUID
) -> None:
    change_contact(fresh, request_id)
    ask(fresh, request_id, DataRequestKind.CORRECTION)
    await waiting(fresh)

    rows = repr(dump(fresh.parts.database, fresh.parts.models.data_requests.table))
    stored = repr([each.state for each in stored_events(fresh.parts.database, request_id)])

    assert "correction" in rows and "correction" in stored
    for word in (WORDS.split()[0], "401234567"):
        assert word not in rows + stored


async def test_an_erasure_leaves_nothing_that_waits_and_no_word(
    fresh: TestedService, request_id: UUID
) -> None:
    change_contact(fresh, request_id)
    ask(fresh, request_id, DataRequestKind.ERASURE)
    do(fresh, ANTTI, EraseRequest(request_id=request_id, **BECAUSE))

    assert await waiting(fresh) == ()
    shown = await read(fresh, request_id)
    assert (shown.erased, [each.text for each in shown.items]) == (True, [None])


def test_the_log_verifies(fresh: TestedService, request_id: UUID) -> None:
    change_contact(fresh, request_id)
    ask(fresh, request_id, DataRequestKind.COPY)

    found = verify(fresh.parts.database, now=fresh.clock(), grace=timedelta(minutes=1))

    assert found.events == log_size(fresh.parts.database)
