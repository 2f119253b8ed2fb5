"""Does a backup that is taken under load hold everything, at one moment, and the keys apart?"""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text

from tests.architecture.reading import ROOT
from tests.environment import inherited
from tests.integration.conftest import environment_for
from tests.integration.running import COMMAND
from tests.integration.store.planted_journey import PLANTED_PROFILE, planted_plea
from tests.integration.store.plants import hits, planted
from tests.integration.store.world import ANTTI, TestedService
from tests.integration.upkeep.moving import (
    all_bytes,
    back_up,
    erase,
    lines_of,
    steady_load,
    tombstone_path,
)
from triage.intake import Submission
from triage.request.commands.ending import EraseRequest
from triage.store.database.hash_chain import GENESIS, next_link
from triage.store.keys.tombstones import Tombstones
from triage.store.tables.core_tables import KEYS, TRIAGE, events, request_keys, system_keys
from triage.text.personal import Personal
from wiring.refused import Refused
from wiring.upkeep.backup import keys_path, lasting, snapshot


@pytest.fixture
def service(shared: TestedService) -> TestedService:
    return shared


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup"


# -- under load --


@pytest.fixture(scope="module")
def under_load(
    shared: TestedService, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, set[str]]:
    """A backup that another process took while requests came in; what had come before it."""
    path, settings = tmp_path_factory.mktemp("load") / "backup", shared.parts.settings
    environment = environment_for(settings.data_dir, settings.database_url)
    with steady_load(shared) as acknowledged:
        before = {receipt.reference for receipt in acknowledged}
        subprocess.run(
            [*COMMAND, "backup", str(path)],
            env=inherited(environment),
            cwd=ROOT,
            check=True,
        )
    return path, before


def test_what_was_acknowledged_before_a_backup_is_in_it(under_load: tuple[Path, set[str]]) -> None:
    path, before = under_load

    assert before <= {row[1] for row in lines_of(path, "triage.submissions")}


def test_a_backup_under_load_holds_one_whole_log(under_load: tuple[Path, set[str]]) -> None:
    link, rows = GENESIS, sorted(lines_of(under_load[0], "triage.events"))
    for position, request_id, version, topic, state, stored, _ in rows:
        parts = (
            position.to_bytes(8, "big"),
            UUID(request_id).bytes,
            version.to_bytes(8, "big"),
            topic.encode(),
            base64.b64decode(state),
        )
        link = next_link(link, *parts)
        assert base64.b64decode(stored) == link
    assert [row[0] for row in rows] == [*range(1, len(rows) + 1)]


def test_every_request_in_a_backup_has_its_keys_beside_it(
    under_load: tuple[Path, set[str]],
) -> None:
    path, _ = under_load

    keyed = {row[0] for row in lines_of(keys_path(path), "keys.request_keys") if row[1]}
    assert {row[1] for row in lines_of(path, "triage.events")} <= keyed


def test_requests_are_taken_while_a_backup_reads(service: TestedService) -> None:
    with snapshot(service.parts.database) as connection:
        before = connection.scalar(text("SELECT count(*) FROM triage.events"))
        service.submit()

        assert connection.scalar(text("SELECT count(*) FROM triage.events")) == before


@pytest.mark.parametrize("shared", ["postgresql"], indirect=True)
@pytest.mark.parametrize("limit", ["statement_timeout", "idle_in_transaction_session_timeout"])
def test_no_limit_ends_a_long_backup(service: TestedService, limit: str) -> None:
    with snapshot(service.parts.database) as connection:
        assert connection.scalar(text(f"SHOW {limit}")) == "0"


def test_keys_that_an_erasure_destroys_meanwhile_are_not_copied(
    service: TestedService, path: Path
) -> None:
    request_id = service.submit().request_id

    def erase_meanwhile() -> datetime:
        command = EraseRequest(request_id=request_id, because=Personal("Pyytäjä pyysi."))
        service.parts.triage.begin(command, ANTTI).result()
        return service.clock()

    back_up(service, path, clock=erase_meanwhile)

    events_of_it = [row for row in lines_of(path, "triage.events") if row[1] == str(request_id)]
    keys_of_it = lines_of(keys_path(path), "keys.request_keys")
    assert len(events_of_it) == 2
    assert [row[1:3] for row in keys_of_it if row[0] == str(request_id)] == [[None, None]]


