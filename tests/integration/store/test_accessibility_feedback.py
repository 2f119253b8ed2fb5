"""Is feedback on accessibility sealed while it waits, and gone once it is answered?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Row, select, update

from projections.door.editing.accessibility_feedback import (
    AccessibilityFeedbackList,
    AccessibilityShown,
)
from tests.integration.store.world import AINO, ANTTI, KERTTU, TestedService
from triage.actors import ANYONE
from triage.errors.requests import AccessibilityAnswered, NotAllowed, RequestUnknown
from triage.store.database.engine import write_lock
from triage.store.tables.core_tables import accessibility_feedback
from triage.text.personal import Personal
from triage.time.calendar import local_day

WORDS, MAIL = Personal("Kontrasti on liian heikko."), "lukija@example.org"
DONE = Personal("Väri on tummempi.")


def of_a_form() -> Personal[str]:
    return Personal(str(uuid4()))


async def given(
    service: TestedService, key: Personal[str] | None = None, text: Personal[str] = WORDS
) -> UUID:
    desk = service.parts.triage.accessibility_feedback
    given = await desk.give(text, ANYONE, key=key or of_a_form(), email=Personal(MAIL))
    return given.id


async def shown(service: TestedService, feedback_id: UUID) -> AccessibilityShown:
    """The one of the list that has this id; the store keeps what other tests left in it."""
    found = await service.parts.reading_room.ask(AccessibilityFeedbackList(), KERTTU)
    (one,) = [each for each in found if each.id == feedback_id]
    return one


def row(service: TestedService, feedback_id: UUID) -> Row[Any]:
    table = accessibility_feedback
    with service.parts.database.reads.connect() as connection:
        return connection.execute(select(table).where(table.c.id == feedback_id)).one()


async def test_it_comes_back_as_it_was_said_with_its_day(service: TestedService) -> None:
    one = await shown(service, await given(service))
    assert (one.text, one.email) == (WORDS.reveal(), MAIL)
    assert one.received_at == service.clock()
    assert one.due_on == local_day(service.clock()) + timedelta(days=14)


async def test_words_and_address_are_stored_sealed(service: TestedService) -> None:
    stored = row(service, await given(service))
    for sealed, said in ((stored.text, WORDS.reveal()), (stored.email, MAIL)):
        assert len(sealed) > len(said) and said.encode() not in sealed


async def test_the_same_words_of_one_form_are_one_and_keep_their_day(
    service: TestedService,
) -> None:
    key, due_on = of_a_form(), local_day(service.clock()) + timedelta(days=14)
    first = await given(service, key)
    service.clock.wind(timedelta(days=3))
    assert await given(service, key) == first
    assert (await shown(service, first)).due_on == due_on
    assert first not in (await given(service, key, Personal("Muuta.")), await given(service))


async def test_answering_takes_away_who_said_what(service: TestedService) -> None:
    feedback_id = await given(service)
    service.clock.wind(timedelta(days=2))
    await service.parts.triage.accessibility_feedback.answer(feedback_id, DONE, ANTTI)
    stored = row(service, feedback_id)
    assert (stored.text, stored.email) == (None, None)
    assert DONE.reveal().encode() not in stored.done
    one = await shown(service, feedback_id)
    assert (one.done, one.answered_by) == (DONE.reveal(), "antti")
    assert one.answered_at == service.clock()


async def test_sent_again_after_the_answer_it_stays_away(service: TestedService) -> None:
    key = of_a_form()
    feedback_id = await given(service, key)
    await service.parts.triage.accessibility_feedback.answer(feedback_id, DONE, KERTTU)
    assert await given(service, key) == feedback_id
    assert row(service, feedback_id).text is None


async def test_it_is_answered_once_and_only_where_it_is(service: TestedService) -> None:
    desk, feedback_id = service.parts.triage.accessibility_feedback, await given(service)
    await desk.answer(feedback_id, DONE, KERTTU)
    with pytest.raises(AccessibilityAnswered):
        await desk.answer(feedback_id, Personal("Toinen."), ANTTI)
    with pytest.raises(RequestUnknown):
        await desk.answer(UUID(int=1), DONE, KERTTU)
    assert (await shown(service, feedback_id)).done == DONE.reveal()


async def test_a_worker_neither_reads_nor_answers_and_staff_give_none(
    service: TestedService,
) -> None:
    desk, feedback_id = service.parts.triage.accessibility_feedback, await given(service)
    with pytest.raises(NotAllowed):
        await service.parts.reading_room.ask(AccessibilityFeedbackList(), AINO)
    with pytest.raises(NotAllowed):
        await desk.answer(feedback_id, DONE, AINO)
    with pytest.raises(NotAllowed):
        await desk.give(WORDS, KERTTU, key=of_a_form())
    assert row(service, feedback_id).answered_at is None


async def test_what_does_not_open_keeps_no_list_shut(service: TestedService) -> None:
    sound, moved = await given(service), await given(service)
    table = accessibility_feedback
    with write_lock(service.parts.database) as connection:
        # Bound to its row and column: an address in the place of words opens as nothing.
        changed = update(table).where(table.c.id == moved).values(text=table.c.email)
        connection.execute(changed)
    assert (await shown(service, sound)).text == WORDS.reveal()
    assert (await shown(service, moved)).text is None
