"""Is a draft its writer's alone, sealed, and gone with whatever makes it useless?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from tests.integration.store.leftovers import stored_files
from tests.integration.store.plants import hits, secret_patterns
from tests.integration.store.world import AINO, ANTTI, KERTTU, OLLI, ONNI, SANNA, TestedService
from triage.actors import Actor, Role
from triage.codes import Outcome, ReplyKind
from triage.desk.drafts import Typed
from triage.errors.drafts import DraftChanged, DraftTooSoon, NoDraft
from triage.errors.requests import (
    NotAllowed,
    ReasonNeeded,
    RequestClosed,
    RequestErased,
    RequestUnknown,
)
from triage.request.commands.command import Command
from triage.request.commands.dialogue import AddNote, ReplyToRequester
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.request.commands.handling import (
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.store.database.engine import write_lock
from triage.store.records.drafts import KEPT_FOR, Draft
from triage.store.tables.core_tables import access_log, events
from triage.store.tables.draft_tables import drafts
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of

WORDS = Personal("Hei, luin viestisi ja")
UNMISTAKABLE = "Kesken jäänyt korpihillasuo 7f3a"
WHY = Personal("Syy.")
LEENA = Actor(role=Role.WORKER, username="leena", units=frozenset({"kotipalvelu"}))


async def of_aino(service: TestedService) -> UUID:
    """A request of Aino's unit that she has in hand."""
    request_id = service.submit().request_id
    await act(service, ClaimRequest, AINO, request_id)
    return request_id


async def act(
    service: TestedService, command: type[Command], actor: Actor, request_id: UUID, **said: object
) -> None:
    await service.parts.triage.execute(command(request_id=request_id, **said), actor)


async def save(
    service: TestedService, request_id: UUID, actor: Actor = AINO, **typed: object
) -> Draft:
    service.clock.wind(timedelta(seconds=2))
    kept = Typed(**{"text": WORDS, **typed})  # type: ignore[arg-type]
    return await service.parts.drafts.save(request_id, kept, actor)


async def has_draft(service: TestedService, request_id: UUID, actor: Actor = AINO) -> bool:
    return await service.parts.drafts.at_hand(request_id, actor) is not None


def stored(service: TestedService, request_id: UUID) -> int:
    """How many rows there are, whoever may read them."""
    count = select(func.count()).select_from(drafts).where(drafts.c.request_id == request_id)
    with service.parts.database.reads.connect() as connection:
        return connection.scalar(count) or 0


def traces(service: TestedService) -> tuple[int, int]:
    """How many events and rows of the access log there are."""
    with service.parts.database.reads.connect() as connection:
        numbers = [
            connection.scalar(select(func.count()).select_from(each)) or 0
            for each in (events, access_log)
        ]
    return numbers[0], numbers[1]


async def test_it_comes_back_as_it_was_saved_with_its_moment(service: TestedService) -> None:
    request_id = await of_aino(service)
    await save(service, request_id, reply_kind=ReplyKind.QUESTION)
    found = await service.parts.drafts.read(request_id, AINO)
    assert (found.text, found.reply_kind) == (WORDS, ReplyKind.QUESTION)
    assert found.saved_at == service.clock()


async def test_a_save_leaves_no_event_and_no_row_of_the_log(service: TestedService) -> None:
    request_id = await of_aino(service)
    before = traces(service)
    await save(service, request_id)
    await service.parts.drafts.read(request_id, AINO)
    await service.parts.drafts.discard(request_id, AINO)
    assert traces(service) == before


async def test_nobody_meets_the_draft_of_another(service: TestedService) -> None:
    request_id = await of_aino(service)
    await act(service, OpenRequest, ONNI, request_id, because=WHY)
    await save(service, request_id)
    with pytest.raises(NoDraft):
        await service.parts.drafts.read(request_id, ONNI)
    with pytest.raises(NoDraft):
        await service.parts.drafts.discard(request_id, ONNI)
    await save(service, request_id, ONNI, text=Personal("Muuta."))
    assert (await service.parts.drafts.read(request_id, AINO)).text == WORDS


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [(ONNI, ReasonNeeded), (LEENA, RequestUnknown), (SANNA, NotAllowed), (ANTTI, NotAllowed)],
    ids=lambda each: getattr(each, "username", None) or each.__name__,
)
async def test_only_who_may_read_the_words_keeps_a_draft(
    service: TestedService, actor: Actor, refusal: type[Exception]
) -> None:
    request_id = await of_aino(service)
    with pytest.raises(refusal):
        await save(service, request_id, actor)
    assert stored(service, request_id) == 0


async def test_it_is_gone_once_the_reply_is_sent_and_that_of_others_is_not(
    service: TestedService,
) -> None:
    request_id = await of_aino(service)
    await act(service, OpenRequest, KERTTU, request_id, because=WHY)
    await save(service, request_id)
    await save(service, request_id, KERTTU)
    await act(service, ReplyToRequester, AINO, request_id, text=WHY, reply_kind=ReplyKind.HOLDING)
    assert not await has_draft(service, request_id)
    assert await has_draft(service, request_id, KERTTU)


async def test_what_was_sent_comes_back_by_no_late_save(service: TestedService) -> None:
    request_id = await of_aino(service)
    await act(service, ReplyToRequester, AINO, request_id, text=WORDS, reply_kind=ReplyKind.HOLDING)
    with pytest.raises(DraftChanged):
        await save(service, request_id, is_new=True)
    assert stored(service, request_id) == 0


async def test_an_erasure_takes_every_draft_in_the_same_transaction(
    service: TestedService,
) -> None:
    request_id = await of_aino(service)
    await save(service, request_id)
    await act(service, EraseRequest, ANTTI, request_id, because=WHY, despite_class_because=WHY)
    assert stored(service, request_id) == 0
    with pytest.raises(RequestErased):
        await save(service, request_id)


