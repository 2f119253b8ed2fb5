"""How does a test take a backup, look into it, spoil it, and restore it somewhere?"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from sqlalchemy import select

from tests.clock import HandWoundClock
from tests.integration.running import eventually
from tests.integration.store.world import ANTTI, MASTER_KEY, TestedService
from triage.request.commands.ending import EraseRequest
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import request_keys
from triage.text.personal import Personal
from wiring.composition.key_files import master_key, tombstones
from wiring.settings import Settings
from wiring.upkeep.archive import MAC, MANIFEST, mac_of
from wiring.upkeep.backup import BackedUp, backup, keys_path
from wiring.upkeep.restoring import Restored, Wish, restore

ADDRESS = "192.0.2.7"
ENOUGH = 20
MASTER = base64.b64decode(MASTER_KEY)
Lines = list[list[Any]]


def back_up(
    service: TestedService, path: Path, *, clock: Callable[[], datetime] | None = None
) -> BackedUp:
    """Take a backup; `clock` is asked once its snapshot is seen, before anything is copied."""
    settings = service.parts.settings
    return backup(
        service.parts.database,
        path,
        tombstones(settings),
        master=master_key(settings),
        clock=clock or service.parts.clock,
    )


def restore_in(settings: Settings, path: Path, *, known: Path | None = None) -> Restored:
    """Restore a backup; `known` is the list of tombstones that is told."""
    return restore(settings, Wish(file=path, keys=None, tombstones=known), clock=HandWoundClock())


def erase(service: TestedService, request_id: UUID) -> None:
    command = EraseRequest(
        request_id=request_id,
        because=Personal("Pyytäjä pyysi."),
        despite_class_because=Personal("Päätös tehty."),
    )
    service.parts.triage.execute_and_wait(command, ANTTI)


def tombstone_path(service: TestedService) -> Path:
    path = tombstones(service.parts.settings).path
    assert path is not None
    return path


def wrapped(service: TestedService, request_id: UUID) -> list[bytes | None]:
    """The two keys that erasing destroys, as they are stored."""
    row_of = request_keys.c.request_id == request_id
    with service.parts.database.views.connect() as connection:
        return list(
            connection.execute(
                select(request_keys.c.words, request_keys.c.profile).where(row_of)
            ).one()
        )


@contextmanager
def steady_load(service: TestedService) -> Iterator[list[Receipt]]:
    """Somebody submits one request after the other; those that are acknowledged, some already."""
    acknowledged: list[Receipt] = []
    stop = threading.Event()

    def submit() -> None:
        while not stop.is_set():
            acknowledged.append(service.submit())

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for each in threads:
        each.start()
    try:
        eventually(lambda: len(acknowledged) >= ENOUGH)
        yield acknowledged
        after = len(acknowledged)
        eventually(lambda: len(acknowledged) > after)
    finally:
        stop.set()
        for each in threads:
            each.join()


def lines_of(path: Path, table: str) -> Lines:
    """The rows of a table in an archive, read without the code that wrote them."""
    with ZipFile(path) as zipped:
        return [json.loads(line) for line in zipped.read(f"{table}.jsonl").splitlines()]


def all_bytes(path: Path) -> bytes:
    """The file as it is, and everything in it unpacked."""
    with ZipFile(path) as zipped:
        return b"\n".join([path.read_bytes(), *map(zipped.read, zipped.namelist())])


def rewrite(
    path: Path,
    change: Callable[[dict[str, Any], dict[str, Lines]], object],
    *,
    hashed: bool = True,
    master: bytes = MASTER,
) -> None:
    """Let `change` alter the manifest and the rows by table, and pack them as if never changed.

    Unless `hashed`, the hashes stay those of what was there. With another `master` than the
    service's it is what somebody can do who does not have that.
    """
    with ZipFile(path) as zipped:
        manifest = json.loads(zipped.read(MANIFEST))
    parts = {name: lines_of(path, name) for name in manifest["parts"]}
    change(manifest, parts)
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped:
        for name in set(manifest["parts"]) - set(parts):
            del manifest["parts"][name]
        for name, rows in parts.items():
            content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
            zipped.writestr(f"{name}.jsonl", content)
            if hashed:
                sha256 = hashlib.sha256(content).hexdigest()
                manifest["parts"][name] |= {"rows": len(rows), "sha256": sha256}
        content = json.dumps(manifest).encode()
        zipped.writestr(MANIFEST, content)
        zipped.writestr(MAC, mac_of(content, master))


def repack(path: Path, replaced: Mapping[str, bytes | None]) -> None:
    """Put these entries in place of those of the same name; None leaves one out."""
    with ZipFile(path) as zipped:
        entries = {name: zipped.read(name) for name in zipped.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped:
        for name, content in {**entries, **replaced}.items():
            if content is not None:
                zipped.writestr(name, content)


def entry(path: Path, name: str) -> bytes:
    with ZipFile(path) as zipped:
        return zipped.read(name)


def copied(path: Path, folder: Path) -> Path:
    """A copy of a backup and its keys, to be spoiled."""
    shutil.copy(keys_path(path), keys_path(folder / path.name))
    return Path(shutil.copy(path, folder / path.name))
