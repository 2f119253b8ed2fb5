"""Does one damaged request keep anybody from anything else, and is it told what it is?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import update

from projections.door.audit.audits import RequestTrail, ResponseTimes
from projections.door.audit.log import AccessLog
from projections.door.requests.own_request import OwnRequest
from projections.door.requests.request_page import RequestPage
from projections.figures.response_groups import Grouping
from projections.live.watches import OwnWatch, QueueWatch
from projections.machinery.rebuilding import rebuild
from projections.views.queue.waiting import Filters
from tests.clock import START
from tests.integration.running import FALLEN_DUE, clocks_work
from tests.integration.store.damaging import (
    EVERY,
    KEYS,
    SKELETONS,
    TOLD_BY_THE_QUEUE,
    TYPES,
    blob,
)
from tests.integration.store.world import (
    AINO,
    ANTTI,
    KERTTU,
    SANNA,
    TIINA,
    TestedService,
    a_submission,
    opened,
)
from triage.actors import Actor, Role
from triage.codes import ReplyKind
from triage.errors.requests import ReadModelStopped, RequestDamaged
from triage.request.commands.dialogue import AddNote, ReplyToRequester
from triage.request.commands.ending import EraseRequest
from triage.request.commands.handling import ClaimRequest
from triage.store.database.engine import write_lock
from triage.store.events.damage import damaged_requests
from triage.store.events.recorder import LogRecorder
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import staff
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from wiring.composition.parts import Parts
from wiring.settings import Settings
from wiring.upkeep.erasing import erase
from workers.sweep import sweep

WEEK = timedelta(days=7)
ADDRESS = "192.0.2.7"
KEY = "0c1d5a52-58f2-4d7e-8a44-3f1f4f8a9a10"

every_damage = pytest.mark.parametrize("how", EVERY)
# One of each sort, where it makes no difference which.
some_damage = pytest.mark.parametrize(
    "how",
    ["one bit of words", "words and profile gone", "all keys gone", "what was said is cut off"],
)


@dataclass(frozen=True, slots=True)
class Place:
    """A service with a whole request and one that is to be damaged."""

    service: TestedService
    whole: Receipt
    broken: Receipt

    @property
    def parts(self) -> Parts:
        return self.service.parts

    def damage(self, how: str) -> UUID:
        with write_lock(self.parts.database) as connection:
            (EVERY | SKELETONS | TYPES)[how](
                connection, self.broken.request_id, self.whole.request_id
            )
        return self.broken.request_id

    def found(self) -> list[UUID]:
        return [each.request_id for each in damaged_requests(self.parts.database, self.parts.ring)]


@pytest.fixture
def place(stocked: Settings) -> Iterator[Place]:
    with opened(stocked) as service:
        whole = service.submit()
        yield Place(service, whole, service.submit(a_submission("Rahat loppuivat.", key=KEY)))


@every_damage
async def test_everybody_else_is_shown_and_the_damaged_one_is_told(place: Place, how: str) -> None:
    before = {row.id: row for row in (await place.service.queue()).items}
    broken = place.damage(how)
    rebuild(place.parts.database, place.parts.models.queue)

    rows = {row.id: row for row in (await place.service.queue()).items}

    assert rows[place.whole.request_id] == before[place.whole.request_id]
    row, was = rows[broken], before[broken]
    assert row.damaged is (how in TOLD_BY_THE_QUEUE)
    assert (row.reference, row.topics, row.unit, row.answer_by, row.state) == (
        was.reference,
        was.topics,
        was.unit,
        was.answer_by,
        was.state,
    )


@every_damage
async def test_its_page_says_so_and_shows_what_still_opens(place: Place, how: str) -> None:
    broken = place.damage(how)
    models = place.parts.reading_room

    page = await models.ask(RequestPage(request_id=broken), KERTTU)
    other = await models.ask(RequestPage(request_id=place.whole.request_id), KERTTU)

    assert page.contents is not None and other.contents is not None
    assert (page.row.damaged, page.contents.erased) == (True, False)
    assert (other.row.damaged, other.contents.plea.message is None) == (False, False)
    opens = how.startswith(("one bit of pro", "profile", "protection")) or "told" in how
    assert page.contents.plea.message == ("Rahat loppuivat." if opens else None)


@some_damage
async def test_every_other_look_goes_on(place: Place, how: str) -> None:
    broken = place.damage(how)
    models = place.parts.reading_room
    requester = Actor(role=Role.REQUESTER, request_id=broken)

    for grouping in Grouping:
        await models.ask(ResponseTimes(grouping=grouping), SANNA)
    trail = await models.ask(RequestTrail(request_id=broken), TIINA)
    own = await models.ask(OwnRequest(first_too=True), requester)
    log = await models.ask(AccessLog(reference=place.broken.reference), TIINA)
    with place.parts.database.view_reads.connect() as connection:
        now = place.service.clock()
        QueueWatch(KERTTU, Filters()).begin(place.parts.models, connection, now)
        OwnWatch(requester).begin(place.parts.models, connection, now)

    assert [each.kind for each in trail.events] == ["submitted", "routed"]
    assert own.damaged and own.reference == place.broken.reference
    assert log.request_id == broken


@some_damage
def test_its_promise_is_enforced_and_every_read_model_can_be_made_anew(
    place: Place, how: str
) -> None:
    broken = place.damage(how)
    place.service.clock.wind(WEEK)

    assert sweep(tools_of(place.parts)) == 2
    rebuild(place.parts.database, *place.parts.models.follower.models)

    assert clocks_work(place.service, broken) == FALLEN_DUE
    assert place.service.submit().submitted_at == START + WEEK


@some_damage
async def test_what_needs_no_words_can_be_done_to_it(place: Place, how: str) -> None:
    broken = place.damage(how)

    await place.parts.triage.execute(ClaimRequest(request_id=broken), AINO)

    assert (await place.service.row(broken)).row.claimed_by == "aino"


@pytest.mark.parametrize("how", [how for how in KEYS if "words" in how or "all" in how])
async def test_what_nobody_could_read_is_not_stored(place: Place, how: str) -> None:
    broken = place.damage(how)

    with pytest.raises(RequestDamaged):
        note = AddNote(request_id=broken, text=Personal("Soitan."))
        await place.parts.triage.execute(note, KERTTU)
    with pytest.raises(RequestDamaged):
        place.service.submit(a_submission("Rahat loppuivat.", key=KEY))
    with pytest.raises(RequestDamaged):
        await place.parts.authenticator.open_receipt(place.broken.receipt, None, ADDRESS)


@every_damage
def test_it_is_found_with_its_reference_and_place(place: Place, how: str) -> None:
    assert place.found() == []
    broken = place.damage(how)

    (found,) = damaged_requests(place.parts.database, place.parts.ring)

    assert (found.request_id, found.reference) == (broken, place.broken.reference)
    assert found.places[0].startswith(("keys.request_keys: ", "triage.events: "))


async def test_a_damaged_answer_is_told_on_its_page_too(place: Place) -> None:
    broken = place.broken.request_id
    text = Personal("Tule!")
    answer = ReplyToRequester(request_id=broken, text=text, reply_kind=ReplyKind.ANSWER)
    await place.parts.triage.execute(answer, AINO)
    version = (await place.service.row(broken)).row.version
    with write_lock(place.parts.database) as connection:
        blob(version, "words", lambda sealed: sealed[:8])(connection, broken, broken)

    page = await place.parts.reading_room.ask(RequestPage(request_id=broken), AINO)

    assert page.contents is not None and page.row.damaged
    assert [each.text for each in page.contents.messages] == ["Rahat loppuivat.", None]


@every_damage
async def test_it_can_be_erased_and_is_then_erased_and_not_damaged(place: Place, how: str) -> None:
    broken = place.damage(how)

    erase(place.parts, place.broken.reference, reason="Pyyntö.", despite_class=None)

    page = await place.parts.reading_room.ask(RequestPage(request_id=broken), KERTTU)
    assert page.contents is not None and page.contents.erased
    # The key that an erasure keeps may be the damaged one.
    assert page.row.damaged is ("protection" in how or "all" in how)
    closed = (await place.service.queue(state="closed")).items
    assert [(row.id, row.damaged) for row in closed] == [(broken, False)]


async def test_an_erased_request_is_not_damaged(place: Place) -> None:
    command = EraseRequest(request_id=place.broken.request_id, because=Personal("Pyyntö."))
    await place.parts.triage.execute(command, ANTTI)

    (row,) = (await place.service.queue(state="closed")).items
    page = await place.parts.reading_room.ask(RequestPage(request_id=row.id), KERTTU)
    assert (row.damaged, page.row.damaged, place.found()) == (False, False, [])


@pytest.mark.parametrize("how", SKELETONS)
async def test_an_event_that_cannot_be_read_stops_its_request_alone(place: Place, how: str) -> None:
    broken = place.damage(how)
    follower = place.parts.models.follower

    rebuild(place.parts.database, *follower.models)

    rows = {row.id for row in (await place.service.queue()).items}
    assert rows == ({place.whole.request_id} | ({broken} if "second" in how else set()))
    await place.parts.reading_room.ask(ResponseTimes(grouping=Grouping.UNIT), SANNA)
    with pytest.raises(RequestDamaged):
        await place.parts.reading_room.ask(RequestPage(request_id=broken), KERTTU)
    place.service.clock.wind(WEEK)
    assert sweep(tools_of(place.parts)) == 1
    assert clocks_work(place.service, place.whole.request_id) == FALLEN_DUE
    assert place.service.submit().submitted_at == START + WEEK
    assert broken in place.found()
    assert follower.repairer.repair() is False


@pytest.mark.parametrize("how", [how for how in SKELETONS if "first" in how])
async def test_what_the_log_goes_on_with_is_followed_past_it(stocked: Settings, how: str) -> None:
    with opened(stocked) as service:
        place = Place(service, service.submit(), service.submit())
        place.damage(how)
        assert [row.id for row in (await service.queue()).items] == [place.whole.request_id]


async def test_an_event_of_a_later_release_is_never_passed_over(place: Place) -> None:
    later = StoredEvent(place.whole.request_id, 3, "help-request.praised", b"{}")
    with write_lock(place.parts.database) as connection:
        LogRecorder(connection).insert_events([later])

    with pytest.raises(ReadModelStopped):
        await place.service.queue()


@pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", TYPES)
async def test_a_key_that_became_another_type_is_read_as_the_bytes_that_it_is(
    place: Place, how: str
) -> None:
    broken = place.damage(how)

    rows = {row.id: row.damaged for row in (await place.service.queue()).items}
    page = await place.parts.reading_room.ask(RequestPage(request_id=broken), KERTTU)

    is_lost = how != "words are a text"
    assert rows == {place.whole.request_id: False, broken: is_lost}
    assert page.row.damaged is is_lost
    assert place.found() == ([broken] if is_lost else [])


async def test_a_damaged_account_keeps_nobody_from_work(stocked: Settings) -> None:
    with opened(stocked) as service:
        with write_lock(service.parts.database) as connection:
            damaged = update(staff).where(staff.c.username == "olli")
            connection.execute(damaged.values(role="w0rker", changed=9))
        request_id = service.submit().request_id
        page = await service.parts.reading_room.ask(RequestPage(request_id=request_id), AINO)
    assert page.contents is not None
