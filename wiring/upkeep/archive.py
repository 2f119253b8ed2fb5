"""What does a backup look like? A zip of JSON lines, a part a table, with a manifest of hashes.

An HMAC by the master key vouches for the manifest, and thereby for every part. Nothing in it
belongs to SQLite or to PostgreSQL, so what one wrote the other can read. Written and read a row at
a time, whatever its size.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import orjson
from sqlalchemy import Column, LargeBinary, Table
from sqlalchemy.types import TypeDecorator

from triage.store.keys.key_ring import keyed_hash
from triage.store.keys.tombstones import flush_directory
from triage.store.tables.core_tables import stored_bytes
from wiring.refused import Refused

FORMAT = "pyyda-apua-backup-1"
MANIFEST = "manifest.json"
MAC = "manifest.hmac"
MODE = 0o600
# What is written is sealed or short: more effort makes it hardly smaller.
COMPRESSION = 1
ROWS_AT_ONCE = 1000
# What reading a file raises that is no zip, was cut off, or holds something else.
DAMAGES = (
    BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
DECODERS: dict[type, Callable[[Any], Any]] = {
    bytes: base64.b64decode,
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}

RowOf = dict[str, Any]
T = TypeVar("T")


NOT_WHOLE = "is not what a backup of this service has written: take another one"


class Damaged(Refused):
    """It is no backup, or not what was written; the message says so in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a table's part of the archive must hold."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the archive is: the same `id` stands in the two files of one backup."""

    id: str
    taken_at: datetime
    release: str
    revision: str
    position: int
    chain_head: str
    format: str = FORMAT
    parts: dict[str, Part] = field(default_factory=dict)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A new file that gets its name once it is on the disk; readable by its owner only.

    Raises:
        Refused: there is something of that name, or another backup is writing it.
    """
    beside = path.with_name(f"{path.name}.part")
    if path.exists():
        raise Refused(f"{path} is there already: name another file")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError:
        raise Refused(
            f"{beside} is there: another backup writes it, or one was cut short; then remove it"
        ) from None
    try:
        yield beside
        os.fsync(descriptor)
        beside.rename(path)
        flush_directory(path.parent)
    finally:
        os.close(descriptor)
        beside.unlink(missing_ok=True)


def mac_of(manifest: bytes, master: bytes) -> bytes:
    """What only who has the master key can say of a manifest's bytes."""
    return keyed_hash(keyed_hash(master, b"backup manifest"), manifest)


class ArchiveBeingWritten:
    """Takes parts one after the other; the manifest goes in last, with its HMAC."""

    def __init__(self, zipped: ZipFile, manifest: Manifest, master: bytes) -> None:
        self._zipped = zipped
        self._manifest = manifest
        self._master = master

    def add(self, table: Table, rows: Iterable[Iterable[object]]) -> None:
        """Write the rows, their values in the order of the table's columns."""
        digest, count = hashlib.sha256(), 0
        in_bytes = [isinstance(each.type, LargeBinary) for each in table.columns]
        with self._zipped.open(_name(table), "w", force_zip64=True) as file:
            for batch in in_batches(rows):
                lines = b"".join(_line(row, in_bytes) for row in batch)
                digest.update(lines)
                file.write(lines)
                count += len(batch)
        self._manifest.parts[str(table)] = Part(
            columns=tuple(table.columns.keys()), rows=count, sha256=digest.hexdigest()
        )

    def finish(self) -> None:
        content = orjson.dumps(asdict(self._manifest))
        self._zipped.writestr(MANIFEST, content)
        self._zipped.writestr(MAC, mac_of(content, self._master))


def _line(row: Iterable[object], in_bytes: Iterable[bool]) -> bytes:
    # Damaged or not: what is written must be readable again.
    values = [
        stored_bytes(each) if is_bytes else each
        for each, is_bytes in zip(row, in_bytes, strict=True)
    ]
    return orjson.dumps(values, _in_text, orjson.OPT_APPEND_NEWLINE)


