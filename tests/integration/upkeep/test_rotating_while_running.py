"""Does everybody go on while the master key is rotated, whichever of both keys they write by?"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.integration.checkpoints.closing import GRACE
from tests.integration.store.world import (
    KERTTU,
    MASTER_KEY,
    TestedService,
    a_submission,
    opened,
)
from tests.integration.upkeep.moving import ADDRESS
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import WrongMasterKey
from triage.store.keys.rewrapping import rewrap_in_steps
from wiring.composition.key_files import master_key, master_keys, ring_of
from wiring.composition.parts import open_database
from wiring.refused import Refused
from wiring.settings import BadSettings, Settings
from wiring.upkeep.rotating import Rotated, rotate_while_running

NEW_KEY = base64.b64encode(bytes(range(32))).decode()
SAID = "En jaksa enää."


def knowing(settings: Settings, *keys: str) -> Settings:
    return settings.model_copy(update={"master_key": "\n".join(keys)})


def rotated(settings: Settings) -> Rotated:
    database = open_database(settings)
    try:
        return rotate_while_running(settings, database)
    finally:
        database.dispose()


async def is_whole(service: TestedService, number: int) -> bool:
    """Whether a process sees every request, and none that bears no right tag."""
    rows = (await service.queue(KERTTU)).items
    return len(rows) == number and not service.parts.ring.row_tags.refused.count


async def test_those_who_write_by_the_old_one_and_by_the_new_one_go_on(served: Settings) -> None:
    late, early = knowing(served, MASTER_KEY, NEW_KEY), knowing(served, NEW_KEY, MASTER_KEY)
    with opened(late) as by_old, opened(early) as by_new:
        first = by_old.submit(a_submission(SAID))
        by_new.submit()
        assert await is_whole(by_old, 2)
        assert await is_whole(by_new, 2)
        # The hashing key, three of the request that came by the old one.
        assert rotated(early).keys == 4
        by_old.submit()
        by_new.submit()
        assert await is_whole(by_old, 4)
        assert await is_whole(by_new, 4)
        await by_new.parts.authenticator.open_receipt(first.receipt, None, ADDRESS)
        assert rotated(early).keys == 3
        assert rotated(early).keys == 0
    only_new = knowing(served, NEW_KEY)
    with opened(only_new) as service:
        assert await is_whole(service, 4)
        with service.parts.database.lasting.connect() as connection:
            plea = folded(stream(connection, service.parts.ring, first.request_id).recorded).plea
        assert plea is not None
        assert plea.reveal().message == SAID
        done = verify(
            service.parts.database, now=service.clock(), grace=GRACE, ring=service.parts.ring
        )
        assert done.opened
    with pytest.raises(WrongMasterKey):
        opened(served).__enter__()


async def test_whoever_is_stopped_in_the_middle_begins_again(served: Settings) -> None:
    early = knowing(served, NEW_KEY, MASTER_KEY)
    with opened(served) as service:
        service.submit()
    database, transactions = open_database(early), 0

    class Stopped(Exception):
        pass

    def lock():  # type: ignore[no-untyped-def]
        nonlocal transactions
        transactions += 1
        if transactions == 3:
            raise Stopped
        return write_lock(database)

    with pytest.raises(Stopped):
        rewrap_in_steps(lock, *master_keys(early))
    database.dispose()
    with opened(early) as service:
        assert await is_whole(service, 1)
    rotated(early)
    with opened(knowing(served, NEW_KEY)) as service:
        assert await is_whole(service, 1)


def test_one_key_alone_is_not_rotated(served: Settings) -> None:
    with pytest.raises(Refused, match="one master key only"):
        rotated(served)


def test_a_key_that_opens_nothing_changes_nothing(served: Settings) -> None:
    with opened(served) as service:
        service.submit()
    other = base64.b64encode(bytes(32)).decode()
    with pytest.raises(WrongMasterKey):
        rotated(knowing(served, NEW_KEY, other))
    with opened(served) as service:
        assert not service.parts.ring.row_tags.refused.count


def by_command(directory: Path, script: str) -> Settings:
    program = directory / "key-service"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o700)
    return Settings(data_dir=directory / "data", master_key_command=f"{program} unwrap")


def test_a_key_service_hands_the_keys_out_by_its_command(tmp_path: Path) -> None:
    settings = by_command(tmp_path, f'test "$1" = unwrap && echo {NEW_KEY} && echo {MASTER_KEY}')
    assert master_keys(settings) == (bytes(range(32)), base64.b64decode(MASTER_KEY))
    assert master_key(settings) == bytes(range(32))
    assert not (settings.data_dir / "master.key").exists()
    assert ring_of(settings).wrap(b"x", "name")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo very secret >&2; exit 3", "gave no key .status 3."),
        ("echo no-key", "a master key is 32 bytes in base64"),
        ("true", "a master key is 32 bytes in base64"),
    ],
)
def test_a_key_service_that_gives_none_is_told_in_one_line(
    tmp_path: Path, script: str, why: str
) -> None:
    with pytest.raises(BadSettings, match=why) as refused:
        master_keys(by_command(tmp_path, script))
    said = str(refused.value)
    assert said.startswith("PYYDA_MASTER_KEY_COMMAND")
    assert "secret" not in said
    assert "\n" not in said


def test_a_key_service_that_is_not_there_is_told_too(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, master_key_command="/no/such/program")
    with pytest.raises(BadSettings, match="cannot be run"):
        master_keys(settings)