# -- what is in which file --


def test_every_table_that_lasts_is_in_a_backup(service: TestedService, path: Path) -> None:
    back_up(service, path)

    with service.parts.database.views.connect() as connection:
        inspected = inspect(connection)
        names = {
            f"{schema}.{table}"
            for schema in (TRIAGE, KEYS)
            for table in inspected.get_table_names(schema=schema)
        }
    held = {str(table) for schema in (TRIAGE, KEYS) for table in lasting(schema)}
    assert names - held == {
        "triage.sessions",
        "triage.spent_tokens",
        "triage.leavings",
        "triage.feedback_waiting",
        "triage.feedback_given",
        "triage.drafts",
        "triage.visits",
        "triage.alembic_version",
    }


def written(content: bytes) -> set[bytes]:
    return {content, base64.b64encode(content), content.hex().encode()}


def test_no_key_is_in_the_archive_and_no_event_in_the_file_of_keys(
    service: TestedService, path: Path
) -> None:
    request_id = service.submit().request_id
    back_up(service, path)

    with service.parts.database.views.connect() as connection:
        rows = connection.execute(
            select(request_keys.c.words, request_keys.c.profile, request_keys.c.protection).where(
                request_keys.c.request_id == request_id
            )
        ).fetchall()
        keys = [key for row in rows for key in row]
        keys += connection.scalars(select(system_keys.c.wrapped)).all()
        stored = connection.execute(
            select(events.c.state, events.c.link).where(events.c.request_id == request_id)
        ).fetchall()
    archive, key_file = all_bytes(path), all_bytes(keys_path(path))
    told = [each for row in stored for each in row]
    assert not [key for key in keys if any(form in archive for form in written(key))]
    assert not [each for each in told if any(form in key_file for form in written(each))]
    assert base64.b64encode(keys[0]) in key_file and base64.b64encode(stored[0].link) in archive


def test_no_planted_word_is_in_either_file(service: TestedService, path: Path) -> None:
    plea = planted_plea(Personal(planted("own word")))
    body = json.dumps({"message": plea.message}).encode()
    service.submit(Submission(topics=("VAN",), profile=PLANTED_PROFILE, plea=plea, body=body))

    back_up(service, path)

    assert [*hits("archive", all_bytes(path)), *hits("keys", all_bytes(keys_path(path)))] == []


# -- the files --


def test_only_their_owner_can_read_the_files(service: TestedService, path: Path) -> None:
    back_up(service, path)

    assert {each.stat().st_mode & 0o777 for each in (path, keys_path(path))} == {0o600}


@pytest.mark.parametrize("name", ["backup", "backup.keys", "backup.part"])
def test_a_file_that_is_there_is_not_overwritten_and_nothing_is_left_beside_it(
    service: TestedService, path: Path, name: str
) -> None:
    (path.parent / name).write_text("jotain tärkeää")

    with pytest.raises(Refused):
        back_up(service, path)

    assert [each.name for each in path.parent.glob("backup*")] == [name]
    assert (path.parent / name).read_text() == "jotain tärkeää"


def test_a_backup_tells_of_an_erasure_that_was_decided_and_not_finished(
    service: TestedService, path: Path
) -> None:
    finished, decided = service.submit().request_id, service.submit().request_id
    erase(service, finished)
    Tombstones(tombstone_path(service)).add(decided, service.clock())

    assert back_up(service, path).unfinished == 1


def test_a_backup_says_how_much_it_holds(service: TestedService, path: Path) -> None:
    service.submit()

    done = back_up(service, path)

    assert done.events == len(lines_of(path, "triage.events"))
    assert done.requests == len(lines_of(path, "triage.submissions"))
