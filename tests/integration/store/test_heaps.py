"""Are heaps, mass closings and taking them back the same on every store?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from projections.door.requests.heaps import AlikeInHeap, ClosedTogether, HeapPage, Heaps, HeapsShown
from tests.integration.store.world import KERTTU, TestedService, a_submission
from triage.errors.requests import RequestUnknown, TooLateToTakeBack
from triage.request.commands.together.heaps import CloseTogether, TakeBackClosing
from triage.request.state.heaps import Burst
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal

BURST = Burst(heap=UUID(int=11), key=b"k" * 32)
GROWN_UP = Profile(municipality="698", asker="parent", language="fi")
BECAUSE = Personal("Sama teksti.")
JOKE, GRIEF, AFRAID = "Haha.", "Kaveri kuoli.", "Mieheni uhkaa tappaa minut."
IN_THE_HEAP = (JOKE, GRIEF, JOKE, AFRAID, JOKE)


def flood(fresh: TestedService, burst: Burst = BURST) -> list[UUID]:
    """Five requests of one burst: three alike, one in grief, one in danger."""
    plain = a_submission()
    return [
        fresh.submit(
            replace(
                plain,
                plea=RequestWords(message=text),
                profile=GROWN_UP,
                burst=burst,
                body=text.encode(),
            )
        ).request_id
        for text in IN_THE_HEAP
    ]


async def heaps(fresh: TestedService) -> HeapsShown:
    return await fresh.parts.reading_room.ask(Heaps(), KERTTU)


async def closed(fresh: TestedService) -> tuple[UUID, tuple[UUID, ...]]:
    """A mass closing of what says the same, and the requests in it."""
    first = flood(fresh)[0]
    fresh.submit(a_submission())
    question = AlikeInHeap(heap=BURST.heap, like=first)
    found = await fresh.parts.reading_room.ask(question, KERTTU)
    together = uuid4()
    commands = [
        CloseTogether(
            request_id=each,
            heap=BURST.heap,
            words_mac=found.words_mac,
            together=together,
            because=BECAUSE,
        )
        for each in found.requests
    ]
    await asyncio.gather(*(fresh.parts.triage.execute(each, KERTTU) for each in commands))
    return together, found.requests


async def test_a_heap_tells_how_much_of_it_is_open_and_where_danger_is(
    fresh: TestedService,
) -> None:
    ids = flood(fresh)
    flood(fresh, Burst(heap=UUID(int=12), key=b"o" * 32))
    fresh.submit(a_submission())
    shown = await heaps(fresh)
    opened = await fresh.parts.reading_room.ask(HeapPage(heap=BURST.heap), KERTTU)
    assert [(each.requests, each.danger, each.danger_waits) for each in shown.heaps] == [
        (5, 1, 1),
        (5, 1, 1),
    ]
    assert opened.items[0].id == ids[3], "danger comes first"
    assert {each.id for each in opened.items} == set(ids)
    (alike,) = opened.alike
    assert alike.requests == alike.closing == (ids[0], ids[2], ids[4])


async def test_a_mass_closing_takes_what_is_alike_and_nothing_else(
    fresh: TestedService,
) -> None:
    together, requests = await closed(fresh)
    shown = await heaps(fresh)
    left = await fresh.parts.reading_room.ask(HeapPage(heap=BURST.heap), KERTTU)
    assert len(requests) == 3 and not {each.id for each in left.items} & set(requests)
    (closing,) = shown.closings
    assert (closing.id, closing.heap, closing.requests) == (together, BURST.heap, 3)
    assert closing.taken_back_until - closing.closed_at == timedelta(days=30)
    held = await fresh.parts.reading_room.ask(ClosedTogether(together=together), KERTTU)
    assert set(held) == set(requests)


async def test_what_the_page_does_not_show_is_neither_offered_nor_closed(
    fresh: TestedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = flood(fresh)
    # Danger comes first: one of the three that say the same is beyond the rows.
    monkeypatch.setattr("projections.door.requests.heaps.ROWS_AT_MOST", 4)
    ask = fresh.parts.reading_room.ask
    (alike,) = (await ask(HeapPage(heap=BURST.heap), KERTTU)).alike
    unnamed = await ask(AlikeInHeap(heap=BURST.heap, like=ids[0]), KERTTU)
    named = await ask(
        AlikeInHeap(heap=BURST.heap, like=ids[0], seen=frozenset({ids[4], ids[1]})), KERTTU
    )
    assert alike.requests == (ids[0], ids[2], ids[4])
    assert set(alike.closing) == set(unnamed.requests) == {ids[0], ids[2]}
    assert named.requests == (ids[4],)


async def test_it_is_taken_back_as_it_was(fresh: TestedService) -> None:
    ids = flood(fresh)
    before = [(await fresh.row(each)).row for each in ids]
    together = uuid4()
    mac = (
        await fresh.parts.reading_room.ask(AlikeInHeap(heap=BURST.heap, like=ids[0]), KERTTU)
    ).words_mac
    assert mac is not None
    fresh.clock.wind(timedelta(minutes=5))
    close = CloseTogether(
        request_id=ids[0], heap=BURST.heap, words_mac=mac, together=together, because=BECAUSE
    )
    await fresh.parts.triage.execute(close, KERTTU)
    back = TakeBackClosing(request_id=ids[0], together=together, because=BECAUSE)
    await fresh.parts.triage.execute(back, KERTTU)
    after = (await fresh.row(ids[0])).row
    moved = {"version": after.version, "minutes_left": after.minutes_left}
    assert after == replace(before[0], **moved)
    assert (await heaps(fresh)).closings == ()
    with pytest.raises(RequestUnknown):
        await fresh.parts.reading_room.ask(ClosedTogether(together=together), KERTTU)


async def test_after_thirty_days_it_is_told_no_more_and_refused(fresh: TestedService) -> None:
    together, requests = await closed(fresh)
    fresh.clock.wind(timedelta(days=30, seconds=1))
    assert (await heaps(fresh)).closings == ()
    back = TakeBackClosing(request_id=requests[0], together=together, because=BECAUSE)
    with pytest.raises(TooLateToTakeBack):
        await fresh.parts.triage.execute(back, KERTTU)


async def test_heaps_are_folded_and_danger_is_not(fresh: TestedService) -> None:
    ids = flood(fresh)
    alone = fresh.submit(a_submission()).request_id
    page = await fresh.queue(KERTTU, folds_heaps=True)
    assert {row.id for row in page.items} == {ids[3], alone}
    assert {row.id for row in (await fresh.queue(KERTTU)).items} == {*ids, alone}