async def test_an_accepted_transfer_takes_every_draft(service: TestedService) -> None:
    request_id = await of_aino(service)
    await save(service, request_id)
    await act(service, OfferTransfer, AINO, request_id, unit="neuvola", because=WHY)
    assert await has_draft(service, request_id)
    await act(service, AcceptTransfer, OLLI, request_id)
    assert stored(service, request_id) == 0


async def test_who_steps_aside_leaves_no_draft(service: TestedService) -> None:
    request_id = await of_aino(service)
    await save(service, request_id)
    await act(service, RecuseFromRequest, AINO, request_id, because=WHY)
    assert stored(service, request_id) == 0


async def test_who_may_read_no_more_loses_the_draft_and_the_holder_keeps_it(
    service: TestedService,
) -> None:
    request_id = service.submit().request_id
    await save(service, request_id, KERTTU)
    await save(service, request_id, AINO)
    await act(service, ClaimRequest, AINO, request_id)
    assert stored(service, request_id) == 1
    assert await has_draft(service, request_id)


async def test_what_releases_or_notes_leaves_the_draft(service: TestedService) -> None:
    request_id = await of_aino(service)
    await save(service, request_id)
    await act(service, AddNote, AINO, request_id, text=WHY)
    await act(service, ReleaseRequest, AINO, request_id, because=WHY)
    assert await has_draft(service, request_id)


async def test_an_opening_that_is_over_takes_the_draft_when_it_is_asked_for(
    service: TestedService,
) -> None:
    request_id = await of_aino(service)
    await act(service, OpenRequest, ONNI, request_id, because=WHY)
    await save(service, request_id, ONNI)
    service.clock.wind(timedelta(days=1))
    with pytest.raises(ReasonNeeded):
        await service.parts.drafts.read(request_id, ONNI)
    assert stored(service, request_id) == 0


async def test_a_page_that_is_behind_writes_nothing_over(service: TestedService) -> None:
    request_id = await of_aino(service)
    older = await save(service, request_id, is_new=True)
    newer = await save(service, request_id, text=Personal("Toinen."), seen_at=older.saved_at)
    for behind in ({"seen_at": older.saved_at}, {"is_new": True}):
        with pytest.raises(DraftChanged):
            await save(service, request_id, text=Personal("Kolmas."), **behind)
    assert (await service.parts.drafts.read(request_id, AINO)).saved_at == newer.saved_at
    await save(service, request_id, text=Personal("Kolmas."))
    assert (await service.parts.drafts.read(request_id, AINO)).text.reveal() == "Kolmas."


async def test_a_second_save_within_a_second_is_refused_unless_it_says_the_same(
    service: TestedService,
) -> None:
    request_id = await of_aino(service)
    first = await save(service, request_id)
    desk = service.parts.drafts
    assert await desk.save(request_id, Typed(text=WORDS), AINO) == first
    service.clock.wind(timedelta(milliseconds=999))
    with pytest.raises(DraftTooSoon):
        await desk.save(request_id, Typed(text=Personal("Muuta.")), AINO)
    service.clock.wind(timedelta(milliseconds=1))
    await desk.save(request_id, Typed(text=Personal("Muuta.")), AINO)


async def test_a_request_that_has_ended_takes_none(service: TestedService) -> None:
    request_id = await of_aino(service)
    await act(service, CloseRequest, AINO, request_id, outcome=Outcome.SPAM)
    with pytest.raises(RequestClosed):
        await save(service, request_id)


async def test_one_that_is_too_old_is_none_and_is_swept_out(service: TestedService) -> None:
    request_id, later = await of_aino(service), await of_aino(service)
    await save(service, request_id)
    await save(service, later)
    service.clock.wind(KEPT_FOR - timedelta(seconds=2))
    assert not await has_draft(service, request_id)
    tools_of(service.parts).disposal.dispose_of_rows(service.clock())
    assert (stored(service, request_id), stored(service, later)) == (0, 1)
    assert await has_draft(service, later)


async def test_no_byte_of_the_store_holds_what_was_begun(service: TestedService) -> None:
    request_id, patterns = await of_aino(service), secret_patterns([UNMISTAKABLE])
    await save(service, request_id, text=Personal(UNMISTAKABLE))
    with service.parts.database.reads.connect() as connection:
        (row,) = connection.execute(select(drafts).where(drafts.c.request_id == request_id))
    assert list(hits("row", row.sealed, patterns)) == []
    found = [
        hit
        for path in stored_files(service.parts.settings)
        for hit in hits(path.name, path.read_bytes(), patterns)
    ]
    assert found == []


async def test_one_that_is_put_in_anothers_place_opens_as_nothing(service: TestedService) -> None:
    request_id = await of_aino(service)
    await act(service, OpenRequest, ONNI, request_id, because=WHY)
    await save(service, request_id)
    with write_lock(service.parts.database) as connection:
        connection.execute(
            update(drafts).where(drafts.c.request_id == request_id).values(username="onni")
        )
    with pytest.raises(NoDraft):
        await service.parts.drafts.read(request_id, ONNI)


async def test_who_works_here_no_more_leaves_no_draft(service: TestedService) -> None:
    request_id = await of_aino(service)
    await act(service, OpenRequest, ONNI, request_id, because=WHY)
    await save(service, request_id, ONNI)
    # Onni has no account in this place.
    await act(service, ReplyToRequester, AINO, request_id, text=WHY, reply_kind=ReplyKind.HOLDING)
    assert stored(service, request_id) == 0