def _in_text(value: object) -> str:
    assert isinstance(value, bytes)
    return base64.b64encode(value).decode()


@contextmanager
def writing(path: Path, manifest: Manifest, master: bytes) -> Iterator[ArchiveBeingWritten]:
    """An archive that is under its name once all of it is on the disk, or not at all.

    Raises:
        Damaged: it cannot be read back as it was written.
    """
    with written_whole(path) as beside:
        with ZipFile(beside, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as zipped:
            archive = ArchiveBeingWritten(zipped, manifest, master)
            yield archive
            archive.finish()
        with Archive.opened(beside) as written:
            written.require_as_written(master)


class Archive:
    """An archive to be read; what differs from its manifest is found by reading it to its end."""

    def __init__(self, path: Path, zipped: ZipFile) -> None:
        self.path = path
        self._zipped = zipped
        with _damage_named(path):
            self._content = zipped.read(MANIFEST)
            self._mac = zipped.read(MAC)

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Raises Damaged, OSError."""
        with path.open("rb") as file:
            with _damage_named(path):
                zipped = ZipFile(file)
            with zipped:
                yield cls(path, zipped)

    def is_vouched_for(self, master: bytes) -> bool:
        """Whether it was written with this master key; to be asked before anything else."""
        return hmac.compare_digest(self._mac, mac_of(self._content, master))

    def require_as_written(self, master: bytes) -> None:
        """Read everything to its end. Raises Damaged."""
        if not self.is_vouched_for(master):
            raise Damaged(f"{self.path} {NOT_WHOLE}")
        with _damage_named(self.path):
            for name, part in self.manifest.parts.items():
                for _ in self._lines(name, part):
                    pass

    @cached_property
    def manifest(self) -> Manifest:
        """Raises Damaged."""
        with _damage_named(self.path):
            return _manifest(self._content)

    def require_known(self, tables: Iterable[Table]) -> None:
        """Raises Damaged where there is a part that none of these tables can take."""
        if self.manifest.parts.keys() - {str(table) for table in tables}:
            raise Damaged(f"{self.path} {NOT_WHOLE}")

    def rows(self, table: Table) -> Iterator[RowOf]:
        """The rows of a table by column, none where the archive has no such part.

        Raises:
            Damaged: found at the end at the latest.
        """
        part = self.manifest.parts.get(str(table))
        if part is None:
            return
        with _damage_named(self.path):
            decoders = [_decoder(table.columns[name]) for name in part.columns]
            for values in self._lines(str(table), part):
                yield {
                    name: value if value is None else decode(value)
                    for name, decode, value in zip(part.columns, decoders, values, strict=True)
                }

    def _lines(self, table: str, part: Part) -> Iterator[list[Any]]:
        digest, count = hashlib.sha256(), 0
        with self._zipped.open(_name(table)) as file:
            for line in file:
                digest.update(line)
                count += 1
                yield orjson.loads(line)
        if (count, digest.hexdigest()) != (part.rows, part.sha256):
            raise Damaged(f"{self.path} {NOT_WHOLE} ({table} differs)")


def in_batches(many: Iterable[T]) -> Iterator[list[T]]:
    """The same in lists of a size that one statement takes."""
    rest = iter(many)
    while batch := [*islice(rest, ROWS_AT_ONCE)]:
        yield batch


def _name(table: Table | str) -> str:
    return f"{table}.jsonl"


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    bare = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return DECODERS.get(bare.python_type, lambda value: value)


def _manifest(text: bytes) -> Manifest:
    fields = orjson.loads(text)
    if fields["format"] != FORMAT:
        raise ValueError(fields["format"])
    parts = {
        name: Part(columns=tuple(each["columns"]), rows=each["rows"], sha256=each["sha256"])
        for name, each in fields.pop("parts").items()
    }
    taken_at = datetime.fromisoformat(fields.pop("taken_at")).astimezone(UTC)
    return Manifest(**fields, taken_at=taken_at, parts=parts)


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGES as error:
        raise Damaged(f"{path} {NOT_WHOLE}") from error
