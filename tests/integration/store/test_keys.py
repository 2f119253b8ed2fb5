"""Are a request's keys made once, unwrapped by the right master key alone, and gone when erased?"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.clock import HandWoundClock
from tests.integration.store.world import TestedService, a_submission, opened
from triage.request.events import Seal
from triage.store.database.engine import write_lock
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import KeyRing, RequestKeys, WrongMasterKey
from triage.store.tables.core_tables import request_keys, system_keys
from triage.text.personal import Personal
from wiring.composition.key_files import master_key
from wiring.composition.parts import assemble
from wiring.settings import Settings

AT_ONCE = 8
OTHER_MASTER = bytes(reversed(range(32)))


def test_the_wrong_master_key_stops_the_start(stocked: Settings) -> None:
    with opened(stocked):
        pass
    wrong = stocked.model_copy(update={"master_key": "A" * 43 + "="})
    with pytest.raises(WrongMasterKey):
        assemble(wrong, clock=HandWoundClock())


def test_the_wrong_master_key_opens_no_request(service: TestedService) -> None:
    request_id = service.submit().request_id
    with service.parts.database.views.connect() as connection:
        keys = KeyRing(OTHER_MASTER).read(connection, [request_id])[request_id]
    assert keys == RequestKeys(words=None, profile=None, protection=None, damaged=frozenset(Seal))


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(b"short")


def test_a_wrapped_key_opens_for_no_other_request(service: TestedService) -> None:
    one, other = service.submit().request_id, service.submit().request_id
    row_of = request_keys.c.request_id
    with write_lock(service.parts.database) as connection:
        words = connection.scalar(select(request_keys.c.words).where(row_of == other))
        connection.execute(request_keys.update().where(row_of == one).values(words=words))
        keys = service.parts.ring.read(connection, [one])[one]
        connection.rollback()
    assert (keys.words, keys.damaged) == (None, {Seal.WORDS})


def test_a_wrapped_key_opens_for_no_other_purpose(service: TestedService) -> None:
    request_id = service.submit().request_id
    row_of = request_keys.c.request_id
    with write_lock(service.parts.database) as connection:
        words = connection.scalar(select(request_keys.c.words).where(row_of == request_id))
        connection.execute(request_keys.update().where(row_of == request_id).values(profile=words))
        keys = service.parts.ring.read(connection, [request_id])[request_id]
        connection.rollback()
    assert (keys.profile, keys.damaged) == (None, {Seal.PROFILE})


def test_parallel_twins_get_one_key(service: TestedService) -> None:
    request_id = uuid4()
    together = threading.Barrier(AT_ONCE)

    def make(_: int) -> bytes | None:
        ring = KeyRing(service_master(service))
        together.wait()
        with service.parts.database.log.begin() as connection:
            return ring.make(connection, request_id).words

    with ThreadPoolExecutor(AT_ONCE) as threads:
        made = list(threads.map(make, range(AT_ONCE)))
    with service.parts.database.views.connect() as connection:
        stored = service.parts.ring.read(connection, [request_id])[request_id]
    assert set(made) == {stored.words}


def service_master(service: TestedService) -> bytes:
    return master_key(service.parts.settings)


def test_keys_made_again_are_the_same(service: TestedService) -> None:
    with write_lock(service.parts.database) as connection:
        first = service.parts.ring.make(connection, request_id := uuid4())
        assert service.parts.ring.make(connection, request_id) == first


def test_parallel_starts_get_one_hashing_key(service: TestedService) -> None:
    together = threading.Barrier(AT_ONCE)

    def make(_: int) -> bytes:
        together.wait()
        with service.parts.database.log.begin() as connection:
            return service.parts.ring.system_key(connection, "once-for-all")

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert len(set(threads.map(make, range(AT_ONCE)))) == 1


def test_a_second_process_hashes_with_the_same_key(stocked: Settings) -> None:
    submission = a_submission(key="sama-avain")
    with opened(stocked) as one:
        first = one.submit(submission)
    with opened(stocked) as other:
        again = other.submit(submission)
    assert again.repeated
    assert again.receipt.reveal() == first.receipt.reveal()


def test_destroyed_keys_read_as_none_and_the_one_that_protects_stays(
    service: TestedService,
) -> None:
    request_id = service.submit().request_id
    ring = service.parts.ring
    with write_lock(service.parts.database) as connection:
        before = ring.read(connection, [request_id])[request_id]
        ring.destroy(connection, request_id)
        after = ring.read(connection, [request_id])[request_id]
    assert after == replace(before, words=None, profile=None)


def test_destroyed_keys_are_not_made_again(service: TestedService) -> None:
    ring = service.parts.ring
    with write_lock(service.parts.database) as connection:
        made = ring.make(connection, request_id := uuid4())
        ring.destroy(connection, request_id)
        again = ring.make(connection, request_id)
    assert again == replace(made, words=None, profile=None)


def test_destroying_one_request_s_keys_leaves_the_others(service: TestedService) -> None:
    ring = service.parts.ring
    gone, kept = service.submit().request_id, service.submit().request_id
    with write_lock(service.parts.database) as connection:
        before = ring.read(connection, [kept])
        ring.destroy(connection, gone)
        assert ring.read(connection, [kept]) == before


def test_unknown_requests_have_no_keys(service: TestedService) -> None:
    with service.parts.database.views.connect() as connection:
        assert service.parts.ring.read(connection, [uuid4()]) == {}


def test_one_hashing_key_is_stored(service: TestedService) -> None:
    with service.parts.database.views.connect() as connection:
        named = select(func.count()).select_from(system_keys)
        assert connection.scalar(named.where(system_keys.c.name == "hashing")) == 1


def test_identities_depend_on_the_hashing_key() -> None:
    key = Personal("7f0b3a52-52e4-4e46-8d76-0a53b6b7d4d5")
    one, other = Identities(b"a" * 32).of(key), Identities(b"b" * 32).of(key)
    assert one.request_id != other.request_id
    assert one.receipt.reveal() != other.receipt.reveal()
    assert one.reference != other.reference
    assert one.receipt_mac != other.receipt_mac


def test_a_receipt_says_nothing_of_request_or_reference() -> None:
    identity = Identities(b"a" * 32).of(Personal("avain"))
    digits = identity.receipt.reveal().replace(" ", "")
    assert len(digits) == 22 and digits.isdigit()
    assert digits not in identity.reference and digits[:8] not in identity.request_id.hex


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}.", "nr {}", "({})"])
@pytest.mark.parametrize("between", ["", " ", "-", ". ", " – ", "\n", "\u00a0"])
def test_a_receipt_is_the_same_however_it_is_typed(typed: str, between: str) -> None:
    identity = (identities := Identities(b"a" * 32)).of(Personal("avain"))
    code = typed.format(identity.receipt.reveal().replace(" ", between))
    assert identities.receipt_mac(Personal(code)) == identity.receipt_mac


def test_another_digit_makes_another_receipt() -> None:
    identity = (identities := Identities(b"a" * 32)).of(Personal("avain"))
    # Without its two check digits, which another digit would contradict.
    code = identity.receipt.reveal().replace(" ", "")[:-2]
    other = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert identities.receipt_mac(Personal(code)) == identity.receipt_mac
    assert identities.receipt_mac(Personal(other)) != identity.receipt_mac
    assert identities.receipt_mac(Personal(code[:-1])) != identity.receipt_mac
