"""Does what was told after sending last, in the log, in the rows, and as long as its keys?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update

from projections.machinery.rebuilding import rebuild
from tests.integration.store.checks import dump, loaded, log_size, stored_events
from tests.integration.store.world import AINO, ANTTI, KERTTU, TestedService, a_submission
from triage.actors import Actor, Role
from triage.codes import Outcome
from triage.errors.requests import DetailsRefused, RequestClosed, RequestErased
from triage.request.commands.command import Command
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.request.commands.own.details import AddDetails
from triage.request.details import Details
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.text.personal import Personal

DETAILS = Details(
    profile=Profile(protected_address=True, interpreter="so"),
    plea=RequestWords(
        avoid="Tätini", contact=Contact(phone="+358401234567"), consents=Consents(consult=True)
    ),
)
WHY = Personal("Syy.")


def do(service: TestedService, command: Command, actor: Actor) -> tuple[str, ...]:
    return service.parts.triage.execute_and_wait(command, actor).kinds


def tell(
    service: TestedService,
    request_id: UUID,
    details: Details = DETAILS,
    sent_as: Personal[str] | None = None,
) -> tuple[str, ...]:
    requester = Actor(role=Role.REQUESTER, request_id=request_id)
    command = AddDetails(request_id=request_id, details=details, sent_as=sent_as)
    return do(service, command, requester)


async def test_what_is_added_is_read_as_if_told_from_the_start(service: TestedService) -> None:
    request_id = service.submit().request_id
    tell(service, request_id)
    request = loaded(service.parts.database, service.parts.ring, request_id)
    assert request.profile and request.plea
    known, words = request.profile.reveal(), request.plea.reveal()
    assert (known.municipality, known.interpreter, known.age_bands) == (None, "so", ("A3",))
    assert (words.avoid, words.contact, words.consents.consult) == (
        "Tätini",
        Contact(phone="+358401234567"),
        True,
    )
    assert words.message


async def test_the_queue_shows_the_profile_that_holds_now_followed_and_rebuilt(
    service: TestedService,
) -> None:
    request_id = service.submit().request_id
    assert (await service.row(request_id)).row.municipality == "698"
    tell(service, request_id)
    queue = service.parts.models.queue
    for _ in ("followed", "rebuilt"):
        (row,) = [each for each in (await service.queue()).items if each.id == request_id]
        assert (row.municipality, row.interpreter, row.damaged) == (None, "so", False)
        assert row.details_added_at == service.clock()
        before = dump(service.parts.database, queue.table)
        rebuild(service.parts.database, queue, service.parts.models.response_times)
        assert dump(service.parts.database, queue.table) == before


async def test_another_event_after_it_keeps_the_profile(service: TestedService) -> None:
    request_id = service.submit().request_id
    tell(service, request_id)
    await service.queue()
    tell(service, request_id, Details(plea=RequestWords(has_worker="Minna")))
    do(service, CloseRequest(request_id=request_id, outcome=Outcome.SPAM), KERTTU)
    (row,) = [each for each in (await service.queue(state="closed")).items if each.id == request_id]
    assert (row.municipality, row.interpreter, row.damaged) == (None, "so", False)


def test_the_same_again_writes_nothing(service: TestedService) -> None:
    request_id = service.submit().request_id
    same = Personal("the same sending")
    tell(service, request_id, sent_as=same)
    before = log_size(service.parts.database)
    assert tell(service, request_id, sent_as=same) == ()
    with pytest.raises(DetailsRefused) as refused:
        tell(service, request_id, Details(plea=RequestWords(avoid="Setäni")))
    assert refused.value.fields == {"avoid": "given-already"}
    assert log_size(service.parts.database) == before


async def test_routing_looks_again_with_those_who_work_now(service: TestedService) -> None:
    request_id = service.submit(replace(a_submission(), topics=())).request_id
    assert (await service.row(request_id)).row.unit == "palveluohjaus"
    assert tell(service, request_id, Details(topics=("TAL",))) == ("details-added", "routed")
    assert (await service.row(request_id, AINO)).row.unit == "perhesosiaalityo"


async def test_erasing_takes_what_was_added(service: TestedService) -> None:
    request_id = service.submit().request_id
    tell(service, request_id)
    await service.queue()
    do(service, EraseRequest(request_id=request_id, because=WHY, despite_class_because=WHY), ANTTI)
    request = loaded(service.parts.database, service.parts.ring, request_id)
    assert (request.plea, request.profile) == (None, None)
    with pytest.raises(RequestErased):
        tell(service, request_id, Details(plea=RequestWords(has_worker="Minna")))
    (row,) = [
        each for each in dump(service.parts.database, service.parts.models.queue.table)
        if each["request_id"] == request_id
    ]  # fmt: skip
    assert row["profile"] is not None
    await service.queue()
    (row,) = [
        each for each in dump(service.parts.database, service.parts.models.queue.table)
        if each["request_id"] == request_id
    ]  # fmt: skip
    assert row["profile"] is None


def test_a_closed_request_takes_nothing_more(service: TestedService) -> None:
    request_id = service.submit().request_id
    do(service, CloseRequest(request_id=request_id, outcome=Outcome.SPAM), KERTTU)
    with pytest.raises(RequestClosed):
        tell(service, request_id)


async def test_a_profile_that_was_added_and_altered_is_shown_by_no_row(
    fresh: TestedService,
) -> None:
    request_id = fresh.submit(a_submission()).request_id
    tell(fresh, request_id)
    await fresh.queue()
    table = fresh.parts.models.queue.table
    with fresh.parts.database.views.begin() as connection:
        connection.execute(update(table).values(profile=b"3|help-request.details-added|x" * 3))
    (row,) = (await fresh.queue()).items
    assert (row.damaged, row.municipality, row.interpreter) == (True, None, None)


def test_what_is_stored_of_details_names_none_of_them(service: TestedService) -> None:
    request_id = service.submit().request_id
    tell(service, request_id)
    state = next(
        each.state
        for each in stored_events(service.parts.database, request_id)
        if each.topic == "help-request.details-added"
    )
    for word in (b"protected", b"avoid", b"consult", b"phone", "Tätini".encode(), b'so"'):
        assert word not in state
