"""Is every word sealed, under its own request's key, in the place where it was written?"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from projections.machinery.rebuilding import rebuild
from tests.clock import START
from tests.integration.store.checks import loaded, stored_events
from tests.integration.store.samples import WORD, event_of, every_event
from tests.integration.store.world import TestedService
from triage.request.events import EVENTS, Erased, Noted, Replied, RequestEvent, Seal, Submitted
from triage.store.database.engine import write_lock
from triage.store.events.codec import personal_fields
from triage.store.events.recorder import LogRecorder
from triage.store.events.sealing import (
    BEFORE_SEALED,
    KeyDestroyed,
    SealingMapper,
    Unopened,
    open_profile,
    sealed_profile,
)
from triage.store.keys.key_ring import RequestKeys
from triage.store.tables.core_tables import request_keys

every_class = pytest.mark.parametrize("cls", EVENTS.values(), ids=lambda cls: cls.kind())
sealed_classes = [cls for cls in EVENTS.values() if personal_fields(cls)]
every_sealed_class = pytest.mark.parametrize("cls", sealed_classes, ids=lambda cls: cls.kind())

KEYS = RequestKeys(words=b"w" * 32, profile=b"p" * 32, protection=b"x" * 32)
OTHER_KEYS = RequestKeys(words=b"W" * 32, profile=b"P" * 32, protection=b"X" * 32)
ERASED = replace(KEYS, words=None, profile=None)


def stored_alone(cls: type[RequestEvent]) -> tuple[RequestEvent, StoredEvent]:
    event = event_of(cls, uuid4(), 3)
    return event, SealingMapper(KEYS).to_stored_event(event)


def groups_of(cls: type[RequestEvent]) -> set[Seal]:
    return {cls.SEALED_BY.get(name, Seal.WORDS) for name in personal_fields(cls)}


@every_class
def test_an_event_comes_back_as_it_was(cls: type[RequestEvent]) -> None:
    event, stored = stored_alone(cls)
    assert vars(SealingMapper(KEYS).to_domain_event(stored)) == vars(event)


def test_every_event_comes_back_from_the_database_as_it_was(fresh: TestedService) -> None:
    ring, database = fresh.parts.ring, fresh.parts.database
    request_id = uuid4()
    events = every_event(request_id)
    with write_lock(database) as connection:
        mapper = SealingMapper(ring.make(connection, request_id))
        LogRecorder(connection).insert_events([mapper.to_stored_event(each) for each in events])
    with database.views.connect() as connection:
        mapper = SealingMapper(ring.read(connection, [request_id])[request_id])
        stored = LogRecorder(connection).select_events(request_id)
    assert [vars(mapper.to_domain_event(each)) for each in stored] == [vars(e) for e in events]


@every_class
def test_the_stored_state_holds_no_personal_word(cls: type[RequestEvent]) -> None:
    _, stored = stored_alone(cls)
    assert WORD.encode() not in stored.state
    assert json.dumps(WORD).strip('"').encode() not in stored.state


@every_class
def test_what_is_declared_personal_is_in_no_plain_field(cls: type[RequestEvent]) -> None:
    _, stored = stored_alone(cls)
    assert not personal_fields(cls) & set(json.loads(stored.state))


@every_sealed_class
def test_each_group_of_fields_is_sealed_under_its_own_key(cls: type[RequestEvent]) -> None:
    _, stored = stored_alone(cls)
    assert set(json.loads(stored.state)["sealed"]) == {str(group) for group in groups_of(cls)}


def unopened(stored: StoredEvent, keys: RequestKeys = KEYS) -> list[Unopened]:
    mapper = SealingMapper(keys)
    mapper.to_domain_event(stored)
    return mapper.unopened


def assert_unopened(stored: StoredEvent, keys: RequestKeys = KEYS) -> None:
    """No group of the event opens, none of its personal fields is there, and the mapper says so."""
    event = SealingMapper(keys).to_domain_event(stored)
    groups = set(json.loads(stored.state)["sealed"])
    assert {group for _, group in unopened(stored, keys)} == groups
    assert {vars(event)[name] for name in personal_fields(type(event))} == {None}


@every_sealed_class
@pytest.mark.parametrize("moved", ["request", "version"])
def test_a_blob_opens_in_no_other_place(cls: type[RequestEvent], moved: str) -> None:
    _, stored = stored_alone(cls)
    elsewhere = (
        replace(stored, originator_id=uuid4())
        if moved == "request"
        else replace(stored, originator_version=4)
    )
    assert_unopened(elsewhere)


def test_a_blob_opens_in_no_event_of_another_kind() -> None:
    _, stored = stored_alone(Noted)
    state = json.loads(stored.state) | {"reply_kind": "answer"}
    moved = replace(stored, topic=Replied.TOPIC, state=json.dumps(state).encode())
    assert_unopened(moved)


def test_a_blob_opens_under_no_other_name_of_key() -> None:
    """A profile put in the place of words would be shown to those who may read words."""
    same = RequestKeys(words=KEYS.words, profile=KEYS.words, protection=KEYS.protection)
    stored = SealingMapper(same).to_stored_event(event_of(Submitted, uuid4(), 1))
    state = json.loads(stored.state)
    state["sealed"]["words"] = state["sealed"]["profile"]
    moved = replace(stored, state=json.dumps(state).encode())
    mapper = SealingMapper(same)
    event = mapper.to_domain_event(moved)
    assert isinstance(event, Submitted)
    assert mapper.unopened == [(1, "words")]
    assert event.plea is None and event.profile is not None


@every_sealed_class
def test_an_altered_blob_does_not_open(cls: type[RequestEvent]) -> None:
    _, stored = stored_alone(cls)
    state = json.loads(stored.state)
    group = min(state["sealed"])
    blob = bytearray(base64.b64decode(state["sealed"][group]))
    blob[-1] ^= 1
    state["sealed"][group] = base64.b64encode(blob).decode()
    altered = replace(stored, state=json.dumps(state).encode())
    assert (stored.originator_version, group) in unopened(altered)


@pytest.mark.parametrize("cls", [Submitted, Replied, Erased])
@pytest.mark.parametrize("bit", [1, 0x20, 0x80])
def test_whichever_byte_is_damaged_among_what_is_sealed_the_skeleton_stays_whole(
    cls: type[RequestEvent], bit: int
) -> None:
    whole, stored = stored_alone(cls)
    plain = vars(whole).keys() - personal_fields(cls)
    for at in range(stored.state.index(BEFORE_SEALED) + len(BEFORE_SEALED), len(stored.state)):
        damaged = bytearray(stored.state)
        damaged[at] ^= bit
        mapper = SealingMapper(KEYS)
        event = mapper.to_domain_event(replace(stored, state=bytes(damaged)))
        assert {name: vars(event)[name] for name in plain} == {
            name: vars(whole)[name] for name in plain
        }
        # The very last bytes close the object, and an unread tail of the text may be padding.
        sealed_profile(replace(stored, state=bytes(damaged)))


@every_sealed_class
def test_another_request_s_keys_open_nothing(cls: type[RequestEvent]) -> None:
    _, stored = stored_alone(cls)
    assert_unopened(stored, OTHER_KEYS)


@every_class
def test_without_keys_the_skeleton_loads_and_the_words_are_gone(cls: type[RequestEvent]) -> None:
    event, stored = stored_alone(cls)
    skeleton = vars(SealingMapper().to_domain_event(stored))
    gone = personal_fields(cls)
    assert {name: skeleton[name] for name in gone} == dict.fromkeys(gone)
    plain = {name: value for name, value in vars(event).items() if name not in gone}
    assert {name: value for name, value in skeleton.items() if name not in gone} == plain


@every_sealed_class
def test_after_erasure_only_what_protects_a_child_can_be_read(cls: type[RequestEvent]) -> None:
    event, stored = stored_alone(cls)
    left = vars(SealingMapper(ERASED).to_domain_event(stored))
    for name in personal_fields(cls):
        kept = cls.SEALED_BY.get(name) is Seal.PROTECTION
        assert left[name] == (vars(event)[name] if kept else None)


@every_sealed_class
def test_nothing_new_is_sealed_under_a_destroyed_key(cls: type[RequestEvent]) -> None:
    event = event_of(cls, uuid4(), 3)
    if groups_of(cls) == {Seal.PROTECTION}:
        assert SealingMapper(ERASED).to_stored_event(event).state
        return
    with pytest.raises(KeyDestroyed):
        SealingMapper(ERASED).to_stored_event(event)


def test_the_same_words_are_sealed_differently_every_time() -> None:
    event = event_of(Noted, uuid4(), 3)
    mapper = SealingMapper(KEYS)
    assert mapper.to_stored_event(event).state != mapper.to_stored_event(event).state


def test_a_profile_opens_where_it_was_sealed() -> None:
    event = event_of(Submitted, request_id := uuid4(), 1)
    assert isinstance(event, Submitted)
    assert event.profile is not None and KEYS.profile is not None
    blob = sealed_profile(SealingMapper(KEYS).to_stored_event(event))
    assert blob is not None
    assert open_profile(blob, KEYS.profile, request_id).profile == event.profile.reveal()


def test_a_profile_is_bound_to_the_event_that_it_comes_from() -> None:
    event = event_of(Submitted, request_id := uuid4(), 1)
    blob = sealed_profile(SealingMapper(KEYS).to_stored_event(event))
    assert blob is not None and KEYS.profile is not None
    with pytest.raises(InvalidTag):
        open_profile(blob.replace(b"1|", b"2|", 1), KEYS.profile, request_id)


def test_a_profile_moved_to_another_request_does_not_open() -> None:
    blob = sealed_profile(SealingMapper(KEYS).to_stored_event(event_of(Submitted, uuid4(), 1)))
    assert blob is not None and KEYS.profile is not None
    with pytest.raises(InvalidTag):
        open_profile(blob, KEYS.profile, uuid4())


async def test_a_profile_swapped_between_two_rows_of_the_queue_is_noticed(
    service: TestedService,
) -> None:
    one, other = service.submit(), service.submit()
    await service.queue()
    table = service.parts.models.queue.table
    with service.parts.database.views.begin() as connection:
        blob = connection.scalar(
            select(table.c.profile).where(table.c.request_id == other.request_id)
        )
        connection.execute(
            table.update().where(table.c.request_id == one.request_id).values(profile=blob)
        )
    shown = {row.id: row for row in (await service.queue()).items}
    assert shown[one.request_id].damaged and shown[one.request_id].municipality is None
    assert not shown[other.request_id].damaged
    rebuild(service.parts.database, service.parts.models.queue)
    assert {row.municipality for row in (await service.queue()).items} == {"698"}


def test_every_request_has_keys_of_its_own(service: TestedService) -> None:
    ids = [service.submit().request_id for _ in range(5)]
    with service.parts.database.views.connect() as connection:
        keys = service.parts.ring.read(connection, ids)
    held = [key for each in keys.values() for key in (each.words, each.profile, each.protection)]
    assert len(set(held)) == 15
    assert all(key is not None and len(key) == 32 for key in held)


def test_the_keys_themselves_are_stored_wrapped(service: TestedService) -> None:
    request_id = service.submit().request_id
    with service.parts.database.views.connect() as connection:
        keys = service.parts.ring.read(connection, [request_id])[request_id]
        row = connection.execute(
            select(request_keys).where(request_keys.c.request_id == request_id)
        ).one()
    stored = row.words + row.profile + row.protection
    assert keys.words is not None and keys.words not in stored
    assert keys.profile is not None and keys.profile not in stored
    assert keys.protection is not None and keys.protection not in stored


def test_a_request_loads_with_the_words_that_were_sent(service: TestedService) -> None:
    receipt = service.submit()
    request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
    assert request.profile is not None and request.profile.reveal().municipality == "698"
    assert request.submitted_at == START
    assert len(stored_events(service.parts.database, receipt.request_id)) == 2


def test_keys_hide_themselves() -> None:
    assert "w" * 8 not in repr(KEYS) and "x" * 8 not in str(KEYS)


def test_reasons_for_erasing_outlive_the_erasure() -> None:
    assert groups_of(Erased) == {Seal.PROTECTION}
